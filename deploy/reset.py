"""Deletes what an installation has stored, and nothing else that may lie in its folder."""

import shutil
from pathlib import Path

from deploy.errors import AlreadyRunning
from jobhunter.home import Home
from jobhunter.locks import FileLock
from jobhunter.stack_file import RunningStack, supervisor_lock
from world_model.embedded.layout import PostgresLayout

OURS = (
    "secrets", "logs", "run", "redis", "vectors", "documents", "screenshots", "postgres", "token", "master.key", "stack.json",
    "postgres.start.lock", "postgres.users.lock", "supervisor.lock",
)  # fmt: skip


def delete_everything(home: Home) -> list[Path]:
    """Returns what was deleted. Raises `AlreadyRunning` while a stack or a command uses the home."""
    if not home.folder.is_dir():
        return []
    _require_unused(home)
    layout = PostgresLayout.of(home)
    paths = [*(home.folder / name for name in OURS), layout.folder, layout.folder.with_name(f"{layout.folder.name}.before")]
    paths += [layout.sockets, home.run]
    return [path for path in dict.fromkeys(paths) if _delete(path)]


def _require_unused(home: Home) -> None:
    for path in (supervisor_lock(home), home.folder / "postgres.users.lock"):
        if not path.exists():
            continue
        lock = FileLock.try_acquire(path)
        if lock is None:
            living = RunningStack.find(home)
            raise AlreadyRunning(str(home.folder), living.gateway_url if living else None)
        lock.release()


def _delete(path: Path) -> bool:
    if not path.exists():
        return False
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    return True
