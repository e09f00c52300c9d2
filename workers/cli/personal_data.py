"""`jobhunter candidate consents`, `add-document`, `delete` and the whole of `export`: what is held of you, in your hands."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from brain.errors import InvalidInput
from jobhunter.console import err, out, print_document

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
GIVEN = {"yes": True, "no": False, "ask": None}


def add_to(group: typer.Typer) -> None:
    group.command("consents")(consents)
    group.command("add-document")(add_document)
    group.command("delete")(delete)


def consents(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="What to change, from the list.")] = None,
    given: Annotated[str | None, typer.Argument(metavar="yes|no|ask", help="What you say; `ask` takes it back.")] = None,
    site: Annotated[str, typer.Option("--site", metavar="DOMAIN", help="Only there.")] = "",
    as_json: Json = False,
) -> None:
    """Shows what you have agreed to, class by class, or changes it.

    Example:  jobhunter candidate consents sensitive no
    """
    if (name is None) is not (given is None) or (given is not None and given not in GIVEN):
        raise InvalidInput("consent_unclear", "What do you say?", "", "Give a name and yes, no or ask.")
    document = asyncio.run(_consents(name, GIVEN[given] if given else None, site, change=name is not None))
    if as_json:
        print_document("consents", document)
        return
    table = Table("consent", "given", "what it is about", box=None, pad_edge=False)
    for one in (*document["classes"], *document["consents"]):
        table.add_row(f"{one['name']} {one.get('site') or ''}".strip(), _said(one["given"]), one.get("about", ""))
    out.print(table)


async def _consents(name: str | None, given: bool | None, site: str, change: bool) -> dict[str, Any]:
    from workers.cli._your_data import your_data
    from world_model.consents import consents_document, known_consent
    from world_model.users import LOCAL_USER

    async with your_data() as data:
        if change and name is not None:
            held = await data.profiles.set_consent(LOCAL_USER, known_consent(name), given, site)
        else:
            candidate = await data.candidates.load(LOCAL_USER, None)
            held = await data.candidates.consents(LOCAL_USER, candidate.id)
        return consents_document(held)


def add_document(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="transcript, certificate, photo, permit, portfolio, reference, …")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document.")],
    as_json: Json = False,
) -> None:
    """Adds a document that forms may ask for; it is sent where a form asks for this kind, and asked for where it fits nothing.

    Of an earlier letter of your own (kind `earlier_letter` or `cover_letter`) new ones take over how you greet and close.

    Example:  jobhunter candidate add-document transcript transcript.pdf
    """
    document = asyncio.run(_add_document(kind, file))
    if as_json:
        print_document("document", document)
    else:
        err.print(f"{document['kind']}: {document['name']}", markup=False, highlight=False)
        if style := document["style"]:
            said = [style[part] for part in ("greeting", "closing", "farewell") if style[part]]
            err.print(f"letters will sound like it: {' … '.join(said) or 'its length alone'}", markup=False, highlight=False)


async def _add_document(kind: str, file: Path) -> dict[str, Any]:
    from brain.writing.own_style import with_style
    from workers.cli._your_data import your_data
    from workers.hands.earlier_letters import earlier_letter
    from world_model.own_documents import OwnDocuments
    from world_model.users import LOCAL_USER

    async with your_data() as data:
        own = OwnDocuments(data.ledger.database, data.everything.files)
        candidate = await data.candidates.load(LOCAL_USER, None)
        kept = await own.add(LOCAL_USER, candidate.id, kind, file)
        style = await earlier_letter(kept.kind, file)

        def named(held: dict[str, Any]) -> dict[str, Any]:
            made = own.named(held, kept)
            return with_style(made, style) if style else made

        await data.profiles.change(LOCAL_USER, candidate.id, named)
        shown = style.model_dump(mode="json", exclude={"text"}) if style else None
        return {"id": kept.id, "kind": kept.kind, "name": kept.name, "sha256": kept.sha256, "style": shown}


def export_all(folder: Path) -> None:
    """Everything that is held of you, as JSON and files below a new folder."""
    counts = asyncio.run(_export(folder))
    err.print(f"{sum(counts.values())} rows and files written to {folder}", markup=False, highlight=False)


async def _export(folder: Path) -> dict[str, int]:
    from workers.cli._your_data import your_data
    from world_model.users import LOCAL_USER

    async with your_data() as data:
        return await data.everything.export(LOCAL_USER, folder)


def delete(
    yes: Annotated[bool, typer.Option("--yes", help="Really: nothing of it can be brought back.")] = False, as_json: Json = False
) -> None:
    """Deletes everything that is held of you: résumé, facts, answers, applications, tasks, documents, pictures, accounts, keys.

    Example:  jobhunter candidate delete --yes
    """
    if not yes:
        fix = "Save what you want to keep (jobhunter candidate export --all DIR), then say --yes."
        raise InvalidInput("not_confirmed", "This deletes everything that is held of you.", "", fix)
    counts = asyncio.run(_delete())
    if as_json:
        print_document("deleted", {"deleted": counts})
    else:
        err.print(f"{sum(counts.values())} rows and files are gone.", highlight=False)


async def _delete() -> dict[str, int]:
    from jobhunter.home import Home
    from jobhunter.stack_file import RunningStack
    from memory.forgetting import forget_user, forget_user_in
    from memory.settings import MemorySettings
    from workers.cli._your_data import your_data
    from world_model.users import LOCAL_USER

    async with your_data() as data:
        counts = await data.everything.delete(LOCAL_USER)
    home = Home.resolve()
    stack, settings = RunningStack.find(home), MemorySettings()
    if settings.qdrant_url is None and stack is not None and stack.qdrant_url is not None:
        settings = MemorySettings.model_validate({"qdrant_url": stack.qdrant_url, "qdrant_api_key": stack.qdrant_api_key})
    if settings.qdrant_url is not None:
        await forget_user(settings, LOCAL_USER)
    else:
        await forget_user_in(home.folder / "vectors", LOCAL_USER)
    return counts


def _said(given: bool | None) -> str:
    return "asked" if given is None else "yes" if given else "no"
