"""What a worker's main process does beside minding its pool: sweeping, telling people, and saying that it lives."""

import asyncio
import os
import socket
import threading
from collections.abc import Sequence

import structlog

from brain.errors import JobHunterError
from jobhunter.address import AddressPolicy
from workers.hands.notify import AppriseSender
from workers.notifying import OutboxDrain
from workers.publishing import HintPublisher
from workers.settings import WorkerSettings
from world_model.session import Database
from world_model.settings import WorldModelSettings
from world_model.steps import Hint, Steps
from world_model.sweeper import Sweeper
from world_model.vault import Vault

log = structlog.get_logger()
SEEN_EVERY_S = 5.0


class MainProcess(threading.Thread):
    """A thread with its own loop, since Celery's main process has none. It ends with its process."""

    def __init__(self, name: str, queues: str, version: str) -> None:
        super().__init__(name="jobhunter-main", daemon=True)
        self._worker, self._queues, self._version = name, queues, version
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._main())
        except asyncio.CancelledError:
            log.info("sweeper_ended")

    def stop(self) -> None:
        if self._loop is not None and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _main(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        world, settings = WorldModelSettings(), WorkerSettings()
        publisher = HintPublisher(settings.redis_url.get_secret_value())
        async with Database(world.url(), engine_connections=2, user_connections=3) as database:
            steps = Steps(database, self._worker, world.lease_s)

            def publish(hints: Sequence[Hint]) -> None:
                publisher.publish_soon(hints)

            async with asyncio.TaskGroup() as group:
                group.create_task(_tell_people(database, world, settings))
                group.create_task(Sweeper(steps, publish).run())
                group.create_task(self._say_alive(steps))

    async def _say_alive(self, steps: Steps) -> None:
        while True:
            try:
                await steps.seen(socket.gethostname(), os.getpid(), self._queues, self._version)
            except Exception as error:
                log.warning("not_seen", error=str(error))
            await asyncio.sleep(SEEN_EVERY_S)


async def _tell_people(database: Database, world: WorldModelSettings, settings: WorkerSettings) -> None:
    try:
        sender = AppriseSender(AddressPolicy(settings.origins))
        drain = OutboxDrain(database, Vault(world.key(), world.key), sender, settings.home_page)
    except JobHunterError as error:
        log.error("nobody_is_told", **error.document())  # sweeping must go on
        return
    await drain.run()
