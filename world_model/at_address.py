"""What stands in the ledger for one candidate at one posting's address: what was sent, and tasks still at it."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from brain.posting import Frozen
from world_model.session import Database
from world_model.tasks import TASK_ENDED

_SENT = """
SELECT s.id, s.application_id, s.task_id, s.state
  FROM submissions s LEFT JOIN postings p ON p.posting_key = s.posting_key AND p.user_id = s.user_id
 WHERE s.candidate_id = CAST(:candidate AS uuid) AND s.state IN ('armed', 'confirmed', 'unknown')
   AND (s.posting_key = ANY (:keys) OR p.body->>'url' = :url OR p.body->>'apply_url' = :url)
 ORDER BY s.id LIMIT 1
"""
_AT_IT = """
SELECT id, options FROM tasks
 WHERE candidate_id = CAST(:candidate AS uuid) AND goal->'urls' = CAST(:urls AS jsonb) AND NOT status::text = ANY (:ended)
 ORDER BY created_at
"""
_STEPS = """
SELECT id, key, action_type, status, waiting_for, lease_owner, payload->'given' AS given, result, error,
       extract(epoch FROM available_at - clock_timestamp()) AS due_in_s
  FROM task_steps WHERE task_id = CAST(:task AS uuid) ORDER BY step_order, id
"""
_POSTING = "SELECT posting_key FROM postings WHERE id = CAST(:posting AS uuid)"


class Sent(Frozen):
    """A submission that was sent, or may have been."""

    submission_id: int
    application_id: str
    task_id: str
    state: str


@dataclass(frozen=True, slots=True)
class StepNow:
    """One step as it stands. `due_in_s`: when it may begin, where it is ready or waits for time; below zero: now."""

    id: int
    key: str
    action_type: str
    status: str
    waiting_for: str | None
    lease_owner: str | None
    given: Mapping[str, Any]
    result: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    due_in_s: float


class AtAddress:
    """Reads as the user it is given; `held` keeps two processes from working on the same application at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sent(self, user_id: str, candidate_id: str, url: str, keys: Sequence[str]) -> Sent | None:
        """What was sent to the posting at `url`, or to one under one of these posting keys."""
        async with self._database.as_user(user_id) as session:
            values = {"candidate": candidate_id, "url": url, "keys": list(keys)}
            row = (await session.execute(text(_SENT), values)).one_or_none()
        if row is None:
            return None
        return Sent(submission_id=row.id, application_id=str(row.application_id), task_id=str(row.task_id), state=row.state)

    async def open_tasks(self, user_id: str, candidate_id: str, url: str) -> list[tuple[str, dict[str, Any]]]:
        """The open tasks for this address alone, oldest first: id and options."""
        async with self._database.as_user(user_id) as session:
            values = {"candidate": candidate_id, "urls": _json_list(url), "ended": list(TASK_ENDED)}
            return [(str(row.id), row.options) for row in await session.execute(text(_AT_IT), values)]

    async def steps(self, user_id: str, task_id: str) -> list[StepNow]:
        """Every step of a task, in its order."""
        async with self._database.as_user(user_id) as session:
            rows = (await session.execute(text(_STEPS), {"task": task_id})).mappings()
            return [StepNow(**{**row, "given": row["given"] or {}, "due_in_s": float(row["due_in_s"])}) for row in rows]

    async def posting_key(self, user_id: str, posting_id: str) -> str | None:
        """A posting's key, also when it is closed."""
        async with self._database.as_user(user_id) as session:
            found: str | None = (await session.execute(text(_POSTING), {"posting": posting_id})).scalar()
            return found

    @asynccontextmanager
    async def held(self, name: str) -> AsyncIterator[bool]:
        """Whether this process holds `name` for the length of the block: no other does, on any machine. Ends with the process."""
        async with self._database.users.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            query = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
            mine = bool((await connection.execute(query, {"name": name})).scalar_one())
            try:
                yield mine
            finally:
                if mine:
                    await connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), {"name": name})


def _json_list(url: str) -> str:
    return json.dumps([url])
