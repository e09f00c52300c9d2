"""The supervisor of the local stack: starts every part, starts it again when it ends, and ends them all.

    async with LocalStack(home, settings) as stack:
        stack.running.gateway_url

No part outlives the supervisor, however it ends; what it leaves behind never keeps the next one from starting.
"""

import asyncio
import os
from collections.abc import Callable, Collection
from typing import Self

from brain.errors import JobHunterError
from deploy.errors import AlreadyRunning
from deploy.settings import StackSettings
from deploy.stack.assembly import EVERYTHING, NEEDS, STOP_ORDER, assemble, with_needs
from deploy.stack.environment import Environment
from deploy.stack.part import PartName
from deploy.stack.preflight import preflight
from deploy.stack.status import PartStatus, State
from jobhunter.home import Home
from jobhunter.locks import FileLock
from jobhunter.stack_file import RunningStack, supervisor_lock

HAND_OVER_S = 8.0  # how long a supervisor that is ending may hold its lock
FIRST_BACKOFF_S = 0.3
LONGEST_BACKOFF_S = 30.0
HEALTHY_AFTER_S = 60.0


class LocalStack:
    """The stack of one home. `parts`: a subset for those who need less than all; what a part needs comes with it.

    `on_change` is called whenever a part's status moves. Starting raises a `JobHunterError` and leaves nothing running.
    """

    def __init__(
        self,
        home: Home | None = None,
        settings: StackSettings | None = None,
        parts: Collection[PartName] = EVERYTHING,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.home = home or Home.resolve()
        self.settings = settings or StackSettings.load()
        self.statuses: dict[PartName, PartStatus] = {}
        self._names = with_needs(parts)
        self._on_change = on_change
        self._lock: FileLock | None = None
        self._environment: Environment | None = None
        self._watchers: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def running(self) -> RunningStack:
        """The stack as `stack.json` describes it."""
        assert self._environment is not None, "the stack was not started"
        environment, statuses = self._environment, self.statuses
        address = {name: status.part.address or None for name, status in statuses.items()}
        pids = {str(name): status.part.pid for name, status in statuses.items()}
        return RunningStack(
            gateway_url=address.get(PartName.GATEWAY),
            flower_url=address.get(PartName.FLOWER),
            database_url=environment.database_url,
            redis_url=environment.redis_url,
            qdrant_url=environment.qdrant_url,
            qdrant_api_key=environment.qdrant_api_key,
            token_file=self.home.token_file,
            pids={"supervisor": os.getpid()} | {name: pid for name, pid in pids.items() if pid},
        )

    async def start(self) -> RunningStack:
        """Returns when every part is ready and `stack.json` is written."""
        self.home.create()
        self._lock = await self._become_supervisor()
        try:
            await asyncio.to_thread(preflight, self.home, self.settings, self._names)
            self._environment = Environment.prepare(self.home, self.settings)
            parts = assemble(self._environment, self._names, supervisor_lock(self.home))
            self.statuses = {name: PartStatus(part) for name, part in parts.items()}
            await self._start_parts()
        except BaseException:
            await self.stop()
            raise
        self._watchers = [asyncio.create_task(self._watch(status)) for status in self.statuses.values()]
        self.running.write(self.home)
        return self.running

    async def stop(self) -> None:
        """Ends every part, those who work before those who store."""
        if self._lock:
            self.home.stack_file.unlink(missing_ok=True)
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        self._watchers = []
        for names in STOP_ORDER:
            await asyncio.gather(*(self._stop_part(self.statuses[name]) for name in names if name in self.statuses))
        if self._lock:
            self.home.discard_run_folder()
            self._lock.release()
            self._lock = None

    async def _become_supervisor(self) -> FileLock:
        path = supervisor_lock(self.home)
        living = RunningStack.find(self.home)
        if living is None:
            try:
                lock = await FileLock.acquire(path, timeout_s=HAND_OVER_S)
            except TimeoutError:
                living = RunningStack.find(self.home)
            else:
                lock.write(f"{os.getpid()}\n")
                self.home.stack_file.unlink(missing_ok=True)
                return lock
        raise AlreadyRunning(str(self.home.folder), living.gateway_url if living else None)

    async def _start_parts(self) -> None:
        ready = {name: asyncio.Event() for name in self.statuses}

        async def start(status: PartStatus) -> None:
            for needed in NEEDS[status.name]:
                await ready[needed].wait()
            await self._start_part(status)
            ready[status.name].set()

        try:
            async with asyncio.TaskGroup() as group:
                for status in self.statuses.values():
                    group.create_task(start(status))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _start_part(self, status: PartStatus) -> None:
        self._move(status, State.STARTING)
        try:
            await status.part.start()
        except JobHunterError as error:
            self._move(status, State.FAILED, error.title)
            raise
        if self._environment:
            self._environment.learn(status.part)
        self._move(status, State.READY)

    async def _stop_part(self, status: PartStatus) -> None:
        await status.part.stop()
        if status.state is not State.FAILED:
            self._move(status, State.STOPPED)

    async def _watch(self, status: PartStatus) -> None:
        backoff = FIRST_BACKOFF_S
        while True:
            how = await status.part.ended()
            backoff = FIRST_BACKOFF_S if status.in_state_s > HEALTHY_AFTER_S else min(backoff * 2, LONGEST_BACKOFF_S)
            status.restarts += 1
            self._move(status, State.RESTARTING, how)
            await self._start_again(status, backoff)
            self.running.write(self.home)

    async def _start_again(self, status: PartStatus, backoff: float) -> None:
        while True:
            await asyncio.sleep(backoff)
            try:
                await self._start_part(status)
            except (JobHunterError, OSError) as error:
                backoff = min(backoff * 2, LONGEST_BACKOFF_S)
                self._move(status, State.RESTARTING, str(error).splitlines()[0])
            else:
                return

    def _move(self, status: PartStatus, state: State, note: str = "") -> None:
        status.becomes(state, note)
        self._on_change()
