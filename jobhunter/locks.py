"""Advisory file locks: they end with their holder, however it ends."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

POLL_S = 0.03


class FileLock:
    """One hold on a lock file; the file stays, the hold ends with `release()` or the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def try_acquire(cls, path: Path, *, shared: bool = False) -> Self | None:
        """The lock, or None where another process holds it in a way that excludes this one."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(descriptor)

    @classmethod
    async def acquire(cls, path: Path, *, shared: bool = False, timeout_s: float = 60.0) -> Self:
        """Waits for the lock. Raises `TimeoutError`."""
        async with asyncio.timeout(timeout_s):
            while (lock := cls.try_acquire(path, shared=shared)) is None:  # noqa: ASYNC110 -- another process lets go
                await asyncio.sleep(POLL_S)
        return lock

    def write(self, text: str) -> None:
        """Replaces what the lock file says (for people: who holds it)."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text.encode(), 0)

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@asynccontextmanager
async def locked(path: Path, *, timeout_s: float = 60.0) -> AsyncIterator[None]:
    """Holds `path` exclusively for the duration of the block."""
    lock = await FileLock.acquire(path, timeout_s=timeout_s)
    try:
        yield
    finally:
        lock.release()
