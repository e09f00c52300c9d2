"""The outer half of a peer: its process tree, the orders it is given, and the CPU it used."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from deploy.bench.dag.errors import RunFailed
from jobhunter.home import write_private
from jobhunter.process import LAUNCHER, Orders, inherited_environment, last_lines

START_TIMEOUT_S = 90.0
GRACE_S = 10.0


class PeerProcess:
    """One peer's program, with its log and its configuration in `folder`. It never outlives this process.

    `program`: a module of ours, or a command for one that lives in an environment of its own.
    """

    def __init__(self, name: str, program: str | Sequence[str], folder: Path, config: dict[str, Any]) -> None:
        self.name = name
        self._program = (sys.executable, "-m", program) if isinstance(program, str) else tuple(program)
        self._config = config
        self._config_file = folder / f"{name}.json"
        self.log = folder / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None

    async def start(self) -> None:
        """Returns when the peer can take orders. Raises `RunFailed`."""
        write_private(self._config_file, json.dumps(self._config))
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(LAUNCHER), Orders().text(), *self._program, str(self._config_file)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=inherited_environment(),
                start_new_session=True,
            )
        try:
            await self._answer(START_TIMEOUT_S)
        except BaseException:
            await self.stop()
            raise

    async def ask(self, order: dict[str, Any], *, timeout_s: float) -> dict[str, Any]:
        """The peer's answer. Raises `RunFailed`; after `bench_timeout` the peer must be started again."""
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(ConnectionError):  # a dead peer is told by its missing answer, which shows its log
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            await self._process.stdin.drain()
        answer = await self._answer(timeout_s)
        if error := answer.get("error"):
            raise RunFailed("bench_failed", self.name, str(error))
        return answer

    async def _answer(self, timeout_s: float) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(timeout_s):
                line = await self._process.stdout.readline()
        except TimeoutError as error:
            raise RunFailed("bench_timeout", self.name, f"No answer in {timeout_s:.0f} s.\n{self._said()}".rstrip()) from error
        if not line:
            raise RunFailed("bench_failed", self.name, f"Its process ended.\n{self._said()}".rstrip())
        return dict(json.loads(line))

    def cpu_s(self) -> float:
        """User and system time of the whole tree so far."""
        assert self._process is not None
        total = 0.0
        with suppress(psutil.NoSuchProcess):
            root = psutil.Process(self._process.pid)
            for process in (root, *root.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    times = process.cpu_times()
                    total += times.user + times.system
        return total

    async def stop(self) -> None:
        """Ends the peer with all its processes: first by closing its stdin, after a grace by killing its process group."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GRACE_S)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()

    def _said(self) -> str:
        return last_lines(self.log.read_text(errors="replace")) if self.log.exists() else ""
