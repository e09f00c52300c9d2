"""The DAG protocol: claims, leases, endings. Every method is one transaction of `world_model/sql/`, in one round trip.

A step's status is written nowhere else. Every write of an attempt carries its fencing token; a write that comes too late
raises `Fenced`, and the worker stops at once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from psycopg import errors
from psycopg.types.json import Jsonb

from brain.errors import Conflict, InvalidPlan
from brain.plan import PlanFragment, StepSpec, check_acyclic, graph_of
from world_model.ids import new_id
from world_model.session import Database, retrying

CHUNK = 16  # steps claimed and ended together, where their action is declared short and idempotent
TRIES = 8  # steps that are looked at before a wake-up call goes unheard; the sweeper sends it again


class Fenced(Conflict):
    """This attempt's lease was lost; somebody else runs the step now."""

    def __init__(self, step_id: int) -> None:
        super().__init__(
            "fenced", "This attempt is no longer the step's.", f"step {step_id}", "Nothing to do: another worker has it."
        )


@dataclass(frozen=True, slots=True)
class Hint:
    """A wake-up call: a step id and the queue of its role. It may be lost, doubled or late."""

    step_id: int
    role: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A step this worker may run now, and the token every later write of this attempt carries.

    `results`: the outputs of the steps it refers to, by key. `answers`: what people answered to it, sealed, oldest first.
    `may_spend`: whether the task's money lasts.
    """

    id: int
    task_id: str
    user_id: str
    key: str
    action_type: str
    role: str
    attempt: int
    failures: int
    max_attempts: int
    round: int
    token: int
    payload: dict[str, Any]
    goal: dict[str, Any]
    options: dict[str, Any]
    prompt: str
    candidate_id: str | None
    max_steps: int
    may_spend: bool
    results: dict[str, Any]
    answers: list[dict[str, Any]]


class Take(IntEnum):
    """What a worker offers to do next when it ends a step, in the same transaction."""

    NOTHING = 0
    CHILDREN = 1
    ANYTHING_HERE = 2  # children first, then other ready steps of the task


@dataclass(frozen=True, slots=True)
class Finished:
    """What finished steps set free: `hints` for others, `next` for this very worker when it offered to carry on.

    `fenced`: the steps whose lease was lost before; their results count for nothing.
    """

    hints: tuple[Hint, ...] = ()
    next: tuple[Claim, ...] = ()
    task_status: str = ""
    fenced: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a step, as it will be stored and streamed."""

    type: str
    agent: str
    message: str
    data: dict[str, Any] = field(default_factory=dict)
    level: str = "info"
    screenshot: str | None = None

    def document(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "agent": self.agent,
            "message": self.message,
            "data": self.data,
            "level": self.level,
            "screenshot": self.screenshot,
        }


class Steps:
    """The protocol of one database, for one worker name."""

    def __init__(
        self,
        database: Database,
        worker: str = "",
        lease_s: float = 30.0,
        actions: Sequence[str] | None = None,
        *,
        short: Sequence[str] = (),
        unpaced: Sequence[str] = (),
    ) -> None:
        """`actions`: the kinds of step this worker knows; None is all. Others stay ready for those who know them.

        `short`: those of them that are claimed and ended in chunks. `unpaced`: sites that are visited without a pace.
        """
        self._database = database
        self.worker = worker
        self.lease_s = lease_s
        self._actions = None if actions is None else _array(actions)
        self._short = _array(short)
        self._unpaced = _array(unpaced)
        self._hiccups = database.hiccups

    async def claim(self, step_id: int) -> Claim | None:
        """This very step, or None when it is not ready, not due, taken, held back, or its task is paused or ended."""
        found = _claims(
            await self._database.call(
                "claim_step", step_id, self.worker, self.lease_s, self._actions, "{}", 1, self._unpaced
            )
        )  # fmt: skip
        return found[0] if found else None

    async def wake(self, hint: int | None, roles: Sequence[str], served: str | None = None) -> tuple[Claim, ...]:
        """What a hint starts: its step, or whatever is next for these roles; () when there is nothing to do.

        `served`: the user this worker served last; where others wait, it is their turn. More than one claim is a chunk.
        """
        for _ in range(TRIES):
            answer = await self._database.call(
                "claim_next", hint, _array(roles), served,
                self.worker, self.lease_s, self._actions, self._short, CHUNK, self._unpaced,
            )  # fmt: skip
            if answer is None or answer["steps"]:
                break
            hint = None  # another worker was quicker, or a site's pace said no: the next one
        found = _claims(answer)
        if self._hiccups != self._database.hiccups:
            # A connection broke: claims may have been made for us whose answer never came.
            self._hiccups = self._database.hiccups
            await self.give_back(found)
        return found

    async def give_back(self, keeps: Sequence[Claim]) -> None:
        """What this worker holds beside `keeps` is ready again at once, and nobody's failure."""
        await self._database.call("give_back", self.worker, _array([c.id for c in keeps]))

    async def heartbeat(self, claim: Claim) -> bool:
        """Prolongs the lease; True when the task was cancelled meanwhile. Raises `Fenced`."""
        cancel = await self._database.call("heartbeat_step", claim.id, claim.token, self.lease_s)
        if cancel is None:
            raise Fenced(claim.id)
        return bool(cancel)

    async def append(self, claim: Claim, events: Sequence[Event]) -> None:
        """Events of a running step, in their own short transaction. Raises `Fenced`."""
        batch = new_id()
        if not await self._database.call("append_events", claim.id, claim.token, batch, [e.document() for e in events]):
            raise Fenced(claim.id)

    async def keep(self, claim: Claim, name: str, sealed: bytes) -> None:
        """A checkpoint: what a retry must not pay or type again. Raises `Fenced`."""
        if not await self._database.call("keep_checkpoint", claim.id, claim.token, name, sealed):
            raise Fenced(claim.id)

    async def kept(self, claim: Claim, name: str) -> bytes | None:
        value = await self._database.call("step_checkpoint", claim.id, claim.token, name)
        return None if value is None else bytes(value)

    async def succeed(
        self, claim: Claim, result: dict[str, Any], grow: PlanFragment | None = None, *, take: Take = Take.CHILDREN
    ) -> Finished:
        """Ends the step well; grows the plan in the same transaction. Raises `Fenced`, `InvalidPlan`."""
        if grow is None:
            finished = await self.finish([(claim, result)], take)
            if finished.fenced:
                raise Fenced(claim.id)
            return finished
        return _ended(claim, await self._grow(claim, result, grow))

    async def finish(self, ended: Sequence[tuple[Claim, dict[str, Any]]], take: Take) -> Finished:
        """Ends steps of one task and role well, in one transaction, and takes what is next."""
        (first, result), *others = ended
        offer = (first.role, int(take), self.worker, self.lease_s, self._actions, self._short, CHUNK)
        if others:
            ids, tokens = _array([c.id for c, _ in ended]), _array([c.token for c, _ in ended])
            answer = await self._database.call("finish_steps", first.task_id, ids, tokens, [r for _, r in ended], *offer)
        else:
            answer = await self._database.call("finish_one", first.task_id, first.id, first.token, result, *offer)
        following = _claims({"task": _facts(first, answer["may_spend"]), "steps": answer["next"]}) if answer["next"] else ()
        return Finished(_hints(answer["ready"]), following, answer["task"] or "", tuple(answer["fenced"]))

    async def _grow(self, claim: Claim, result: dict[str, Any], fragment: PlanFragment) -> Any:
        new = {s.key for s in fragment.steps}
        named = {*(p for s in fragment.steps for p in s.depends_on), *(key for edge in fragment.edges for key in edge)} - new
        children = {child for _, child in fragment.edges} - new
        ending = [
            claim.task_id,
            claim.id,
            claim.token,
            "succeeded",
            "done",
            Jsonb(result),
            None,
            Jsonb(_fragment_document(fragment)),
        ]

        async def once() -> Any:
            async with self._database.engine() as connection, connection.transaction():
                locked = [claim.task_id, list(named), list(children)]
                row = await (await connection.execute("SELECT lock_plan(%s, %s::text[], %s::text[])", locked)).fetchone()
                assert row is not None
                check_fragment(row[0]["keys"], row[0]["edges"], fragment)
                done = await (await connection.execute("SELECT finish_step(%s, %s, %s, %s, %s, %s, %s, %s)", ending)).fetchone()
            return done[0] if done else None

        try:
            return await retrying(once)
        except errors.Error as error:
            if error.sqlstate in ("JH001", "JH002"):
                code = {"JH001": "plan_too_large", "JH002": "plan_touches_finished"}[error.sqlstate]
                raise InvalidPlan(
                    code, "The plan may not grow like this.", str(error.diag.message_primary), "Ask for less in one goal."
                ) from error
            raise

    async def stop(self, claim: Claim, error: dict[str, Any], *, failure: bool = False) -> Finished:
        """Ends the step and its branch for good; `failure` marks a step whose tries are used up (a dead letter)."""
        ending = ("failed", "retry" if failure else "stop", None, error, None)
        return _ended(claim, await self._database.call("finish_step", claim.task_id, claim.id, claim.token, *ending))

    async def retry(self, claim: Claim, after_s: float, error: dict[str, Any]) -> Finished:
        """A failure that is tried again: ready in `after_s` seconds."""
        return _ended(claim, await self._database.call("retry_step", claim.task_id, claim.id, claim.token, after_s, error))

    async def put_off(self, claim: Claim, after_s: float, why: str) -> Finished:
        """Nobody's failure: the step begins again in `after_s` seconds, and holds nothing meanwhile."""
        return _ended(claim, await self._database.call("put_off_step", claim.task_id, claim.id, claim.token, after_s, why))

    async def ask(self, claim: Claim, intervention: dict[str, Any]) -> Finished:
        """Parks the step for a person: no worker, no lease, no browser."""
        return _ended(claim, await self._database.call("ask_person", claim.task_id, claim.id, claim.token, intervention))

    async def cancel(self, claim: Claim) -> None:
        await self._database.call("cancel_running_step", claim.task_id, claim.id, claim.token)

    async def sweep(self, limit: int = 500) -> tuple[Hint, ...] | None:
        """One sweep: expired leases and interventions, and the hints to send again. None: another sweeper is at it."""
        found = await self._database.call("sweep", limit)
        return None if found is None else _hints(found)

    async def seen(self, host: str, pid: int, queues: str, version: str) -> None:
        """This worker's row in `workers`: that it lives and what it listens to."""
        await self._database.call("worker_seen", self.worker, host, pid, queues, version)


def check_fragment(keys: Sequence[str], edges: Sequence[Sequence[str]], fragment: PlanFragment) -> None:
    """Refuses a fragment that doubles a key, names an unknown step or would close a cycle. Raises `InvalidPlan`.

    `keys`: those of the steps it names that exist. `edges`: those below the existing steps it gives new parents to; a cycle has
    to lead through one of them.
    """
    own = Counter(s.key for s in fragment.steps)
    if doubled := [key for key, times in own.items() if times > 1]:
        raise InvalidPlan("plan_double_key", "The plan may not grow like this.", ", ".join(doubled), "Report this plan.")
    named = {*(p for s in fragment.steps for p in s.depends_on), *(key for edge in fragment.edges for key in edge)}
    if unknown := named - {*keys, *own}:
        raise InvalidPlan(
            "plan_unknown_step", "The plan may not grow like this.", ", ".join(sorted(unknown)), "Report this plan."
        )
    check_acyclic(graph_of(fragment.steps, [*((p, c) for p, c in edges), *fragment.edges]))


def step_document(step: StepSpec) -> dict[str, Any]:
    """A step as the functions of `world_model/sql/` take it."""
    return {
        "key": step.key,
        "title": step.title,
        "action_type": step.action_type,
        "role": step.role,
        "join": step.join,
        "max_attempts": step.max_attempts,
        "parents": list(step.depends_on),
        "payload": {
            "given": step.given,
            "refs": {n: r.model_dump(mode="json") for n, r in step.refs.items()},
            **({"limits": touches} if (touches := step.limits and step.limits.model_dump(exclude_defaults=True)) else {}),
        },
    }


def _fragment_document(fragment: PlanFragment) -> dict[str, Any]:
    return {
        "steps": [step_document(s) for s in fragment.steps],
        "edges": [list(e) for e in fragment.edges],
        "drop": list(fragment.drop),
    }


def _ended(claim: Claim, answer: Any) -> Finished:
    if not isinstance(answer, dict) or answer.get("fenced"):
        raise Fenced(claim.id)
    return Finished(_hints(answer.get("ready", [])), (), answer.get("task") or "")


def _hints(found: Sequence[dict[str, Any]]) -> tuple[Hint, ...]:
    return tuple(Hint(h["id"], h["role"]) for h in found)


def _claims(found: Any) -> tuple[Claim, ...]:
    if found is None or not found["steps"]:
        return ()
    facts = found["task"]
    return tuple(
        Claim(**facts, **{**step, "results": step["results"] or {}, "answers": step["answers"] or []}) for step in found["steps"]
    )


def _facts(claim: Claim, may_spend: bool) -> dict[str, Any]:
    """What the claims of one task share; a worker that carries on in it is not told again, but for what changes."""
    return {
        "task_id": claim.task_id,
        "user_id": claim.user_id,
        "goal": claim.goal,
        "options": claim.options,
        "prompt": claim.prompt,
        "candidate_id": claim.candidate_id,
        "max_steps": claim.max_steps,
        "may_spend": may_spend,
    }


def _array(values: Sequence[object]) -> str:
    # As PostgreSQL writes it: its type is then the parameter's, whatever the size of the numbers in it.
    return "{" + ",".join(str(v) for v in values) + "}"
