"""Which of a candidate's facts bear on a text: one point per fact. The facts themselves stay in Postgres."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid5

from memory.embedding import Embedder
from memory.store import VectorPoint, VectorStore

COLLECTION = "resume_facts"
_POINT_IDS = UUID("0f6c1f5e-54c5-5d0b-9c5c-6a9f4a0c7a31")


class ResumeFacts:
    """Finds facts by meaning. Holds ids and vectors only; raises what VectorStore raises."""

    def __init__(self, store: VectorStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    async def index(self, user_id: UUID, candidate_id: UUID, facts: Sequence[tuple[int, str]]) -> None:
        """Remember `(fact id, text)` pairs. Indexing a fact again replaces it; other facts stay as they are."""
        await self._ready()
        vectors = await asyncio.to_thread(self._embedder.embed, [text for _, text in facts])
        points = [
            VectorPoint(
                id=uuid5(_POINT_IDS, f"{user_id}/{candidate_id}/{fact_id}"),
                vectors={self._embedder.name: vector},
                payload={"candidate_id": str(candidate_id), "fact_id": fact_id, "kind": "fact", "trust": "person"},
            )
            for (fact_id, _), vector in zip(facts, vectors, strict=True)
        ]
        await self._store.upsert(COLLECTION, points, user_id=user_id)

    async def search(self, user_id: UUID, candidate_id: UUID, text: str, limit: int = 8) -> list[tuple[int, float]]:
        """`(fact id, cosine)` of the candidate's facts nearest to `text`, best first. An id may have left Postgres since."""
        await self._ready()
        [vector] = await asyncio.to_thread(self._embedder.embed, [text])
        hits = await self._store.search(
            COLLECTION,
            vector,
            user_id=user_id,
            using=self._embedder.name,
            limit=limit,
            where={"candidate_id": str(candidate_id)},
        )
        return [(int(str(hit.payload["fact_id"])), hit.score) for hit in hits]

    async def forget(self, user_id: UUID, candidate_id: UUID | None = None) -> None:
        """Delete what is remembered of one candidate, or of all the user's."""
        where = {"candidate_id": str(candidate_id)} if candidate_id else None
        await self._store.delete(COLLECTION, user_id=user_id, where=where)

    async def _ready(self) -> None:
        # The vector bears the model's name, so vectors of two models of one size cannot mix unnoticed.
        await self._store.ensure_collection(COLLECTION, {self._embedder.name: self._embedder.dimension})
