"""`jobhunter resume`: the résumé for one posting, with what changed, what it covers, and what a machine reads of it."""

import asyncio
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

HELP = """Make the résumé for one posting from your own facts: chosen and ordered, never reworded, one or two pages.

It tells what was left out, which of the posting's keywords it shows, and what a machine reads of the file. Nothing is sent.

Examples:

  jobhunter resume https://jobs.example.com/42 --candidate ada.pdf --out ada.pdf

  jobhunter resume posting.html --template modern --format docx

  pbpaste | jobhunter resume - --title "Staff Nurse"
"""


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
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/resume/1).")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("resume", help=HELP)(resume)


def resume(
    source: Source,
    candidate: CandidateFile = None,
    template: Look = Template.classic,
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
    document = asyncio.run(_make(source, candidate, template, file_format, to, title, company, number, allow_private))
    if as_json:
        print_document("resume", document)
    else:
        _show(document)


async def _make(
    source: str, file: Path | None, template: Template, kind: Format, to: Path | None,
    title: str, company: str, number: int | None, allow_private: bool,
) -> dict[str, Any]:  # fmt: skip
    from brain.writing import changes, coverage, tailored
    from workers.hands.documents import TypstDocuments
    from workers.hands.machine_reading import machine_reading
    from workers.hands.resume_sheet import sheet
    from workers.settings import WorkerSettings
    from world_model.users import LOCAL_USER

    posting = await read_posting(source, title=title, company=company, number=number, allow_private=allow_private)
    person = await read_candidate(file)
    view = tailored(person, posting)
    documents = TypstDocuments(WorkerSettings().files)
    try:
        made = await documents.render_resume(LOCAL_USER, person.id, view, named(person), template.value, kind.value)
    finally:
        await documents.aclose()
    path = await asyncio.to_thread(written_to, to, Path(made.path))
    changed = changes(person, view)
    reading = await machine_reading(Path(made.path), sheet(view.resume), view.resume)
    warnings = [*changed.warnings(), *(f"A machine does not find “{text}” in the file." for text in reading.lost)]
    if not reading.in_order:
        warnings.append("A machine reads the file in another order than it is printed.")
    return {
        "document": {
            "id": made.id, "name": made.name, "path": str(path), "kept_at": made.path, "sha256": made.sha256,
            "format": kind.value, "template": template.value if kind is Format.pdf else None,
        },
        "posting": {"title": posting.title, "company": posting.company, "locations": posting.locations, "url": posting.url},
        "facts": view.fact_ids,
        "changes": changed.model_dump(mode="json"),
        "coverage": coverage(person, posting, view).model_dump(mode="json"),
        "reading": reading.model_dump(mode="json"),
        "warnings": warnings,
    }  # fmt: skip


def _show(document: dict[str, Any]) -> None:
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
