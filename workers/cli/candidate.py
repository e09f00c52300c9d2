"""`jobhunter candidate …`: the person who applies, and the facts everything is held against."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from brain.resume.document import candidate_document
from jobhunter.console import err, out, print_document
from workers.cli import candidate_ask, personal_data

Json = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/candidate/1).")]

IMPORT_HELP = """Import a résumé: PDF, DOCX, plain text, JSON Resume, RenderCV YAML or LinkedIn's data export (ZIP).

Every statement becomes a numbered fact with its source; what was not understood is listed, never dropped. The same file again is
the same candidate.

Example:  jobhunter candidate import ada.pdf
"""


def register(app: typer.Typer) -> None:
    """Adds `candidate import`, `candidate show` and `candidate facts`."""
    group = typer.Typer(help="The person who applies, and their facts.", no_args_is_help=True)
    group.command("import", help=IMPORT_HELP)(import_file)
    group.command("show", help="Show the candidate and what is known.  Example:  jobhunter candidate show")(show)
    group.command("facts", help="List every fact with its source.  Example:  jobhunter candidate facts --json")(facts)
    group.command("export", help="Print the candidate as JSON Resume.  Example:  jobhunter candidate export > me.json")(export)
    candidate_ask.add_to(group)
    app.add_typer(group, name="candidate")


def import_file(file: Annotated[Path, typer.Argument(help="The résumé.")], as_json: Json = False) -> None:
    document = asyncio.run(_import(file))
    if as_json:
        print_document("candidate", document)
        return
    out.print(
        f"[bold]{document['resume'].get('basics', {}).get('name', file.name)}[/]: {len(document['facts'])} facts", highlight=False
    )
    for line in document["not_understood"]:
        err.print(f"[yellow]not understood[/] {line}", highlight=False)
    for line in document["warnings"]:
        err.print(f"[yellow]warning[/] {line}", highlight=False)


async def _import(file: Path) -> dict[str, Any]:
    from brain.resume.facts import facts_from_resume
    from workers.ledger import open_ledger
    from workers.resume_reader import imported as read_resume
    from workers.settings import WorkerSettings
    from world_model.candidates import CandidateStore
    from world_model.own_documents import OwnDocuments, stated_documents
    from world_model.users import LOCAL_USER

    imported = await read_resume(file, file.name)
    found, unread = facts_from_resume(imported.resume, file.name, imported.sources)
    left = (*imported.not_understood, *unread)
    papers = await asyncio.to_thread(stated_documents, imported.resume, file.parent)
    async with open_ledger() as ledger:
        store = CandidateStore(ledger.database, ledger.vault)
        candidate_id = await store.import_resume(LOCAL_USER, imported.resume, found, left)
        await OwnDocuments(ledger.database, WorkerSettings().files).add_stated(LOCAL_USER, candidate_id, papers)
        return candidate_document(await store.load(LOCAL_USER, candidate_id), left, imported.warnings)


def show(as_json: Json = False) -> None:
    document = asyncio.run(_load())
    if as_json:
        print_document("candidate", document)
        return
    basics = document["resume"].get("basics", {})
    out.print(f"[bold]{basics.get('name', 'unnamed')}[/]  {basics.get('email', '')}  {basics.get('label', '')}", highlight=False)
    out.print(f"{len(document['facts'])} facts; candidate {document['candidate_id']}", highlight=False)
    for line in document["not_understood"]:
        out.print(f"[yellow]not understood[/] {line}", highlight=False)


def facts(as_json: Json = False) -> None:
    document = asyncio.run(_load())
    if as_json:
        print_document("candidate", document)
        return
    table = Table(box=None, pad_edge=False)
    for column in ("id", "kind", "fact", "source"):
        table.add_column(column, overflow="fold")
    for fact in document["facts"]:
        source = fact["source"]
        table.add_row(str(fact["id"]), fact["kind"], fact["text"], f"{source['file']}:{source['line'] or ''}")
    out.print(table)


def export(
    everything: Annotated[
        Path | None, typer.Option("--all", metavar="DIR", help="Everything that is held, into a new folder.")
    ] = None,
) -> None:
    if everything is not None:
        personal_data.export_all(everything)
        return
    document = asyncio.run(_load())
    sys.stdout.write(json.dumps(document["resume"], ensure_ascii=False, indent=2) + "\n")


async def _load() -> dict[str, Any]:
    from workers.ledger import open_ledger
    from world_model.candidates import CandidateStore
    from world_model.users import LOCAL_USER

    async with open_ledger() as ledger:
        store = CandidateStore(ledger.database, ledger.vault)
        candidate = await store.load(LOCAL_USER, None)
        return candidate_document(candidate, await store.not_understood(LOCAL_USER, candidate.id), ())
