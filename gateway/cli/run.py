"""`jobhunter run` and `jobhunter watch`: a task, followed live."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from brain.action import load_catalogue
from brain.errors import InvalidInput
from brain.plan import Plan
from gateway.cli._asking import TerminalPerson
from gateway.cli._follow import Follower
from gateway.cli._live import TaskView
from gateway.cli._run_options import read_resume
from gateway.cli.tasks import AsJson, TaskId
from gateway.client import JobHunterClient
from gateway.planning import MAX_PER_COMPANY, MAX_PER_DAY, Planning, TaskOptions, steps_document
from gateway.settings import GatewaySettings
from jobhunter.console import err, out, print_document

GoalText = Annotated[str, typer.Argument(metavar="GOAL", help="One line, in your own words.")]
Resume = Annotated[Path | None, typer.Option("--candidate", metavar="FILE", help="Your résumé; else the one imported last.")]
PlanOnly = Annotated[bool, typer.Option("--plan-only", help="Show the goal and the plan; start nothing, need no stack.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Fill and photograph the forms, send nothing.")]
PerDay = Annotated[
    int | None, typer.Option("--per-day", min=1, max=MAX_PER_DAY, help="Send no more applications than this within 24 hours.")
]
PerCompany = Annotated[
    int | None,
    typer.Option("--per-company", min=1, max=MAX_PER_COMPANY, help="Send no more to one company within 30 days."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Approve every review as it stands. Questions are still asked.")]


def register(app: typer.Typer) -> None:
    app.command("run")(run)
    app.command("watch")(watch)


def run(
    goal: GoalText,
    candidate: Resume = None,
    plan_only: PlanOnly = False,
    dry_run: DryRun = False,
    per_day: PerDay = None,
    per_company: PerCompany = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Carries out a goal, and asks you what only you can answer."""
    if plan_only:
        _show_plan(goal, dry_run, as_json)
        return
    resume = read_resume(candidate) if candidate else None
    said = {"dry_run": dry_run or None, "applications_per_day": per_day, "applications_per_company": per_company}
    options = {name: value for name, value in said.items() if value is not None}
    code = asyncio.run(_run(goal, (candidate.name, resume) if candidate and resume else None, options, yes, as_json))
    if code:
        sys.exit(code)


def watch(task: TaskId, yes: Yes = False, as_json: AsJson = False) -> None:
    """Follows a task that was started before, from its first event."""
    code = asyncio.run(_watch(task, yes, as_json))
    if code:
        sys.exit(code)


async def _run(goal: str, resume: tuple[str, dict[str, Any]] | None, options: dict[str, Any], yes: bool, as_json: bool) -> int:
    async with JobHunterClient.find() as client:
        if resume is not None:
            imported = await client.import_resume(resume[1], resume[0])
            options["candidate_id"] = imported["candidate_id"]
        created = await client.create_task(goal, options)
        err.print(f"task {created['task_id']}: {created['plan_summary']}", markup=False, highlight=False)
        return await _follow(client, created["task_id"], TaskView(created, goal), yes, as_json)


async def _watch(task_id: str, yes: bool, as_json: bool) -> int:
    async with JobHunterClient.find() as client:
        state = await client.task(task_id)
        return await _follow(client, task_id, TaskView(state), yes, as_json)


async def _follow(client: JobHunterClient, task_id: str, view: TaskView, yes: bool, as_json: bool) -> int:
    console = err if as_json else out
    person = TerminalPerson(client, err, yes=yes, interactive=sys.stdin.isatty() and not as_json)
    ending = await Follower(client, task_id, view, person, console).run()
    state = await client.task(task_id)
    code = ending.exit_code or int(_fell_short(state))
    if as_json:
        print_document("run", {**state, "interventions": await client.interventions(task_id), "screenshots": view.screenshots})
    else:
        _say_how_it_ended(task_id, state, code)
    return code


def _fell_short(state: dict[str, Any]) -> bool:
    """Whether fewer applications arrived than the goal asked for."""
    sends = state["goal"]["verb"] == "apply" and not state["options"].get("dry_run")
    return sends and state["progress"]["submitted"] < state["goal"]["count"]


def _say_how_it_ended(task_id: str, state: dict[str, Any], code: int) -> None:
    progress = ", ".join(f"{count} {name}" for name, count in state["progress"].items() if count)
    err.print(f"{state['status']}: {progress or 'nothing yet'}", highlight=False)
    if code == 3:
        err.print(
            f"It waits for you: `jobhunter inbox`, or `jobhunter watch {task_id}` in a terminal.", markup=False, highlight=False
        )


def _show_plan(prompt: str, dry_run: bool, as_json: bool) -> None:
    planning = Planning(load_catalogue(), addresses=GatewaySettings().addresses())
    given = TaskOptions(dry_run=dry_run)
    goal = planning.goal(prompt, given)
    try:
        plan = planning.plan(goal, given, None).plan
    except InvalidInput as error:
        # What was understood is shown all the same: that is what was asked for.
        plan = Plan(summary=f"{error.title} {error.fix}", steps=())
    if as_json:
        document = {"goal": goal.model_dump(mode="json"), "plan_summary": plan.summary, "steps": steps_document(plan, {})}
        print_document("plan", {**document, "not_understood": list(goal.not_understood)})
        return
    out.print(plan.summary, markup=False, highlight=False)
    if plan.steps:
        out.print(TaskView({"plan_summary": plan.summary, "steps": steps_document(plan, {})}, prompt))
    if goal.not_understood:
        err.print(f"Not understood: {', '.join(goal.not_understood)}", markup=False, highlight=False)
