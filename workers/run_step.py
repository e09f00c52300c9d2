"""Runs one step: claim, act, end. The same for a Celery hint and for a worker that claims straight from the database.

Whatever goes wrong here ends as an outcome of the step or as a lease that runs out; nothing is lost with this process.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any, assert_never

import structlog
from pydantic import ValidationError

from brain.action import ROLES, Action, Ask, Catalogue, Done, Outcome, PutOff, Retry, Stop
from brain.context import Context
from brain.errors import InvalidPlan, JobHunterError
from brain.intervention import Intervention
from jobhunter.faults import fault
from workers.step_input import step_input
from world_model.session import connection_lost
from world_model.steps import Claim, Fenced, Finished, Hint, Steps, Take

log = structlog.get_logger()
YOUNG_S = 1.0  # a message this young goes on with whatever is ready: short steps cost no message each
CARRY_ON_S = 300.0
CARRY_ON_ROUNDS = 16
NUDGE_EVERY_S = 0.05
CLOSE_S = 5.0
EXIT_STUCK = 70
MAX_BACKOFF_S = 300.0

MakeContext = Callable[[Claim], Awaitable[Context]]
Publish = Callable[[Sequence[Hint]], Awaitable[None]]
Nudge = Callable[[str], Awaitable[None]]
AsAsked = Callable[[Claim, Intervention], Awaitable[dict[str, Any]]]


class Cancelled(Exception):
    """The task was cancelled while the step ran."""


class DatabaseLost(Exception):
    """PostgreSQL went away under the step."""


class StepRunner:
    """Everything a step needs to run in this process; built once by the composition root. One step, or chunk, at a time."""

    def __init__(
        self,
        steps: Steps,
        catalogue: Catalogue,
        make_context: MakeContext,
        publish: Publish,
        nudge: Nudge,
        as_asked: AsAsked | None = None,
    ) -> None:
        """`publish` sends hints, `nudge` tells whoever watches a task to look; neither may raise. `as_asked` makes a question
        what is stored, its default answer sealed; without it none is kept."""
        self.steps = steps
        self.catalogue = catalogue
        self._make_context = make_context
        self._publish = publish
        self._nudge = nudge
        self._as_asked = as_asked or _without_default
        self._served: str | None = None
        self._unwatched: set[str] = set()
        self._nudged_at = 0.0

    async def run(self, hint: int | None = None, roles: Sequence[str] = ROLES) -> int:
        """Runs what the hint wakes, then carries on while it may. Returns how many steps it ran.

        None: whatever is next for these roles.
        """
        began, rounds, ran = monotonic(), 0, 0
        claims = await self.steps.wake(hint, roles, self._served)
        while claims:
            rounds, ran = rounds + 1, ran + len(claims)
            last, self._served = claims[-1], claims[-1].user_id
            finished = await self._run_claimed(claims, partial(_take, rounds, began))
            await self._tell(last.task_id, finished.hints)
            claims = finished.next
            if claims:
                continue
            if monotonic() - began < YOUNG_S:
                claims = await self.steps.wake(None, (last.role,), self._served)
            else:
                # Others may be waiting: this message ends, and the next one starts with whoever's turn it is.
                await self._publish([Hint(last.id, last.role)])
        await self._tell_watchers()
        return ran

    async def run_here(self, step_id: int) -> int:
        """Runs this step, if it may begin, and whatever of its task and role follows; never a step of another task.

        Returns how many it ran. Sends no hints: the caller looks for itself.
        """
        ran = 0
        claim = await self.steps.claim(step_id)
        claims: Sequence[Claim] = (claim,) if claim else ()
        while claims:
            ran += len(claims)
            finished = await self._run_claimed(claims, lambda: Take.ANYTHING_HERE)
            await self._tell(claims[-1].task_id, ())
            claims = finished.next
        await self._tell_watchers()
        return ran

    async def _run_claimed(self, claims: Sequence[Claim], take: Callable[[], Take]) -> Finished:
        """Runs a chunk, mostly of one, and ends it; what cannot be ended with the others is ended by itself.

        `take`: what is offered, asked when the chunk ends.
        """
        done: list[tuple[Claim, dict[str, Any]]] = []
        hints: list[Hint] = []
        kept_at = monotonic()
        for claim in claims:
            if monotonic() - kept_at > self.steps.lease_s / 3:
                await self._prolong(claims)
                kept_at = monotonic()
            with structlog.contextvars.bound_contextvars(
                task_id=claim.task_id, step_id=claim.id, attempt=claim.attempt, key=claim.key
            ):
                fault("after_claim", claim.action_type)
                try:
                    outcome = await self._outcome(claim, claims)
                    fault("before_finish", claim.action_type)
                    if isinstance(outcome, Done) and outcome.grow is None:
                        done.append((claim, outcome.output.model_dump(mode="json")))
                    else:
                        hints += (await self._end(claim, outcome)).hints
                    log.info("step_ended", outcome=type(outcome).__name__.lower(), action=claim.action_type)
                except Fenced:
                    log.warning("fenced")
                except Cancelled:
                    await self.steps.cancel(claim)
                except DatabaseLost:
                    await self.steps.give_back([other for other in claims if other is not claim])
        finished = await self.steps.finish(done, take()) if done else Finished()
        fault("after_finish", claims[-1].action_type)
        if finished.fenced:
            log.warning("fenced", steps=finished.fenced)
        return Finished((*hints, *finished.hints), finished.next, finished.task_status, finished.fenced)

    async def _tell(self, task_id: str, hints: Sequence[Hint]) -> None:
        """Hints for others at once; watchers are nudged at most every 50 ms, and when the message ends."""
        if hints:
            await self._publish(hints)
        self._unwatched.add(task_id)
        if monotonic() - self._nudged_at > NUDGE_EVERY_S:
            await self._tell_watchers()

    async def _tell_watchers(self) -> None:
        self._nudged_at = monotonic()
        while self._unwatched:
            await self._nudge(self._unwatched.pop())

    async def _outcome(self, claim: Claim, held: Sequence[Claim]) -> Outcome:
        action = self.catalogue.get(claim.action_type)
        if action is None:
            return Retry(timedelta(seconds=30), f"This worker does not know the action {claim.action_type}.")
        try:
            given = step_input(action.input, claim.payload, claim.results)
            context = await self._make_context(claim)
        except Fenced:
            raise
        except ValidationError as error:
            return Stop(f"Its input is not what the action takes: {error.error_count()} fields.", "invalid")
        except Exception as error:
            if connection_lost(error):
                raise DatabaseLost from error
            log.exception("step_not_begun", action=action.name)
            return Retry(_backoff(action, claim), type(error).__name__)
        return await self._act(action, given, context, claim, held)

    async def _act(self, action: Action, given: Any, context: Context, claim: Claim, held: Sequence[Claim]) -> Outcome:
        """The action under its time limit, in which a person's time does not count; while it runs the leases are kept alive.

        Raises `Fenced`, `Cancelled`.
        """
        work = asyncio.ensure_future(action.run(given, context))
        ends_at = monotonic() + action.timeout_s
        try:
            while (left := ends_at + _persons_s(context) - monotonic()) > 0:
                await asyncio.wait((work,), timeout=min(left, self.steps.lease_s / 3))
                if work.done():
                    return work.result()
                await self._keep_leases(claim, held)
            return Retry(_backoff(action, claim), f"It took longer than {action.timeout_s:.0f} s.")
        except (Fenced, Cancelled):
            raise
        except Exception as error:
            if connection_lost(error):
                raise DatabaseLost from error
            log.exception("step_failed", action=action.name)
            # The message may hold what was typed; it stands in the log, where redaction is the last step.
            if isinstance(error, JobHunterError):
                return Retry(_backoff(action, claim), error.title, error.code)
            return Retry(_backoff(action, claim), type(error).__name__)
        finally:
            await _let_go(work)

    async def _keep_leases(self, claim: Claim, held: Sequence[Claim]) -> None:
        """Raises `Fenced` when this claim's lease was lost, `Cancelled` when the task was. `held`: its chunk."""
        if await self.steps.heartbeat(claim):
            raise Cancelled
        await self._prolong([other for other in held if other is not claim])

    async def _prolong(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            with suppress(Fenced):  # told when it is ended
                await self.steps.heartbeat(claim)

    async def _end(self, claim: Claim, outcome: Outcome) -> Finished:
        match outcome:
            case Done(output, grow):
                try:
                    return await self.steps.succeed(claim, output.model_dump(mode="json"), grow, take=Take.NOTHING)
                except InvalidPlan as error:
                    return await self.steps.stop(
                        claim, {"kind": "invalid", "code": error.code, "reason": f"{error.title} {error.detail}"}
                    )
            case Retry(after, reason, code):
                trouble = {"kind": "transient", "reason": reason, **_coded(code)}
                if claim.failures + 1 >= self._max_attempts(claim):
                    return await self.steps.stop(claim, trouble, failure=True)
                return await self.steps.retry(claim, after.total_seconds(), trouble)
            case Ask(intervention):
                return await self.steps.ask(claim, await self._as_asked(claim, intervention))
            case PutOff(after, reason):
                return await self.steps.put_off(claim, after.total_seconds(), reason)
            case Stop(reason, kind, code):
                return await self.steps.stop(claim, {"kind": kind, "reason": reason, **_coded(code)})
            case _:
                assert_never(outcome)

    def _max_attempts(self, claim: Claim) -> int:
        action = self.catalogue.get(claim.action_type)
        return action.retry.max_attempts if action else claim.max_attempts


async def _without_default(_claim: Claim, asked: Intervention) -> dict[str, Any]:
    kept = {} if asked.default is None else {"on_expiry": "skip"}
    return asked.model_dump(mode="json", exclude={"default"}) | kept


def _persons_s(context: Context | None) -> float:
    # Actions that are handed nothing wait for nobody.
    return context.persons_s if context is not None else 0.0


def _coded(code: str) -> dict[str, str]:
    return {"code": code} if code else {}


def _take(rounds: int, began: float) -> Take:
    age_s = monotonic() - began
    if age_s < YOUNG_S:
        return Take.ANYTHING_HERE
    return Take.CHILDREN if rounds < CARRY_ON_ROUNDS and age_s < CARRY_ON_S else Take.NOTHING


def _backoff(action: Action, claim: Claim) -> timedelta:
    return timedelta(seconds=min(action.retry.backoff_s * 2**claim.failures, MAX_BACKOFF_S))


async def _let_go(work: "asyncio.Future[Outcome]") -> None:
    """Ends what is still running. A step that cannot be ended must not go on inside the next one: the process ends itself."""
    if work.done():
        return
    work.cancel()
    await asyncio.wait({work}, timeout=CLOSE_S)
    if not work.done():
        log.error("step_stuck")
        os._exit(EXIT_STUCK)
