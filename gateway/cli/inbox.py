"""`jobhunter inbox`, `answer`, `approve`, `reject`: what waits for you."""

import re
import sys
from typing import Annotated, Any

import typer

from brain.errors import InvalidInput, JobHunterError, NotFound
from gateway.cli._clock import day_and_clock
from gateway.cli._review import review_sheet
from gateway.cli.tasks import AsJson, with_client
from gateway.client import JobHunterClient
from jobhunter.console import err, out, print_document

NOTHING = (0, "")
SECONDS = {"m": 60, "h": 3600, "d": 24 * 3600, "w": 7 * 24 * 3600}
StepId = Annotated[int, typer.Argument(metavar="STEP", help="The step's number, from `jobhunter inbox`.")]

Reason = Annotated[str, typer.Argument(metavar="REASON", help="Why; it is learned from.")]


def register(app: typer.Typer) -> None:
    app.command("inbox")(inbox)
    app.command("answer")(answer)
    app.command("approve")(approve)
    app.command("reject")(reject)


def inbox(
    step: Annotated[int | None, typer.Argument(metavar="[STEP]", help="One question alone, with all there is to see.")] = None,
    snooze: Annotated[
        tuple[int, str],
        typer.Option("--snooze", metavar="STEP TIME", show_default=False, help="Put a question off: 30m, 4h, 2d, 1w."),
    ] = NOTHING,
    wake: Annotated[int, typer.Option("--wake", metavar="STEP", show_default=False, help="Show a question again.")] = 0,
    snoozed: Annotated[bool, typer.Option("--snoozed", help="Also those that are put off.")] = False,
    as_json: AsJson = False,
) -> None:
    """Shows what is asked of you, in every task."""
    if snooze != NOTHING or wake:
        _put_off(snooze, wake, as_json)
        return
    found = with_client(lambda client: client.interventions(snoozed=snoozed or step is not None))
    asked = [one for one in found if step in (None, one["step_id"])]
    if step is not None and not asked:
        raise _nothing_there(step)
    if as_json:
        print_document("inbox", {"interventions": asked})
        return
    if not asked:
        err.print("Nothing waits for you.")
    for one in asked:
        _show(one, whole=step is not None)


def _put_off(snooze: tuple[int, str], wake: int, as_json: bool) -> None:
    if snooze != NOTHING and wake:
        raise InvalidInput("bad_option", "One thing at a time: --snooze or --wake.", "", "Leave one of them out.")

    async def send(client: JobHunterClient) -> dict[str, Any]:
        asked = await _find(client, wake or snooze[0])
        number = asked["intervention_id"]
        return await (client.wake(number) if wake else client.snooze(number, seconds_of(snooze[1])))

    moved = with_client(send)
    if as_json:
        print_document("snoozed", moved)
        return
    until = moved["snoozed_until"]
    said = f"put off until {day_and_clock(until)}" if until else "is listed again"
    err.print(f"step {moved['step_id']}: {said}", highlight=False)


def seconds_of(span: str) -> int:
    """`30m`, `4h`, `2d` or `1w` in seconds. Raises `InvalidInput` `bad_time`."""
    found = re.fullmatch(r"([1-9][0-9]{0,5})([mhdw])", span.strip().lower(), re.ASCII)
    if found is None:
        raise InvalidInput("bad_time", "This is no length of time.", span, "Write it as 30m, 4h, 2d or 1w.")
    return int(found[1]) * SECONDS[found[2]]


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


def approve(
    steps: Annotated[
        list[int] | None, typer.Argument(metavar="STEP...", help="The steps' numbers, from `jobhunter inbox`.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every review that is open and not put off.")] = False,
    task: Annotated[str | None, typer.Option("--task", help="With --all: of this task alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Says yes to reviews: what they show is sent."""
    if bool(steps) == every or (task and not every):
        fix = "Try: jobhunter approve 5 6 7   or   jobhunter approve --all"
        raise InvalidInput("bad_option", "Name the steps, or say --all.", "", fix)
    if steps is not None and len(steps) == 1:
        _decide(steps[0], "approve", {}, as_json)
        return

    async def send(client: JobHunterClient) -> dict[str, Any]:
        if every:
            return await client.approve_many({"all": True, **({"task_id": task} if task else {})})
        return await _approve_named(client, list(dict.fromkeys(steps or ())))

    ended = with_client(send)
    if as_json:
        print_document("approved", ended)
    else:
        for done in ended["approved"]:
            err.print(f"step {done['step_id']}: {done['status']}", highlight=False)
        for no in ended["refused"]:
            err.print(f"[red]{_named(no)}: {no['code']}[/]", highlight=False)
            err.print(f"   {no['detail']}", markup=False, highlight=False)
    sys.exit(1 if ended["refused"] else 0)


async def _approve_named(client: JobHunterClient, steps: list[int]) -> dict[str, Any]:
    """Each as the inbox shows it now; a step that asks nothing is refused like the others."""
    open_now = {asked["step_id"]: asked for asked in await client.interventions(snoozed=True)}
    items, refused = [], []
    for step in steps:
        asked = open_now.get(step)
        shown = _shown_hash(asked) if asked else None
        if asked and shown:
            items.append({"intervention_id": asked["intervention_id"], "manifest_hash": shown})
        else:
            error: JobHunterError = _no_review(step) if asked else _nothing_there(step)
            refused.append({"step_id": step, "code": error.code, "detail": f"{error.title} {error.detail}".strip()})
    ended = await client.approve_many({"items": items}) if items else {"approved": [], "refused": []}
    return {"approved": ended["approved"], "refused": [*refused, *ended["refused"]]}


def _shown_hash(asked: dict[str, Any]) -> str | None:
    found = (asked.get("review") or {}).get("manifest_hash") or asked["context"].get("manifest_hash")
    return None if found is None else str(found)


def _named(refused: dict[str, Any]) -> str:
    return f"step {refused['step_id']}" if "step_id" in refused else f"intervention {refused['intervention_id']}"


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
        shown = _shown_hash(asked) if action == "approve" and asked["kind"] == "review" else None
        seen = {"manifest_hash": shown} if shown else {}
        return await client.intervene(asked["task_id"], step, action, intervention_id=asked["intervention_id"], **body, **seen)

    _done(with_client(send), as_json)


async def _find(client: JobHunterClient, step: int) -> dict[str, Any]:
    for asked in await client.interventions(snoozed=True):
        if asked["step_id"] == step:
            return asked
    raise _nothing_there(step)


def _nothing_there(step: int) -> NotFound:
    return NotFound("intervention_unknown", "Nothing is asked there.", f"step {step}", "See what is open: jobhunter inbox")


def _no_review(step: int) -> InvalidInput:
    return InvalidInput("not_a_review", "Only a review is approved.", f"step {step}", f"See it: jobhunter inbox {step}")


def _show(asked: dict[str, Any], *, whole: bool) -> None:
    put_off = f"  [dim]put off until {day_and_clock(asked['snoozed_until'])}[/]" if asked["snoozed_until"] else ""
    out.print(f"[bold yellow]{asked['step_id']}[/]  {asked['kind']}{put_off}", highlight=False)
    out.print(f"   {asked['question']}", markup=False, highlight=False)
    review = asked.get("review")
    if review:
        if whole:
            out.print(review_sheet(asked))
            return
        _count(review)
        return
    for field in asked["fields"]:
        options = f" ({' / '.join(field['options'])})" if field["options"] else ""
        out.print(f"   {field['key']}: {field['label']}{options}", markup=False, highlight=False)


def _count(review: dict[str, Any]) -> None:
    """A review in one line: the whole of it is one command away."""
    rows = review["rows"]
    look = [
        f"{sum(r[what] for r in rows)} {name}"
        for what, name in (("uncertain", "to check"), ("new", "new"))
        if any(r[what] for r in rows)
    ]
    out.print(f"   {len(rows)} fields{''.join(f', {part}' for part in look)}", markup=False, highlight=False)


def _done(answered: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_document("intervened", answered)
    else:
        err.print(f"step {answered['step_id']}: {answered['status']}", highlight=False)
