"""Crash points of the broker and its worker: 2, 3, 4 and 18. A real Celery worker, and a Redis that keeps nothing.

Redis and the worker are shared by these scenarios; its pool has one process, so a step that holds it keeps all hints waiting.
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import redis

from deploy.stack.redis import RedisServer
from jobhunter.home import Home
from jobhunter.process import LAUNCHER, Orders, inherited_environment
from tests.support.crash_ground import Ground
from tests.support.crash_site import Site
from tests.support.protocol import MASTER_KEY, step
from tests.support.waiting import until, wait_until
from workers.publishing import HintPublisher
from world_model.broker import KEY_PREFIX
from world_model.steps import Hint

LAUNCHED = [sys.executable, "-I", "-S", str(LAUNCHER), Orders().text()]
QUEUES = "planner,executor,critic,learner"


class Broker:
    """A Redis without persistence, which can be killed, and the Celery worker that listens to it."""

    def __init__(self, folder: Path, log: Path, database_url: str, site: Site) -> None:
        self._log = log
        self._server = RedisServer(Home(folder).create())
        self.url = self._server.url
        self.database_url = database_url
        self.site = site
        self._redis = self._start_redis()
        environment = {
            "JOBHUNTER_DATABASE_URL": database_url, "JOBHUNTER_REDIS_URL": self.url, "JOBHUNTER_MASTER_KEY": MASTER_KEY,
            "JOBHUNTER_LEASE_S": "60", "CRASH_SITE_URL": site.url,
        }  # fmt: skip
        options = ["-Q", QUEUES, "-P", "prefork", "-c", "1", "-l", "INFO", "--without-mingle", "--without-gossip"]
        argv = [*LAUNCHED, sys.executable, "-m", "celery", "-A", "tests.support.crash_celery:celery", "worker", *options]
        with log.open("wb") as output:
            self.worker = subprocess.Popen(argv, env=inherited_environment(environment), stdout=output, stderr=output)

    def _start_redis(self) -> "subprocess.Popen[bytes]":
        started = subprocess.Popen([*LAUNCHED, *self._server.argv(), "--appendonly", "no"], stdout=subprocess.DEVNULL)
        wait_until(self._answers, "Redis")
        return started

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except (redis.RedisError, OSError):
            return False

    def client(self) -> "redis.Redis":
        return redis.Redis.from_url(self.url)

    def waiting(self, role: str = "planner") -> int:
        """How many hints wait in a role's queue."""
        with self.client() as client:
            return int(client.llen(f"{KEY_PREFIX}{role}"))

    def deaths(self) -> int:
        """How often a process of its pool has been killed by a step."""
        return self._log.read_text().count("reached after_claim:poison")

    def take(self, role: str = "planner") -> int:
        """Takes a hint from its queue as a worker does, and loses it; which step it was for."""
        with self.client() as client:
            print("TAKE", time.time(), client.llen("jobhunter:planner"), flush=True)
            found = client.brpop([f"{KEY_PREFIX}{role}"], timeout=20)
            if found is None:
                print("NOTHING", client.keys("*"), client.hgetall("jobhunter:unacked"), client.execute_command("client", "list"))
            _, message = found
            print("TAKEN", time.time(), flush=True)
        arguments, *_ = json.loads(base64.b64decode(json.loads(message)["body"]))
        return int(arguments[0])

    def lose_everything(self) -> None:
        """Redis is killed and begins anew with nothing."""
        os.kill(self._redis.pid, signal.SIGKILL)
        self._redis.wait()
        self._redis = self._start_redis()

    def stop(self) -> None:
        for child in psutil.Process(self.worker.pid).children(recursive=True):
            child.kill()
        for process in (self.worker, self._redis):
            process.kill()
            process.wait()


@contextmanager
def running_broker(log: Path, database_url: str, site: Site) -> Iterator[Broker]:
    """`log`: what the worker says."""
    folder = Path(tempfile.mkdtemp(prefix="jh-"))  # a socket's path may not be long
    broker = Broker(folder, log, database_url, site)
    yield broker
    broker.stop()
    shutil.rmtree(folder, ignore_errors=True)


async def redis_dies_with_all_hints(ground: Ground) -> None:
    broker: Broker = ground.broker
    holding = await _hold_the_worker(ground)
    task = await ground.here.task([step(f"s{n}") for n in range(3)])
    await until(lambda: broker.waiting() >= 3)
    await ground.hints_are_old(-3600)
    broker.lose_everything()
    assert broker.waiting() == 0
    await _lost_and_sent_again(ground, task, holding)


async def hint_comes_twice_and_late(ground: Ground) -> None:
    """The step is done, its task is not: a step that nobody here knows keeps it open."""
    broker: Broker = ground.broker
    holding = await _hold_the_worker(ground)
    task = await ground.here.task([step("a"), step("open", "a", action="of_another_release", role="learner")])
    step_id = await ground.here.id_of(task, "a")
    hints = HintPublisher(broker.url)
    await until(lambda: broker.waiting() >= 1)
    await hints.publish([Hint(step_id, "planner")] * 3)
    assert broker.waiting() >= 4
    ground.site.gate.set()
    await until(lambda: ground.ends(holding))
    await until(lambda: ground.is_step(step_id, "succeeded"))
    done = await ground.step(step_id)
    await hints.publish([Hint(step_id, "planner")] * 2)
    await hints.close()
    await until(lambda: broker.waiting() == 0)
    # What is sent after them is begun after them: when it is done, they have been looked at.
    after = await ground.here.task([step("after")])
    await until(lambda: ground.ends(after))
    assert await ground.step(step_id) == done
    assert await ground.outcomes(step_id) == ["done"]
    await ground.here.cancel(task)


async def message_is_taken_and_lost(ground: Ground) -> None:
    broker: Broker = ground.broker
    holding = await _hold_the_worker(ground)
    print("HELD", time.time(), flush=True)
    task = await ground.here.task([step("a")])
    print("MADE", time.time(), flush=True)
    await until(lambda: broker.waiting() >= 1)
    print("SEEN", time.time(), flush=True)
    await ground.hints_are_old(-3600)
    assert broker.take() == await ground.here.id_of(task, "a")
    await _lost_and_sent_again(ground, task, holding)


async def step_kills_its_worker_each_time(ground: Ground) -> None:
    """The pool's process dies twice; the worker goes on with the other steps, and without this one."""
    task = await ground.here.task([step("bad", action="poison"), step("behind", "bad"), step("good", role="critic")])
    bad = await ground.here.id_of(task, "bad")
    before = ground.broker.deaths()
    for death in (1, 2):
        await until(lambda death=death: ground.broker.deaths() == before + death)
        await ground.lease_runs_out(bad)
    await until(lambda: ground.ends(task))
    assert await ground.here.statuses(task) == {"bad": "failed", "behind": "skipped", "good": "succeeded"}
    letter = await ground.step(bad)
    assert (letter["worker_losses"], letter["dead_letter"], letter["error"]["kind"]) == (2, True, "lost")
    tried = await ground.here.rows("SELECT * FROM attempts WHERE step_id = :s ORDER BY attempt", s=bad)
    assert [(a["attempt"], a["outcome"], a["ended_at"] is not None) for a in tried] == [(1, "lost", True), (2, "lost", True)]
    assert len({a["worker"] for a in tried}) == 2, "each in a process of its own"
    said = await ground.here.rows("SELECT message FROM execution_logs WHERE step_id = :s ORDER BY seq", s=bad)
    assert [s["message"].removeprefix("bad: ") for s in said] == [
        "ready → running", "running → ready", "ready → running", "running → failed",
    ]  # fmt: skip
    assert ground.broker.worker.poll() is None, "only its pool has lost a process, twice"


async def _hold_the_worker(ground: Ground) -> str:
    """A step in another queue that the worker is busy with until the gate opens. Meanwhile all other hints wait."""
    ground.site.gate.clear()
    before = ground.site.held
    task = await ground.here.task([step("hold", action="hold", role="executor")])
    await until(lambda: ground.site.held == before + 1)
    return task


async def _lost_and_sent_again(ground: Ground, task: str, holding: str) -> None:
    """The hints are gone: nothing happens until they are old enough for the sweeper, and then everything does."""
    ground.site.gate.set()
    await until(lambda: ground.ends(holding))
    rows = await ground.here.rows(
        "SELECT status, attempt, dispatched_at FROM task_steps WHERE task_id = CAST(:t AS uuid)", t=task
    )
    assert {(r["status"], r["attempt"], r["dispatched_at"] is None) for r in rows} == {("ready", 0, False)}
    assert not await ground.here.steps.sweep(), "not old enough"
    await ground.hints_are_old(31)
    await until(lambda: ground.ends(task))
    steps = await ground.here.rows("SELECT id FROM task_steps WHERE task_id = CAST(:t AS uuid)", t=task)
    assert [await ground.outcomes(s["id"]) for s in steps] == [["done"]] * len(steps)
