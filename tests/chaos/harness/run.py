"""One chaos run: makes the tasks, strikes by the schedule, waits for the end, and counts."""

import asyncio
import base64
import random
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from jobhunter.process import inherited_environment, last_lines
from tests.chaos.harness.blows import Blows
from tests.chaos.harness.ground import Ground, solid_ground
from tests.chaos.harness.look import Look
from tests.chaos.harness.person import TruthfulPerson
from tests.chaos.harness.tasks import make_tasks, make_users
from tests.chaos.harness.verdict import Scale, Verdict, shortfalls
from tests.chaos.harness.workers import Workers
from workers.publishing import HintPublisher
from world_model.session import Database
from world_model.vault import Vault

LEASE_S = 4.0
SAY_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts of one run, once they are all there."""

    ground: Ground
    database: Database
    look: Look
    publisher: HintPublisher
    person: TruthfulPerson
    blows: Blows


async def run(scale: Scale, seed: int, name: str = "chaos") -> Verdict:
    """One run from the first task to the last. Must run in the main thread."""
    async with _set_up(scale, seed, name) as stage:
        helpers = [
            asyncio.create_task(stage.person.run()),
            asyncio.create_task(make_tasks(stage.database, stage.publisher, stage.ground.site.origin, scale.tasks)),
            asyncio.create_task(_say_on(stage)),
        ]
        trouble: list[str] = []
        try:
            async with asyncio.timeout(scale.limit_s):
                await stage.blows.until_the_end()
        except TimeoutError:
            trouble.append(f"it did not end within {scale.limit_s:.0f} s")
        finally:
            seconds = time.monotonic() - stage.blows.began
            for helper in helpers:
                helper.cancel()
            ends = await asyncio.gather(*helpers, return_exceptions=True)
        trouble += [repr(end) for end in ends if isinstance(end, Exception)]
        return await _verdict(scale, stage, seconds, trouble)


@asynccontextmanager
async def _set_up(scale: Scale, seed: int, name: str) -> AsyncIterator[Stage]:
    """Servers, people and workers; the clock starts when all of them are there."""
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
        yield Stage(ground, database, look, publisher, person, Blows(name, scale, seed, ground, look, workers))


async def _verdict(scale: Scale, stage: Stage, seconds: float, trouble: list[str]) -> Verdict:
    received, ended, struck = stage.ground.site.received(), await stage.look.ended(), stage.blows.struck
    twice = {posting: n for posting, n in received.items() if n > 1}
    trouble += [f"asked what it cannot know: {question}" for question in stage.person.baffled]
    trouble += shortfalls(scale, struck, ended, received.total(), len(twice))
    if trouble:
        trouble += [f"applied to {n} times: {posting}" for posting, n in twice.items()]
        trouble += [*await stage.look.left_over(), *_logs(stage.ground)]
    return Verdict(scale, struck, ended, received.total(), len(twice), stage.person.answered, seconds, tuple(trouble))


async def _say_on(stage: Stage) -> None:
    while True:
        await asyncio.sleep(SAY_EVERY_S)
        struck = stage.blows.struck
        stage.blows.say(
            f"steps={stage.blows.done} kills={struck.kills} restarts={struck.restarts} terminations={struck.terminations} "
            f"asked={stage.person.answered}"
        )


def _environment(ground: Ground, key: str) -> dict[str, str]:
    told = {
        "HOME": str(ground.home.folder),
        "DATABASE_URL": ground.postgres.url,
        "REDIS_URL": ground.redis.url,
        "MASTER_KEY": key,
        "LEASE_S": str(LEASE_S),
        "LOG_LEVEL": "warning",
    }
    return inherited_environment({f"JOBHUNTER_{name}": value for name, value in told.items()})


def _logs(ground: Ground) -> list[str]:
    logs = sorted(ground.home.logs.glob("worker*"))
    return [f"--- {log.name}\n{last_lines(log.read_text(errors='replace'), 40)}" for log in logs]
