"""Which earlier plan served a goal like this one: one point per finished task. The plans stay in Postgres."""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict

from memory.embedding import Embedder
from memory.store import Hit, VectorPoint, VectorStore

COLLECTION = "task_history"
_POINT_IDS = UUID("b7f1f3b4-8a55-5b38-9d0c-2f1f0a2f6a77")

Trust = Literal["person", "own", "page"]
"""Who stands behind it: a person who confirmed it, JobHunter's own finished work, or text of a page (never an instruction)."""


class RecalledPlan(BaseModel):
    """A plan worth a look. `score` is the goals' cosine; `plan_digest` tells whether the stored plan is still that one."""

    model_config = ConfigDict(frozen=True)

    task_id: UUID
    score: float
    trust: Trust
    outcome: str
    families: tuple[str, ...]
    plan_digest: str


class TaskHistory:
    """Finds plans by their goals' meaning. Holds ids, labels and vectors only; raises what VectorStore raises."""

    def __init__(self, store: VectorStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    async def remember(
        self,
        *,
        user_id: UUID,
        task_id: UUID,
        goal_text: str,
        plan: Mapping[str, object],
        outcome: str,
        families: Sequence[str],
        trust: Trust = "own",
    ) -> None:
        """Remember a task's plan under its goal. Remembering the task again replaces it."""
        await self._ready()
        [vector] = await asyncio.to_thread(self._embedder.embed, [goal_text])
        point = VectorPoint(
            id=uuid5(_POINT_IDS, f"{user_id}/{task_id}"),
            vectors={self._embedder.name: vector},
            payload={
                "task_id": str(task_id),
                "kind": "plan",
                "trust": trust,
                "outcome": outcome,
                "families": list(families),
                "plan_digest": plan_digest(plan),
            },
        )
        await self._store.upsert(COLLECTION, [point], user_id=user_id)

    async def recall(self, *, user_id: UUID, goal_text: str, limit: int = 3) -> list[RecalledPlan]:
        """The user's plans whose goals are nearest to `goal_text`, best first."""
        await self._ready()
        [vector] = await asyncio.to_thread(self._embedder.embed, [goal_text])
        hits = await self._store.search(COLLECTION, vector, user_id=user_id, using=self._embedder.name, limit=limit)
        return [_recalled(hit) for hit in hits]

    async def forget(self, user_id: UUID, task_id: UUID | None = None) -> None:
        """Delete what is remembered of one task, or of all the user's."""
        where = {"task_id": str(task_id)} if task_id else None
        await self._store.delete(COLLECTION, user_id=user_id, where=where)

    async def _ready(self) -> None:
        await self._store.ensure_collection(COLLECTION, {self._embedder.name: self._embedder.dimension})


def plan_digest(plan: Mapping[str, object]) -> str:
    """SHA-256 of the plan as canonical JSON, in hex."""
    canonical = json.dumps(plan, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _recalled(hit: Hit) -> RecalledPlan:
    return RecalledPlan.model_validate({**hit.payload, "score": hit.score})
