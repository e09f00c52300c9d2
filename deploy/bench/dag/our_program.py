"""Our own processes under measurement: a client that takes the orders, and below it one Celery worker with two pool processes.

`python -m deploy.bench.dag.our_program CONFIG`. The worker is the product's, with a catalogue of two actions that do nothing.
"""

import asyncio
import base64
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import redis.asyncio
from sqlalchemy import text

from brain.action import Action, Done, Empty, Outcome, Role
from brain.context import Context, Options
from brain.goal import Goal
from brain.plan import Plan, StepSpec
from brain.posting import Frozen
from deploy.bench.dag.ours import WORKERS
from deploy.bench.dag.peer_program import Order, answers_on_stdout, read_config, serve
from deploy.bench.dag.settings import BenchSettings
from deploy.bench.dag.step_log import StepLog
from jobhunter.process import LAUNCHER, Orders, inherited_environment
from workers.publishing import HintPublisher
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.broker import EVENTS_CHANNEL
from world_model.session import Database
from world_model.settings import WorldModelSettings, sqlalchemy_url
from world_model.steps import Claim, Steps
from world_model.tasks import TaskStore
from world_model.users import LOCAL_USER, Users
from world_model.vault import Vault

ROLE: Role = "critic"
MAX_STEPS = 100_000
LOOK_EVERY_S = 0.25
ENDED = ("completed", "failed", "cancelled")
STATUS = text("SELECT status FROM tasks WHERE id = CAST(:task AS uuid)")


class Numbered(Frozen):
    """The step's number in the graph, and the run it belongs to."""

    run: int
    number: int


def catalogue(log: StepLog) -> dict[str, Action]:
    """`noop`, and `noop_short`, which may be taken in chunks."""

    async def run(given: Numbered, _: Context) -> Outcome:
        log.note(given.run, given.number)
        return Done(Empty())

    plain = Action("noop", "Does nothing.", ROLE, Numbered, Empty, run, idempotent=True)
    short = Action("noop_short", "Does nothing, in chunks.", ROLE, Numbered, Empty, run, idempotent=True, short=True)
    return {action.name: action for action in (plain, short)}


async def assemble(exits: AsyncExitStack, name: str) -> StepRunner:
    """As the workers' own composition root, without hands."""
    world = WorldModelSettings()
    actions = catalogue(StepLog(BenchSettings().bench_notes))
    database = await exits.enter_async_context(Database(world.url()))
    publisher = HintPublisher(WorkerSettings().redis_url.get_secret_value())
    exits.push_async_callback(publisher.close)
    short = [action.name for action in actions.values() if action.short]
    steps = Steps(database, name, world.lease_s, list(actions), short=short)

    async def nothing_handed(_: Claim) -> Any:
        """A step that does nothing needs nothing."""

    return StepRunner(steps, actions, nothing_handed, publisher.publish, publisher.nudge)


class Client:
    """Creates tasks as the gateway does, and waits for their end as it does: it looks when it is nudged."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        self._runner = asyncio.Runner()
        self._exits = AsyncExitStack()
        self._publisher = HintPublisher(redis_url)
        self._redis = redis.asyncio.from_url(redis_url)
        self._database = Database(sqlalchemy_url(database_url))
        self._runner.run(self._open())

    async def _open(self) -> None:
        await self._exits.enter_async_context(self._database)
        self._exits.push_async_callback(self._publisher.close)
        self._exits.push_async_callback(self._redis.aclose)
        await Users(self._database, Vault(base64.b64encode(secrets.token_bytes(32)).decode())).ensure_local()

    def prepare(self, order: Order) -> Callable[[], object]:
        """The order's plan, ready to be stored; the call stores it and waits for the task's end."""
        plan = Plan(summary=f"{len(order.parents)} steps that do nothing", steps=tuple(steps_of(order)))
        return lambda: self._runner.run(self._run(plan))

    async def _run(self, plan: Plan) -> None:
        goal, options = Goal(verb="search", count=1), Options(max_steps=MAX_STEPS)
        async with self._redis.pubsub(ignore_subscribe_messages=True) as nudges:
            await nudges.subscribe(EVENTS_CHANNEL)
            created = await TaskStore(self._database).create(LOCAL_USER, plan.summary, goal, options, plan)
            await self._publisher.publish(created.hints)
            while (status := await self._status(created.id)) not in ENDED:
                await nudges.get_message(timeout=LOOK_EVERY_S)
        if status != "completed":
            raise RuntimeError(f"the task is {status}")

    async def _status(self, task_id: str) -> str:
        async with self._database.as_user(LOCAL_USER) as session:
            return str((await session.execute(STATUS, {"task": task_id})).scalar_one())

    def close(self) -> None:
        self._runner.run(self._exits.aclose())
        self._runner.close()


def steps_of(order: Order) -> list[StepSpec]:
    """The graph as a plan's steps."""
    action = "noop_short" if order.chunk > 1 else "noop"
    return [
        StepSpec(
            key=f"s{number}",
            action_type=action,
            role=ROLE,
            depends_on=tuple(f"s{parent}" for parent in parents),
            given={"run": order.run, "number": number},
        )
        for number, parents in enumerate(order.parents)
    ]


def start_worker(config: dict[str, Any]) -> "subprocess.Popen[bytes]":
    """A child that does not outlive this process; its output joins this one's."""
    launcher: list[Any] = [sys.executable, "-I", "-S", LAUNCHER, Orders().text()]
    celery = [sys.executable, "-m", "celery", "-A", "deploy.bench.dag.our_worker:celery", "worker"]
    how = ["-Q", ROLE, "--pool", "prefork", "-c", str(WORKERS), "-l", "WARNING", "--without-gossip", "--without-mingle"]
    env = inherited_environment(
        {
            "JOBHUNTER_DATABASE_URL": config["database_url"],
            "JOBHUNTER_REDIS_URL": config["redis_url"],
            "JOBHUNTER_BENCH_NOTES": config["notes"],
            "JOBHUNTER_LOG_LEVEL": "warning",
        }
    )
    return subprocess.Popen([*launcher, *celery, *how], env=env, stdin=subprocess.DEVNULL)  # noqa: S603 -- our own program


def main() -> None:
    config = read_config(sys.argv[1])
    answers = answers_on_stdout()
    client = Client(config["database_url"], config["redis_url"])
    worker = start_worker(config)
    try:
        serve(client.prepare, answers)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait()
        client.close()


if __name__ == "__main__":
    main()
