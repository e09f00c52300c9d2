"""Greenhouse's and Lever's answers, from invented ones: every field, bad items, changed shapes, and mutations by the hundred."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from brain.errors import InvalidInput
from brain.ports import BoardRef, SearchResult
from brain.posting import Pay, Skills
from tests.support.mutations import mutated
from workers.hands.boards import BoardClients, sources
from workers.hands.boards.parsing.text import plain
from workers.hands.fetch import Fetched

DATA = Path(__file__).parents[1] / "data"
ANSWERS = {"greenhouse": DATA / "greenhouse_jobs.json", "lever": DATA / "lever_postings.json"}


async def no_network(url: str, **_: Any) -> Fetched:
    raise AssertionError(f"asked for {url}")


def parse(source: str, text: str, board: str = "petit-four", company: str = "") -> SearchResult:
    ref = BoardRef(source=source, board=board, base_url="https://api.example.com", domain="example.com", company=company)
    skills = Skills(required=("python",))
    return BoardClients(no_network, lambda text: skills if "Python" in text else Skills()).client(source).parse(ref, text)


def test_every_field_of_a_greenhouse_job() -> None:
    result = parse("greenhouse", ANSWERS["greenhouse"].read_text(), "lumenworks")
    first, second, nurse = result.postings
    assert first.model_dump(exclude={"description_html", "description_text"}) == {
        "source": "greenhouse",
        "board": "lumenworks",
        "external_id": "4100001",
        "url": "https://job-boards.greenhouse.io/lumenworks/jobs/4100001",
        "apply_url": "https://job-boards.greenhouse.io/lumenworks/jobs/4100001",
        "title": "Senior Backend Engineer, R&D",
        "company": "Lumen Works",
        "locations": ("Berlin, Germany", "Remote - EU"),
        "workplace": "hybrid",
        "employment_type": "full_time",
        "seniority": "senior",
        "salary": {"min": 70000, "max": 85000, "currency": "EUR", "period": "year"},
        "skills": {"required": ("python",), "preferred": ()},
        "languages": ("German",),
        "department": "Engineering",
        "posted_at": datetime.fromisoformat("2026-09-30T08:30:00-04:00"),
        "closes_at": datetime.fromisoformat("2026-12-01T23:59:00+01:00"),
        "updated_at": datetime.fromisoformat("2026-10-02T09:00:00-04:00"),
        "family": "greenhouse",
    }
    assert first.description_text.startswith("About\n\nWe build lamps & more.\n- Python\n- PostgreSQL")
    assert "Ignore" not in first.description_text + first.description_html
    assert first.posting_key == "ats:greenhouse:lumenworks:4100001"
    assert (second.locations, second.workplace, second.employment_type) == (
        ("Austin, Texas, United States",),
        "remote",
        "internship",
    )
    assert second.salary == Pay(min=20000, max=26000, currency="USD", period="year")
    assert (nurse.external_id, nurse.title, nurse.company) == ("4100005", "Night Nurse", "Lumenworks")
    assert (nurse.locations, nurse.salary, nurse.department, nurse.updated_at, nurse.languages) == ((), None, None, None, ())


def test_bad_greenhouse_items_are_skipped_and_said() -> None:
    result = parse("greenhouse", ANSWERS["greenhouse"].read_text(), "lumenworks")
    assert result.error is None
    assert [warning.split(":")[0] for warning in result.warnings] == [f"Item {number} was skipped" for number in (3, 4, 5)]
    assert "absolute_url" in result.warnings[0]


def test_every_field_of_a_lever_posting() -> None:
    first, second = parse("lever", ANSWERS["lever"].read_text()).postings
    assert first.model_dump(exclude={"description_html", "description_text"}) == {
        "source": "lever",
        "board": "petit-four",
        "external_id": "0b9f7c1e-0001",
        "url": "https://jobs.lever.co/petit-four/0b9f7c1e-0001",
        "apply_url": "https://jobs.lever.co/petit-four/0b9f7c1e-0001/apply",
        "title": "Staff Engineer",
        "company": "Petit Four",
        "locations": ("Lyon", "Remote - France"),
        "workplace": "hybrid",
        "employment_type": "full_time",
        "seniority": "staff",
        "salary": {"min": 80000, "max": 95000, "currency": "EUR", "period": "year"},
        "skills": {"required": (), "preferred": ()},
        "languages": (),
        "department": "Product",
        "posted_at": datetime.fromtimestamp(1790000000, UTC),
        "closes_at": None,
        "updated_at": None,
        "family": "lever",
    }
    assert first.description_text == "Build it.\n\nYou bring\n- Kotlin\n- SQL & tests\n\nEqual opportunity."
    assert second.salary == Pay(min=30, max=35, currency="CAD", period="hour")
    assert (second.employment_type, second.languages, second.department) == ("internship", ("German",), "Data")
    assert second.apply_url == "https://jobs.lever.co/petit-four/0b9f7c1e-0002/apply"


def test_the_company_is_named_by_the_site_document() -> None:
    assert parse("lever", ANSWERS["lever"].read_text(), company="Petit Four SARL").postings[0].company == "Petit Four SARL"


def test_a_recorded_answer_tells_its_own_board() -> None:
    assert parse("lever", ANSWERS["lever"].read_text(), board="").postings[0].board == "petit-four"
    boards = [posting.board for posting in parse("greenhouse", ANSWERS["greenhouse"].read_text(), board="").postings]
    assert boards == ["lumenworks", "lumenworks", "lumenworks"]


@pytest.mark.parametrize("source", sorted(ANSWERS))
def test_a_single_posting_is_an_answer_too(source: str) -> None:
    document = json.loads(ANSWERS[source].read_text())
    item = document["jobs"][0] if source == "greenhouse" else document[0]
    assert parse(source, json.dumps(item)).postings == parse(source, ANSWERS[source].read_text()).postings[:1]


@pytest.mark.parametrize("source", sorted(ANSWERS))
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing"),
        ("<!DOCTYPE html><title>Sign in</title>", "web page"),
        ('{"jobs": [{"id"', "damaged"),
        ('"text"', "no list"),
        ("null", "no list"),
        ("7", "no list"),
        ('{"error": "x"}', "no list"),
        ("[" * 50_000, "damaged"),
    ],
)
def test_what_is_no_answer_is_said_in_a_sentence(source: str, text: str, said: str) -> None:
    result = parse(source, text)
    assert result.postings == ()
    assert said in (result.error or "")


@pytest.mark.parametrize("source", sorted(ANSWERS))
def test_every_truncation_is_an_error_or_whole(source: str) -> None:
    text = ANSWERS[source].read_text()
    for length in range(0, len(text) - 10, 97):
        assert parse(source, text[:length]).error


@pytest.mark.parametrize("source", sorted(ANSWERS))
def test_mutations_never_crash_and_never_invent(source: str) -> None:
    original = json.loads(ANSWERS[source].read_text())
    rng = random.Random(20)
    for _ in range(400):
        document = mutated(original, rng)
        said = [plain(text) for text in texts(document)]
        for posting in parse(source, json.dumps(document)).postings:
            for shown in (posting.title, *posting.locations, *([posting.department] if posting.department else [])):
                assert any(shown[:400] in text for text in said), shown
            assert posting.url in said
            assert posting.url.startswith(("http://", "https://"))
            assert all(digits(amount) in "".join(said).replace(".", "") for amount in amounts(posting.salary))
            posting.model_dump_json().encode()


def amounts(pay: Pay | None) -> list[float]:
    return [amount for amount in (pay.min, pay.max) if amount is not None] if pay else []


def digits(amount: float) -> str:
    return f"{amount:.2f}".replace(".", "").rstrip("0")


def texts(value: Any) -> list[str]:
    """Every text and whole number of a document."""
    if isinstance(value, dict | list):
        return [text for part in (value.values() if isinstance(value, dict) else value) for text in texts(part)]
    return [f"{value:.0f}" if isinstance(value, float) else str(value)] if isinstance(value, str | int | float) else []


def test_many_bad_items_are_counted_not_listed() -> None:
    result = parse("greenhouse", json.dumps({"jobs": [{}] * 5000}))
    assert len(result.warnings) == 21
    assert result.warnings[-1] == "4980 more were skipped."


async def test_an_unknown_source_is_named_with_the_known_ones() -> None:
    ref = BoardRef(source="monster", board="x", base_url="https://x.example", domain="x.example")
    with pytest.raises(InvalidInput) as caught:
        await BoardClients(no_network).search(ref)
    assert caught.value.code == "unknown_source"
    assert "greenhouse" in caught.value.fix


def test_each_file_of_the_folder_is_a_source() -> None:
    folder = Path(__file__).parents[2] / "workers" / "hands" / "boards"
    assert sorted(sources()) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
