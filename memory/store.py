"""Vectors of users, in Qdrant. Every point belongs to one user, and no search or deletion can leave that user out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue
from qdrant_client import AsyncQdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

from memory.errors import CollectionMismatch, MemoryUnavailable
from memory.settings import MemorySettings

USER = "user_id"
UPSERT_BATCH = 256

Where = Mapping[str, str | int | bool | Sequence[str] | Sequence[int]]
"""Payload key → the value it must have, or the values of which it must have one."""


class VectorPoint(BaseModel):
    """One thing to remember: its id, its vectors by name, and ids and labels about it, never its text."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    vectors: dict[str, list[float]]
    payload: dict[str, JsonValue]


class Hit(BaseModel):
    """A point found, with its cosine similarity (-1 to 1)."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    score: float
    payload: dict[str, JsonValue]


class VectorStore:
    """A thin layer over any Qdrant client. Raises MemoryUnavailable and CollectionMismatch."""

    def __init__(self, client: AsyncQdrantClient) -> None:
        self._client = client
        self._shapes: dict[str, dict[str, int]] = {}

    @classmethod
    def connect(cls, settings: MemorySettings) -> Self:
        """A store over the Qdrant of the settings. Nothing is sent before the first call."""
        if not settings.qdrant_url:
            raise MemoryUnavailable("No Qdrant is configured.", "Set JOBHUNTER_QDRANT_URL, or start the local stack.")
        key = settings.qdrant_api_key.get_secret_value() if settings.qdrant_api_key else None
        return cls(_client(settings.qdrant_url, key, settings.qdrant_timeout_s))

    async def close(self) -> None:
        await self._client.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def ensure_collection(self, name: str, vectors: Mapping[str, int]) -> None:
        """Make the collection with these named vectors (name → dimension), or check that it has exactly them."""
        if self._shapes.get(name) == dict(vectors):
            return
        self._shapes.pop(name, None)
        with self._reaching(name):
            if not await self._client.collection_exists(name):
                await self._create(name, vectors)
            found = await self._shape(name)
        if found != dict(vectors):
            raise CollectionMismatch(name, f"It has {found}, and {dict(vectors)} is wanted.")

    async def drop_collection(self, name: str) -> None:
        """Forget the collection and all its points. Nothing happens if there is none."""
        with self._reaching(name):
            await self._client.delete_collection(name)
        self._shapes.pop(name, None)

    async def upsert(self, name: str, points: Sequence[VectorPoint], *, user_id: UUID) -> None:
        """Store the points as this user's. A point of the same id is replaced, unless it is another user's: that one stays.

        Returns when they are on disk.
        """
        with self._reaching(name):
            shape = await self._shape(name)
            for point in points:
                _check(name, shape, {key: len(vector) for key, vector in point.vectors.items()})
            for start in range(0, len(points), UPSERT_BATCH):
                batch = [_stored(point, user_id) for point in points[start : start + UPSERT_BATCH]]
                await self._client.upsert(name, batch, wait=True, update_filter=_of_user(user_id, None))

    async def search(
        self,
        name: str,
        vector: Sequence[float],
        *,
        user_id: UUID,
        using: str,
        limit: int,
        where: Where | None = None,
        min_score: float | None = None,
    ) -> list[Hit]:
        """This user's nearest points by the named vector `using`, best first, scored at least `min_score`."""
        with self._reaching(name):
            _check(name, await self._shape(name), {using: len(vector)})
            found = await self._client.query_points(
                name,
                query=list(vector),
                using=using,
                query_filter=_of_user(user_id, where),
                limit=limit,
                score_threshold=min_score,
                with_payload=True,
            )
        return [Hit(id=UUID(str(hit.id)), score=hit.score, payload=hit.payload or {}) for hit in found.points]

    async def delete(self, name: str, *, user_id: UUID, where: Where | None = None) -> None:
        """Delete this user's points, all or those that match. Nothing happens if the collection is not there."""
        with self._reaching(name):
            if await self._client.collection_exists(name):
                selector = models.FilterSelector(filter=_of_user(user_id, where))
                await self._client.delete(name, selector, wait=True)

    async def _create(self, name: str, vectors: Mapping[str, int]) -> None:
        shape = {key: models.VectorParams(size=size, distance=models.Distance.COSINE) for key, size in vectors.items()}
        try:
            await self._client.create_collection(name, shape)
        except UnexpectedResponse as error:
            if error.status_code != 409:  # another process was quicker: the shape is checked all the same
                raise
        # A big server keeps each user's points together; the embedded one accepts this and needs it not.
        by_user = models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True)
        await self._client.create_payload_index(name, USER, by_user)

    async def _shape(self, name: str) -> dict[str, int]:
        if name not in self._shapes:
            if not await self._client.collection_exists(name):
                raise MemoryUnavailable(f"There is no collection {name}.")
            info = await self._client.get_collection(name)
            vectors = info.config.params.vectors
            named = vectors if isinstance(vectors, dict) else {"": vectors} if vectors else {}
            self._shapes[name] = {key: params.size for key, params in named.items()}
        return self._shapes[name]

    @contextmanager
    def _reaching(self, name: str) -> Iterator[None]:
        """Turn the client's errors into ours. What was known of the collection is doubted after any of them."""
        try:
            yield
        except UnexpectedResponse as error:
            self._shapes.pop(name, None)
            raise _refused(name, error) from error
        except (ApiException, QdrantException) as error:
            self._shapes.pop(name, None)
            cause = error.source if isinstance(error, ResponseHandlingException) else error
            raise MemoryUnavailable(f"{type(cause).__name__}: {cause}") from error


def _client(url: str, api_key: str | None, timeout_s: int) -> AsyncQdrantClient:
    # The client warns of a key sent without TLS, which on loopback is as meant; as a plain header it goes without.
    if api_key and urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}:
        headers = {"api-key": api_key}
        return AsyncQdrantClient(url=url, headers=headers, timeout=timeout_s, check_compatibility=False)
    return AsyncQdrantClient(url=url, api_key=api_key, timeout=timeout_s, check_compatibility=False)


def _stored(point: VectorPoint, user_id: UUID) -> models.PointStruct:
    payload = {**point.payload, USER: str(user_id)}
    return models.PointStruct(id=str(point.id), vector=dict(point.vectors), payload=payload)


def _of_user(user_id: UUID, where: Where | None) -> models.Filter:
    conditions: list[models.Condition] = [_condition(key, wanted) for key, wanted in (where or {}).items()]
    return models.Filter(must=[_condition(USER, str(user_id)), *conditions])


def _condition(key: str, wanted: str | int | bool | Sequence[str] | Sequence[int]) -> models.FieldCondition:
    if isinstance(wanted, str | int):
        return models.FieldCondition(key=key, match=models.MatchValue(value=wanted))
    return models.FieldCondition(key=key, match=models.MatchAny(any=list(wanted)))


def _check(name: str, shape: Mapping[str, int], given: Mapping[str, int]) -> None:
    for key, size in given.items():
        if shape.get(key) != size:
            raise CollectionMismatch(name, f"It has {dict(shape)}; a vector {key!r} of {size} was given.")


def _refused(name: str, error: UnexpectedResponse) -> MemoryUnavailable | CollectionMismatch:
    detail = f"Qdrant answered {error.status_code}: {error.content.decode(errors='replace')[:300]}"
    if error.status_code in (401, 403):
        return MemoryUnavailable(detail, "Set JOBHUNTER_QDRANT_API_KEY to the key Qdrant was started with.")
    return CollectionMismatch(name, detail) if error.status_code in (400, 422) else MemoryUnavailable(detail)
