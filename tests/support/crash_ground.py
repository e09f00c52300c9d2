"""The ground crash tests stand on: one migrated database, a site double, processes to be lost, and a worker that takes over."""

import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import psutil
import pytest

from brain.facts import Fact, FactSource
from brain.manifest import Manifest, ManifestField, Provenance
from brain.posting import Posting
from tests.support import crash_process
from tests.support.crash_actions import Wiring
from tests.support.crash_faults import POWER_CUT
from tests.support.crash_site import NAME, Site
from tests.support.protocol import USER, Bench, step
from tests.support.waiting import PATIENCE_S, until
from workers.run_step import StepRunner
from world_model.applications import ApplicationStore
from world_model.candidates import CandidateStore
from world_model.postings import PostingStore
from world_model.steps import Hint
from world_model.sweeper import Sweeper

# Processes are forked off a server that has imported everything once: each is a process of its own from its first line on.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([crash_process.__name__, "gateway.app", "uvicorn"])
begin_importing = forkserver.ensure_running


@dataclass
class Lost:
    """A process that was started to be lost. `output` is what it has said so far."""

    process: Any
    log: Path

    @property
    def pid(self) -> int:
        return int(self.process.pid)

    @property
    def output(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    @property
    def stopped(self) -> bool:
        return psutil.Process(self.pid).status() == psutil.STATUS_STOPPED

    async def dies(self) -> None:
        """Returns when it has ended at its fault."""
        try:
            await until(lambda: self.process.exitcode is not None)
        except TimeoutError:
            pytest.fail(self.output)
        assert self.process.exitcode == POWER_CUT, self.output

    async def stops(self, point: str, times: int = 1) -> None:
        """Returns when it stands still at `point`."""
        await until(lambda: self.output.count(f"reached {point}") == times and self.stopped)

    async def says(self, words: str, times: int = 1) -> None:
        await until(lambda: self.output.count(words) >= times)

    def goes_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()


@dataclass
class Application:
    """A task of one submit step, and what it is about."""

    task: str
    step_id: int
    path: str


@dataclass
class Ground:
    """What a scenario is handed. `hints` are those that sweepers of this process have sent."""

    here: Bench
    site: Site
    wiring: Wiring
    folder: Path
    broker: Any = None
    hints: list[Hint] = field(default_factory=list)
    started: list[Lost] = field(default_factory=list)

    def start(self, kind: str, *faults: str, **wired: Any) -> Lost:
        """A process of the tests' own entry point. `wired`: what differs from this ground's wiring."""
        log = self.folder / f"{len(self.started)}.log"
        arguments = (kind, replace(self.wiring, **wired), faults, log)
        process = _PROCESSES.Process(target=crash_process.main, args=arguments, daemon=True)
        process.start()
        self.started.append(Lost(process, log))
        return self.started[-1]

    @asynccontextmanager
    async def another(self, name: str = "another", **wired: Any) -> AsyncIterator[StepRunner]:
        """Another worker's runner, in this process."""
        async with AsyncExitStack() as exits:
            yield await replace(self.wiring, **wired).assemble(exits, name)

    async def work(self, condition: Callable[[], Any], **wired: Any) -> None:
        """Another worker, with its sweeper, goes on until the condition holds."""
        roles = wired.pop("roles", ("planner", "executor", "critic", "learner"))
        async with self.another(**wired) as runner:
            sweeper = Sweeper(runner.steps, self.hints.extend)

            async def worked() -> bool:
                await sweeper.sweep_once()
                await runner.run(None, roles)
                return bool(await condition())

            await until(worked)

    async def hint(self, step_id: int, timeout_s: float = PATIENCE_S) -> None:
        """Sweeps until a hint for this step was sent."""
        async with self.another("sweeping") as runner:
            sweeper = Sweeper(runner.steps, self.hints.extend)

            async def sent() -> bool:
                await sweeper.sweep_once()
                return step_id in [h.step_id for h in self.hints]

            await until(sent, timeout_s)

    async def step(self, step_id: int) -> dict[str, Any]:
        return (await self.here.rows("SELECT * FROM task_steps WHERE id = :s", s=step_id))[0]

    async def is_step(self, step_id: int, status: str) -> bool:
        return bool((await self.step(step_id))["status"] == status)

    async def ends(self, task: str) -> bool:
        return await self.here.task_status(task) in ("completed", "failed", "cancelled")

    async def outcomes(self, step_id: int) -> list[str | None]:
        rows = await self.here.rows("SELECT outcome FROM attempts WHERE step_id = :s ORDER BY attempt", s=step_id)
        return [r["outcome"] for r in rows]

    async def submission(self, application: Application) -> dict[str, Any]:
        return (await self.here.rows("SELECT * FROM submissions WHERE task_id = CAST(:t AS uuid)", t=application.task))[0]

    async def questions(self, step_id: int) -> list[dict[str, Any]]:
        return await self.here.rows("SELECT * FROM interventions WHERE step_id = :s ORDER BY round", s=step_id)

    async def change(self, query: str, **values: Any) -> None:
        """Moves what only time would move. The query ends in RETURNING."""
        assert await self.here.ask_as(USER, query, **values) is not None

    async def lease_runs_out(self, step_id: int) -> None:
        """However busy this machine is, a lease runs out when a scenario says so, and not before."""
        await self.here.put_back("lease_expires_at", step_id)

    async def hints_are_old(self, seconds: float) -> None:
        """As if the hints of all ready steps had been sent so long ago; where it is negative, they never get old."""
        query = "UPDATE task_steps SET dispatched_at = now() - make_interval(secs => :s) WHERE status = 'ready' RETURNING id"
        await self.change(query, s=seconds)

    async def application(self, number: int = 1) -> Application:
        """A task that submits one prepared application to the double, without review."""
        path = f"/apply/{number}"
        fact = Fact(kind="name", path="basics.name", text="Name: Ada", value={"full": "Ada"}, source=FactSource(file="ada.json"))
        candidates = CandidateStore(self.here.database, self.here.vault)
        candidate = await candidates.import_resume(USER, {"basics": {"name": "Ada"}}, [fact], [])
        url = self.site.url + path
        posting = Posting(
            source="greenhouse", board="northwind", external_id=str(number), url=url, apply_url=url, title=f"Developer {number}",
            company="Northwind", locations=("Remote",),
        )  # fmt: skip
        stored = (await PostingStore(self.here.database).save(USER, [posting]))[0]
        given = {"posting_id": stored.id, "candidate_id": candidate, "reviewed": False}
        # Until its manifest is there, nobody may begin.
        task = await self.here.task([step("before", action="noop", role="learner"), _submit(given)])
        applications = ApplicationStore(self.here.database, self.here.vault)
        application = await applications.begin(USER, candidate, stored.id, task)
        await applications.keep_manifest(USER, application.id, _manifest(url))
        await self.here.steps.succeed(await self.here.claim(task, "before"), {})
        return Application(task, await self.here.id_of(task, "submit"), path)

    def clear(self) -> None:
        """Ends what is left of the processes."""
        for lost in self.started:
            lost.kill()


def _submit(given: dict[str, Any]) -> Any:
    return step("submit", "before", action="submit", role="executor", **given)


def _manifest(url: str) -> Manifest:
    provenance = Provenance(kind="fact", ids=(1,))
    name = ManifestField(
        key=NAME.key, page=1, label=NAME.label, name="", kind=NAME.kind, required=True, value="Ada", provenance=provenance
    )
    return Manifest(url=url, pages=1, fields=(name,))
