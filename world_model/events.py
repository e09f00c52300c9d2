"""The events of a task: rows before they are messages, read in the order of their numbers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Integer, func, select

from brain.errors import NotFound
from world_model.ids import as_uuid
from world_model.session import Database
from world_model.tables import ExecutionLog, Task


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of `execution_logs`. `seq` counts from 1 within its task, without holes."""

    seq: int
    task_id: str
    step_id: int | None
    type: str
    agent: str
    message: str
    data: dict[str, Any]
    at: datetime
    level: str
    screenshot: str | None

    def document(self) -> dict[str, Any]:
        """The event as every stream shows it; `at` is UTC with a `Z`."""
        return {
            "seq": self.seq,
            "task_id": self.task_id,
            "step_id": self.step_id,
            "type": self.type,
            "agent": self.agent,
            "message": self.message,
            "data": self.data,
            "at": in_utc(self.at),
            "level": self.level,
            "screenshot": self.screenshot,
        }


class EventLog:
    """Reads events; they are written by the protocol's functions alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_seq(self, user_id: str, task_id: str) -> int:
        """The number of the task's newest event. Raises `NotFound` `task_unknown`."""
        async with self._database.as_user(user_id) as session:
            last = (await session.execute(select(Task.event_seq).where(Task.id == as_uuid(task_id, unknown_task)))).scalar()
        if last is None:
            raise unknown_task(task_id)
        return last

    async def after(self, user_id: str, task_id: str, seq: int, limit: int) -> tuple[StoredEvent, ...]:
        """At most `limit` events numbered above `seq`, oldest first."""
        log = ExecutionLog
        query = select(log).where(log.task_id == as_uuid(task_id, unknown_task), log.seq > seq).order_by(log.seq).limit(limit)
        async with self._database.as_user(user_id) as session:
            return tuple(_stored(row) for row in (await session.execute(query)).scalars())

    async def model_calls(self, user_id: str, task_id: str) -> int:
        """How often the task's steps called a model, those that wait for a person with them."""
        log = ExecutionLog
        calls = func.coalesce(func.sum(log.data["calls"].astext.cast(Integer)), 0)
        query = select(calls).where(log.task_id == as_uuid(task_id, unknown_task), log.type == "model:call")
        async with self._database.as_user(user_id) as session:
            return int((await session.execute(query)).scalar_one())


def unknown_task(task_id: str) -> NotFound:
    return NotFound("task_unknown", "There is no such task.", task_id[:60], "List yours with GET /agent/tasks.")


def in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _stored(row: ExecutionLog) -> StoredEvent:
    return StoredEvent(
        seq=row.seq,
        task_id=str(row.task_id),
        step_id=row.step_id,
        type=row.type,
        agent=row.agent,
        message=row.message,
        data=row.data,
        at=row.at,
        level=row.log_level,
        screenshot=row.screenshot_path,
    )
