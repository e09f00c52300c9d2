"""One application as a task of its own, run to its end in this process by the same steps, ledger and crash protocol as any other.

Only one process works on one candidate and address at a time. One that was killed left its task behind: what may have been sent
is then resolved by that very task, everything else is begun anew.
"""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from brain.action import load_catalogue
from brain.answering.given import GivenAnswers
from brain.context import Options
from brain.errors import Refused
from brain.goal import Goal
from brain.plan import check_plan
from brain.planner import first_plan
from brain.posting_address import posting_keys
from workers.context import opened_answers, sealed_answers
from workers.ledger import Ledger
from workers.run_step import StepRunner
from world_model.at_address import AtAddress, Sent, StepNow
from world_model.interventions import AskedIntervention, Interventions
from world_model.sites import SiteStore
from world_model.tasks import TASK_ENDED, TaskStore
from world_model.users import LOCAL_USER

LONGEST_WAIT_S = 120.0  # a site's pace and a retry are waited for; a day that is full is not
POLL_S = 0.1
SWEEP_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done: for whom, at which address, with which answers, and whether it is sent. `options`: its limits."""

    url: str
    candidate_id: str
    given: GivenAnswers
    submit: bool
    options: Options = field(default_factory=Options)

    @property
    def name(self) -> str:
        """The same for the same candidate and address: what is locked, and what the worker is called."""
        return f"apply:{hashlib.sha256(f'{self.candidate_id} {self.url}'.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Ended:
    """A task that has ended or waits for a person. `put_off`: it was given up because it could only go on much later."""

    task_id: str
    steps: Sequence[StepNow]
    asked: AskedIntervention | None = None
    put_off: bool = False


class OneApplication:
    """Works for the local user. `watch(task_id)` is called whenever there may be something new to tell of a task."""

    def __init__(self, ledger: Ledger, wanted: Wanted, watch: Callable[[str], Awaitable[None]]) -> None:
        self._ledger = ledger
        self._wanted = wanted
        self._watch = watch
        self._tasks = TaskStore(ledger.database)
        self._at = AtAddress(ledger.database)

    async def sent_before(self, ended: Ended | None = None) -> Sent | None:
        """What stands in the ledger as sent to this posting; an armed submission that can still be resolved is not yet.

        `ended`: the task that found out which posting is at this address; what that task sent does not count.
        """
        keys = list(posting_keys(self._wanted.url, await SiteStore(self._ledger.database).list()))
        for step in ended.steps if ended else ():
            for posting_id in (step.result or {}).get("posting_ids", ()) if step.action_type == "open_posting" else ():
                keys.append(await self._at.posting_key(LOCAL_USER, posting_id) or "")
        found = await self._at.sent(LOCAL_USER, self._wanted.candidate_id, self._wanted.url, keys)
        if found is None or (ended is not None and found.task_id == ended.task_id):
            return None
        if found.state != "armed":
            return found
        return None if found.task_id in [task for task, _ in await self._open()] else found

    async def run(self, runner: StepRunner) -> Ended:
        """Runs the task to its end, or to where only a person can go on. The caller holds `Wanted.name`."""
        # Nobody else may be called this: what is still held under the name was left by a process that died.
        await runner.steps.give_back(())
        task_id = await self._task_to_run()
        return await self._drive(runner, task_id)

    async def _task_to_run(self) -> str:
        """The task an earlier process left behind, where it may have sent or wants the very same; else a new one."""
        for task_id, options in await self._open():
            steps = await self._at.steps(LOCAL_USER, task_id)
            if await self._is_sending(task_id) or (await self._is_same(options) and not _parked(steps)):
                return task_id
            await self._tasks.cancel(LOCAL_USER, task_id, "Begun anew.")
            await self._until_ended(task_id)
        return await self._create()

    async def _open(self) -> list[tuple[str, dict[str, object]]]:
        return await self._at.open_tasks(LOCAL_USER, self._wanted.candidate_id, self._wanted.url)

    async def _is_sending(self, task_id: str) -> bool:
        keys = posting_keys(self._wanted.url, await SiteStore(self._ledger.database).list())
        found = await self._at.sent(LOCAL_USER, self._wanted.candidate_id, self._wanted.url, keys)
        return found is not None and found.state == "armed" and found.task_id == task_id

    async def _is_same(self, options: dict[str, object]) -> bool:
        async with self._ledger.database.as_user(LOCAL_USER) as session:
            vault = await self._ledger.vault.of(session, LOCAL_USER)
        same_answers = opened_answers(vault, str(options.get("given") or "")) == self._wanted.given
        return same_answers and options.get("review") is False and options.get("dry_run") is not self._wanted.submit

    async def _until_ended(self, task_id: str) -> None:
        until = time.monotonic() + LONGEST_WAIT_S
        while (await self._tasks.get(LOCAL_USER, task_id)).status not in TASK_ENDED:
            if time.monotonic() > until:
                raise busy()
            await asyncio.sleep(POLL_S)

    async def _create(self) -> str:
        wanted = self._wanted
        async with self._ledger.database.as_user(LOCAL_USER) as session:
            sealed = sealed_answers(await self._ledger.vault.of(session, LOCAL_USER), wanted.given)
        goal = Goal(verb="apply", count=1, urls=(wanted.url,), review=False)
        options = wanted.options.model_copy(
            update={
                "review": False,
                "count": 1,
                "candidate_id": wanted.candidate_id,
                "dry_run": not wanted.submit,
                "given": sealed,
                "min_score": 0,
            }
        )
        plan = first_plan(goal, options, ())
        check_plan(plan.steps, load_catalogue().keys(), options.max_steps)
        return (await self._tasks.create(LOCAL_USER, f"Apply to {wanted.url}", goal, options, plan)).id

    async def _drive(self, runner: StepRunner, task_id: str) -> Ended:
        waits_since = swept = time.monotonic()
        while True:
            await self._watch(task_id)
            steps = await self._at.steps(LOCAL_USER, task_id)
            ready = [s for s in steps if s.status == "ready" and s.due_in_s <= 0]
            if ready and await runner.run_here(ready[0].id):
                waits_since = time.monotonic()
                continue
            if all(s.status in ("succeeded", "failed", "cancelled", "skipped") for s in steps):
                return Ended(task_id, steps)
            running = any(s.status == "running" for s in steps)
            waits_since = time.monotonic() if running else waits_since
            if (parked := _parked(steps)) and not ready and not running:
                asked = await Interventions(self._ledger.database, self._ledger.vault).latest(LOCAL_USER, task_id, parked.id)
                return Ended(task_id, steps, asked=asked)
            if self._too_late(steps) or time.monotonic() - waits_since > LONGEST_WAIT_S:
                await self._tasks.cancel(LOCAL_USER, task_id, "It could only have gone on much later.")
                return Ended(task_id, steps, put_off=True)
            if time.monotonic() - swept > SWEEP_EVERY_S:
                swept = time.monotonic()
                await runner.steps.sweep()
            await asyncio.sleep(POLL_S)

    def _too_late(self, steps: Sequence[StepNow]) -> bool:
        return any(
            s.due_in_s > LONGEST_WAIT_S
            for s in steps
            if s.status == "ready" or (s.status == "waiting" and s.waiting_for == "time")
        )


def busy() -> Refused:
    """Somebody else is at this application."""
    detail = "Another process applies to this posting for this candidate."
    return Refused("in_progress", "This application is being worked on.", detail, "Wait for it to end, then look at its receipt.")


def _parked(steps: Sequence[StepNow]) -> StepNow | None:
    return next((s for s in steps if s.status == "waiting" and s.waiting_for == "person"), None)
