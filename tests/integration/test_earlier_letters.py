"""An earlier letter that is handed in shapes the next one, from the terminal, in any kind of file."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Commands
from workers.hands.earlier_letters import earlier_letter

pytestmark = pytest.mark.stack

RESUME: dict[str, Any] = {
    "basics": {"name": "Zelda Quackenbush", "email": "zelda@example.org"},
    "work": [
        {"name": "Acme", "position": "Baker", "startDate": "2020-01", "highlights": ["Baked 900 loaves a day for the town."]}
    ],
}
LETTER = """Dear Globex hiring team,

I led 800 people and hold a Nobel prize in bread.

Thank you for your time. I look forward to hearing from you.

All the best,
Zelda Quackenbush
"""
POSTING = "Baker\n\nWe are looking for a baker to join the team of our bakery in the town.\n\nRequirements\n- Baking of bread\n"


def test_a_letter_handed_in_shapes_the_next_one_and_claims_nothing_in_it(tmp_path: Path, migrated_database_url: str) -> None:
    commands = Commands(tmp_path, migrated_database_url)
    commands.imports(RESUME)
    (tmp_path / "old.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "job.txt").write_text(POSTING, encoding="utf-8")
    added = commands("candidate", "add-document", "earlier letter", tmp_path / "old.txt", "--json").document
    assert added["kind"] == "earlier_letter"
    assert added["style"]["farewell"] == "All the best,"
    facts = commands("candidate", "facts", "--json").document
    assert "Nobel" not in str(facts["facts"])
    assert facts["not_understood"] == []
    made = commands("cover-letter", tmp_path / "job.txt", "--title", "Baker", "--company", "Crumb Ltd", "--json").document
    assert made["text"].startswith("Dear Crumb Ltd hiring team,")
    assert "I look forward to hearing from you.\n\nAll the best,\nZelda Quackenbush" in made["text"]
    assert "Nobel" not in made["text"]
    assert made["doubts"] == []


def test_a_document_that_is_no_letter_shapes_nothing(tmp_path: Path, migrated_database_url: str) -> None:
    commands = Commands(tmp_path, migrated_database_url)
    commands.imports(RESUME)
    (tmp_path / "t.pdf").write_bytes(b"%PDF- marks")
    assert commands("candidate", "add-document", "transcript", tmp_path / "t.pdf", "--json").document["style"] is None
    assert commands("candidate", "add-document", "cover letter", tmp_path / "t.pdf", "--json").document["style"] is None


@pytest.mark.parametrize("suffix", ["pdf", "docx", "txt"])
async def test_a_letter_is_read_from_any_kind_of_paper(tmp_path: Path, suffix: str) -> None:
    from brain.ports import Letterhead
    from workers.hands.documents import TypstDocuments

    documents = TypstDocuments(tmp_path)
    try:
        head = Letterhead(sender="Zelda Quackenbush", contacts=("zelda@example.org",), subject="Baker", language="en")
        content = await documents.letter(LETTER, "old", head, suffix)  # type: ignore[arg-type]
    finally:
        await documents.aclose()
    path = tmp_path / f"old.{suffix}"
    path.write_bytes(content)
    style = await earlier_letter("cover_letter", path)
    assert style is not None
    assert style.greeting == "Dear {company} hiring team,"
    assert style.closing == "Thank you for your time. I look forward to hearing from you."
    assert style.farewell == "All the best,"


def test_slips_are_listed_and_nothing_is_changed(tmp_path: Path, migrated_database_url: str) -> None:
    commands = Commands(tmp_path, migrated_database_url)
    commands.imports(RESUME)
    text = "Dear team,\n\nI am writting to Acme about the the bread.\n"
    (tmp_path / "letter.txt").write_text(text, encoding="utf-8")
    document = commands("proofread", tmp_path / "letter.txt", "--json").document
    assert [(one["line"], one["kind"], one["suggestion"]) for one in document["findings"]] == [
        (3, "spelling", "writing"),
        (3, "repeated", "the"),
    ]
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == text
    (tmp_path / "polish.txt").write_text("Szanowni Państwo, piszę w sprawie pracy w Państwa piekarni.", encoding="utf-8")
    assert commands("proofread", tmp_path / "polish.txt").code == 2
