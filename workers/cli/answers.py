"""`jobhunter answers`: what you answered before, to be looked at, changed and forgotten."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from brain.errors import InvalidInput
from jobhunter.console import err, out, print_document

if TYPE_CHECKING:
    from brain.facts import RememberedAnswer

Json = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/answers/1).")]
Id = Annotated[int, typer.Argument(metavar="ID", help="The answer's number, from `jobhunter answers`.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="What you answered before: it is used again where the same question comes.", invoke_without_command=True
    )
    group.callback()(show)
    group.command("edit")(edit)
    group.command("forget")(forget)
    app.add_typer(group, name="answers")


def show(context: typer.Context, as_json: Json = False) -> None:
    """Lists the remembered answers, newest first.

    Example:  jobhunter answers --json
    """
    if context.invoked_subcommand is not None:
        return
    found = asyncio.run(_list())
    if as_json:
        print_document("answers", {"answers": [one.document() for one in found]})
        return
    table = Table("id", "question", "answer", "where", "since", box=None, pad_edge=False)
    for one in found:
        table.add_row(str(one.id), _plain(one.question), _plain(_shown(one.value)), _plain(_where(one)), str(one.answered_on))
    out.print(table if found else "Nothing is remembered yet.")


def edit(
    answer_id: Id,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The new answer; JSON for true, false, a number or a list.")],
    as_json: Json = False,
) -> None:
    """Changes an answer; from now on the new one is used.

    Example:  jobhunter answers edit 12 "Vim"
    """
    changed = asyncio.run(_edit(answer_id, _read(value)))
    if as_json:
        print_document("answers", {"answers": [changed.document()]})
    else:
        err.print(f"{changed.question}: {_shown(changed.value)}", markup=False, highlight=False)


def forget(
    answer_id: Annotated[int | None, typer.Argument(metavar="ID", help="The answer's number.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every answer.")] = False,
    as_json: Json = False,
) -> None:
    """Forgets an answer, or all of them; the question is asked again when it comes.

    Example:  jobhunter answers forget 12
    """
    if (answer_id is None) is not everything:
        raise InvalidInput("nothing_named", "Which answer?", "", "Give its number, or --all.")
    count = asyncio.run(_forget(answer_id))
    if as_json:
        print_document("answers", {"forgotten": count})
    else:
        err.print(f"{count} forgotten", highlight=False)


async def _list() -> "tuple[RememberedAnswer, ...]":
    from workers.cli._your_data import your_data
    from world_model.users import LOCAL_USER

    async with your_data() as data:
        return await data.answers.list(LOCAL_USER)


async def _edit(answer_id: int, value: Any) -> "RememberedAnswer":
    from workers.cli._your_data import your_data
    from world_model.users import LOCAL_USER

    async with your_data() as data:
        return await data.answers.edit(LOCAL_USER, answer_id, value)


async def _forget(answer_id: int | None) -> int:
    from workers.cli._your_data import your_data
    from world_model.users import LOCAL_USER

    async with your_data() as data:
        if answer_id is None:
            return await data.answers.forget_all(LOCAL_USER)
        await data.answers.forget(LOCAL_USER, answer_id)
        return 1


def _read(value: str) -> Any:
    """True, false, numbers and lists are read as such; `007` and everything else are text."""
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, bool | int | float | list) else value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _where(one: "RememberedAnswer") -> str:
    return {"company": f"only {one.company}", "family": f"only {one.family} forms"}.get(one.scope, one.scope)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
