"""A database with the protocol on it, and short ways to make tasks in it."""

import base64
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uuid_utils
from sqlalchemy import text

from brain.context import Options
from brain.plan import Limits, StepSpec
from world_model.session import Database
from world_model.settings import sqlalchemy_url
from world_model.steps import Claim, Steps, step_document
from world_model.vault import Vault

USER = "00000000-0000-7000-8000-0000000000aa"
OTHER = "00000000-0000-7000-8000-0000000000bb"
MASTER_KEY = base64.b64encode(b"m" * 32).decode()
GOAL = {"verb": "apply", "count": 2}


@dataclass
class Bench:
    """One migrated database with two users, and a worker's side of the protocol."""

    database: Database
    vault: Vault
    steps: Steps

    async def task(
        self,
        steps: Sequence[StepSpec],
        *,
        user: str = USER,
        max_steps: int = 100,
        options: Mapping[str, Any] | None = None,
        **goal: Any,
    ) -> str:
        """A task with this plan; its id."""
        task_id = str(uuid_utils.uuid7())
        row = {
            "id": task_id, "user_id": user, "raw_prompt": "a goal", "goal": GOAL | goal, "plan_summary": "a plan",
            "options": Options().model_dump(mode="json") | dict(options or {}), "max_steps": max_steps, "max_cost_usd": 1,
        }  # fmt: skip
        query = "SELECT create_task(CAST(:task AS jsonb), CAST(:steps AS jsonb))"
        documents = json.dumps([step_document(s) for s in steps])
        await self.ask_as(user, query, task=json.dumps(row), steps=documents)
        return task_id

    async def ask_as(self, user: str, query: str, **values: Any) -> Any:
        async with self.database.as_user(user) as session:
            return (await session.execute(text(query), values)).scalar()

    async def rows(self, query: str, *, user: str = USER, **values: Any) -> list[dict[str, Any]]:
        async with self.database.as_user(user) as session:
            return [dict(r) for r in (await session.execute(text(query), values)).mappings().all()]

    async def id_of(self, task_id: str, key: str) -> int:
        return int((await self.rows("SELECT id FROM task_steps WHERE task_id = :t AND key = :k", t=task_id, k=key))[0]["id"])

    async def claim(self, task_id: str, key: str) -> Claim:
        claim = await self.steps.claim(await self.id_of(task_id, key))
        assert claim is not None, f"{key} could not be claimed"
        return claim

    async def statuses(self, task_id: str) -> dict[str, str]:
        rows = await self.rows("SELECT key, status FROM task_steps WHERE task_id = :t ORDER BY step_order", t=task_id)
        return {r["key"]: r["status"] for r in rows}

    async def task_status(self, task_id: str) -> str:
        return str((await self.rows("SELECT status FROM tasks WHERE id = :t", t=task_id))[0]["status"])

    async def answer(
        self, task_id: str, step_id: int, action: str = "answer", by: str = "person", *, user: str = USER
    ) -> dict[str, Any]:
        query = "SELECT answer_intervention(CAST(:t AS uuid), :s, :a, NULL, :by)"
        return dict(await self.ask_as(user, query, t=task_id, s=step_id, a=action, by=by))

    async def pause(self, task_id: str, paused: bool = True, *, user: str = USER) -> str:
        """Pauses or resumes; the task's status."""
        return str(await self.ask_as(user, "SELECT pause_task(CAST(:t AS uuid), :p)", t=task_id, p=paused))

    async def cancel(self, task_id: str, *, user: str = USER) -> str:
        return str(await self.ask_as(user, "SELECT cancel_task(CAST(:t AS uuid), 'enough')", t=task_id))

    async def revive(self, task_id: str, step_id: int, *, user: str = USER) -> dict[str, Any]:
        return dict(await self.ask_as(user, "SELECT revive_step(CAST(:t AS uuid), :s, 'ada')", t=task_id, s=step_id))

    async def skip(self, task_id: str, step_id: int, *, user: str = USER) -> dict[str, Any]:
        return dict(await self.ask_as(user, "SELECT skip_step(CAST(:t AS uuid), :s, 'ada')", t=task_id, s=step_id))

    async def put_back(self, column: str, step_id: int, *, user: str = USER) -> None:
        """Moves a time of a step (`available_at`, `lease_expires_at`) into the past: what was to come has come."""
        query = f"UPDATE task_steps SET {column} = now() - interval '1 minute' WHERE id = :s RETURNING id"
        assert await self.ask_as(user, query, s=step_id) == step_id


@asynccontextmanager
async def bench(url: str, lease_s: float = 30.0, **connections: int) -> AsyncIterator[Bench]:
    """`connections`: how many of `engine_connections` and `user_connections` may be open at once."""
    vault = Vault(MASTER_KEY)
    async with Database(sqlalchemy_url(url), **connections) as database:
        for user in (USER, OTHER):
            async with database.as_user(user) as session:
                await vault.ensure_user(session, user, None)
        yield Bench(database, vault, Steps(database, "worker-1", lease_s))


def step(key: str, *after: str, join: Any = "all", action: str = "noop", role: str = "planner", **given: Any) -> StepSpec:
    return StepSpec(key=key, action_type=action, role=role, depends_on=after, join=join, given=given)


def limited(spec: StepSpec, **touches: Any) -> StepSpec:
    """The step with what it touches: `site`, `company`, `sends`."""
    return spec.model_copy(update={"limits": Limits(**touches)})


def question(**context: Any) -> dict[str, Any]:
    """A question to a person, as an action asks it."""
    asked = {"kind": "question", "question": "Well?", "fields": [], "context": context, "prospect": False}
    return asked | {"expires_in_s": 3600.0}
