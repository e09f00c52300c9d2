"""The two families of boards of the practice market, asked as their public interfaces are."""

import html

import httpx
import pytest

from deploy.market.app import create_app
from deploy.market.serve import running
from tests.support.served_market import ServedMarket, true_form


async def test_greenhouse_board_lists_jobs_with_escaped_content(market: ServedMarket) -> None:
    base = await market.api("greenhouse")
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    jobs = await market.at(f"{base}/boards/{posting['board']}/jobs?content=true")
    job = next(job for job in jobs["jobs"] if str(job["id"]) == posting["id"])
    assert jobs["meta"]["total"] == len(jobs["jobs"])
    assert job["absolute_url"] == posting["url"]
    assert job["company_name"] == posting["company"]
    assert job["location"]["name"] == posting["place"]
    assert job["content"].startswith("&lt;div")
    assert "<h2>" in html.unescape(job["content"])
    lean = await market.at(f"{base}/boards/{posting['board']}/jobs")
    assert "content" not in lean["jobs"][0]
    departments = await market.at(f"{base}/boards/{posting['board']}/departments")
    assert sum(len(row["jobs"]) for row in departments["departments"]) == len(jobs["jobs"])
    assert (await market.at(f"{base}/boards/{posting['board']}"))["name"] == posting["company"]


async def test_greenhouse_questions_describe_the_form(market: ServedMarket) -> None:
    base = await market.api("greenhouse")
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    job = await market.at(f"{base}/boards/{posting['board']}/jobs/{posting['id']}?questions=true")
    by_label = {question["label"]: question for question in job["questions"]}
    assert by_label["First Name"]["required"] is True
    assert [field["type"] for field in by_label["Resume/CV"]["fields"]] == ["input_file", "textarea"]
    own = [question for question in posting["questions"] if question["name"].startswith("question_")]
    assert {question["label"] for question in own} <= set(by_label)


async def test_lever_site_lists_pages_and_filters_postings(market: ServedMarket) -> None:
    base = await market.api("lever")
    [posting, *_] = await market.postings(family="lever", trait="plain")
    board = f"{base}/postings/{posting['board']}"
    everything = await market.at(f"{board}?mode=json")
    found = next(row for row in everything if row["id"] == posting["id"])
    assert found["text"] == posting["title"]
    assert found["hostedUrl"] == posting["url"]
    assert found["applyUrl"] == posting["apply_url"]
    assert found["workplaceType"] == posting["workplace"]
    assert "<" not in found["descriptionPlain"]
    assert {row["text"] for row in found["lists"]} >= {"What you need"}
    assert await market.at(f"{board}?mode=json&skip=1&limit=1") == everything[1:2]
    there = await market.at(f"{board}?location={posting['place']}")
    assert {row["categories"]["location"] for row in there} == {posting["place"]}
    assert await market.at(f"{board}/{posting['id']}") == found


@pytest.mark.parametrize(
    "path", ["greenhouse/v1/boards/nobody/jobs", "greenhouse/v1/boards/nobody", "greenhouse/v1/boards/nobody/jobs/1"]
)
async def test_unknown_greenhouse_board_is_404(market: ServedMarket, path: str) -> None:
    origin = (await market.api("greenhouse")).removesuffix("/greenhouse/v1")
    assert (await market.client.get(f"{origin}/{path}")).status_code == 404


@pytest.mark.parametrize(
    "path", ["lever/v0/postings/nobody", "lever/v0/postings/nobody/1", "nobody", "nobody/1", "nobody/1/apply"]
)
async def test_unknown_lever_address_is_404(market: ServedMarket, path: str) -> None:
    origin = (await market.api("lever")).removesuffix("/lever/v0")
    assert (await market.client.get(f"{origin}/{path}")).status_code == 404


@pytest.mark.parametrize("seed", [1, 7, 9, 20])
async def test_closed_posting_is_listed_but_gone(seed: int) -> None:
    async with running(create_app(seed)) as url, httpx.AsyncClient() as client:
        market = ServedMarket(url, client)
        [posting] = await market.postings(trait="closed")
        base = await market.api(posting["family"])
        part = "boards/{board}/jobs" if posting["family"] == "greenhouse" else "postings/{board}"
        listing = f"{base}/{part.format(**posting)}"
        assert posting["id"] in (await client.get(listing)).text
        assert (await client.get(f"{listing}/{posting['id']}")).status_code == 404
        page = (await client.get(posting["url"])).text
        assert "no longer open" in page or "might have closed" in page
        assert "<form" not in page
        response = await market.send(posting, true_form(posting))
        assert response.status_code in {404, 422}
        received = await market.get("/_received")
        assert received["submissions"] == []
        assert received["rejected"][0]["errors"][-1] == "This job is no longer open."


async def test_open_leaves_only_the_named_postings(market: ServedMarket) -> None:
    first, second = (await market.postings(family="lever", trait="plain"))[:2]
    opened = await market.post("/_open", {"posting_ids": [first["id"]]})
    assert opened.json() == {"open": [first["id"]]}
    assert (await market.client.get(first["url"])).status_code == 200
    assert (await market.client.get(second["url"])).status_code == 404
    base = await market.api("lever")
    assert second["id"] not in (await market.client.get(f"{base}/postings/{second['board']}")).text
    await market.post("/_open", {"posting_ids": None})
    assert (await market.client.get(second["url"])).status_code == 200


async def test_open_refuses_an_unknown_posting(market: ServedMarket) -> None:
    response = await market.post("/_open", {"posting_ids": ["nothing"]})
    assert response.status_code == 404
    assert response.json()["code"] == "unknown_posting"
