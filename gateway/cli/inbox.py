"""`jobhunter inbox`, `answer`, `approve`, `reject`: what waits for you."""

from typing import Annotated, Any

import typer

from brain.errors import NotFound
from gateway.cli._asking import manifest_table
from gateway.cli.tasks import AsJson, with_client
from gateway.client import JobHunterClient
from jobhunter.console import err, out, print_document

StepId = Annotated[int, typer.Argument(metavar="STEP", help="The step's number, from `jobhunter inbox`.")]

Reason = Annotated[str, typer.Argument(metavar="REASON", help="Why; it is learned from.")]


def register(app: typer.Typer) -> None:
    app.command("inbox")(inbox)
    app.command("answer")(answer)
    app.command("approve")(approve)
    app.command("reject")(reject)


def inbox(as_json: AsJson = False) -> None:
    """Shows what is asked of you, in every task."""
    asked = with_client(lambda client: client.interventions())
    if as_json:
        print_document("inbox", {"interventions": asked})
        return
    if not asked:
        err.print("Nothing waits for you.")
    for one in asked:
        _show(one)


def answer(
    step: StepId,
    value: Annotated[str, typer.Argument(help="The answer, or KEY=VALUE where several questions are open.")],
    more: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Further answers.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Do not remember it for other applications.")] = False,
    as_json: AsJson = False,
) -> None:
    """Answers a question; it is remembered, and not asked again."""
    given = [value, *(more or [])]

    async def send(client: JobHunterClient) -> dict[str, Any]:
        asked = await _find(client, step)
        body = {"scope": "once" if once else "everywhere", "remember": not once, **answer_of(asked, given)}
        return await client.intervene(asked["task_id"], step, "answer", **body)

    _done(with_client(send), as_json)


def answer_of(asked: dict[str, Any], given: list[str]) -> dict[str, Any]:
    """The words of the command line as an answer: by key where a key of the question stands before the first `=`."""
    keys = {field["key"] for field in asked["fields"]}
    pairs = dict(item.split("=", 1) for item in given if "=" in item and item.split("=", 1)[0] in keys)
    if len(pairs) == len(given):
        return {"fields": pairs}
    return {"human_input": " ".join(given)}


def approve(step: StepId, as_json: AsJson = False) -> None:
    """Says yes to a review: what it shows is sent."""
    _decide(step, "approve", {}, as_json)


def reject(
    step: StepId,
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why; it is learned from.")],
    as_json: AsJson = False,
) -> None:
    """Says no to a review: this application ends."""
    _decide(step, "reject", {"human_input": reason}, as_json)


def _decide(step: int, action: str, body: dict[str, Any], as_json: bool) -> None:
    async def send(client: JobHunterClient) -> dict[str, Any]:
        asked = await _find(client, step)
        return await client.intervene(asked["task_id"], step, action, **body)

    _done(with_client(send), as_json)


async def _find(client: JobHunterClient, step: int) -> dict[str, Any]:
    for asked in await client.interventions():
        if asked["step_id"] == step:
            return asked
    fix = "See what is open: jobhunter inbox"
    raise NotFound("intervention_unknown", "Nothing is asked there.", f"step {step}", fix)


def _show(asked: dict[str, Any]) -> None:
    out.print(f"[bold yellow]{asked['step_id']}[/]  {asked['kind']}", highlight=False)
    out.print(f"   {asked['question']}", markup=False, highlight=False)
    if asked["kind"] == "review":
        out.print(manifest_table(asked))
        return
    for field in asked["fields"]:
        options = f" ({' / '.join(field['options'])})" if field["options"] else ""
        out.print(f"   {field['key']}: {field['label']}{options}", markup=False, highlight=False)


def _done(answered: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_document("intervened", answered)
    else:
        err.print(f"step {answered['step_id']}: {answered['status']}", highlight=False)
