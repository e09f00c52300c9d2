"""`jobhunter search`: a recorded answer as the document of the contract, filtered and ranked by words and place."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from brain.errors import InvalidInput
from brain.posting import Posting
from workers.cli import search as command

DATA = Path(__file__).parents[1] / "data"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def run(*arguments: str) -> dict[str, Any]:
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)
    result = CliRunner().invoke(app, ["search", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_the_document_of_a_recorded_answer() -> None:
    document = run("", "--from", str(DATA / "greenhouse_jobs.json"), "--source", "greenhouse", "--json")
    assert document["schema"] == "jobhunter/postings/1"
    first = document["postings"][0]
    keys = [
        "posting_id",
        "source",
        "external_id",
        "url",
        "apply_url",
        "title",
        "company",
        "locations",
        "workplace",
        "employment_type",
        "seniority",
    ]
    keys += [
        "salary",
        "skills",
        "languages",
        "posted_at",
        "closes_at",
        "family",
        "description_text",
        "score",
        "evidence",
        "reasoning",
    ]
    assert set(keys) <= set(first)
    assert (first["title"], first["external_id"]) == ("Senior Backend Engineer, R&D", "4100001")
    assert first["salary"] == {"min": 70000, "max": 85000, "currency": "EUR", "period": "year"}
    assert first["locations"] == ["Berlin, Germany", "Remote - EU"]
    assert len(document["postings"]) == 3


@pytest.mark.parametrize(
    ("words", "place", "titles"),
    [
        ("backend engineer", "", ["Senior Backend Engineer, R&D"]),
        ("nurse", "", ["Night Nurse"]),
        ("*", "remote", ["Marketing Intern (Remote)"]),
        ("*", "berlin", ["Senior Backend Engineer, R&D"]),
        ("welder", "", []),
        ("find the night jobs", "", ["Night Nurse"]),
    ],
)
def test_words_and_place_choose(words: str, place: str, titles: list[str]) -> None:
    document = run(
        words, *([place] if place else []), "--from", str(DATA / "greenhouse_jobs.json"), "--source", "greenhouse", "--json"
    )
    assert [posting["title"] for posting in document["postings"]] == titles


def posting(title: str, text: str = "", posted: str = "2026-11-19T00:00:00Z") -> Posting:
    moment = datetime.fromisoformat(posted) if posted else None
    kept = {"source": "lever", "board": "b", "external_id": title, "url": "https://x.example/", "apply_url": "https://x.example/"}
    return Posting(**kept, title=title, company="Co", description_text=text, posted_at=moment)


def test_words_in_the_title_count_most_and_half_of_the_words_are_enough() -> None:
    found = command.ranked(
        [posting("Cook"), posting("Writer", "python and c++ developer"), posting("Python Developer"), posting("C++ Developer")],
        "python developer",
        "",
        None,
        NOW,
    )
    assert [one.title for one in found] == ["Python Developer", "Writer", "C++ Developer"]
    assert [one.title for one in command.ranked([posting("C++ Developer"), posting("C Coder")], "c++", "", None, NOW)] == [
        "C++ Developer"
    ]


def test_freshness_leaves_out_the_old_and_the_undated() -> None:
    postings = [posting("New"), posting("Old", posted="2026-10-01T00:00:00Z"), posting("Undated", posted="")]
    assert [one.title for one in command.ranked(postings, "", "", command.Freshness.week, NOW)] == ["New"]
    assert len(command.ranked(postings, "", "", None, NOW)) == 3


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--from", str(DATA / "greenhouse_jobs.json")], "source_missing"),
        (["--from", str(DATA / "greenhouse_jobs.json"), "--source", "monster"], "unknown_source"),
        (["--from", str(DATA / "greenhouse_jobs.json"), "--source", "lever"], "answer_not_understood"),
        (["--from", str(DATA / "none.json"), "--source", "lever"], "file_unreadable"),
        (["--source", "monster"], "unknown_source"),
        (["--sites", str(DATA / "none.json")], "sites_not_found"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        run("x", *arguments)
    assert caught.value.code == code


def test_the_table_shows_text_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    command._print_table([posting("[bold]Dev[/bold]")])
    assert "[bold]" in capsys.readouterr().out
