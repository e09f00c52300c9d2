"""What can go wrong with memory.

JobHunterError
├── Unavailable ── MemoryUnavailable    Qdrant does not answer, or not as it should; trying again may help
├── Conflict ───── CollectionMismatch   a collection holds vectors of another shape than the caller's
│              └── FolderInUse          the folder of vectors already has an owner
└── Missing ────── MemoryNotStarted     the embedded owner lacks what it needs to start
"""

from brain.errors import Conflict, Missing, Unavailable


class MemoryUnavailable(Unavailable):
    def __init__(self, detail: str, fix: str = "Try again; `jobhunter doctor` says whether Qdrant is running.") -> None:
        super().__init__("memory_unavailable", "The memory does not answer.", detail, fix)


class CollectionMismatch(Conflict):
    def __init__(self, collection: str, detail: str) -> None:
        fix = "Use the embedding model the collection was made with, or drop it: it can be rebuilt from Postgres."
        title = f"The collection {collection} holds vectors of another shape."
        super().__init__("collection_mismatch", title, detail, fix, collection=collection)


class FolderInUse(Conflict):
    def __init__(self, detail: str) -> None:
        fix = "Connect to the process that owns the folder, or stop it first."
        super().__init__("memory_folder_in_use", "The folder of vectors has an owner already.", detail, fix)


class MemoryNotStarted(Missing):
    def __init__(self, detail: str, fix: str) -> None:
        super().__init__("memory_not_started", "The memory cannot start.", detail, fix)
