"""Dead letters: steps that failed though they were tried as often as they may be, kept until a person decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text

from world_model.events import in_utc
from world_model.session import Database

_DEAD = """
SELECT s.id, s.task_id, s.key, s.action_type, s.title, s.error, s.finished_at,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('attempt', a.attempt, 'worker', a.worker, 'started_at', a.started_at,
                 'ended_at', a.ended_at, 'outcome', a.outcome, 'error', a.error) ORDER BY a.attempt), '[]')
          FROM attempts a WHERE a.step_id = s.id) AS attempts
  FROM task_steps s
 WHERE s.dead_letter AND s.status = 'failed' AND s.id < :before
 ORDER BY s.id DESC LIMIT :limit
"""
NEWEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One step with every try at it, oldest first. `error`: why the last one failed."""

    task_id: str
    step_id: int
    key: str
    action_type: str
    title: str
    error: dict[str, Any]
    attempts: tuple[dict[str, Any], ...]
    finished_at: datetime

    def document(self) -> dict[str, Any]:
        """The step of `GET /agent/dead-letters`."""
        return {
            "task_id": self.task_id,
            "step_id": self.step_id,
            "key": self.key,
            "action_type": self.action_type,
            "title": self.title,
            "error": {"kind": self.error.get("kind", ""), "reason": self.error.get("reason", "")},
            "attempts": list(self.attempts),
            "finished_at": in_utc(self.finished_at),
        }


class DeadLetters:
    """The dead letters of one database; a user sees their own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, user_id: str, limit: int, before_id: int = NEWEST) -> tuple[tuple[DeadLetter, ...], int | None]:
        """The newest steps first, and the id to go on before (None: no more)."""
        async with self._database.as_user(user_id) as session:
            rows = (await session.execute(text(_DEAD), {"before": before_id, "limit": limit + 1})).all()
        found = tuple(_dead_letter(row) for row in rows[:limit])
        return found, found[-1].step_id if len(rows) > limit else None


def _dead_letter(row: Row[Any]) -> DeadLetter:
    return DeadLetter(
        task_id=str(row.task_id),
        step_id=row.id,
        key=row.key,
        action_type=row.action_type,
        title=row.title,
        error=row.error or {},
        attempts=tuple(_attempt(a) for a in row.attempts),
        finished_at=row.finished_at,
    )


def _attempt(held: dict[str, Any]) -> dict[str, Any]:
    for moment in ("started_at", "ended_at"):
        held[moment] = in_utc(datetime.fromisoformat(held[moment])) if held[moment] else None
    return held
