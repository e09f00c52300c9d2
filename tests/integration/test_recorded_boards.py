"""Recorded answers of real boards, replayed by a local server and compared field by field with the raw file.

The recordings are not part of the project: `JOBHUNTER_CORPUS` names the folder that holds them.
"""

import html
import json
import os
import random
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from brain.ports import BoardRef, SearchResult
from brain.posting import Posting
from jobhunter.address import AddressPolicy
from tests.support.mutations import mutated
from tests.support.replay import replaying
from workers.hands.boards import BoardClients
from workers.hands.fetch import Fetched, Fetcher

CORPUS = os.environ.get("JOBHUNTER_CORPUS")
pytestmark = pytest.mark.skipif(not CORPUS, reason="JOBHUNTER_CORPUS does not name a folder of recorded answers")
APIS = Path(CORPUS or ".") / "apis"


async def replayed(source: str, board: str, path: str, body: bytes) -> SearchResult:
    async with replaying({path: (200, {}, body)}) as replay, Fetcher(AddressPolicy(frozenset({replay.origin}))) as fetcher:
        ref = BoardRef(source=source, board=board, base_url=replay.origin, domain="127.0.0.1")
        return await BoardClients(fetcher.get).search(ref)


def letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


def seen_letters(markup: str) -> str:
    return letters(str(lxml.html.fromstring(f"<div>{markup}</div>").text_content()))


async def test_every_greenhouse_job_holds_what_the_file_holds() -> None:
    body = (APIS / "greenhouse" / "board_jobs_a.json").read_bytes()
    jobs = json.loads(body)["jobs"]
    result = await replayed("greenhouse", "recorded", "/v1/boards/recorded/jobs?content=true&pay_transparency=true", body)
    assert (result.error, result.warnings, len(result.postings)) == (None, (), len(jobs))
    for posting, job in zip(result.postings, jobs, strict=True):
        compare_greenhouse(posting, job)


def compare_greenhouse(posting: Posting, job: dict[str, Any]) -> None:
    assert (posting.external_id, posting.url, posting.title) == (str(job["id"]), job["absolute_url"], job["title"].strip())
    assert posting.company == job["company_name"]
    assert letters(" ".join(posting.locations)) == letters(job["location"]["name"])
    assert posting.posted_at == datetime.fromisoformat(job["first_published"])
    assert posting.updated_at == datetime.fromisoformat(job["updated_at"])
    assert posting.closes_at is None
    assert job["application_deadline"] is None
    assert posting.department == ", ".join(entry["name"] for entry in job["departments"])
    assert posting.languages == ("English",)
    assert job["language"] == "en"
    assert letters(posting.description_text) == seen_letters(html.unescape(job["content"]))
    said = {entry["name"]: entry["value"] for entry in job["metadata"] or []}.get("Location Type")
    if said:
        assert posting.workplace == said.lower().replace("-", "")


async def test_salaries_of_greenhouse_are_the_ones_a_person_reads() -> None:
    body = (APIS / "greenhouse" / "board_jobs_a.json").read_bytes()
    result = await replayed("greenhouse", "r", "/v1/boards/r/jobs?content=true&pay_transparency=true", body)
    stated = {posting.external_id: posting.salary for posting in result.postings if posting.salary}
    assert {key: (pay.min, pay.max, pay.currency, pay.period) for key, pay in stated.items()} == {
        "5215052008": (265000, 365000, "USD", "year")
    }


async def test_every_lever_posting_holds_what_the_file_holds() -> None:
    body = (APIS / "lever" / "postings_a.json").read_bytes()
    raw = json.loads(body)
    result = await replayed("lever", "recorded", "/v0/postings/recorded?mode=json&skip=0&limit=100", body)
    assert (result.error, result.warnings, len(result.postings)) == (None, (), len(raw))
    for posting, item in zip(result.postings, raw, strict=True):
        compare_lever(posting, item)
    paid = [(pay.min, pay.max, pay.currency, pay.period) for pay in (posting.salary for posting in result.postings) if pay]
    assert paid == [(67172, 95960, "USD", "year")]


def compare_lever(posting: Posting, item: dict[str, Any]) -> None:
    assert (posting.external_id, posting.title) == (item["id"], item["text"].strip())
    assert (posting.url, posting.apply_url) == (item["hostedUrl"], item["applyUrl"])
    assert set(posting.locations) == set(item["categories"]["allLocations"])
    assert posting.locations[0] == item["categories"]["location"]
    assert posting.workplace == item["workplaceType"]
    assert posting.department == item["categories"].get("department", item["categories"]["team"])
    assert posting.employment_type == {"Permanent": "permanent", "Full-time": "full_time"}[item["categories"]["commitment"]]
    assert posting.posted_at is not None
    assert round(posting.posted_at.timestamp() * 1000) == item["createdAt"]
    lists = "".join(f" {html.escape(entry['text'])} {entry['content']}" for entry in item["lists"])
    assert letters(posting.description_text) == seen_letters(f"{item['description']} {lists} {item['additional']}")


async def test_single_postings_are_read_in_full() -> None:
    job = json.loads((APIS / "greenhouse" / "job_detail.json").read_bytes())
    item = json.loads((APIS / "lever" / "posting_detail.json").read_bytes())
    answers = {
        f"/v1/boards/b/jobs/{job['id']}?pay_transparency=true": (200, {}, json.dumps(job).encode()),
        f"/v0/postings/b/{item['id']}?mode=json": (200, {}, json.dumps(item).encode()),
    }
    async with replaying(dict(answers)) as replay, Fetcher(AddressPolicy(frozenset({replay.origin}))) as fetcher:
        clients = BoardClients(fetcher.get)
        ref = BoardRef(source="greenhouse", board="b", base_url=replay.origin, domain="x")
        read = await clients.read(ref, str(job["id"]))
        other = await clients.read(ref.model_copy(update={"source": "lever"}), item["id"])
    assert read is not None
    assert other is not None
    compare_greenhouse(read, job)
    compare_lever(other, item)


@pytest.mark.parametrize(("source", "file"), [("greenhouse", "board_jobs_a.json"), ("lever", "postings_a.json")])
async def test_mutated_recordings_never_crash(source: str, file: str) -> None:
    original = json.loads((APIS / source / file).read_bytes())
    rng = random.Random(7)

    async def nothing(url: str, **_: Any) -> Fetched:
        raise AssertionError(url)

    client = BoardClients(nothing).client(source)
    ref = BoardRef(source=source, board="b", base_url="https://x.example", domain="x.example")
    for _ in range(300):
        text = json.dumps(mutated(original, rng))
        result = client.parse(ref, text[: rng.randint(0, len(text))] if rng.random() < 0.1 else text)
        for posting in result.postings:
            posting.model_dump_json().encode()
