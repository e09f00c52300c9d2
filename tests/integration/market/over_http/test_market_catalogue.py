"""What the practice market offers: its postings by seed, its sites, and what a right application to each form holds."""

import json
from collections import Counter
from typing import Any

import httpx
import pytest

from deploy.market.app import FAMILIES, create_app
from deploy.market.person import CANDIDATE_FILE
from deploy.market.serve import running
from tests.support.served_market import ServedMarket, apply_truly, option_ids, true_form


@pytest.mark.parametrize("seed", [0, 3, 7, 12345])
async def test_every_seed_has_thirty_postings_of_which_fourteen_fit(seed: int) -> None:
    async with running(create_app(seed)) as url, httpx.AsyncClient() as client:
        postings = await ServedMarket(url, client).postings()
    traits = Counter(row["trait"] for row in postings)
    assert traits == {"plain": 10, "closed": 1, "duplicate": 1, "fails": 1, "needs_fact": 1, "other": 16}
    assert sum(row["fits"] for row in postings) == 14
    assert len({row["company"] for row in postings}) == 8
    assert len({row["id"] for row in postings}) == 30
    assert Counter(row["family"] for row in postings) == {"greenhouse": 15, "lever": 15}
    for row in postings:
        asked = [q for q in row["questions"] if q["name"].startswith(("question_", "cards["))]
        assert len(asked) <= 6


async def test_same_seed_gives_same_market_and_another_seed_another(market: ServedMarket) -> None:
    def shape(rows: list[dict[str, Any]]) -> list[Any]:
        return [(row["id"], row["company"], row["title"], [q["label"] for q in row["questions"]]) for row in rows]

    async with running(create_app(7)) as url, running(create_app(8)) as other_url:
        again = await ServedMarket(url, market.client).postings()
        other = await ServedMarket(other_url, market.client).postings()
    assert shape(again) == shape(await market.postings())
    assert shape(again) != shape(other)


async def test_duplicate_is_the_same_job_on_the_other_family(market: ServedMarket) -> None:
    [twin] = await market.postings(trait="duplicate")
    [original] = await market.postings(id=twin["same_as"])
    assert original["trait"] == "plain"
    assert original["family"] != twin["family"]
    assert [original[key] for key in ("company", "title", "place")] == [twin[key] for key in ("company", "title", "place")]


async def test_sites_give_each_family_its_own_origin_and_boards(market: ServedMarket) -> None:
    sites = await market.get("/_sites")
    assert {site["family"] for site in sites} == {"greenhouse", "lever"}
    assert len({site["domain"] for site in sites} | {market.url.removeprefix("http://")}) == 3
    for site in sites:
        assert site["private"] is True
        assert site["login_config"] == {}
        assert site["api"]["kind"] == site["family"]
        assert site["api"]["base_url"].startswith(f"http://{site['domain']}/")
        assert len(site["api"]["boards"]) >= 4


async def test_sites_that_are_only_applied_to_come_when_asked_for(market: ServedMarket) -> None:
    sites = await market.get("/_sites?all=true")
    assert {site["family"] for site in sites} == {family.name for family in FAMILIES}
    assert {site["family"] for site in sites if site["api"]} == {"greenhouse", "lever"}
    assert len({site["domain"] for site in sites}) == len(FAMILIES)


async def test_every_form_says_what_a_correct_application_holds(market: ServedMarket) -> None:
    forms = await market.get("/_forms")
    assert {form["family"] for form in forms} == {family.name for family in FAMILIES}
    assert len(forms) >= 60
    for form in forms:
        names = [field["name"] for field in form["fields"]]
        assert len(set(names)) == len(names)
        truths = [field["truth"]["truth"] for field in form["fields"]]
        assert ("must_ask" in truths) is (form["ending"] == "ask")


@pytest.mark.parametrize("family", ["greenhouse", "lever"])
async def test_a_true_application_is_judged_complete_and_a_false_one_is_not(family: str) -> None:
    app = create_app(7)
    async with running(app) as url, httpx.AsyncClient() as client:
        market, inside = ServedMarket(url, client), app.state.market
        [row, *_] = await market.postings(family=family, trait="plain")
        expected = inside.expected(inside.catalogue.find(row["id"]))
        await apply_truly(market, row)
        assert expected.complete(inside.ledger.submissions[0])
        options = await option_ids(market, row) if family == "greenhouse" else None
        name = next(field.name for field in expected.fields if field.label in {"First Name", "Full name"})
        await market.send(row, true_form(row, options) | {name: "Somebody Else"})
        verdicts = {one.name: one.verdict for one in expected.judge(inside.ledger.submissions[1])}
        assert verdicts[name] == "wrong"
        assert not expected.complete(inside.ledger.submissions[1])
        assert inside.ledger.submissions[1].posted[name] == ("Somebody Else",)


def test_bundled_candidate_has_what_resumes_lack() -> None:
    resume = json.loads(CANDIDATE_FILE.read_text(encoding="utf-8"))
    assert not resume["basics"]["name"].isascii()
    assert len(resume["work"]) >= 2
    assert {"work_authorization", "sponsorship", "salary", "consents", "demographics"} <= set(resume["x-jobhunter"])
