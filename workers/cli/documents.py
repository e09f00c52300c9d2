"""`jobhunter documents`: the letters and résumés made so far, and the versions of each."""

import asyncio
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from jobhunter.console import err, out, print_document

if TYPE_CHECKING:
    from world_model.document_versions import Version

WISHES = {"first", "more", "less", "without", "length", "pages", "tone", "language", "targeted"}
HELP = """List the letters and résumés you had made, with every version: what it came from and the feedback it was made by.

Examples:

  jobhunter documents

  jobhunter documents 3f2a91bc --json      # one of them, with its bullets or its text
"""
Name = Annotated[str | None, typer.Argument(metavar="DOCUMENT", help="An id or a file: this document alone.")]
Numbered = Annotated[
    int | None, typer.Option("--version", min=1, help="Which version to show; else the newest, or the file's own.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/documents/1).")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("documents", help=HELP)(documents)


def documents(name: Name = None, number: Numbered = None, as_json: AsJson = False) -> None:
    document = asyncio.run(_listed(name, number))
    if as_json:
        print_document("documents", document)
        return
    table = Table(box=None, pad_edge=False)
    for column in ("document", "version", "kind", "for", "from", "feedback"):
        table.add_column(column, overflow="fold")
    for row in document["documents"]:
        for version in row["versions"]:
            came = str(version["from"] or "")
            about = f"{row['posting']['title']}{' at ' + row['posting']['company'] if row['posting']['company'] else ''}"
            shown = (row["id"][:8], str(version["number"]), row["kind"], about, came, version["feedback"])
            table.add_row(*(text.replace("[", r"\[") for text in shown))
    out.print(table)
    if name is None and document["documents"]:
        err.print("jobhunter documents DOCUMENT shows one: its bullets or text, and where its files are.", highlight=False)
    files = [f"version {one['number']}: {one['file']['path']}" for row in document["documents"] for one in row["versions"]]
    for text in files if name is not None else ():
        out.print(text, markup=False, highlight=False, soft_wrap=True)
    for text in (document["shown"] or {}).get("lines", ()):
        out.print(text, markup=False, highlight=False, soft_wrap=True)


async def _listed(name: str | None, number: int | None) -> dict[str, Any]:
    from workers.shelf import open_shelf
    from world_model.users import LOCAL_USER

    async with open_shelf(needed=True) as shelf:
        one = await shelf.found(name, number) if name is not None else None
        versions = await shelf.versions.list(LOCAL_USER, one.document if one else None)
    rows = [_row(list(held)) for _, held in groupby(versions, key=lambda version: version.document)]
    return {"documents": rows, "shown": _shown(one) if one else None}


def _row(versions: "list[Version]") -> dict[str, Any]:
    first = versions[0]
    posting = first.recipe.posting
    return {
        "id": first.document,
        "kind": first.recipe.kind,
        "posting": {"title": posting.title, "company": posting.company, "url": posting.url},
        "versions": [_version(version) for version in versions],
    }


def _version(version: "Version") -> dict[str, Any]:
    file = version.file
    wishes = version.recipe.directions.model_dump(mode="json", include=WISHES)
    shown = {"id": file.id, "name": file.name, "path": file.path, "sha256": file.sha256, "format": version.recipe.file_format}
    return {**version.told(), "file": shown, "wishes": wishes}


def _shown(version: "Version") -> dict[str, Any]:
    from brain.writing.drafting import drafted_resume

    if version.recipe.kind == "cover_letter":
        return {"version": version.told(), "text": version.text, "lines": version.text.splitlines()}
    bullets = drafted_resume(version.recipe).bullets
    lines = [f"{'+' if one.id is None else f'{one.id}:'} {one.text}" for one in bullets]
    return {"version": version.told(), "bullets": [one.model_dump(mode="json") for one in bullets], "lines": lines}
