"""Runs one step: claim, act, end. The same for a Celery hint and for a worker that claims straight from the database.

Whatever goes wrong here ends as an outcome of the step or as a lease that runs out; nothing is lost with this process.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any, assert_never

import structlog
from pydantic import ValidationError

from brain.action import Action, Ask, Catalogue, Done, Outcome, Retry, Stop
from brain.context import Context
from brain.errors import InvalidPlan, JobHunterError
from workers.faults import fault
from workers.step_input import step_input
from world_model.steps import Claim, Fenced, Finished, Hint, Steps

log = structlog.get_logger()
CARRY_ON_S = 600.0
CARRY_ON_STEPS = 16
CLOSE_S = 5.0
EXIT_STUCK = 70
MAX_BACKOFF_S = 300.0

MakeContext = Callable[[Claim, dict[str, Any]], Awaitable[Context]]
Publish = Callable[[tuple[Hint, ...], str], Awaitable[None]]


class Cancelled(Exception):
    """The task was cancelled while the step ran."""


@dataclass(frozen=True, slots=True)
class StepRunner:
    """Everything a step needs to run in this process; built once by the composition root."""

    steps: Steps
    catalogue: Catalogue
    make_context: MakeContext
    publish: Publish

    async def run(self, step_id: int) -> int:
        """Runs the step if it can be claimed, then carries on with ready children of its role. Returns how many it ran."""
        began, ran = monotonic(), 0
        claim = await self.steps.claim(step_id)
        while claim is not None:
            fault("after_claim", claim.action_type)
            ran += 1
            carry_on = ran < CARRY_ON_STEPS and monotonic() - began < CARRY_ON_S / 2
            finished = await self._run_claimed(claim, carry_on=carry_on)
            await self.publish(finished.hints, claim.task_id)
            claim = finished.next
        return ran

    async def _run_claimed(self, claim: Claim, *, carry_on: bool) -> Finished:
        with structlog.contextvars.bound_contextvars(
            task_id=claim.task_id, step_id=claim.id, attempt=claim.attempt, key=claim.key
        ):
            try:
                outcome = await self._outcome(claim)
                fault("before_finish", claim.action_type)
                finished = await self._end(claim, outcome, carry_on=carry_on)
                fault("after_finish", claim.action_type)
            except Fenced:
                log.warning("fenced")
                return Finished()
            except Cancelled:
                await self.steps.cancel(claim)
                return Finished()
            log.info("step_ended", outcome=type(outcome).__name__.lower(), action=claim.action_type)
            return finished

    async def _outcome(self, claim: Claim) -> Outcome:
        action = self.catalogue.get(claim.action_type)
        if action is None:
            return Retry(timedelta(seconds=30), f"This worker does not know the action {claim.action_type}.")
        try:
            inputs = await self.steps.inputs(claim)
            given = step_input(action.input, claim.payload, inputs["results"])
            context = await self.make_context(claim, inputs)
        except Fenced:
            raise
        except ValidationError as error:
            return Stop(f"Its input is not what the action takes: {error.error_count()} fields.", "invalid")
        except Exception as error:
            log.exception("step_not_begun", action=action.name)
            return Retry(_backoff(action, claim), type(error).__name__)
        return await self._act(action, given, context, claim)

    async def _act(self, action: Action, given: Any, context: Context, claim: Claim) -> Outcome:
        """The action under its time limit, its lease kept alive; whichever ends first decides."""
        work = asyncio.ensure_future(action.run(given, context))
        beat = asyncio.create_task(self._keep_lease(claim))
        try:
            await asyncio.wait({work, beat}, timeout=action.timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            if beat.done():
                beat.result()
            return Retry(_backoff(action, claim), f"It took longer than {action.timeout_s:.0f} s.")
        except (Fenced, Cancelled):
            raise
        except Exception as error:
            log.exception("step_failed", action=action.name)
            # The message may hold what was typed; it stands in the log, where redaction is the last step.
            return Retry(_backoff(action, claim), error.title if isinstance(error, JobHunterError) else type(error).__name__)
        finally:
            beat.cancel()
            await _let_go(work)

    async def _keep_lease(self, claim: Claim) -> None:
        while True:
            await asyncio.sleep(self.steps.lease_s / 3)
            if await self.steps.heartbeat(claim):
                raise Cancelled

    async def _end(self, claim: Claim, outcome: Outcome, *, carry_on: bool) -> Finished:
        match outcome:
            case Done(output, grow):
                try:
                    return await self.steps.succeed(claim, output.model_dump(mode="json"), grow, carry_on=carry_on)
                except InvalidPlan as error:
                    return await self.steps.stop(
                        claim, {"kind": "invalid", "code": error.code, "reason": f"{error.title} {error.detail}"}
                    )
            case Retry(after, reason):
                trouble = {"kind": "transient", "reason": reason}
                if claim.failures + 1 >= self._max_attempts(claim):
                    return await self.steps.stop(claim, trouble, failure=True)
                return await self.steps.retry(claim, after.total_seconds(), trouble)
            case Ask(intervention):
                return await self.steps.ask(claim, intervention.model_dump(mode="json"))
            case Stop(reason, kind):
                return await self.steps.stop(claim, {"kind": kind, "reason": reason})
            case _:
                assert_never(outcome)

    def _max_attempts(self, claim: Claim) -> int:
        action = self.catalogue.get(claim.action_type)
        return action.retry.max_attempts if action else claim.max_attempts


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
