"""What the harness sees of the ledger: as the superuser, past every policy, whatever happens to the connection meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from world_model.session import retrying

PROGRESS = "SELECT count(*) FILTER (WHERE status = 'succeeded') FROM task_steps"
TASKS = "SELECT count(*), count(*) FILTER (WHERE status IN ('completed', 'failed', 'cancelled')) FROM tasks"
RUNNING = "SELECT split_part(lease_owner, ':', 2)::int, action_type, worker_losses FROM task_steps WHERE status = 'running'"
OPEN_QUESTIONS = "SELECT user_id::text, task_id::text, step_id FROM interventions WHERE status = 'open'"
TERMINATE = """
SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
LEFT_OVER = """
SELECT t.raw_prompt, t.status, s.key, s.status, s.attempt, s.failures, s.worker_losses, s.dead_letter, s.error::text,
       (SELECT string_agg(a.outcome || coalesce(' ' || (a.error->>'reason'), ''), '; ' ORDER BY a.attempt) FROM attempts a
         WHERE a.step_id = s.id),
       (SELECT u.state FROM submissions u WHERE u.step_id = s.id)
  FROM tasks t JOIN task_steps s ON s.task_id = t.id
 WHERE t.status <> 'completed' AND s.status <> 'succeeded' ORDER BY t.id, s.step_order LIMIT 40
"""
ENDED = """
SELECT (SELECT count(*) FROM tasks WHERE status = 'completed'), (SELECT count(*) FROM task_steps WHERE status = 'succeeded'),
       (SELECT count(*) FROM task_steps WHERE status IN ('pending', 'ready', 'running', 'waiting')),
       (SELECT count(*) FROM submissions WHERE state = 'confirmed')
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A step at work: the process it runs in, and how many workers it has lost before."""

    pid: int
    action: str
    losses: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run left the ledger. `stuck`: steps that neither ended nor ever will."""

    completed: int
    succeeded: int
    stuck: int
    confirmed: int


class Look:
    """One connection, made anew when it breaks. Open with `async with`."""

    def __init__(self, superuser_url: str) -> None:
        self._url = superuser_url
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def __aenter__(self) -> "Look":
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def done(self) -> int:
        """How many steps have succeeded."""
        return int((await self._ask(PROGRESS))[0][0])

    async def tasks(self) -> tuple[int, int]:
        """How many there are, and how many have ended."""
        return tuple((await self._ask(TASKS))[0])

    async def running(self) -> list[Running]:
        return [Running(*row) for row in await self._ask(RUNNING)]

    async def open_questions(self) -> list[tuple[str, str, int]]:
        """User, task and step of each."""
        return [tuple(row) for row in await self._ask(OPEN_QUESTIONS)]

    async def terminate_everybody(self) -> int:
        """Cuts off every client but this one; how many."""
        return int((await self._ask(TERMINATE))[0][0])

    async def ended(self) -> Ended:
        return Ended(*(await self._ask(ENDED))[0])

    async def left_over(self) -> list[str]:
        """The steps of tasks that did not complete, each with its attempts and errors, as lines for a person."""
        return [" | ".join(str(value) for value in row) for row in await self._ask(LEFT_OVER)]

    async def _ask(self, query: str) -> Sequence[Any]:
        async def once() -> Sequence[Any]:
            if self._connection is None or self._connection.closed:
                self._connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
            return await (await self._connection.execute(query)).fetchall()

        return await retrying(once)
