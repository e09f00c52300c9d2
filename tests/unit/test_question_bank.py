"""What real forms ask in English, row by row: which facts answer it for a person who told everything, and that nothing does for
one who told nothing. A row of source `asked` stays open for both."""

from pathlib import Path
from typing import Any

import pytest

from brain.answers import answer_form
from brain.facts import Candidate, Document
from brain.form import Constraints, Field, FieldValue, FilePath, FormPage, Option
from brain.manifest import Answer
from tests.support.candidates import LETTER_FILE, RESUME_FILE, TODAY, candidate, extra, posting

TRANSCRIPT = Document(id="d3", kind="transcript", name="transcript.pdf", path="/files/t.pdf", sha256="c" * 64)
PORTFOLIO = Document(id="d4", kind="portfolio", name="portfolio.pdf", path="/files/p.pdf", sha256="d" * 64)
FULL = candidate(
    extra(
        work_history_complete=True,
        best_time_to_call="Weekdays after 16:00",
        driving_licence="B",
        demographics={
            "gender": "Female",
            "race": "Two or more races",
            "hispanic": "no",
            "veteran": "no",
            "disability": "decline",
            "orientation": "decline",
            "transgender": "no",
        },
        consents={
            "privacy_notice": True,
            "future_contact": False,
            "marketing": False,
            "text_messages": False,
            "terms": True,
        },
    ),
    documents=(RESUME_FILE, LETTER_FILE, TRANSCRIPT, PORTFOLIO),
)
BARE = Candidate(id="bare", resume={}, facts=())
YES_NO = "Yes;No"


def _rows() -> list[tuple[str, ...]]:
    text = (Path(__file__).parents[1] / "data" / "question_bank.tsv").read_text(encoding="utf-8")
    return [tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#")]


ROWS = _rows()


def asked_field(question: str, kind: Any, options: str) -> Field:
    labels = (YES_NO if options == "YN" else options).split(";") if options not in {"", "-"} else None
    choices = tuple(Option(label=label, value=label) for label in labels) if labels else None
    return Field(key="p1.asked", label=question, kind=kind, options=choices, required=False, constraints=Constraints())


def shown(value: FieldValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ";".join(value)
    return value.name if isinstance(value, FilePath) else str(value)


def answered(who: Candidate, field: Field) -> Answer | None:
    page = FormPage(number=1, kind="form_step", url="https://acme.example/1/apply", fields=(field,))
    found, _ = answer_form(page, who, posting(), today=TODAY)
    return found[0] if found else None


@pytest.mark.parametrize(("question", "kind", "options", "source", "full"), ROWS, ids=[row[0][:60] for row in ROWS])
def test_a_question_is_answered_by_its_own_facts_or_asked(question: str, kind: str, options: str, source: str, full: str) -> None:
    found = answered(FULL, asked_field(question, kind, options))
    if source == "asked":
        assert full == "asked"
        assert found is None, f"{shown(found.value) if found else ''} by {found.provenance if found else ''}"
        return
    assert found is not None
    assert shown(found.value) == full
    kinds = {fact.kind for fact in FULL.facts if fact.id in found.provenance.ids}
    assert source == "document" if isinstance(found.value, FilePath) else source in kinds, kinds


@pytest.mark.parametrize(("question", "kind", "options"), [row[:3] for row in ROWS], ids=[row[0][:60] for row in ROWS])
def test_one_who_told_nothing_is_asked_everything(question: str, kind: str, options: str) -> None:
    assert answered(BARE, asked_field(question, kind, options)) is None


def test_the_bank_holds_three_hundred_questions() -> None:
    assert len({(row[0], row[1], row[2]) for row in ROWS}) == len(ROWS) >= 300
