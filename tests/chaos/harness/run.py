"""One chaos run: makes the tasks, strikes by the schedule, waits for the end, and counts."""

import asyncio
import base64
import random
import secrets
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from jobhunter.process import inherited_environment, last_lines
from tests.chaos.harness.catalogue import BRANCHES, STEPS_PER_TASK
from tests.chaos.harness.ground import Ground, solid_ground
from tests.chaos.harness.look import Ended, Look
from tests.chaos.harness.person import TruthfulPerson
from tests.chaos.harness.schedule import Blow, Target, schedule
from tests.chaos.harness.tasks import make_tasks, make_users
from tests.chaos.harness.workers import Workers
from workers.publishing import HintPublisher
from world_model.session import Database
from world_model.vault import Vault

LEASE_S = 4.0
LOOK_EVERY_S = 0.2
SAY_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of what. `terminations`: rounds of cutting off every client of PostgreSQL, a second apart, at most."""

    tasks: int = 400
    workers: int = 20
    redis: int = 4
    postgres: int = 6
    terminations: int = 0
    limit_s: float = 290.0


@dataclass(slots=True)
class Struck:
    """What was done to the system."""

    kills: int = 0
    restarts: int = 0
    terminations: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """`submitted`: applications the site got. `twice`: postings that were applied to more than once."""

    scale: Scale
    struck: Struck
    ended: Ended
    submitted: int
    twice: int
    asked: int
    seconds: float
    trouble: tuple[str, ...] = field(default=())

    @property
    def good(self) -> bool:
        tasks = self.scale.tasks
        counts = (self.ended.completed, self.ended.succeeded, self.ended.confirmed, self.submitted)
        wanted = (tasks, tasks * STEPS_PER_TASK, tasks * len(BRANCHES), tasks * len(BRANCHES))
        struck_as_planned = (self.struck.kills, self.struck.restarts) == (
            self.scale.workers + self.scale.redis,
            self.scale.postgres,
        )
        return counts == wanted and struck_as_planned and not self.twice and not self.ended.stuck and not self.trouble

    def line(self) -> str:
        """The run in one line."""
        return (
            f"tasks={self.ended.completed} steps={self.ended.succeeded} kills={self.struck.kills} restarts={self.struck.restarts} "
            f"submitted={self.submitted} twice={self.twice} stuck={self.ended.stuck} seconds={self.seconds:.1f}"
        )


class Chaos:
    """The parts of one run, once they are all there."""

    def __init__(self, scale: Scale, seed: int, ground: Ground, look: Look, workers: Workers) -> None:
        self._scale, self._seed = scale, seed
        self._ground, self._look, self._workers = ground, look, workers
        self._steps = scale.tasks * STEPS_PER_TASK
        self.struck = Struck()
        self.done = 0

    async def until_the_end(self) -> None:
        """Returns when every task has ended."""
        striking = asyncio.create_task(self._strike())
        cutting = asyncio.create_task(self._cut_off())
        try:
            while await self._look.tasks() != (self._scale.tasks, self._scale.tasks):
                self.done = await self._look.done()
                self._workers.require_kept()
                for task in (striking, cutting):
                    if task.done():
                        task.result()
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            striking.cancel()
            cutting.cancel()
            await asyncio.wait({striking, cutting})

    async def _strike(self) -> None:
        scale = self._scale
        for blow in schedule(self._seed, workers=scale.workers, redis=scale.redis, postgres=scale.postgres):
            while self.done < blow.at * self._steps:  # noqa: ASYNC110 -- the work of other processes
                await asyncio.sleep(LOOK_EVERY_S / 4)
            await self._deal(blow)

    async def _deal(self, blow: Blow) -> None:
        match blow.target:
            case Target.POSTGRES:
                await self._ground.restart_postgres()
                self.struck.restarts += 1
            case Target.REDIS:
                await self._ground.redis.kill()
                self.struck.kills += 1
            case _:
                while not await self._workers.strike(blow, self._look):
                    await asyncio.sleep(LOOK_EVERY_S / 4)
                self.struck.kills += 1

    async def _cut_off(self) -> None:
        for _ in range(self._scale.terminations):
            await asyncio.sleep(1.0)
            await self._look.terminate_everybody()
            self.struck.terminations += 1


async def run(scale: Scale, seed: int, name: str = "") -> Verdict:
    """One run from the first task to the last. Must run in the main thread."""
    async with AsyncExitStack() as exits:
        ground = await exits.enter_async_context(solid_ground())
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        vault = Vault(key)
        database = await exits.enter_async_context(Database(ground.database_url))
        look = await exits.enter_async_context(Look(ground.superuser_url))
        publisher = HintPublisher(ground.redis.url)
        exits.push_async_callback(publisher.close)
        await make_users(database, vault, scale.tasks)
        workers = Workers(ground.home.logs, _environment(ground, key), random.Random(seed))
        await exits.enter_async_context(workers)
        person = TruthfulPerson(look, database, vault, ground.site, publisher)
        chaos = Chaos(scale, seed, ground, look, workers)
        began = time.monotonic()
        helpers = [
            asyncio.create_task(person.run()),
            asyncio.create_task(make_tasks(database, publisher, ground.site.origin, scale.tasks)),
            asyncio.create_task(_say(name, chaos, person, began)),
        ]
        trouble: list[str] = []
        try:
            async with asyncio.timeout(scale.limit_s):
                await chaos.until_the_end()
        except TimeoutError:
            trouble.append(f"It did not end within {scale.limit_s:.0f} s.")
        finally:
            seconds = time.monotonic() - began
            for helper in helpers:
                helper.cancel()
            ends = await asyncio.gather(*helpers, return_exceptions=True)
            trouble += [repr(end) for end in ends if isinstance(end, Exception)]
        received = ground.site.received()
        verdict = Verdict(
            scale,
            chaos.struck,
            await look.ended(),
            received.total(),
            sum(n > 1 for n in received.values()),
            person.answered,
            seconds,
        )
        if verdict.good and not trouble and not person.baffled:
            return verdict
        trouble += [*person.baffled, *await look.left_over(), *_logs(ground)]
        trouble += [f"applied to {n} times: {posting}" for posting, n in received.items() if n > 1]
        return Verdict(**{slot: getattr(verdict, slot) for slot in Verdict.__slots__} | {"trouble": tuple(trouble)})


async def _say(name: str, chaos: Chaos, person: TruthfulPerson, began: float) -> None:
    while True:
        await asyncio.sleep(SAY_EVERY_S)
        struck = chaos.struck
        print(
            f"{name} {time.monotonic() - began:.0f} s: steps={chaos.done} kills={struck.kills} restarts={struck.restarts} "
            f"terminations={struck.terminations} asked={person.answered}",
            file=sys.stderr,
            flush=True,
        )


def _environment(ground: Ground, key: str) -> dict[str, str]:
    told = {
        "HOME": str(ground.home.folder),
        "DATABASE_URL": ground.postgres.url,
        "REDIS_URL": ground.redis.url,
        "MASTER_KEY": key,
        "LEASE_S": str(LEASE_S),
        "LOG_LEVEL": "warning",
        "CHAOS_SITE": ground.site.origin,
    }
    return inherited_environment({f"JOBHUNTER_{name}": value for name, value in told.items()})


def _logs(ground: Ground) -> list[str]:
    return [
        f"--- {log.name}\n{last_lines(log.read_text(errors='replace'), 40)}" for log in sorted(ground.home.logs.glob("worker*"))
    ]
