"""`jobhunter resume`: the résumé for one posting, with what changed, what it covers, and what a machine reads of it."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

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

HELP = """Make the résumé for one posting, or for many, from your own facts: chosen and ordered, never reworded, one or two pages.

It tells what was left out, which of the posting's keywords it shows, and what a machine reads of the file. Nothing is sent.
Every version is kept: revise one with jobhunter revise, edit its bullets with --bullets and --edited.

Examples:

  jobhunter resume https://jobs.example.com/42 --candidate ada.pdf --out ada.pdf

  jobhunter resume posting.html --template modern --format docx

  pbpaste | jobhunter resume - --title "Staff Nurse"

  jobhunter resume posting.html --bullets bullets.txt   # edit bullets.txt, then

  jobhunter resume posting.html --edited bullets.txt --out ada.pdf

  jobhunter resume postings/ --candidate ada.pdf --out resumes/   # what is there is not made again
"""


EDITED = "edited by hand"


class Template(StrEnum):
    classic = "classic"
    modern = "modern"
    compact = "compact"


class Format(StrEnum):
    pdf = "pdf"
    docx = "docx"
    txt = "txt"


Look = Annotated[Template, typer.Option("--template", help="How a PDF looks.")]
Kind = Annotated[Format, typer.Option("--format", help="The kind of file.")]
BulletsFile = Annotated[
    Path | None, typer.Option("--bullets", metavar="FILE", help="Write the bullets there, each with its number, to be edited.")
]
EditedFile = Annotated[
    Path | None,
    typer.Option("--edited", metavar="FILE", help="Take the bullets from there: your own words, checked, never changed."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/resume/1; of many: jobhunter/resumes/1).")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("resume", help=HELP)(resume)


def resume(
    sources: Sources,
    candidate: CandidateFile = None,
    template: Look = Template.classic,
    file_format: Kind = Format.pdf,
    to: Out = None,
    bullets: BulletsFile = None,
    edited: EditedFile = None,
    title: Title = "",
    company: Company = "",
    number: Number = None,
    allow_private: Private = False,
    as_json: AsJson = False,
) -> None:
    from jobhunter.logs import set_up_logs

    set_up_logs()
    look = {"template": template.value, "file_format": file_format.value}
    if _many.are_many(sources):
        one_only(edited=edited, bullets=bullets, title=title, company=company, number=number)
        document = asyncio.run(make_many("resume", sources, candidate, look, {}, to, allow_private))
        print_document("resumes", document) if as_json else _many.show(document)
        raise typer.Exit(1 if document["failed"] else 0)
    said = {"title": title, "company": company, "number": number, "allow_private": allow_private}
    document = asyncio.run(_make(sources[0], candidate, look, to, bullets, edited, said))
    if as_json:
        print_document("resume", document)
    else:
        show_resume(document)


def one_only(**given: object) -> None:
    """Raises `InvalidInput` `one_posting_only` where something is given that belongs to one posting."""
    from brain.errors import InvalidInput

    if named := [f"--{name}" for name, value in given.items() if value not in (None, "")]:
        fix = "Leave it out, or name one posting."
        raise InvalidInput("one_posting_only", "This is for one posting alone.", " ".join(named), fix)


async def make_many(
    kind: Literal["resume", "cover_letter"], sources: list[str], file: Path | None, look: dict[str, str],
    wishes: dict[str, Any], to: Path | None, allow_private: bool,
) -> dict[str, Any]:  # fmt: skip
    """Papers for all the postings, for the candidate of `file`. `wishes`: directions that hold for all of them."""
    from brain.writing.directions import Directions
    from brain.writing.drafting import recipe_of
    from workers.shelf import open_shelf

    async with open_shelf(needed=file is None) as shelf:
        person = await read_candidate(file, shelf.ledger)
        held = Directions(**wishes)
        made = await _many.prepared(shelf, sources, lambda p: recipe_of(kind, person, p, held, look), to, allow_private)
        return {**made, "warnings": [shelf.problem] if shelf.problem else []}


async def _make(
    source: str, file: Path | None, look: dict[str, str], to: Path | None, bullets: Path | None, edited: Path | None,
    said: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    from brain.writing.drafting import recipe_of
    from brain.writing.edited import bullets_text, edited_directions
    from workers.papers import report
    from workers.shelf import open_shelf

    posting = await read_posting(source, **said)
    async with open_shelf(needed=file is None) as shelf:
        person = await read_candidate(file, shelf.ledger)
        made = await shelf.make(recipe_of("resume", person, posting, look=look))
        version = await shelf.keep(made)
        assert made.resume is not None
        if edited is not None:
            text = await asyncio.to_thread(text_of, edited)
            directions = edited_directions(made.recipe.directions, text, made.resume.bullets, person)
            made = await shelf.make(made.recipe.model_copy(update={"directions": directions}))
            version = await shelf.keep(made, version, EDITED)
            assert made.resume is not None
    path = await asyncio.to_thread(written_to, to, Path(made.file.path))
    if bullets is not None and made.resume is not None:
        await asyncio.to_thread(write_text, bullets, bullets_text(made.resume.bullets))
    document = {**await report(made, path), "version": version.told() if version else None}
    document["warnings"] += [shelf.problem] if shelf.problem else []
    return document


def text_of(path: Path) -> str:
    """Raises `InvalidInput` `text_not_found`."""
    from brain.errors import InvalidInput
    from workers.hands.fetch import decode_text

    try:
        return decode_text(path.read_bytes()).strip()
    except OSError as error:
        detail = f"{path}: {error.strerror}"
        raise InvalidInput("text_not_found", "The text cannot be read.", detail, "Check the path.") from error


def write_text(path: Path, text: str) -> None:
    """Raises `InvalidInput` `out_not_writable`."""
    from brain.errors import InvalidInput

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fix = "Choose a folder that exists and is yours."
        raise InvalidInput("out_not_writable", "The text cannot be written there.", f"{path}: {error.strerror}", fix) from error


def show_resume(document: dict[str, Any]) -> None:
    made, posting, changed = document["document"], document["posting"], document["changes"]
    out.print(
        f"Résumé for {posting['title']}{' at ' + posting['company'] if posting['company'] else ''}", markup=False, highlight=False
    )
    out.print(made["path"], markup=False, highlight=False, soft_wrap=True)
    by_state: dict[str, list[str]] = {}
    for word in document["coverage"]["keywords"]:
        by_state.setdefault(word["state"], []).append(word["skill"])
    for state, said in (
        ("shown", "shows"),
        ("held", "you have, but it does not say"),
        ("missing", "asked for and in none of your facts"),
    ):
        if by_state.get(state):
            out.print(f"{said}: {', '.join(by_state[state])}", markup=False, highlight=False)
    if changed["left_out"]:
        out.print(f"left out: {len(changed['left_out'])} statements", highlight=False)
        for fact in changed["left_out"]:
            out.print(f"  [{fact['fact_id']}] {fact['text']}", markup=False, highlight=False)
    for warning in document["warnings"]:
        err.print(f"warning: {warning}", markup=False, highlight=False)
