"""The sweeper's loop: what a lost message forgot is found again within seconds, as long as any process lives."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from jobhunter.faults import fault
from world_model.steps import Hint, Steps

log = structlog.get_logger()


class Sweeper:
    """Sweeps again and again and hands the hints to `publish`, which must not block.

    Any number of these may run: each sweep is one transaction, and only one at a time finds the lock free.
    """

    def __init__(self, steps: Steps, publish: Callable[[Sequence[Hint]], None], every_s: float = 1.0) -> None:
        self._steps = steps
        self._publish = publish
        self._every_s = every_s

    async def run(self) -> None:
        """Never ends by itself: a database that is away is asked again."""
        while True:
            await self.sweep_once()
            await asyncio.sleep(self._every_s)

    async def sweep_once(self) -> int:
        """One sweep; answers how many hints it sent."""
        try:
            hints = await self._steps.sweep()
        except Exception as error:
            log.warning("sweep_failed", error=str(error))
            return 0
        fault("after_sweep")
        if hints:
            self._publish(hints)
        return len(hints or ())
