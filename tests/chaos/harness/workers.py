"""The workers of a chaos run: real Celery workers, killed and started again."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from jobhunter.process import Child
from tests.chaos.harness.look import Look, Running
from tests.chaos.harness.schedule import Blow, Target

APP = "tests.chaos.harness.worker:celery"
MOST_STARTS = 80
READY_TIMEOUT_S = 120.0


class Workers:
    """Keeps `count` workers of `pool` processes each running. Open with `async with`."""

    def __init__(self, logs: Path, env: Mapping[str, str], dice: random.Random, *, count: int = 2, pool: int = 2) -> None:
        self._logs, self._env, self._dice = logs, env, dice
        self._count, self._pool = count, pool
        self._living: dict[int, Child] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self.starts = 0

    async def __aenter__(self) -> "Workers":
        for number in range(self._count):
            self._living[number] = await self._start(number)
        self._keepers = [asyncio.create_task(self._keep(number)) for number in self._living]
        for child in self._living.values():
            await child.wait_for_line(r"@\S+ ready\.", timeout_s=READY_TIMEOUT_S)
        return self

    async def __aexit__(self, *_: object) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for child in self._living.values():
            await child.stop(signal.SIGKILL)

    def require_kept(self) -> None:
        """Raises what ended a keeper: a worker that cannot even start."""
        for keeper in self._keepers:
            if keeper.done():
                keeper.result()

    async def strike(self, blow: Blow, look: Look) -> bool:
        """Kills a process that runs a step now, and what the target says with it; False: there is none to kill just now.

        A step that loses its worker twice is a dead letter: that is right, and tested where it belongs. Here it would only hide
        what is lost by mistake, so no step is hit a second time. Whoever is to die stands still while that is looked up.
        """
        at_work = [r for r in await look.running() if self._worker_of(r.pid)]
        submitting = [r for r in at_work if r.action == "submit"]
        if not at_work:
            return False
        victim = self._dice.choice(submitting if blow.at_submit and submitting else at_work)
        worker = self._worker_of(victim.pid)
        if worker is None:
            return False
        stopped = [victim.pid] if blow.target is Target.POOL_PROCESS else [worker.pid, *_children(worker.pid)]
        _signal(stopped, signal.SIGSTOP)
        try:
            if _hit_before(await look.running(), stopped):
                return False
            match blow.target:
                case Target.POOL_PROCESS:
                    _signal([victim.pid], signal.SIGKILL)
                case Target.MAIN_PROCESS:
                    _signal([worker.pid], signal.SIGKILL)
                case _:
                    os.killpg(worker.pid, signal.SIGKILL)
            return True
        finally:
            _signal(stopped, signal.SIGCONT)

    def _worker_of(self, pool_pid: int) -> Child | None:
        return next((child for child in self._living.values() if pool_pid in _children(child.pid)), None)

    async def _keep(self, number: int) -> None:
        while self.starts < MOST_STARTS:
            await self._living[number].wait()
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._living[number].pid, signal.SIGKILL)
            self._living[number] = await self._start(number)
        raise RuntimeError(f"The workers were started {MOST_STARTS} times.")

    async def _start(self, number: int) -> Child:
        self.starts += 1
        queues = "planner,executor,critic,learner"
        how = ["-Q", queues, "-n", f"chaos-{number}@%h", "--pool", "prefork", "-c", str(self._pool), "-l", "INFO"]
        argv = [sys.executable, "-m", "celery", "-A", APP, "worker", *how, "--without-gossip", "--without-mingle"]
        return await Child.start(f"Worker {number}", argv, log=self._logs / f"worker-{number}.log", env=self._env)


def _children(pid: int) -> list[int]:
    with suppress(psutil.NoSuchProcess):
        return [child.pid for child in psutil.Process(pid).children()]
    return []


def _signal(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _hit_before(running: Sequence[Running], pids: Sequence[int]) -> bool:
    return any(r.losses > 0 and r.pid in pids for r in running)
