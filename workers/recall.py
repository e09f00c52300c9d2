"""The brain's `Recall` port over the memory room: plans of similar goals, and similarity of texts."""

import asyncio
from collections.abc import Callable, Sequence
from functools import lru_cache
from uuid import UUID

from brain.ports import RecalledPlan
from memory.embedding import Embedder
from memory.task_history import TaskHistory


class MemoryRecall:
    """Implements `brain.ports.Recall`. Without a history, in an installation that has no Qdrant, nothing is remembered."""

    def __init__(self, history: TaskHistory | None, embedder: Embedder) -> None:
        self._history = history
        self._embedder = embedder

    async def plans(self, user_id: str, goal_text: str, limit: int) -> Sequence[RecalledPlan]:
        if self._history is None:
            return []
        found = await self._history.recall(user_id=UUID(user_id), goal_text=goal_text, limit=limit)
        return [RecalledPlan(task_id=str(p.task_id), score=p.score, summary=p.outcome) for p in found]

    async def remember_plan(self, user_id: str, task_id: str, goal_text: str, families: Sequence[str], outcome: str) -> None:
        if self._history is not None:
            await self._history.remember(
                user_id=UUID(user_id),
                task_id=UUID(task_id),
                goal_text=goal_text,
                plan={},
                outcome=outcome,
                families=list(families),
            )

    async def similar(self, texts: Sequence[str], to: Sequence[str]) -> Sequence[Sequence[float]]:
        ours, theirs = self._embedder.embed(texts), self._embedder.embed(to)
        return [[sum(a * b for a, b in zip(one, other, strict=True)) for other in theirs] for one in ours]

    async def likeness(self) -> Callable[[str, str], float]:
        # The first text loads the weights, which takes long enough to let others run meanwhile.
        await asyncio.to_thread(self._embedder.embed, ["a question"])

        @lru_cache(maxsize=4096)
        def vector(text: str) -> Sequence[float]:
            return self._embedder.embed([text])[0]

        def similar(one: str, other: str) -> float:
            return sum(a * b for a, b in zip(vector(one), vector(other), strict=True))

        return similar
