"""Without Redis: the API answers, nothing is lost, and a worker finds its steps in PostgreSQL by itself."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from deploy.stack.redis import RedisServer
from jobhunter.process import inherited_environment
from tests.support.gateway import running_gateway
from tests.support.protocol import MASTER_KEY, bench, step
from tests.support.waiting import until

pytestmark = [pytest.mark.stack, pytest.mark.slow]


async def test_a_frozen_redis_fails_no_request_and_the_hints_follow_when_it_thaws(
    tmp_path: Path, migrated_database_url: str, redis_server: RedisServer, redis_url: str
) -> None:
    assert redis_server.pid is not None
    async with running_gateway(tmp_path, migrated_database_url, redis_url) as gateway:
        os.kill(redis_server.pid, signal.SIGSTOP)
        try:
            made = await asyncio.gather(*(gateway.create() for _ in range(5)))
            seen = await asyncio.gather(*(gateway.http.get(f"/agent/tasks/{task['task_id']}") for task in made))
            assert [answer.status_code for answer in seen] == [200] * 5
            assert (await gateway.http.post(f"/agent/tasks/{made[0]['task_id']}/cancel")).status_code == 200
        finally:
            os.kill(redis_server.pid, signal.SIGCONT)
        with redis.Redis.from_url(redis_url) as client:
            await until(lambda: sum(client.llen(key) for key in client.keys("jobhunter:*") if client.type(key) == b"list"))


async def test_a_worker_without_a_broker_needs_nothing_but_the_database(tmp_path: Path, migrated_database_url: str) -> None:
    async with bench(migrated_database_url) as here:
        task = await here.task(
            [step("recall", action="recall_plans"), step("tell", "recall", action="notify", role="learner")], verb="search"
        )
        env = inherited_environment(
            {"JOBHUNTER_DATABASE_URL": migrated_database_url, "JOBHUNTER_MASTER_KEY": MASTER_KEY, "JOBHUNTER_HOME": str(tmp_path)}
        )
        env.pop("JOBHUNTER_REDIS_URL", None)
        command = [sys.executable, "-m", "jobhunter", "worker", "--no-broker", "--until-idle"]
        done = await asyncio.to_thread(subprocess.run, command, env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr[-2000:]
        assert await here.statuses(task) == {"recall": "succeeded", "tell": "succeeded"}
        assert await here.task_status(task) == "completed"
