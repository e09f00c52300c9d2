"""The DAG protocol: claims, leases, endings. Every method is one transaction of `world_model/sql/`, in one round trip.

A step's status is written nowhere else. Every write of an attempt carries its fencing token; a write that comes too late
raises `Fenced`, and the worker stops at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import errors
from psycopg.types.json import Jsonb

from brain.errors import Conflict, InvalidPlan
from brain.plan import PlanFragment, StepSpec, check_acyclic, graph_of
from world_model.session import Database, retrying


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
    """A step this worker may run now, and the token every later write of this attempt carries."""

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


@dataclass(frozen=True, slots=True)
class Finished:
    """What a finished step set free: `hints` for others, `next` for this very worker when it offered to carry on."""

    hints: tuple[Hint, ...] = ()
    next: Claim | None = None
    task_status: str = ""


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

    def __init__(self, database: Database, worker: str = "", lease_s: float = 30.0, actions: Sequence[str] | None = None) -> None:
        """`actions`: the kinds of step this worker knows; None is all. Others stay ready for those who know them."""
        self._database = database
        self.worker = worker
        self.lease_s = lease_s
        self._actions = None if actions is None else _texts(actions)

    async def claim(self, step_id: int) -> Claim | None:
        """The step, or None when it is not ready, not due, taken, or its task is paused or ended."""
        return _claim(await self._database.call("claim_step", step_id, self.worker, self.lease_s, self._actions))

    async def next_ready(self, roles: Sequence[str], actions: Sequence[str]) -> int | None:
        """The id of the step that has been ready longest, for a worker without a broker."""
        found = await self._database.call("next_ready", _texts(roles), _texts(actions))
        return None if found is None else int(found)

    async def inputs(self, claim: Claim) -> dict[str, Any]:
        """`results` of the steps this one refers to, by key, and people's `answers` to it (sealed). Raises `Fenced`."""
        found = await self._database.call("step_inputs", claim.id, claim.token)
        if found is None:
            raise Fenced(claim.id)
        return dict(found)

    async def heartbeat(self, claim: Claim) -> bool:
        """Prolongs the lease; True when the task was cancelled meanwhile. Raises `Fenced`."""
        cancel = await self._database.call("heartbeat_step", claim.id, claim.token, self.lease_s)
        if cancel is None:
            raise Fenced(claim.id)
        return bool(cancel)

    async def append(self, claim: Claim, events: Sequence[Event]) -> None:
        """Events of a running step, in their own short transaction. Raises `Fenced`."""
        if not await self._database.call("append_events", claim.id, claim.token, [e.document() for e in events]):
            raise Fenced(claim.id)

    async def keep(self, claim: Claim, name: str, sealed: bytes) -> None:
        """A checkpoint: what a retry must not pay or type again. Raises `Fenced`."""
        if not await self._database.call("keep_checkpoint", claim.id, claim.token, name, sealed):
            raise Fenced(claim.id)

    async def kept(self, claim: Claim, name: str) -> bytes | None:
        value = await self._database.call("step_checkpoint", claim.id, claim.token, name)
        return None if value is None else bytes(value)

    async def succeed(
        self, claim: Claim, result: dict[str, Any], grow: PlanFragment | None = None, *, carry_on: bool = True
    ) -> Finished:
        """Ends the step well; grows the plan in the same transaction. Raises `Fenced`, `InvalidPlan`."""
        grown = None if grow is None else _fragment_document(grow)
        take = claim.role if carry_on else None
        ending: tuple[Any, ...] = ("succeeded", "done", result, None, [], None, grown)
        arguments = (claim.task_id, claim.id, claim.token, *ending, take, self.worker, self.lease_s, self._actions)
        if grow is None:
            return _finished(claim, await self._database.call("finish_step", *arguments))
        return _finished(claim, await self._grow(claim, grow, arguments))

    async def _grow(self, claim: Claim, fragment: PlanFragment, arguments: tuple[Any, ...]) -> Any:
        marks = ", ".join(["%s"] * len(arguments))
        values = [Jsonb(a) if isinstance(a, dict | list) else a for a in arguments]

        async def once() -> Any:
            async with self._database.engine() as connection, connection.transaction():
                row = await (await connection.execute("SELECT lock_plan(%s)", [claim.task_id])).fetchone()
                assert row is not None
                check_fragment(row[0]["keys"], row[0]["edges"], fragment)
                query = f"SELECT finish_step({marks})"
                done = await (await connection.execute(query, values)).fetchone()
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
        outcome = "retry" if failure else "stop"
        return _finished(
            claim,
            await self._database.call(
                "finish_step", claim.task_id, claim.id, claim.token, "failed", outcome, None, error, [], None, None, None,
                self.worker, self.lease_s, self._actions,
            ),
        )  # fmt: skip

    async def retry(self, claim: Claim, after_s: float, error: dict[str, Any]) -> Finished:
        """A failure that is tried again: ready in `after_s` seconds."""
        return _finished(claim, await self._database.call("retry_step", claim.task_id, claim.id, claim.token, after_s, error, []))

    async def ask(self, claim: Claim, intervention: dict[str, Any]) -> Finished:
        """Parks the step for a person: no worker, no lease, no browser."""
        return _finished(claim, await self._database.call("ask_person", claim.task_id, claim.id, claim.token, intervention, []))

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
    """Refuses a fragment that names an unknown step or would close a cycle. Raises `InvalidPlan`."""
    graph = graph_of(fragment.steps, [*((p, c) for p, c in edges), *fragment.edges])
    known = {*keys, *(s.key for s in fragment.steps)}
    if unknown := set(graph.nodes) - known:
        raise InvalidPlan(
            "plan_unknown_step", "The plan may not grow like this.", ", ".join(sorted(unknown)), "Report this plan."
        )
    check_acyclic(graph)


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
        "payload": {"given": step.given, "refs": {n: r.model_dump(mode="json") for n, r in step.refs.items()}},
    }


def _fragment_document(fragment: PlanFragment) -> dict[str, Any]:
    return {
        "steps": [step_document(s) for s in fragment.steps],
        "edges": [list(e) for e in fragment.edges],
        "drop": list(fragment.drop),
    }


def _finished(claim: Claim, answer: Any) -> Finished:
    if not isinstance(answer, dict) or answer.get("fenced"):
        raise Fenced(claim.id)
    return Finished(_hints(answer.get("ready", [])), _claim(answer.get("next")), answer.get("task") or "")


def _hints(found: Sequence[dict[str, Any]]) -> tuple[Hint, ...]:
    return tuple(Hint(h["id"], h["role"]) for h in found)


def _claim(row: Any) -> Claim | None:
    return None if row is None else Claim(**row)


def _texts(values: Sequence[str]) -> Any:
    # psycopg sends a tuple as a record; a plain list of text is an array, which `call` would take for jsonb.
    return "{" + ",".join(values) + "}"
