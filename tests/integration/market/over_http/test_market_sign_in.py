"""The control pages of what needs a sign-in, and what stays as it was without one."""

from deploy.market.app import BEHIND_SIGN_IN
from tests.support.served_market import ServedMarket


async def test_sites_behind_a_sign_in_are_listed_only_where_asked_for(market: ServedMarket) -> None:
    plain = {site["family"] for site in await market.get("/_sites?all=true")}
    behind = await market.get("/_sites?login=true&all=true")
    assert {site["family"] for site in behind} == {family.name for family in BEHIND_SIGN_IN}
    assert not plain & {site["family"] for site in behind}
    searched = await market.get("/_sites?login=true")
    assert {site["api"]["kind"] for site in searched} == {"lever"}
    [members] = await market.get("/_sites?login=true&family=members")
    assert members["family"] == "members"
    assert len(await market.get("/_postings")) == 30
    practised = {form["family"] for form in await market.get("/_forms")}
    assert not practised & {site["family"] for site in behind}


async def test_postings_behind_a_sign_in_name_their_account(market: ServedMarket) -> None:
    postings = await market.get("/_postings?login=true")
    assert {"login", "session_ends", "session_ends_kept"} <= {posting["trait"] for posting in postings}
    accounts = {row["board"]: row for row in await market.get("/_accounts")}
    for posting in postings:
        assert posting["account"] == accounts.get(posting["family"])
        assert posting["fits"] is True
    assert len({(posting["company"], posting["title"]) for posting in postings}) == len(postings)
    others = {(posting["company"], posting["title"]) for posting in await market.get("/_postings")}
    assert not others & {(posting["company"], posting["title"]) for posting in postings}
    assert [form["posting_id"] for form in await market.get("/_forms?login=true")] == [posting["id"] for posting in postings]


async def test_a_members_board_is_searched_as_the_product_searches(market: ServedMarket) -> None:
    [site] = await market.get("/_sites?login=true&family=members")
    found = []
    for board in site["api"]["boards"]:
        found += await market.at(f"{site['api']['base_url']}/postings/{board}?mode=json")
    postings = [posting for posting in await market.get("/_postings?login=true") if posting["family"] == "members"]
    assert {row["applyUrl"] for row in found} == {posting["apply_url"] for posting in postings}
    assert all(row["workplaceType"] == "remote" for row in found)


async def test_accounts_are_the_same_for_the_same_seed_and_a_second_person_can_have_one(market: ServedMarket) -> None:
    rows = {row["board"]: row for row in await market.get("/_accounts")}
    assert {name: row["second_factor"] for name, row in rows.items()} == {
        "members": "mail",
        "members_totp": "totp",
        "members_verify": "verify",
        "members_captcha": "none",
        "workday_mail": "mail",
        "workday_totp": "totp",
    }
    assert all((row["totp_secret"] is not None) == (row["second_factor"] == "totp") for row in rows.values())
    made = (await market.post("/_accounts", {"board": "members", "email": "ben@example.org", "second_factor": "totp"})).json()
    assert made["totp_secret"]
    assert len(await market.get("/_accounts")) == len(rows) + 1
    await market.post("/_reset")
    assert {row["board"]: row for row in await market.get("/_accounts")} == rows


async def test_sessions_end_and_doors_change_by_the_control_pages(market: ServedMarket) -> None:
    [captcha] = [row for row in await market.get("/_accounts") if row["board"] == "members_captcha"]
    await market.post("/_gates", {"board": "members_captcha", "captcha": False})
    form = {"session_key": captcha["email"], "session_password": captcha["password"]}
    await market.client.post(captcha["origin"] + "/login", data=form)
    assert (await market.client.get(captcha["origin"] + "/my/applications")).status_code == 200
    assert (await market.post("/_sessions/expire", {"board": "members_captcha"})).json() == {"ended": 1}
    assert (await market.client.get(captcha["origin"] + "/my/applications")).status_code == 303
    await market.post("/_gates", {"board": "members_captcha", "refuse_next": 1, "retry_after": 7})
    refused = await market.client.get(captcha["origin"] + "/login")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "7")
    assert (await market.client.get(captcha["origin"] + "/login")).status_code == 200
    assert (await market.post("/_gates", {"board": "nowhere"})).status_code == 404
    assert (await market.post("/_sessions/expire", {})).json() == {"ended": 0}
