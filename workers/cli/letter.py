"""`jobhunter cover-letter`: a letter for one posting from facts alone, or the person's own edited text on paper."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from jobhunter.console import err, out, print_document
from workers.cli import _many
from workers.cli._paper import (
    CandidateFile,
    Company,
    Number,
    Out,
    Private,
    Sources,
    Title,
    read_candidate,
    read_posting,
    written_to,
)
from workers.cli.resume import EDITED, Format, Kind, make_many, one_only, text_of

HELP = """Write the cover letter for one posting, or for many, from your own facts, in its language.

That is English, German, French or Spanish.

Revise it with jobhunter revise, or edit the printed text and give it back with --text; every version is kept. Nothing is sent.

Examples:

  jobhunter cover-letter https://jobs.example.com/42 --tone formal --out letter.pdf

  jobhunter cover-letter posting.txt --text edited.txt --format docx --out letter.docx

  jobhunter cover-letter postings/ --candidate ada.pdf --out letters/   # what is there is not made again
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
    sources: Sources,
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
    wishes = {"tone": tone.value, "language": language.value if language else None}
    look = {"file_format": file_format.value}
    if _many.are_many(sources):
        one_only(text=text, title=title, company=company, number=number)
        document = asyncio.run(make_many("cover_letter", sources, candidate, look, wishes, to, allow_private))
        print_document("cover-letters", document) if as_json else _many.show(document)
        raise typer.Exit(1 if document["failed"] else 0)
    said = {"title": title, "company": company, "number": number, "allow_private": allow_private}
    document = asyncio.run(_make(sources[0], candidate, wishes, look, text, to, said))
    if as_json:
        print_document("cover-letter", document)
        return
    out.print(document["text"], markup=False, highlight=False, soft_wrap=True)
    err.print(document["document"]["path"], markup=False, highlight=False, soft_wrap=True)
    for line in (*document["notes"], *(f"doubt: {doubt['detail']}" for doubt in document["doubts"])):
        err.print(line, markup=False, highlight=False)


async def _make(
    source: str, file: Path | None, wishes: dict[str, Any], look: dict[str, str], edited: Path | None, to: Path | None,
    said: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    from brain.writing.directions import Directions
    from brain.writing.drafting import recipe_of
    from workers.papers import report
    from workers.shelf import open_shelf

    posting = await read_posting(source, **said)
    async with open_shelf(needed=file is None) as shelf:
        recipe = recipe_of("cover_letter", await read_candidate(file, shelf.ledger), posting, Directions(**wishes), look)
        own = await asyncio.to_thread(text_of, edited) if edited is not None else ""
        parent = await shelf.kept(recipe) if own else None
        if own:
            recipe = recipe.model_copy(update={"directions": recipe.directions.model_copy(update={"text": own})})
        made = await shelf.make(recipe)
        version = await shelf.keep(made, parent, EDITED if own else "")
    path = await asyncio.to_thread(written_to, to, Path(made.file.path))
    document = {**await report(made, path), "version": version.told() if version else None}
    document["notes"] = [*document["notes"], *([shelf.problem] if shelf.problem else [])]
    return document
