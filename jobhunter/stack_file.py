"""`stack.json`: the running stack, described for those who want to talk to it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from jobhunter.home import Home, write_private
from jobhunter.locks import FileLock


class RunningStack(BaseModel):
    """Where each part of the running stack is; None for a part that was not asked for. The URLs hold passwords."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    gateway_url: str | None = None
    flower_url: str | None = None
    database_url: str | None = None
    redis_url: str | None = None
    qdrant_url: str | None = None
    qdrant_api_key: str | None = None
    token_file: Path
    pids: dict[str, int]

    def public(self) -> dict[str, object]:
        """What may be shown: addresses and process ids, no URL that holds a password."""
        return self.model_dump(mode="json", include={"gateway_url", "flower_url", "qdrant_url", "token_file", "pids"})

    def write(self, home: Home) -> None:
        """Replaces the file in one move, so a reader never sees half of it."""
        draft = home.stack_file.with_name(".stack.json.draft")
        write_private(draft, self.model_dump_json(indent=1))
        draft.replace(home.stack_file)

    @classmethod
    def find(cls, home: Home) -> "RunningStack | None":
        """The stack of this home if it is up. A file that a killed supervisor left behind does not count."""
        if not home.folder.is_dir() or not is_supervised(home):
            return None
        try:
            return cls.model_validate_json(home.stack_file.read_bytes())
        except (OSError, ValidationError):
            return None


def supervisor_lock(home: Home) -> Path:
    """Held exclusively by the one supervisor of this home for as long as it lives."""
    return home.folder / "supervisor.lock"


def is_supervised(home: Home) -> bool:
    """Whether a living supervisor owns this home."""
    path = supervisor_lock(home)
    if not path.exists():
        return False
    lock = FileLock.try_acquire(path, shared=True)
    if lock:
        lock.release()
    return lock is None


def supervisor_pid(home: Home) -> int | None:
    """The process that owns this home, or None."""
    if not is_supervised(home):
        return None
    try:
        return int(supervisor_lock(home).read_text())
    except (OSError, ValueError):
        return None
