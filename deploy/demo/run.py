"""The demo's story: the same goal twice, followed live, with the employers' word on what arrived."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.live import Live

from deploy.demo.checks import duplicates, wrong_fields, wrong_files
from deploy.demo.following import Following
from deploy.demo.ground import Ground, ground
from deploy.demo.person import Person
from deploy.demo.picture import Picture
from deploy.demo.report import final_table, learned_line
from deploy.market.person import CANDIDATE_FILE
from gateway.cli._live import TaskView
from gateway.client import JobHunterClient
from jobhunter.console import err

GOAL = "Find 5 remote python jobs and apply."
SEED = 7
REQUEST_S = 120.0  # a machine that is busy answers late; that is no failure of the demo


@dataclass
class Run:
    """One run of the goal, as it went."""

    task: dict[str, Any]
    applications: list[dict[str, Any]]
    asked: dict[str, int]
    seconds: float
    submissions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def learned(self) -> dict[str, Any]:
        return dict(self.task.get("learned") or {})


async def demo(goal: str = GOAL, seed: int = SEED, picture: Path | None = None) -> dict[str, Any]:
    """Runs the demo; its document (`jobhunter/demo/1` without the schema). `picture`: an SVG of the first run to write."""
    err.print("[bold]JobHunter demo[/]: a practice market on this machine; pauses between fields are off.", highlight=False)
    with err.status("starting the stack and the market …"):
        standing = ground(seed)
        here = await standing.__aenter__()
    try:
        return await _both_runs(here, goal, Picture(picture))
    finally:
        await standing.__aexit__(None, None, None)


async def _both_runs(here: Ground, goal: str, picture: Picture) -> dict[str, Any]:
    err.print(f"gateway {here.gateway}   market {here.market}   worker view {here.stack.running.flower_url}", highlight=False)
    async with JobHunterClient(here.gateway, here.token, timeout_s=REQUEST_S) as client:
        await client.import_sites(here.sites)
        await client.import_resume(json.loads(await asyncio.to_thread(CANDIDATE_FILE.read_text, "utf-8")))
        first = await _run(client, here, goal, picture)
        picture.save()
        second = await _run(client, here, goal, Picture(None))
    return await _document(here, goal, first, second)


async def _run(client: JobHunterClient, here: Ground, goal: str, picture: Picture) -> Run:
    began, before = time.monotonic(), len((await here.received())["submissions"])
    task = await client.create_task(goal, {})
    view, person = TaskView(task, goal), Person(client, task["task_id"], here.received)
    with Live(view, console=err, refresh_per_second=8, transient=True):
        await Following(client, task["task_id"], view, person, here.logs).to_the_end(picture)
    seconds = time.monotonic() - began
    applications = await client.applications(task["task_id"])
    submissions = (await here.received())["submissions"][before:]
    run = Run(await client.task(task["task_id"]), applications, dict(person.asked), seconds, submissions)
    table = final_table(run.applications, run.submissions, goal, seconds)
    err.print(table)
    picture.add(table)
    err.print(learned_line(run.learned), highlight=False)
    return run


async def _document(here: Ground, goal: str, first: Run, second: Run) -> dict[str, Any]:
    postings, received = await here.postings(), await here.received()
    applications = [*first.applications, *second.applications]
    wrong = [*wrong_fields(received["submissions"], postings, applications), *wrong_files(received["submissions"], applications)]
    for problem in wrong:
        err.print(f"[red]{problem}[/]", highlight=False)
    return {
        "task_id": first.task["task_id"],
        "goal": goal,
        "requested": first.task["goal"]["count"],
        "submitted": len(first.submissions),
        "duplicates": duplicates(received["submissions"]),
        "wrong_fields": len(wrong),
        "asked": sum(n for kind, n in first.asked.items() if kind != "review"),
        "llm_calls": int(first.learned.get("llm_calls", 0)),
        "seconds": round(first.seconds, 1),
        "second_run": {
            "task_id": second.task["task_id"],
            "submitted": len(second.submissions),
            "seconds": round(second.seconds, 1),
            "selector_hits": int(second.learned.get("selector_hits", 0)),
        },
        "received": received["submissions"],
    }


def went_well(document: dict[str, Any]) -> bool:
    """Whether both runs met the goal, nothing arrived twice and every field was what was approved."""
    both = min(document["submitted"], document["second_run"]["submitted"]) >= document["requested"]
    return bool(both and document["duplicates"] == 0 and document["wrong_fields"] == 0)


def write_document(path: Path, document: dict[str, Any]) -> None:
    path.write_text(
        json.dumps({"schema": "jobhunter/demo/1", **document}, ensure_ascii=False, indent=1, default=str) + "\n", "utf-8"
    )
