"""What a person decides about one step without being asked: to try it again, or to do without it."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import Conflict, JobHunterError, NotFound
from world_model.events import unknown_task
from world_model.ids import as_uuid
from world_model.session import Database
from world_model.steps import Hint
from world_model.tasks import hints_of

# The step ahead that nothing but itself holds back: what is behind it is tried again with it.
_FIRST_AHEAD = """
WITH RECURSIVE ahead(id) AS (
  SELECT CAST(:step AS bigint)
  UNION
  SELECT p.id
    FROM ahead a JOIN task_steps c ON c.id = a.id JOIN step_edges e ON e.child_id = c.id JOIN task_steps p ON p.id = e.parent_id
   WHERE c."join" = 'all' AND p.status <> 'succeeded'
)
SELECT s.key FROM ahead JOIN task_steps s USING (id)
 WHERE s.id <> :step AND s.status IN ('failed', 'skipped')
   AND (s."join" = 'settled' OR NOT EXISTS (SELECT FROM step_edges e JOIN task_steps p ON p.id = e.parent_id
                                             WHERE e.child_id = s.id AND p.status <> 'succeeded'))
 ORDER BY s.step_order LIMIT 1
"""
_AWAITS_CLAIM = (
    "SELECT status = 'ready' AND available_at <= clock_timestamp() FROM task_steps WHERE id = :step AND task_id = :task"
)

STATES = {
    "deadline": ("The task's deadline has passed.", "Ask for the same again with a later deadline."),
    "running": ("The step is running.", "Wait until it ends; cancel the task to stop it."),
    "succeeded": ("The step has succeeded.", "Nothing to do."),
    "pending": ("The step has not begun.", "It begins by itself when the steps before it have ended."),
    "waiting": ("The step waits for an answer.", "Answer it: see GET /agent/interventions."),
    "failed": ("The step has failed.", "Nothing to do without; `retry` tries it again."),
    "skipped": ("The step is skipped already.", "Nothing to do."),
}


class StepMoves:
    """The steps of one database, moved by hand. Every method works as the user it is given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def retry(self, user_id: str, task_id: str, step_id: int, by: str) -> tuple[Hint, ...]:
        """Makes a step ready that failed or was skipped, with what was skipped behind it; one that is put off, at once.

        Raises `NotFound` `task_unknown`, `step_unknown`; `Conflict` `step_running`, `step_succeeded`, `step_pending`,
        `step_waiting`, `step_deadline`, `task_cancelled`, and `step_behind`, whose detail names the earlier step to try again
        first.
        """
        return await self._move(user_id, task_id, step_id, "revive_step(:task, :step, :by)", by)

    async def skip(self, user_id: str, task_id: str, step_id: int, by: str) -> tuple[Hint, ...]:
        """Ends a step that has not begun or is put off, and what waits for it.

        Raises as `retry` does, and `step_failed`, `step_skipped`.
        """
        return await self._move(user_id, task_id, step_id, "skip_step(:task, :step, :by)", by)

    async def awaits_claim(self, user_id: str, task_id: str, step_id: int) -> bool:
        """Whether the step is ready and due: only a worker is missing."""
        values = {"task": as_uuid(task_id, unknown_task), "step": step_id}
        async with self._database.as_user(user_id) as session:
            return bool((await session.execute(text(_AWAITS_CLAIM), values)).scalar())

    async def _move(self, user_id: str, task_id: str, step_id: int, call: str, by: str) -> tuple[Hint, ...]:
        values = {"task": as_uuid(task_id, unknown_task), "step": step_id, "by": by}
        async with self._database.as_user(user_id) as session:
            found: dict[str, Any] = (await session.execute(text(f"SELECT {call}"), values)).scalar_one()
            if "ready" not in found:
                raise await _refusal(session, step_id, found)
        return hints_of(found["ready"])


async def _refusal(session: AsyncSession, step_id: int, found: dict[str, Any]) -> JobHunterError:
    match found["state"]:
        case "not_found":
            fix = "See the steps of a task with GET /agent/tasks/{id}/plan."
            return NotFound("step_unknown", "There is no such step.", f"step {step_id}", fix)
        case "cancelled":
            return Conflict("task_cancelled", "The task was cancelled.", f"step {step_id}", "Ask for it again as a new task.")
        case "behind":
            first = (await session.execute(text(_FIRST_AHEAD), {"step": step_id})).scalar()
            key = first or found["key"]
            fix = (
                f"Try {key} again first: what was skipped behind it goes on by itself."
                if first
                else f"Wait until {key} has ended."
            )
            return Conflict("step_behind", "A step before it has not ended well.", key, fix, key=key)
        case state:
            title, fix = STATES[state]
            return Conflict(f"step_{state}", title, f"step {step_id}", fix)
