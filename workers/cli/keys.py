"""`jobhunter keys`: the master keys that personal data is sealed under, and replacing them while everything runs."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from brain.errors import Conflict, Missing
from jobhunter.console import out, print_document

if TYPE_CHECKING:
    from workers.ledger import Ledger

Json = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/keys/1).")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="The master keys your data is sealed under.", invoke_without_command=True)
    group.callback()(show)
    group.command("rotate")(rotate)
    group.command("rewrap")(rewrap)
    group.command("forget-old")(forget_old)
    app.add_typer(group, name="keys")


def show(context: typer.Context, as_json: Json = False) -> None:
    """Lists the master keys, the one in use first, and how many users' data keys each has wrapped.

    Example:  jobhunter keys --json
    """
    if context.invoked_subcommand is None:
        _tell(asyncio.run(_report()), as_json)


def rotate(as_json: Json = False) -> None:
    """Makes a new master key and wraps every data key with it; nothing needs to be stopped. The old key stays until forgotten.

    Example:  jobhunter keys rotate && jobhunter keys forget-old
    """
    _tell(asyncio.run(_rotate()), as_json)


def rewrap(as_json: Json = False) -> None:
    """Wraps with the first key what an older one has wrapped: for keys that are kept in JOBHUNTER_MASTER_KEY, the new one first.

    Example:  JOBHUNTER_MASTER_KEY=NEW,OLD jobhunter keys rewrap
    """
    _tell(asyncio.run(_rewrap()), as_json)


def forget_old(as_json: Json = False) -> None:
    """Removes the keys that were replaced, once nothing needs them."""
    _tell(asyncio.run(_forget_old()), as_json)


async def _report() -> dict[str, Any]:
    from workers.ledger import open_ledger

    async with open_ledger() as ledger:
        return await _document(ledger, 0)


async def _rotate() -> dict[str, Any]:
    from jobhunter.locks import locked
    from workers.ledger import open_ledger
    from world_model.key_rotation import wrap_anew
    from world_model.master_keys import with_new_key

    async with open_ledger() as ledger:
        file = _file_of(ledger.key_file)
        async with locked(file.with_name(f".{file.name}.lock")):
            # Kept before anything is wrapped with it: a process that dies in between has lost nothing.
            _replace(file, with_new_key(file.read_text()))
            return await _document(ledger, await wrap_anew(ledger.database, ledger.vault))


async def _rewrap() -> dict[str, Any]:
    from workers.ledger import open_ledger
    from world_model.key_rotation import wrap_anew

    async with open_ledger() as ledger:
        return await _document(ledger, await wrap_anew(ledger.database, ledger.vault))


async def _forget_old() -> dict[str, Any]:
    from jobhunter.locks import locked
    from workers.ledger import open_ledger
    from world_model.key_rotation import users_by_key
    from world_model.master_keys import with_current_key_alone

    async with open_ledger() as ledger:
        file, current = _file_of(ledger.key_file), ledger.vault.keys.current.id
        async with locked(file.with_name(f".{file.name}.lock")):
            used = await users_by_key(ledger.database)
            needed = {key: count for key, count in used.items() if key != current and key in ledger.vault.keys.ids}
            if needed:
                said = ", ".join(f"{key}: {count}" for key, count in sorted(needed.items()))
                raise Conflict("key_in_use", "An older master key is still needed.", said, "Run `jobhunter keys rewrap` first.")
            _replace(file, with_current_key_alone(file.read_text()))
        return await _document(ledger, 0)


async def _document(ledger: "Ledger", wrapped: int) -> dict[str, Any]:
    from world_model.key_rotation import users_by_key

    current, used = ledger.vault.keys.current.id, await users_by_key(ledger.database)
    held = ledger.vault.keys.ids
    known = dict.fromkeys((*held, *used))
    keys = [{"id": key, "current": key == current, "held": key in held, "users": used.get(key, 0)} for key in known]
    return {"keys": keys, "wrapped_anew": wrapped, "users_with_an_old_key": sum(used.values()) - used.get(current, 0)}


def _file_of(file: Path | None) -> Path:
    if file is None:
        fix = "Put a new key before it (JOBHUNTER_MASTER_KEY=NEW,OLD), restart, `jobhunter keys rewrap`, then remove the old one."
        raise Missing("key_in_environment", "The master key is in the environment.", "JOBHUNTER_MASTER_KEY", fix)
    return file


def _replace(file: Path, ring: str) -> None:
    from jobhunter.home import write_private

    draft = file.with_name(f".{file.name}.draft")
    write_private(draft, ring)
    draft.replace(file)


def _tell(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_document("keys", document)
        return
    table = Table("master key", "", "users", box=None, pad_edge=False)
    for key in document["keys"]:
        state = "in use" if key["current"] else "old" if key["held"] else "missing"
        table.add_row(key["id"], state, str(key["users"]))
    out.print(table)
    if document["wrapped_anew"]:
        out.print(f"{document['wrapped_anew']} data keys were wrapped anew.", highlight=False)
