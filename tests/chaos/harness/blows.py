"""Deals the blows of a schedule, each when its share of the work is done."""

import asyncio
import sys
import time
from collections.abc import Coroutine
from typing import Any

from tests.chaos.harness.catalogue import STEPS_PER_TASK
from tests.chaos.harness.ground import Ground
from tests.chaos.harness.look import Look
from tests.chaos.harness.schedule import Blow, Target, schedule
from tests.chaos.harness.verdict import Scale, Struck
from tests.chaos.harness.workers import Workers

LOOK_EVERY_S = 0.2
AIM_EVERY_S = 0.05
CUT_OFF_EVERY_S = 1.0


class Blows:
    """One run's. `began`: on the monotonic clock. `done`: how many steps have succeeded, as last seen."""

    def __init__(self, name: str, scale: Scale, seed: int, ground: Ground, look: Look, workers: Workers) -> None:
        self._name, self._scale, self._seed = name, scale, seed
        self._ground, self._look, self._workers = ground, look, workers
        self._over = False
        self.struck = Struck()
        self.done = 0
        self.began = time.monotonic()

    async def until_the_end(self) -> None:
        """Returns when every task has ended and every blow has been dealt."""
        striking = asyncio.create_task(self._strike())
        cutting = asyncio.create_task(self._cut_off())
        try:
            while not self._over:
                await asyncio.sleep(LOOK_EVERY_S)
                self.done = await self._look.done()
                self._workers.require_kept()
                for task in (striking, cutting):
                    if task.done():
                        task.result()
                self._over = await self._look.tasks() == (self._scale.tasks, self._scale.tasks)
            await striking
        finally:
            striking.cancel()
            cutting.cancel()
            await asyncio.wait({striking, cutting})

    def say(self, what: str) -> None:
        """To whoever waits for the run; its result is on stdout."""
        print(f"{self._name} {time.monotonic() - self.began:.0f} s: {what}", file=sys.stderr, flush=True)

    async def _strike(self) -> None:
        scale = self._scale
        for blow in schedule(self._seed, workers=scale.workers, redis=scale.redis, postgres=scale.postgres):
            while self.done < blow.at * scale.tasks * STEPS_PER_TASK and not self._over:  # noqa: ASYNC110 -- others do it
                await asyncio.sleep(AIM_EVERY_S)
            await self._deal(blow)

    async def _deal(self, blow: Blow) -> None:
        match blow.target:
            case Target.POSTGRES:
                await _to_its_end(self._ground.restart_postgres())
                self.struck.restarts += 1
            case Target.REDIS:
                await _to_its_end(self._ground.redis.kill())
                self.struck.kills += 1
            case _:
                while not await self._workers.strike(blow, self._look):
                    if self._over:
                        return  # nobody is left to be struck; the verdict says so
                    await asyncio.sleep(AIM_EVERY_S)
                self.struck.kills += 1
        self.say(f"{blow.target} killed")

    async def _cut_off(self) -> None:
        for _ in range(self._scale.terminations):
            await asyncio.sleep(CUT_OFF_EVERY_S)
            await self._look.terminate_everybody()
            self.struck.terminations += 1


async def _to_its_end(restart: Coroutine[Any, Any, None]) -> None:
    """A run that is given up leaves no server half started: what is said of its end is read from there."""
    task = asyncio.create_task(restart)
    try:
        await asyncio.shield(task)
    finally:
        await asyncio.wait({task})
