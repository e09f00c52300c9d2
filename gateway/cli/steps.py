"""`jobhunter dead-letters`, `retry`, `skip`: what failed for good, and what you decide about one step."""

from typing import Annotated, Any

import typer

from brain.errors import NotFound
from gateway.cli._clock import day_and_clock
from gateway.cli.tasks import AsJson, TaskId, with_client
from gateway.client import JobHunterClient
from jobhunter.console import err, out, print_document

Step = Annotated[str, typer.Argument(metavar="STEP", help="The step's number or key, from `jobhunter dead-letters`.")]

DEAD_LETTERS_HELP = """List the steps that failed for good, with every try at them.

Example:  jobhunter dead-letters --json
"""
RETRY_HELP = """Try a step again that failed, was skipped or is put off, and what was skipped behind it.

Example:  jobhunter retry 01a1fc60-0000-7000-8000-000000000000 explore_form:p1
"""
SKIP_HELP = """Do without a step that has not begun, and without what waits for it.

Example:  jobhunter skip 01a1fc60-0000-7000-8000-000000000000 submit:p3
"""


def register(app: typer.Typer) -> None:
    app.command("dead-letters", help=DEAD_LETTERS_HELP)(dead_letters)
    app.command("retry", help=RETRY_HELP)(retry)
    app.command("skip", help=SKIP_HELP)(skip)


def dead_letters(as_json: AsJson = False) -> None:
    """Lists the steps that failed for good."""
    found = with_client(lambda client: client.dead_letters())
    if as_json:
        print_document("dead-letters", {"items": found, "next": None})
        return
    if not found:
        err.print("No step failed for good.")
    for letter in found:
        _show(letter)


def retry(task: TaskId, step: Step, as_json: AsJson = False) -> None:
    """Tries a step again."""
    _move(task, step, "retry", as_json)


def skip(task: TaskId, step: Step, as_json: AsJson = False) -> None:
    """Does without a step."""
    _move(task, step, "skip", as_json)


def _move(task: str, step: str, action: str, as_json: bool) -> None:
    async def send(client: JobHunterClient) -> dict[str, Any]:
        return await client.intervene(task, await _number(client, task, step), action)

    moved = with_client(send)
    if as_json:
        print_document("intervened", moved)
    else:
        err.print(f"step {moved['step_id']}: {moved['status']}", highlight=False)


async def _number(client: JobHunterClient, task: str, step: str) -> int:
    """The step's number; a key is looked up in the plan. Raises `NotFound` `step_unknown`."""
    if step.isascii() and step.isdecimal():
        return int(step)
    for node in (await client.plan(task))["nodes"]:
        if node["key"] == step:
            return int(node["id"])
    fix = "Give the step's number or key, as `jobhunter dead-letters` shows it."
    raise NotFound("step_unknown", "There is no such step.", step, fix)


def _show(letter: dict[str, Any]) -> None:
    out.print(f"[bold red]✗[/] {letter['key']}", highlight=False)
    said = [
        f"{letter['title'] or letter['action_type']}: {letter['error']['reason']}",
        *(f"try {t['attempt']}, {day_and_clock(t['started_at'])}, {t['worker']}: {t['outcome']}" for t in letter["attempts"]),
        f"→ jobhunter retry {letter['task_id']} {letter['step_id']}",
    ]
    for line in said:
        out.print(f"   {line}", markup=False, highlight=False, soft_wrap=True)
