"""`jobhunter cover-letter`: a letter for one posting from facts alone, or the person's own edited text on paper."""

import asyncio
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from jobhunter.console import err, out, print_document
from workers.cli._paper import (
    CandidateFile,
    Company,
    Number,
    Out,
    Private,
    Source,
    Title,
    named,
    read_candidate,
    read_posting,
    written_to,
)
from workers.cli.resume import Format, Kind

HELP = """Write the cover letter for one posting from your own facts, in its language (English, German, French or Spanish).

Edit the printed text and give it back with --text to have it on paper again; both are kept. Nothing is sent.

Examples:

  jobhunter cover-letter https://jobs.example.com/42 --tone formal --out letter.pdf

  jobhunter cover-letter posting.txt --text edited.txt --format docx --out letter.docx
"""


class Tone(StrEnum):
    professional = "professional"
    enthusiastic = "enthusiastic"
    formal = "formal"
    casual = "casual"


class Language(StrEnum):
    en = "en"
    de = "de"
    fr = "fr"
    es = "es"


Sound = Annotated[Tone, typer.Option("--tone", help="How it sounds.")]
Tongue = Annotated[Language | None, typer.Option("--language", help="Its language; else the posting's.")]
TextFile = Annotated[Path | None, typer.Option("--text", metavar="FILE", help="Put this text on paper instead of writing one.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/cover-letter/1).")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("cover-letter", help=HELP)(cover_letter)


def cover_letter(
    source: Source,
    candidate: CandidateFile = None,
    tone: Sound = Tone.professional,
    language: Tongue = None,
    text: TextFile = None,
    file_format: Kind = Format.pdf,
    to: Out = None,
    title: Title = "",
    company: Company = "",
    number: Number = None,
    allow_private: Private = False,
    as_json: AsJson = False,
) -> None:
    from jobhunter.logs import set_up_logs

    set_up_logs()
    document = asyncio.run(_make(source, candidate, tone, language, text, file_format, to, title, company, number, allow_private))
    if as_json:
        print_document("cover-letter", document)
    else:
        out.print(document["text"], markup=False, highlight=False, soft_wrap=True)
        err.print(document["document"]["path"], markup=False, highlight=False, soft_wrap=True)
        for line in (*document["notes"], *(f"doubt: {doubt['detail']}" for doubt in document["doubts"])):
            err.print(line, markup=False, highlight=False)


async def _make(
    source: str, file: Path | None, tone: Tone, language: Language | None, edited: Path | None, kind: Format, to: Path | None,
    title: str, company: str, number: int | None, allow_private: bool,
) -> dict[str, Any]:  # fmt: skip
    from brain.critic import audit_text
    from brain.errors import Refused
    from brain.writing import claims_of, composed, letterhead
    from brain.writing.tongue import language_of
    from workers.hands.documents import TypstDocuments
    from workers.settings import WorkerSettings
    from world_model.users import LOCAL_USER

    posting = await read_posting(source, title=title, company=company, number=number, allow_private=allow_private)
    person = await read_candidate(file)
    letter = composed(person, posting, tone.value, language=language.value if language else None)
    if edited is not None:
        own = await asyncio.to_thread(_text_of, edited)
        letter = letter.model_copy(update={"text": own, "language": language_of(own, letter.language), "notes": ()})
    # What a person wrote themselves may stand on any of their facts, and on what no fact tells: they are told, not stopped.
    cited = [fact for fact in person.facts if edited is not None or fact.id in letter.fact_ids]
    doubts = audit_text(claims_of(letter.text), cited, posting, person).doubts
    if doubts and edited is None:
        raise Refused(
            "letter_doubted", "The letter was not made.", doubts[0].detail, "Write it yourself and give it with --text."
        )
    head = letterhead(person.resume, posting, letter.language, date.today())
    documents = TypstDocuments(WorkerSettings().files)
    try:
        made = await documents.render_letter(LOCAL_USER, person.id, letter.text, f"{named(person)} Letter", head, kind.value)
    finally:
        await documents.aclose()
    path = await asyncio.to_thread(written_to, to, Path(made.path))
    return {
        "document": {
            "id": made.id, "name": made.name, "path": str(path), "kept_at": made.path, "sha256": made.sha256,
            "format": kind.value,
        },
        "posting": {"title": posting.title, "company": posting.company, "locations": posting.locations, "url": posting.url},
        "text": letter.text,
        "language": letter.language,
        "tone": letter.tone if edited is None else None,
        "facts": letter.fact_ids if edited is None else [],
        "notes": letter.notes,
        "doubts": [doubt.model_dump(mode="json") for doubt in doubts],
    }  # fmt: skip


def _text_of(path: Path) -> str:
    from brain.errors import InvalidInput
    from workers.hands.fetch import decode_text

    try:
        return decode_text(path.read_bytes()).strip()
    except OSError as error:
        detail = f"{path}: {error.strerror}"
        raise InvalidInput("text_not_found", "The text cannot be read.", detail, "Check the path.") from error
