"""`jobhunter proofread`: what looks misspelt or mistyped in a letter or résumé. It is shown, never changed."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from jobhunter.console import err, out, print_document
from workers.cli._paper import CandidateFile, read_candidate

HELP = """Look through a letter or résumé for slips of spelling and typing: English, German, French or Spanish, without a network.

Names, tools and employers of your facts are known words. Nothing is changed.

Examples:

  jobhunter proofread letter.txt

  jobhunter proofread ada.pdf --candidate ada.pdf --json
"""

File = Annotated[Path, typer.Argument(metavar="FILE", help="The text: PDF, DOCX or plain text.")]
Tongue = Annotated[str, typer.Option("--language", help="en, de, fr or es; else that of most of the text.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/proofread/1).")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("proofread", help=HELP)(proofread)


def proofread(file: File, candidate: CandidateFile = None, language: Tongue = "", as_json: AsJson = False) -> None:
    from jobhunter.logs import set_up_logs

    set_up_logs()
    document = asyncio.run(_findings(file, candidate, language))
    if as_json:
        print_document("proofread", document)
    else:
        _show(document)


async def _findings(file: Path, candidate: Path | None, language: str) -> dict[str, Any]:
    from brain.errors import InvalidInput, NotFound, Unavailable
    from brain.languages import language_name
    from brain.text_language import SPOKEN, language_of, spoken_or_english
    from brain.writing.proofreading import known_words
    from brain.writing.proofreading import proofread as findings
    from workers.hands.resume_files import read_resume_file

    read = await read_resume_file(file)
    lines = [line.text for line in read.lines]
    written = language or language_of("\n".join(lines))
    if written not in SPOKEN:
        detail = f"The text is in {language_name(written)}."
        raise InvalidInput("language_not_read", "There is no dictionary for it.", detail, "English, German, French, Spanish.")
    notes: list[str] = []
    known: frozenset[str] = frozenset()
    try:
        known = known_words(await read_candidate(candidate), own_prose=False)
    except (NotFound, Unavailable) as error:
        if candidate is not None:
            raise
        notes.append(f"Your names and tools are not known here: {error.title}")
    found = await asyncio.to_thread(findings, "\n".join(lines), spoken_or_english(written), known)
    return {"language": written, "findings": [one.model_dump(mode="json") for one in found], "notes": notes}


def _show(document: dict[str, Any]) -> None:
    table = Table("Line", "Words", "Perhaps", "Kind", box=None, pad_edge=False)
    for found in document["findings"]:
        table.add_row(str(found["line"]), Text(found["word"]), Text(found["suggestion"]), found["kind"])
    if document["findings"]:
        out.print(table)
    else:
        out.print("Nothing found.", highlight=False)
    for note in document["notes"]:
        err.print(note, markup=False, highlight=False)
