"""Child processes that leave a log and never outlive the one that started them.

On Linux a child gets a parent-death signal; elsewhere a small keeper watches a lock its parent holds. See `launcher.py`.
"""

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from brain.errors import Unavailable

LAUNCHER = Path(__file__).with_name("launcher.py")
POLL_S = 0.03
LARGEST_LOG = 5_000_000  # bytes; a longer one is set aside when its process starts again


class ProcessFailed(Unavailable):
    """A child ended, or did not get ready in time. `detail` ends with the last lines it wrote."""

    def __init__(self, name: str, what: str, log: Path, output: str) -> None:
        detail = f"{name} {what}.\n{last_lines(output)}".rstrip()
        super().__init__("part_failed", f"{name} did not start.", detail, f"Read {log}, then try again.", part=name)


@dataclass(frozen=True)
class Orders:
    """How a child is bound and as whom it runs.

    `death_signal`: what it gets when those it works for are gone. `lock`: a file the caller holds locked; systems without a
    parent-death signal need it. `shared`: the child works for all who share that lock, and lives as long as one of them.
    `uid`, `gid`: another user, where the caller is root.
    """

    death_signal: signal.Signals = signal.SIGKILL
    lock: Path | None = None
    shared: bool = False
    uid: int | None = None
    gid: int | None = None

    def text(self) -> str:
        watched = self.lock if self.shared or sys.platform != "linux" else None
        document = {"parent": os.getpid(), "death_signal": int(self.death_signal), "uid": self.uid, "gid": self.gid}
        return json.dumps(document | {"lock": watched and str(watched), "exclusive": self.shared})


def inherited_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment for a child, with what is added or replaced."""
    return {**os.environ, **(extra or {})}


class Child:
    """A running child. Its output goes to `log`, where `wait_for_line` reads what it said since it started."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path, offset: int) -> None:
        self.name = name
        self.log = log
        self._process = process
        self._offset = offset

    @classmethod
    async def start(
        cls,
        name: str,
        argv: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str],
        orders: Orders | None = None,
        cwd: Path | None = None,
    ) -> Self:
        """Starts `argv`. Must be called from the main thread: a parent-death signal follows the thread that forked."""
        offset = _rotate(log)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(LAUNCHER), (orders or Orders()).text(), *argv),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=dict(env),
                cwd=cwd,
                start_new_session=True,  # Ctrl-C in the terminal is for the parent alone, which ends its children in order
            )
        return cls(name, process, log, offset)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def wait(self) -> int:
        """The exit code; negative: the signal that ended it."""
        return await self._process.wait()

    async def wait_for_line(self, pattern: str, *, timeout_s: float) -> re.Match[str]:
        """The first match of `pattern` in what the child has written. Raises `ProcessFailed`."""
        expression = re.compile(pattern, re.MULTILINE)
        deadline = time.monotonic() + timeout_s
        while not (match := expression.search(self.output())):
            self.require_alive()
            if time.monotonic() > deadline:
                raise self.failed(f"was not ready after {timeout_s:.0f} s")
            await asyncio.sleep(POLL_S)
        return match

    def output(self) -> str:
        """What the child has written since it started."""
        with self.log.open("rb") as file:
            file.seek(self._offset)
            return file.read().decode(errors="replace")

    def require_alive(self) -> None:
        if not self.alive:
            raise self.failed(f"ended with {self._process.returncode}")

    def failed(self, what: str) -> ProcessFailed:
        """The error that says so, with what the child wrote last."""
        return ProcessFailed(self.name, what, self.log, self.output())

    async def stop(self, number: signal.Signals = signal.SIGTERM, *, grace_s: float = 10.0) -> None:
        """Asks the child to end and, after `grace_s`, ends its whole process group."""
        if not self.alive:
            return
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)  # not the transport's send_signal(), which may take the exit code from its own watcher
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), grace_s)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        await self._process.wait()


def last_lines(text: str, count: int = 8) -> str:
    """The end of a log, for an error's detail."""
    return "\n".join(text.splitlines()[-count:])


def _rotate(log: Path) -> int:
    # Returns where the new child's output begins.
    with suppress(FileNotFoundError):
        size = log.stat().st_size
        if size <= LARGEST_LOG:
            return size
        log.replace(log.with_suffix(".1.log"))
    return 0
