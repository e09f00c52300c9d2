"""`jobhunter tasks`, `pause`, `unpause`, `cancel`, and the stop button: `stop`, `start`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table

from gateway.cli._clock import clock
from gateway.client import JobHunterClient
from jobhunter.console import err, out, print_document

T = TypeVar("T")
TaskId = Annotated[str, typer.Argument(metavar="TASK", help="The task's id, from `jobhunter tasks`.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def register(app: typer.Typer) -> None:
    app.command("tasks")(tasks)
    app.command("pause")(pause)
    app.command("unpause")(unpause)
    app.command("cancel")(cancel)
    app.command("stop")(stop)
    app.command("start")(start)


def with_client(work: Callable[[JobHunterClient], Awaitable[T]]) -> T:
    """Runs `work` with a client of the gateway that is found. Raises `Missing` `no_stack`."""

    async def working() -> T:
        async with JobHunterClient.find() as client:
            return await work(client)

    return asyncio.run(working())


def tasks(limit: Annotated[int, typer.Option(min=1, max=100, help="How many.")] = 20, as_json: AsJson = False) -> None:
    """Lists your tasks, the newest first."""
    found = with_client(lambda client: client.tasks(limit))
    if as_json:
        print_document("tasks", {"tasks": found})
        return
    table = Table("Task", "Goal", "State", "Progress", box=None)
    for task in found:
        progress = ", ".join(f"{count} {name}" for name, count in task["progress"].items() if count)
        table.add_row(task["task_id"], task["prompt"].replace("[", "\\["), state_of(task), progress)
    out.print(table)


def state_of(task: Mapping[str, Any]) -> str:
    """The task's status; of one that waits for time, until when."""
    until = task.get("waits_until") if task["status"] == "waiting" else None
    return f"waiting until {clock(until)}" if until else str(task["status"])


def pause(task: TaskId, as_json: AsJson = False) -> None:
    """Begins nothing new in a task; what runs goes on to its end."""
    _move(task, "pause", as_json)


def unpause(task: TaskId, as_json: AsJson = False) -> None:
    """Takes a paused task up again."""
    _move(task, "resume", as_json)


def cancel(task: TaskId, as_json: AsJson = False) -> None:
    """Ends a task."""
    _move(task, "cancel", as_json)


def stop(as_json: AsJson = False) -> None:
    """Nothing is sent to any employer any more, until `jobhunter start`."""
    _control(with_client(lambda client: client.stop()), as_json, "Stopped: nothing is sent until `jobhunter start`.")


def start(as_json: AsJson = False) -> None:
    """Lets applications go out again."""
    _control(with_client(lambda client: client.start()), as_json, "Started: applications may go out.")


def _move(task: str, what: str, as_json: bool) -> None:
    status = with_client(lambda client: client.move(task, what))
    if as_json:
        print_document("task", {"task_id": task, "status": status})
    else:
        err.print(f"{task}: {status}", highlight=False)


def _control(state: dict[str, Any], as_json: bool, said: str) -> None:
    if as_json:
        print_document("control", state)
    else:
        err.print(said, highlight=False)
