"""`jobhunter live`: where to watch a task's browser, and to lend a hand."""

from typing import Annotated, Any

import typer

from brain.errors import NotFound
from gateway.cli.tasks import AsJson, TaskId, with_client
from gateway.client import JobHunterClient
from jobhunter.console import err, out, print_document

BROWSING = ("explore_form", "submit")


def register(app: typer.Typer) -> None:
    app.command("live")(live)


def live(
    task: TaskId,
    step: Annotated[
        int | None, typer.Argument(metavar="[STEP]", help="The step's id; else the one whose browser is open.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prints the address where a step's browser can be watched and taken over. It signs in once, within 30 seconds."""
    found = with_client(lambda client: _address(client, task, step))
    if as_json:
        print_document("live", found)
        return
    out.print(found["url"], markup=False, highlight=False, soft_wrap=True)
    err.print("Open it within 30 seconds. Afterwards the page asks for your token.", highlight=False)


async def _address(client: JobHunterClient, task: str, step: int | None) -> dict[str, Any]:
    step_id = step if step is not None else _open_step(await client.plan(task), task)
    path = f"/live/{task}/{step_id}"
    ticket = await client.ticket(task)
    return {"task_id": task, "step_id": step_id, "path": path, "url": f"{client.url}{path}#{ticket}"}


def _open_step(plan: dict[str, Any], task: str) -> int:
    """The step that has a browser open, or will have one when its question is answered. Raises `NotFound` `no_browser_open`."""
    steps = [s for s in plan["nodes"] if s["action_type"] in BROWSING and s["status"] in ("running", "waiting")]
    steps.sort(key=lambda s: (s["status"] != "running", s["id"]))
    if not steps:
        raise NotFound("no_browser_open", "No browser is open for this task.", task, "Look again while it fills in a form.")
    return int(steps[0]["id"])
