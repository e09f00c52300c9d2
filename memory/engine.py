"""The vectors themselves: one folder, one owner, one thread. Only the REST server calls it, so another engine can replace it."""

import asyncio
import fcntl
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from qdrant_client import QdrantClient, models

from memory.errors import FolderInUse, MemoryNotStarted

T = TypeVar("T")
DEFAULT_LIMIT = 10  # Qdrant's own


class CollectionMissing(LookupError):
    """No collection of this name."""


class CollectionExists(ValueError):
    """The name is taken."""


class LocalEngine:
    """Qdrant's local mode. A write is on disk (SQLite, synchronous) before its call returns.

    Calls run one after the other on the engine's own thread and never block the event loop. A request the engine cannot
    make sense of (wrong dimension, unknown vector name) raises ValueError.
    """

    def __init__(self, folder: Path) -> None:
        """Open `folder`, making it if need be; FolderInUse if it has a living owner."""
        self._lock = _own(folder)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vectors")
        try:
            self._qdrant = self._thread.submit(_open, folder).result()
        except BaseException:
            self._thread.shutdown()
            os.close(self._lock)
            raise

    def close(self) -> None:
        self._thread.submit(self._qdrant.close).result()
        self._thread.shutdown()
        os.close(self._lock)

    async def collections(self) -> models.CollectionsResponse:
        return await self._call(self._qdrant.get_collections)

    async def exists(self, name: str) -> bool:
        return await self._call(lambda: self._qdrant.collection_exists(name))

    async def describe(self, name: str) -> models.CollectionInfo:
        return await self._on(name, lambda: self._qdrant.get_collection(name))

    async def create(self, name: str, wanted: models.CreateCollection) -> bool:
        def create() -> bool:
            if self._qdrant.collection_exists(name):
                raise CollectionExists(f"Collection `{name}` already exists!")
            return self._qdrant.create_collection(
                name, wanted.vectors, sparse_vectors_config=wanted.sparse_vectors, metadata=wanted.metadata
            )

        return await self._call(create)

    async def drop(self, name: str) -> bool:
        return await self._call(lambda: self._qdrant.delete_collection(name))

    async def upsert(self, name: str, wanted: models.PointInsertOperations) -> models.UpdateResult:
        points = wanted.batch if isinstance(wanted, models.PointsBatch) else wanted.points
        return await self._on(
            name,
            lambda: self._qdrant.upsert(name, points, update_filter=wanted.update_filter, update_mode=wanted.update_mode),
        )

    async def delete(self, name: str, selector: models.PointsSelector) -> models.UpdateResult:
        return await self._on(name, lambda: self._qdrant.delete(name, selector))

    async def set_payload(self, name: str, wanted: models.SetPayload) -> models.UpdateResult:
        points = wanted.points if wanted.points is not None else wanted.filter
        if points is None:
            raise ValueError("set_payload needs points or a filter")
        return await self._on(name, lambda: self._qdrant.set_payload(name, wanted.payload, points, key=wanted.key))

    async def retrieve(self, name: str, wanted: models.PointRequest) -> list[models.Record]:
        shown = _shown(wanted.with_payload, True)
        vectors = wanted.with_vector or False
        return await self._on(name, lambda: self._qdrant.retrieve(name, wanted.ids, with_payload=shown, with_vectors=vectors))

    async def scroll(self, name: str, wanted: models.ScrollRequest) -> models.ScrollResult:
        def scroll() -> models.ScrollResult:
            points, following = self._qdrant.scroll(
                name,
                wanted.filter,
                limit=DEFAULT_LIMIT if wanted.limit is None else wanted.limit,
                order_by=wanted.order_by,
                offset=wanted.offset,
                with_payload=_shown(wanted.with_payload, True),
                with_vectors=wanted.with_vector or False,
            )
            return models.ScrollResult(points=points, next_page_offset=following)

        return await self._on(name, scroll)

    async def query(self, name: str, wanted: models.QueryRequest) -> models.QueryResponse:
        return await self._on(
            name,
            lambda: self._qdrant.query_points(
                name,
                query=wanted.query,
                using=wanted.using,
                prefetch=wanted.prefetch,
                query_filter=wanted.filter,
                search_params=wanted.params,
                limit=DEFAULT_LIMIT if wanted.limit is None else wanted.limit,
                offset=wanted.offset,
                with_payload=_shown(wanted.with_payload, False),
                with_vectors=wanted.with_vector or False,
                score_threshold=wanted.score_threshold,
                lookup_from=wanted.lookup_from,
            ),
        )

    async def count(self, name: str, wanted: models.CountRequest) -> models.CountResult:
        return await self._on(name, lambda: self._qdrant.count(name, wanted.filter))

    async def _on(self, name: str, work: Callable[[], T]) -> T:
        def checked() -> T:
            if not self._qdrant.collection_exists(name):
                raise CollectionMissing(f"Not found: Collection `{name}` doesn't exist!")
            return work()

        return await self._call(checked)

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _shown(wanted: models.WithPayloadInterface | None, default: bool) -> models.WithPayloadInterface:
    return default if wanted is None else wanted


def _own(folder: Path) -> int:
    """Take the folder's lock. The system drops it with its holder, so a killed owner never stands in the way."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / "owner.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise FolderInUse(f"{folder} is held by another process.") from error
    return lock


def _open(folder: Path) -> QdrantClient:
    catalogue = folder / "meta.json"
    # The very first write of the catalogue is not atomic: an empty one means its writer died before anything was stored.
    if catalogue.exists() and not catalogue.read_bytes().strip():
        catalogue.unlink()
    try:
        return QdrantClient(path=str(folder))
    except (ValueError, KeyError, RuntimeError) as error:
        fix = "Move the folder away and start again: what it held can be rebuilt from Postgres."
        raise MemoryNotStarted(f"{folder} cannot be read as a folder of vectors: {error}", fix) from error
