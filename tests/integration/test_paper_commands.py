"""`jobhunter resume`, `cover-letter` and `analyze`: a posting from a file, from stdin or an address, and no running stack."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from brain.errors import JobHunterError
from tests.browser.site import Site
from tests.support.people import PEOPLE, POSTINGS
from workers.cli import analyze, letter, resume

pytestmark = pytest.mark.stack
TEXT = """Platform Engineer at Northwind Pay
Leeds, UK

Requirements:
- 5+ years of experience with Python or Go
- Kafka
- Rust
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_database_url: str) -> Path:
    """A folder with a candidate and a posting, and a home and a ledger of its own."""
    monkeypatch.setenv("JOBHUNTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JOBHUNTER_DATABASE_URL", migrated_database_url)
    (tmp_path / "priya.json").write_text(json.dumps(PEOPLE["engineer"]), encoding="utf-8")
    (tmp_path / "posting.txt").write_text(TEXT, encoding="utf-8")
    held = POSTINGS["veteran"]
    (tmp_path / "stelle.html").write_text(
        f"<title>{held.title} - {held.company}</title><main><h1>{held.title}</h1>{held.description_html}</main>", encoding="utf-8"
    )
    return tmp_path


def run(*arguments: object, stdin: str | None = None) -> dict[str, Any]:
    app = typer.Typer()
    app.callback()(lambda: None)
    for command in (analyze, letter, resume):
        command.register(app)
    result = CliRunner().invoke(app, [*map(str, arguments), "--json"], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def code_of(*arguments: object, stdin: str | None = None) -> tuple[str, int]:
    with pytest.raises(JobHunterError) as caught:
        run(*arguments, stdin=stdin)
    assert caught.value.fix
    return caught.value.code, caught.value.exit_code


@pytest.mark.parametrize("kind", ["pdf", "docx", "txt"])
def test_a_resume_from_a_file_of_text(kind: str, desk: Path) -> None:
    to = desk / f"out.{kind}"
    made = run("resume", desk / "posting.txt", "--candidate", desk / "priya.json", "--format", kind, "--out", to)
    assert made["schema"] == "jobhunter/resume/1"
    assert made["posting"] == {"title": "Platform Engineer", "company": "Northwind Pay", "locations": ["Leeds, UK"], "url": ""}
    assert made["document"]["path"] == str(to)
    assert hashlib.sha256(to.read_bytes()).hexdigest() == made["document"]["sha256"]
    assert to.read_bytes() == Path(made["document"]["kept_at"]).read_bytes()
    assert {word["skill"]: word["state"] for word in made["coverage"]["keywords"]} == {
        "python": "shown", "go": "shown", "kafka": "shown", "rust": "missing",
    }  # fmt: skip
    assert [fact["text"] for fact in made["changes"]["left_out"]] == [
        "Organised the office move.",
        "Kept the coffee machine alive.",
    ]
    assert made["reading"]["lost"] == []
    assert made["reading"]["in_order"]
    assert made["warnings"] == []


def test_the_same_again_is_the_same_document(desk: Path) -> None:
    asked = ("resume", desk / "posting.txt", "--candidate", desk / "priya.json", "--template", "compact")
    assert run(*asked)["document"] == run(*asked)["document"]


def test_pasted_text_is_analysed(desk: Path) -> None:
    made = run("analyze", "-", "--candidate", desk / "priya.json", stdin=TEXT)
    assert made["schema"] == "jobhunter/analyze/1"
    assert (made["title"], made["company"], made["source"], made["posting_id"]) == (
        "Platform Engineer",
        "Northwind Pay",
        "web",
        None,
    )
    assert made["matching_skills"] == ["python", "go", "kafka"]
    assert made["missing_skills"] == ["rust"]
    assert 0 < made["score"] <= 100
    assert {row["state"] for row in made["evidence"]} >= {"met", "missing"}
    assert any("rust" in sentence for sentence in made["advice"])


def test_a_letter_is_in_the_postings_language_and_tells_what_it_left_out(desk: Path) -> None:
    made = run("cover-letter", desk / "stelle.html", "--candidate", desk / "priya.json", "--tone", "formal")
    assert made["schema"] == "jobhunter/cover-letter/1"
    assert (made["language"], made["tone"], made["doubts"]) == ("de", "formal", [])
    assert made["text"].startswith("Sehr geehrte Damen und Herren,")
    assert "English" in made["notes"][0]
    assert Path(made["document"]["path"]).read_bytes().startswith(b"%PDF-")


def test_an_edited_letter_is_put_on_paper_with_what_no_fact_says(desk: Path) -> None:
    first = run("cover-letter", desk / "posting.txt", "--candidate", desk / "priya.json")
    edited = desk / "edited.txt"
    edited.write_text(first["text"].replace("I would be glad", "I led 300 people. I would be glad"), encoding="utf-8")
    second = run("cover-letter", desk / "posting.txt", "--candidate", desk / "priya.json", "--text", edited)
    assert "I led 300 people." in second["text"]
    assert any("300" in doubt["detail"] for doubt in second["doubts"])
    assert Path(first["document"]["kept_at"]).exists()
    assert first["document"]["sha256"] != second["document"]["sha256"]


def test_an_address_is_read_where_it_is_allowed(desk: Path) -> None:
    with Site({"/": (desk / "stelle.html").read_text(encoding="utf-8")}) as site:
        made = run("analyze", site.url(), "--candidate", desk / "priya.json", "--allow-private")
        assert made["title"] == POSTINGS["veteran"].title
        assert code_of("analyze", site.url(), "--candidate", desk / "priya.json") == ("url_not_allowed", 4)


def test_what_cannot_be_done_is_told_with_a_code(desk: Path) -> None:
    person = ("--candidate", desk / "priya.json")
    assert code_of("analyze", desk / "none.txt", *person) == ("posting_not_found", 2)
    assert code_of("analyze", "-", *person, stdin="  ") == ("posting_empty", 2)
    assert code_of("resume", desk / "posting.txt", "--candidate", desk / "none.pdf") == ("resume_not_found", 2)
    assert code_of("resume", desk / "posting.txt", *person, "--out", desk / "no" / "such" / "x.pdf") == ("out_not_writable", 2)
    assert code_of("cover-letter", desk / "posting.txt", *person, "--text", desk / "no.txt") == ("text_not_found", 2)
    assert code_of("analyze", "ftp://example.org/x", *person) == ("url_invalid", 2)
