"""Tasks as a person sees them: made in one statement, read with their progress counted from rows."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from brain.context import Options
from brain.errors import InvalidInput, NotFound
from brain.goal import Goal
from brain.plan import Plan
from brain.ports import Progress
from world_model.events import in_utc, unknown_task
from world_model.ids import as_uuid, new_id
from world_model.session import Database
from world_model.steps import Hint, step_document

TASK_ENDED = ("completed", "failed", "cancelled")

_TASKS = """
SELECT t.*, p.* FROM tasks t CROSS JOIN LATERAL (
  SELECT coalesce(max((s.result->>'found')::int) FILTER (WHERE s.action_type = 'merge_postings'), 0) AS found,
         count(*) FILTER (WHERE s.action_type = 'score_match' AND s.status = 'succeeded') AS scored,
         count(*) FILTER (WHERE s.action_type = 'explore_form' AND s.status = 'succeeded') AS prepared,
         (SELECT count(*) FROM submissions u WHERE u.task_id = t.id AND u.state = 'confirmed') AS submitted,
         (SELECT count(*) FROM submissions u WHERE u.task_id = t.id AND u.state = 'unknown') AS unknown,
         (SELECT count(*) FROM interventions i WHERE i.task_id = t.id AND i.status = 'open') AS waiting,
         count(*) FILTER (WHERE s.status = 'failed') AS failed,
         min(s.available_at) FILTER (WHERE s.status = 'waiting' AND s.waiting_for = 'time') AS waits_until
    FROM task_steps s WHERE s.task_id = t.id
) p
"""
_STEPS = """
SELECT id, key, title, action_type, role, "join", status, waiting_for, attempt, failures, dead_letter,
       CASE WHEN (status = 'ready' AND available_at > clock_timestamp() OR status = 'waiting' AND waiting_for = 'time')
             AND isfinite(available_at) THEN available_at END AS available_at,
       started_at, finished_at, error
  FROM task_steps WHERE task_id = :task ORDER BY step_order, id
"""
_EDGES = "SELECT parent_id, child_id FROM step_edges WHERE task_id = :task ORDER BY parent_id, child_id"


@dataclass(frozen=True, slots=True)
class CreatedTask:
    """A stored task: its steps' ids by key, and the hints for those that may start."""

    id: str
    status: str
    step_ids: dict[str, int]
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task as it stands. Money is in US dollars; `unconfirmed` counts what was sent and not confirmed.

    `waits_until`: when the first of the steps that wait for time goes on.
    """

    id: str
    prompt: str
    status: str
    goal: dict[str, Any]
    options: dict[str, Any]
    plan_summary: str
    progress: Progress
    unconfirmed: int
    spent_usd: float
    max_cost_usd: float
    learned: dict[str, Any] | None
    waits_until: datetime | None
    last_seq: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    def document(self) -> dict[str, Any]:
        """The task of `GET /agent/tasks/{id}`."""
        return {
            "task_id": self.id,
            "prompt": self.prompt,
            "status": self.status,
            "goal": self.goal,
            "options": self.options,
            "plan_summary": self.plan_summary,
            "progress": {**self.progress.model_dump(), "unconfirmed": self.unconfirmed},
            "cost": {"spent_usd": self.spent_usd, "max_usd": self.max_cost_usd},
            "learned": self.learned,
            "waits_until": in_utc(self.waits_until) if self.waits_until else None,
            "last_seq": self.last_seq,
            "created_at": in_utc(self.created_at),
            "started_at": in_utc(self.started_at) if self.started_at else None,
            "finished_at": in_utc(self.finished_at) if self.finished_at else None,
        }


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as it stands: `nodes` are steps in their order, `edges` are (parent id, child id).

    A node's `available_at` is null unless it is put off: then it may begin no earlier.
    """

    nodes: tuple[dict[str, Any], ...]
    edges: tuple[tuple[int, int], ...]


class TaskStore:
    """The tasks of one database. Every method works as the user it is given and sees nothing of anybody else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, user_id: str, prompt: str, goal: Goal, options: Options, plan: Plan) -> CreatedTask:
        """Stores the task, its first plan and its first events in one statement. The plan must have been checked."""
        task = {
            "id": new_id(),
            "user_id": user_id,
            "candidate_id": options.candidate_id,
            "raw_prompt": prompt,
            "goal": goal.model_dump(mode="json"),
            "options": options.model_dump(mode="json"),
            "plan_summary": plan.summary,
            "max_steps": options.max_steps,
            "max_cost_usd": options.max_cost_usd,
            "deadline_at": options.deadline,
        }
        query = text("SELECT create_task(:task, :steps)").bindparams(
            bindparam("task", type_=JSONB), bindparam("steps", type_=JSONB)
        )
        async with self._database.as_user(user_id) as session:
            values = {"task": task, "steps": [step_document(s) for s in plan.steps]}
            made: list[dict[str, Any]] = (await session.execute(query, values)).scalar_one()
        hints = tuple(Hint(s["id"], s["role"]) for s in made if s["status"] == "ready")
        return CreatedTask(str(task["id"]), "queued", {s["key"]: s["id"] for s in made}, hints)

    async def get(self, user_id: str, task_id: str) -> TaskView:
        """Raises `NotFound` `task_unknown`."""
        task = as_uuid(task_id, unknown_task)
        async with self._database.as_user(user_id) as session:
            row = (await session.execute(text(_TASKS + " WHERE t.id = :task"), {"task": task})).one_or_none()
        if row is None:
            raise unknown_task(task_id)
        return _task(row)

    async def list(self, user_id: str, limit: int, cursor: str | None = None) -> tuple[tuple[TaskView, ...], str | None]:
        """The newest tasks first, and the cursor of the next page. Raises `InvalidInput` `bad_cursor`."""
        before = "" if cursor is None else " WHERE (t.created_at, t.id) < (CAST(:at AS timestamptz), CAST(:id AS uuid))"
        query = text(f"{_TASKS}{before} ORDER BY t.created_at DESC, t.id DESC LIMIT :limit")
        async with self._database.as_user(user_id) as session:
            rows = (await session.execute(query, {"limit": limit + 1, **_cursor_values(cursor)})).all()
        tasks = tuple(_task(row) for row in rows[:limit])
        return tasks, _cursor_of(tasks[-1]) if len(rows) > limit else None

    async def plan(self, user_id: str, task_id: str) -> PlanView:
        """Raises `NotFound` `task_unknown`."""
        task = {"task": as_uuid(task_id, unknown_task)}
        async with self._database.as_user(user_id) as session:
            await _require(session, task_id)
            nodes = tuple(_node(row) for row in await session.execute(text(_STEPS), task))
            edges = tuple((row[0], row[1]) for row in await session.execute(text(_EDGES), task))
        return PlanView(nodes, edges)

    async def has_step(self, user_id: str, task_id: str, step_id: int) -> bool:
        """Whether this step is one of the user's task. Raises `NotFound` `task_unknown`."""
        query = text("SELECT EXISTS (SELECT FROM task_steps WHERE id = :step AND task_id = :task)")
        async with self._database.as_user(user_id) as session:
            await _require(session, task_id)
            return bool((await session.execute(query, {"step": step_id, "task": as_uuid(task_id, unknown_task)})).scalar_one())

    async def cancel(self, user_id: str, task_id: str, why: str) -> str:
        """Ends what has not begun; running steps stop at their next heartbeat. Answers the task's status."""
        return await self._move(user_id, task_id, "cancel_task(:task, :argument)", why)

    async def pause(self, user_id: str, task_id: str, paused: bool) -> str:
        """Nothing new is claimed while paused; nothing that runs is killed. Answers the task's status."""
        return await self._move(user_id, task_id, "pause_task(:task, :argument)", paused)

    async def _move(self, user_id: str, task_id: str, call: str, argument: object) -> str:
        query = text(f"SELECT {call}")
        async with self._database.as_user(user_id) as session:
            values = {"task": as_uuid(task_id, unknown_task), "argument": argument}
            status = (await session.execute(query, values)).scalar_one()
        if status is None:
            raise unknown_task(task_id)
        return str(status)


async def _require(session: AsyncSession, task_id: str) -> None:
    query = text("SELECT 1 FROM tasks WHERE id = :task")
    if (await session.execute(query, {"task": as_uuid(task_id, unknown_task)})).scalar() is None:
        raise unknown_task(task_id)


def _task(row: Row[Any]) -> TaskView:
    return TaskView(
        id=str(row.id),
        prompt=row.raw_prompt,
        status=row.status,
        goal=row.goal,
        options=row.options,
        plan_summary=row.plan_summary,
        progress=Progress(
            found=row.found,
            scored=row.scored,
            prepared=row.prepared,
            submitted=row.submitted,
            waiting=row.waiting,
            failed=row.failed,
        ),
        unconfirmed=row.unknown,
        spent_usd=row.spent_usd,
        max_cost_usd=row.max_cost_usd,
        learned=row.learned,
        waits_until=row.waits_until,
        last_seq=row.event_seq,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _node(row: Row[Any]) -> dict[str, Any]:
    node = dict(row._mapping)
    for moment in ("available_at", "started_at", "finished_at"):
        node[moment] = in_utc(node[moment]) if node[moment] else None
    return node


def _cursor_of(task: TaskView) -> str:
    return base64.urlsafe_b64encode(json.dumps([task.created_at.isoformat(), task.id]).encode()).decode()


def _cursor_values(cursor: str | None) -> dict[str, str]:
    if cursor is None:
        return {}
    try:
        at, task_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return {"at": datetime.fromisoformat(at).isoformat(), "id": str(as_uuid(task_id, unknown_task))}
    except (ValueError, TypeError, AttributeError, binascii.Error, NotFound) as error:
        raise InvalidInput(
            "bad_cursor", "The cursor is none of ours.", "", "Use `next` of the last answer as it is.", field="cursor"
        ) from error


def hints_of(ready: Sequence[dict[str, Any]]) -> tuple[Hint, ...]:
    """The hints in the answer of a protocol function."""
    return tuple(Hint(h["id"], h["role"]) for h in ready)
