"""What went away and came back: nobody's failure, and soon all is as before. The bar in seconds is the benchmark's."""

import os
import signal
from typing import Any

import psycopg
import pytest
import redis
from sqlalchemy import text

from brain.action import Action, Done, Empty, Outcome, RetryPolicy
from deploy.bench.recovery import first_full_second, recover
from jobhunter.home import Home
from tests.chaos.harness.ground import ForgetfulRedis
from tests.support.protocol import USER, bench, step
from workers.publishing import HintPublisher
from workers.run_step import StepRunner
from world_model.embedded import EmbeddedPostgres
from world_model.steps import Hint


@pytest.mark.slow
@pytest.mark.stack
@pytest.mark.timeout(240)
async def test_the_engine_is_as_fast_as_before_after_postgres_was_killed_and_no_step_is_lost() -> None:
    found = await recover(baseline_s=3.0)
    assert found.recovered_s is not None
    assert found.lost == 0
    assert found.steps > 0


@pytest.mark.stack
async def test_a_step_whose_connection_is_cut_begins_again_and_has_not_failed(
    migrated_database_url: str, postgres_server: EmbeddedPostgres
) -> None:
    cuts = 3

    async def run(_: Empty, __: object) -> Outcome:
        nonlocal cuts
        cuts -= 1
        if cuts >= 0:
            async with here.database.as_user(USER) as session:
                mine = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
                with psycopg.connect(postgres_server.layout.superuser_url(), autocommit=True) as superuser:
                    superuser.execute("SELECT pg_terminate_backend(%s, 10000)", [mine])
                await session.execute(text("SELECT 1"))
        return Done(Empty())

    async def nothing(_: object) -> Any:
        """Nothing is handed, and nobody listens."""

    async with bench(migrated_database_url) as here:
        task = await here.task([step("a", action="cut")])
        action = Action("cut", "Loses its connection.", "planner", Empty, Empty, run, retry=RetryPolicy(max_attempts=1))
        await StepRunner(here.steps, {"cut": action}, nothing, nothing, nothing).run(await here.id_of(task, "a"))
        assert await here.statuses(task) == {"a": "succeeded"}
        [row] = await here.rows("SELECT attempt, failures, worker_losses FROM task_steps WHERE task_id = :t", t=task)
        assert row == {"attempt": 4, "failures": 0, "worker_losses": 0}


@pytest.mark.stack
async def test_a_redis_that_was_started_again_gets_the_next_hint(stack_home: Home) -> None:
    server = ForgetfulRedis(Home(stack_home.folder / "other").create())
    await server.start()
    publisher = HintPublisher(server.url)
    try:
        assert server.child is not None
        os.kill(server.child.pid, signal.SIGKILL)
        await server.child.wait()
        await publisher.publish([Hint(1, "planner")])
        await server.start()
        await publisher.publish([Hint(2, "planner")])
        with redis.Redis.from_url(server.url) as client:
            assert [client.llen(key) for key in client.keys("jobhunter:planner*")] == [1]
    finally:
        await publisher.close()
        await server.stop()


@pytest.mark.parametrize(
    ("finished", "wanted", "over"),
    [
        ([0.0, 0.1, 0.2, 1.5], 3, 1.0),
        ([0.0, 2.0, 2.1, 2.2, 3.5], 3, 3.0),
        ([0.0, 2.0, 2.1, 2.2], 3, None),
        ([0.0, 0.5, 1.5, 2.0, 3.5], 3, None),
        ([], 1, None),
    ],
)
def test_the_first_full_second_is_the_first_with_enough_steps_that_has_passed(
    finished: list[float], wanted: float, over: float | None
) -> None:
    assert first_full_second(finished, wanted) == over
