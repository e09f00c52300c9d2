"""The sites that demand a sign-in, over HTTP: ways in, wrong ways, and what ends a visit."""

import re
from collections.abc import AsyncIterator, Callable

import pyotp
import pytest

from deploy.market.gate import TRIES
from deploy.market.market import Market
from tests.support.member import Member, behind, code_in_mail

At = Callable[[str], Member]


@pytest.fixture
async def at(market: Market) -> AsyncIterator[At]:
    members: list[Member] = []

    def visit(site: str) -> Member:
        members.append(Member(market, site))
        return members[-1]

    yield visit
    for member in members:
        await member.client.aclose()


@pytest.mark.parametrize("site", ["members", "members_totp", "members_verify"])
async def test_a_form_opens_after_password_and_second_factor_and_is_received(market: Market, at: At, site: str) -> None:
    member, posting = at(site), behind(market, site)
    assert (await member.client.get(market.page_url(posting))).status_code == 200
    asked = await member.client.get(market.apply_url(posting))
    assert (asked.status_code, asked.headers["location"]) == (303, "/login")
    inside = await member.sign_in()
    assert (inside.status_code, inside.headers["location"]) == (303, f"/{posting.board}/{posting.id}/apply")
    sent = await member.apply(posting)
    assert sent.headers["location"].startswith(f"/{posting.board}/{posting.id}/thanks?ref=")
    [entry] = market.ledger.submissions
    assert market.expected(posting).complete(entry)
    assert (member.account.signed_in, member.account.tries, member.account.applied) == (1, 0, [posting.id])
    assert member.account.codes_sent == (0 if site == "members_totp" else 1)


async def test_a_form_that_was_sent_is_not_shown_again(market: Market, at: At) -> None:
    member, posting = at("members_captcha"), behind(market, "members_captcha")
    member.keeper.captcha = False
    await member.sign_in()
    await member.apply(posting)
    assert "already applied" in (await member.client.get(market.apply_url(posting))).text
    assert posting.role.title in (await member.get("/my/applications")).text


async def test_a_code_is_good_once_and_a_new_one_ends_the_one_before(market: Market, at: At) -> None:
    member = at("members")
    await member.password()
    first = code_in_mail(market)
    assert "new message" in (await member.post("/login/code/again")).text
    second = code_in_mail(market)
    if first != second:
        assert (await member.code(first)).status_code == 422
    assert (await member.code(second)).status_code == 303
    other = at("members")
    await other.password()
    third = code_in_mail(market)
    if second != third:
        assert (await other.code(second)).status_code == 422
    assert (await other.code(third)).status_code == 303


async def test_a_late_code_is_refused_and_ends(market: Market, at: At) -> None:
    member = at("members")
    member.keeper.code_seconds = -1
    await member.password()
    late = await member.code(code_in_mail(market))
    assert late.status_code == 422
    assert "expired" in late.text
    member.keeper.code_seconds = 300
    assert (await member.code(code_in_mail(market))).status_code == 422


async def test_a_totp_code_is_taken_once_and_the_next_one_too(market: Market, at: At) -> None:
    member = at("members_totp")
    await member.password()
    totp = pyotp.TOTP(member.account.totp_secret or "")
    code = totp.now()
    assert (await member.code(code)).status_code == 303
    other = at("members_totp")
    await other.password()
    assert (await other.code(code)).status_code == 422


@pytest.mark.parametrize("kind", ["password", "code"])
async def test_the_fifth_wrong_try_locks_the_account_for_good(market: Market, at: At, kind: str) -> None:
    member = at("members_totp")
    await member.password()
    for number in range(1, TRIES + 1):
        answer = await (member.password("guessed") if kind == "password" else member.code("abcdef"))
        assert answer.status_code == (403 if number == TRIES else 401 if kind == "password" else 422)
        assert member.account.tries == number
    assert member.account.locked
    assert "locked" in (await at("members_totp").password()).text
    assert member.account.tries == TRIES


async def test_a_sign_in_takes_back_the_wrong_tries_before_it(market: Market, at: At) -> None:
    member = at("members")
    await member.password("guessed")
    await member.sign_in()
    assert (member.account.tries, member.account.wrong, member.account.signed_in) == (0, 1, 1)


async def test_no_form_page_is_reached_before_the_second_factor(market: Market, at: At) -> None:
    member, posting = at("members"), behind(market, "members")
    await member.password()
    assert (await member.client.get(market.apply_url(posting))).headers["location"] == "/login"
    assert (await member.fill(posting, 3)).headers["location"] == "/login"
    assert market.ledger.submissions == []


async def test_a_session_gets_a_new_token_as_it_comes_in(market: Market, at: At) -> None:
    member = at("members")
    await member.password()
    before = member.client.cookies["members_session"]
    await member.code(code_in_mail(market))
    assert member.client.cookies["members_session"] != before
    assert member.keeper.session(before) is None


@pytest.mark.parametrize(("trait", "kept"), [("session_ends", False), ("session_ends_kept", True)])
async def test_a_session_ends_once_in_the_midst_of_a_form(market: Market, at: At, trait: str, kept: bool) -> None:
    member, posting = at("members"), behind(market, "members", trait)  # type: ignore[arg-type]
    await member.client.get(market.apply_url(posting))
    await member.sign_in()
    await member.fill(posting, 1)
    ended = await member.fill(posting, 2)
    assert (ended.status_code, ended.headers["location"]) == (303, "/login")
    back = await member.sign_in()
    assert back.headers["location"] == f"/{posting.board}/{posting.id}/apply"
    form = (await member.client.get(market.apply_url(posting))).text
    assert (market.person.last_name in form) is kept
    assert (await member.apply(posting)).headers["location"].startswith(f"/{posting.board}/{posting.id}/thanks")
    assert len(market.ledger.submissions) == 1


async def test_a_ticked_box_lets_a_password_count(market: Market, at: At) -> None:
    member = at("members_captcha")
    asked = await member.password()
    assert asked.status_code == 400
    assert 'title="reCAPTCHA"' in asked.text
    assert member.account.tries == 0
    await member.post("/captcha")
    assert (await member.password()).headers["location"] == "/"


async def test_an_account_is_made_and_its_address_proven_by_a_code(market: Market, at: At) -> None:
    member, posting = at("members_new"), behind(market, "members_new")
    assert (await member.client.get(market.apply_url(posting))).headers["location"] == "/signup"
    form = {"email": "zoe@example.org", "password": "correct-horse", "password_again": "correct-horse", "terms": "1"}
    for change in ({"email": "zoe"}, {"password": "short-1"}, {"password_again": "other"}):
        assert (await member.post("/signup", {**form, **change})).status_code == 422  # type: ignore[dict-item]
    assert (await member.post("/signup", {**form})).headers["location"] == "/login/code"
    assert (await member.client.get(market.apply_url(posting))).status_code == 303
    inside = await member.code(code_in_mail(market, "zoe@example.org"))
    assert (await member.client.get(market.apply_url(posting))).status_code == 200, inside.text
    assert "already an account" in (await at("members_new").post("/signup", {**form})).text


async def test_an_account_is_proven_by_a_link_followed_once(market: Market, at: At) -> None:
    member, posting = at("members_link"), behind(market, "members_link")
    await member.client.get(market.apply_url(posting))
    form = {"email": "zoe@example.org", "password": "correct-horse", "password_again": "correct-horse", "terms": "1"}
    await member.post("/signup", {**form})
    assert "not confirmed yet" in (await member.post("/signup/done")).text
    found = re.search(r"http://\S+", market.mailroom.sent[-1].text)
    assert found
    elsewhere = at("members_link").client
    assert "confirmed" in (await elsewhere.get(found[0])).text
    assert (await elsewhere.get(found[0])).status_code == 410
    assert (await member.post("/signup/done")).headers["location"] == f"/{posting.board}/{posting.id}/apply"
    assert (await member.client.get(market.apply_url(posting))).status_code == 200


async def test_the_last_page_may_say_that_one_comes_too_fast(market: Market, at: At) -> None:
    member, posting = at("members"), behind(market, "members", "throttled")
    await member.sign_in()
    slow = await member.apply(posting)
    assert (slow.status_code, slow.headers["retry-after"]) == (429, "1")
    assert "Too many requests" in slow.text
