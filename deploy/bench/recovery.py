"""How soon the engine is itself again after PostgreSQL was ended as a crash would end it, under steady work.

One Celery worker with two pool processes runs steps that do nothing, as many as it can. A step counts when the database has
committed its end, at the time the database wrote (`finished_at`): what a worker believes it did does not count.
"""

import asyncio
import base64
import secrets
import signal
import statistics
import sys
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import text

from brain.context import Options
from brain.errors import Unavailable
from brain.goal import Goal
from brain.plan import Plan, StepSpec
from deploy.bench.dag.servers import Servers
from jobhunter.process import Child, inherited_environment
from migrations.upgrade import upgrade
from workers.publishing import HintPublisher
from world_model.embedded import EmbeddedPostgres
from world_model.session import Database, retrying
from world_model.settings import sqlalchemy_url
from world_model.tasks import TaskStore
from world_model.users import LOCAL_USER, Users
from world_model.vault import Vault

APP = "deploy.bench.dag.our_worker:celery"
ROLE = "critic"
WORKERS = 2
LEASE_S = 5.0
BASELINE_S = 6.0
WITHIN_S = 10.0
RECOVERED = 0.95
GIVEN_UP_S = 60.0
SERVER_ENDS_S = 30.0
STEPS_PER_TASK = 250
BACKLOG = 1000
FEED_EVERY_S = 0.2
LOOK_EVERY_S = 0.5
OVERLAP_S = 2.0  # a step may be seen later than one that ended after it
NEAR = 10 * BACKLOG  # whatever ended within the overlap is among the newest steps

_READY = text("SELECT count(*) FROM task_steps WHERE status = 'ready'")
_FINISHED = text(
    "SELECT extract(epoch FROM finished_at)::float8 FROM task_steps WHERE status = 'succeeded'"
    " AND finished_at >= to_timestamp(:since) AND id > (SELECT max(id) FROM task_steps) - :near ORDER BY 1"
)
_LEFT = text("SELECT count(*) FROM tasks WHERE status NOT IN ('completed', 'failed', 'cancelled')")
_ENDED = text("SELECT count(*), count(*) FILTER (WHERE status <> 'succeeded') FROM task_steps")


@dataclass(frozen=True, slots=True)
class Recovery:
    """`away_s`: until the server took connections again. `recovered_s`: until the first second at 95 % of the baseline was over;
    None: it never came. Both from the instant the server was ended. `lost`: steps that did not succeed in the end.
    """

    baseline_per_s: float
    after_per_s: float
    away_s: float
    recovered_s: float | None
    steps: int
    lost: int

    @property
    def kept(self) -> bool:
        return self.recovered_s is not None and self.recovered_s <= WITHIN_S and self.lost == 0

    def row(self) -> dict[str, Any]:
        """The row of a benchmark's document; rates are steps per second."""
        return {
            "what": "steps after an immediate restart of PostgreSQL",
            "baseline_per_s": round(self.baseline_per_s, 1),
            "after_per_s": round(self.after_per_s, 1),
            "away_s": round(self.away_s, 2),
            "recovered_s": None if self.recovered_s is None else round(self.recovered_s, 2),
            "limit_s": WITHIN_S,
            "steps": self.steps,
            "lost": self.lost,
            "kept": self.kept,
        }


def measure(baseline_s: float = BASELINE_S) -> dict[str, Any]:
    """One row, from servers and a worker of its own that are gone afterwards. For the main thread, outside any event loop."""
    return asyncio.run(recover(baseline_s)).row()


async def recover(baseline_s: float = BASELINE_S) -> Recovery:
    """Raises `Unavailable` `bench_failed` where the steps do not come to their end at all."""
    async with Servers() as servers, AsyncExitStack() as exits:
        await asyncio.to_thread(upgrade, sqlalchemy_url(servers.database_url))
        postgres = EmbeddedPostgres(servers.home)
        exits.push_async_callback(postgres.stop)
        load = await exits.enter_async_context(SteadyLoad.over(servers.database_url, servers.redis_url()))
        await exits.enter_async_context(_worker(servers))
        return await _measured(postgres, load, baseline_s)


async def _measured(postgres: EmbeddedPostgres, load: "SteadyLoad", baseline_s: float) -> Recovery:
    await load.runs(STEPS_PER_TASK)
    await asyncio.sleep(baseline_s / 2)  # pools, caches and statistics are warm
    before = Watch(load)
    await before.for_seconds(baseline_s)
    baseline = before.median_per_s()
    since = time.time()
    await restart_immediately(postgres)
    away = time.time() - since
    watch = Watch(load, since)
    recovered: float | None = None
    while recovered is None and time.time() - since < GIVEN_UP_S:
        recovered = first_full_second(await watch.look(), RECOVERED * baseline)
    after = Watch(load)
    await after.for_seconds(baseline_s)
    steps, lost = await load.drain()
    return Recovery(baseline, after.median_per_s(), away, None if recovered is None else recovered - since, steps, lost)


class Watch:
    """When steps ended since an instant, looked at every half second: before the restart as often as after it."""

    def __init__(self, load: "SteadyLoad", since: float | None = None) -> None:
        self._load = load
        self._since = time.time() if since is None else since
        self._ended: list[float] = []

    async def look(self) -> list[float]:
        """Waits for the next look. Seconds since the epoch, ascending."""
        await asyncio.sleep(LOOK_EVERY_S)
        again = max(self._since, self._ended[-1] - OVERLAP_S) if self._ended else self._since
        self._ended[bisect_left(self._ended, again) :] = await self._load.finished(since=again)
        return self._ended

    async def for_seconds(self, seconds: float) -> None:
        while time.time() - self._since < seconds:
            await self.look()

    def median_per_s(self) -> float:
        whole = int(self._ended[-1] - self._since) if self._ended else 0
        starts = [self._since + n for n in range(whole)]
        return (
            statistics.median(bisect_left(self._ended, at + 1) - bisect_left(self._ended, at) for at in starts) if starts else 0.0
        )


def first_full_second(finished: Sequence[float], wanted: float) -> float | None:
    """When the first second in which at least `wanted` steps ended was over; None: not yet. `finished`: ascending times."""
    for position, began in enumerate(finished):
        if began + 1.0 > finished[-1]:
            return None
        if bisect_left(finished, began + 1.0) - position >= wanted:
            return began + 1.0
    return None


async def restart_immediately(postgres: EmbeddedPostgres) -> None:
    """Ends the server as a crash would (`immediate`: no checkpoint, every client cut off) and starts it again."""
    assert postgres.pid is not None
    server = psutil.Process(postgres.pid)
    server.send_signal(signal.SIGQUIT)
    await asyncio.to_thread(server.wait, SERVER_ENDS_S)
    await postgres.stop()
    await postgres.start()


class SteadyLoad:
    """Keeps some thousand steps ready, whatever becomes of the database meanwhile."""

    def __init__(self, database: Database, publisher: HintPublisher) -> None:
        self._database = database
        self._tasks = TaskStore(database)
        self._publisher = publisher
        self._feeding: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def over(cls, database_url: str, redis_url: str) -> "AsyncIterator[SteadyLoad]":
        publisher = HintPublisher(redis_url)
        async with AsyncExitStack() as exits:
            exits.push_async_callback(publisher.close)
            database = await exits.enter_async_context(Database(sqlalchemy_url(database_url)))
            await Users(database, Vault(base64.b64encode(secrets.token_bytes(32)).decode())).ensure_local()
            load = cls(database, publisher)
            load._feeding = asyncio.create_task(load._feed())
            exits.push_async_callback(load._stop)
            yield load

    async def runs(self, steps: int) -> None:
        """Returns when that many steps have ended. Raises `Unavailable` `bench_failed`."""
        await self._until(lambda ended, _: ended >= steps, "no steps end")

    async def finished(self, since: float) -> list[float]:
        """When steps ended, in seconds since the epoch, ascending."""
        return [float(row[0]) for row in await self._ask(_FINISHED, since=since, near=NEAR)]

    async def drain(self) -> tuple[int, int]:
        """No further steps; waits for the end of those there are. Answers how many there were, and how many did not succeed."""
        await self._stop()
        with suppress(Unavailable):  # what has not ended by now is what is counted as lost
            await self._until(lambda _, left: left == 0, "some steps do not end")
        steps, lost = (await self._ask(_ENDED))[0]
        return int(steps), int(lost)

    async def _until(self, enough: Any, what: str) -> None:
        deadline = time.monotonic() + GIVEN_UP_S
        while time.monotonic() < deadline:
            steps, open_steps = (await self._ask(_ENDED))[0]
            if enough(steps - open_steps, (await self._ask(_LEFT))[0][0]):
                return
            await asyncio.sleep(FEED_EVERY_S)
        raise Unavailable("bench_failed", "The benchmark did not come to its end.", what, "Try again on an idle machine.")

    async def _feed(self) -> None:
        plan = Plan(summary="steps that do nothing", steps=tuple(_noop(number) for number in range(STEPS_PER_TASK)))
        goal, options = Goal(verb="search", count=1), Options()
        while True:
            ready = (await self._ask(_READY))[0][0]
            for _ in range(0, BACKLOG - ready, STEPS_PER_TASK):
                created = await retrying(lambda: self._tasks.create(LOCAL_USER, plan.summary, goal, options, plan))
                self._publisher.publish_soon(created.hints[:WORKERS])
            await asyncio.sleep(FEED_EVERY_S)

    async def _ask(self, query: Any, **values: Any) -> Sequence[Any]:
        async def once() -> Sequence[Any]:
            async with self._database.as_user(LOCAL_USER) as session:
                return (await session.execute(query, values)).all()

        return await retrying(once)

    async def _stop(self) -> None:
        if self._feeding is not None:
            self._feeding.cancel()
            await asyncio.wait({self._feeding})


def _noop(number: int) -> StepSpec:
    return StepSpec(key=f"s{number}", action_type="noop", role=ROLE, given={"run": 1, "number": number})


@asynccontextmanager
async def _worker(servers: Servers) -> AsyncIterator[Child]:
    """The worker of the DAG benchmark: the product's, with steps that do nothing."""
    told = {
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url(),
        "LEASE_S": str(LEASE_S),
        "BENCH_NOTES": str(Path(servers.home.folder) / "steps.notes"),
        "LOG_LEVEL": "warning",
    }
    how = ["-Q", ROLE, "--pool", "prefork", "-c", str(WORKERS), "-l", "INFO", "--without-gossip", "--without-mingle"]
    argv = [sys.executable, "-m", "celery", "-A", APP, "worker", *how]
    env = inherited_environment({f"JOBHUNTER_{name}": value for name, value in told.items()})
    child = await Child.start("Worker", argv, log=servers.home.logs / "worker.log", env=env)
    try:
        yield child
    finally:
        await child.stop()
