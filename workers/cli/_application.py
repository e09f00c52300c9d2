"""What a person sees of one application: its events while it runs, and how it ended."""

import asyncio
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from jobhunter.console import err, out
from world_model.events import EventLog
from world_model.session import Database
from world_model.steps import Hint
from world_model.users import LOCAL_USER

UNTOLD = ("step:status", "plan:grown", "browser:screenshot")
SAID = {
    "confirmed": "[bold green]Confirmed.[/]",
    "review": "[bold green]Ready.[/] Nothing was sent: add --submit to send it.",
    "asked": "[bold yellow]It needs you.[/] Nothing was sent.",
    "refused": "[bold red]Not sent.[/]",
    "failed": "[bold red]It failed.[/] Nothing was sent.",
    "unknown": "[bold yellow]Sent, but not confirmed.[/]",
}


class Narrator:
    """Tells a task's events as they come; the `Publisher` of a process that needs no hints."""

    def __init__(self, database: Database, console: Console) -> None:
        self._log = EventLog(database)
        self._console = console
        self._told: dict[str, int] = {}
        self._one = asyncio.Lock()

    async def publish(self, hints: Sequence[Hint]) -> None:
        """Nobody else is woken: what is ready is found by looking."""

    async def nudge(self, task_id: str) -> None:
        """Tells what is new."""
        async with self._one:
            events = await self._log.after(LOCAL_USER, task_id, self._told.get(task_id, 0), 500)
            for event in events:
                self._told[task_id] = event.seq
                if event.type not in UNTOLD:
                    self._console.print(f"{event.type:<22} {event.message}", markup=False, highlight=False, soft_wrap=True)

    async def close(self) -> None:
        """Nothing is open."""


def show(document: dict[str, Any]) -> None:
    """The document for a person."""
    posting = document["posting"]
    if posting:
        out.print(Text(f"{posting['title']} at {posting['company']}", style="bold"))
    if document["fields"]:
        out.print(_table(document["fields"]))
    out.print(SAID[document["status"]], highlight=False)
    if confirmation := document["confirmation"]:
        line = f"“{confirmation['text']}” ({confirmation['at']}, submission {document['submission_id']})"
        out.print(line, markup=False, highlight=False)
    if error := document["error"]:
        for line in (error["title"], error["detail"], f"→ {error['fix']}" if error["fix"] else "", f"code: {error['code']}"):
            if line:
                err.print(line, markup=False, highlight=False)
    for opened in document["unanswered"]:
        if opened["required"]:
            err.print(f"required and unanswered: {opened['label']} ({opened['key']})", markup=False, highlight=False)
    for question in document["unused_answers"]:
        err.print(f"answer not used: {question}", markup=False, highlight=False)


def _table(fields: Sequence[dict[str, Any]]) -> Table:
    table = Table("Question", "Answer", "From", box=None, pad_edge=False)
    for field in fields:
        source = field["provenance"]
        answer = Text(_answer(field["value"])) if field["ok"] else Text(f"{_answer(field['value'])} (not read back)", style="red")
        table.add_row(Text(field["label"]), answer, Text(f"{source['kind']}: {source['detail']}"))
    return table


def _answer(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
