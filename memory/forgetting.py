"""Everything remembered of one user, gone: from a running Qdrant, or from the folder of one that is not running."""

import asyncio
from pathlib import Path
from uuid import UUID

from qdrant_client import models

from memory.engine import LocalEngine
from memory.resume_facts import COLLECTION as RESUME_FACTS
from memory.settings import MemorySettings
from memory.store import USER, VectorStore
from memory.task_history import COLLECTION as TASK_HISTORY

COLLECTIONS = (RESUME_FACTS, TASK_HISTORY)


async def forget_user(settings: MemorySettings, user_id: str) -> None:
    """Asks the Qdrant of the settings. Raises `MemoryUnavailable`."""
    async with VectorStore.connect(settings) as store:
        for name in COLLECTIONS:
            await store.delete(name, user_id=UUID(user_id))


async def forget_user_in(folder: Path, user_id: str) -> None:
    """In the folder of an owner that does not run; nothing where there is none. Raises `FolderInUse`."""
    if not await asyncio.to_thread(folder.is_dir):
        return
    engine = LocalEngine(folder)
    try:
        own = models.FieldCondition(key=USER, match=models.MatchValue(value=str(UUID(user_id))))
        for collection in (await engine.collections()).collections:
            await engine.delete(collection.name, models.FilterSelector(filter=models.Filter(must=[own])))
    finally:
        engine.close()
