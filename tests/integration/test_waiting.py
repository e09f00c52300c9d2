"""Steps that wait for people cost nothing: no lease, no attempt, no connection."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.support.protocol import Bench, bench, question, step
from tests.support.protocol_rules import assert_rules
from tests.support.waiting import until
from world_model.embedded import EmbeddedPostgres
from world_model.steps import Steps, Take

pytestmark = pytest.mark.stack

WAITING = 500


@pytest.fixture
async def here(migrated_database_url: str) -> AsyncIterator[Bench]:
    async with bench(migrated_database_url, engine_connections=2, user_connections=2) as made:
        yield made


async def ask_them_all(here: Bench, task: str) -> int:
    """Every ready step asks a person; how many did."""
    worker, asked = Steps(here.database, "asker", short=("short",)), 0
    while claims := await worker.wake(None, ("planner",)):
        await asyncio.gather(*(worker.ask(c, question()) for c in claims))
        asked += len(claims)
    return asked


async def test_five_hundred_steps_that_wait_hold_nothing_and_their_answers_finish_the_task(
    here: Bench, postgres_server: EmbeddedPostgres, migrated_database_url: str
) -> None:
    name = urlsplit(migrated_database_url).path[1:]
    plan = [step(f"ask{n}", action="short") for n in range(WAITING)]
    task = await here.task([*plan, step("end", *(s.key for s in plan))], max_steps=WAITING + 1)
    with psycopg.connect(postgres_server.layout.superuser_url(), autocommit=True) as root:

        def backends(condition: str = "true") -> int:
            query = f"SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND {condition}"
            row: Any = root.execute(query, [name]).fetchone()
            return int(row[0])

        before = backends()
        assert await ask_them_all(here, task) == WAITING
        assert await here.task_status(task) == "waiting"
        facts = (
            "SELECT count(*) AS waiting, count(lease_owner) AS leases, count(lease_expires_at) AS terms,"
            " (SELECT count(*) FROM attempts WHERE outcome IS NULL) AS attempts FROM task_steps WHERE status = 'waiting'"
        )
        assert await here.rows(facts) == [{"waiting": WAITING, "leases": 0, "terms": 0, "attempts": 0}]
        assert await here.steps.sweep() == (), "nobody is woken for them"
        await until(lambda: backends("state = 'idle'") == backends())
        assert backends() <= before + 2, "as many connections as the pools keep, however many wait"
    await assert_rules(here, task)

    ids = [r["step_id"] for r in await here.rows("SELECT step_id FROM interventions WHERE status = 'open'")]
    assert len(ids) == WAITING
    for step_id in ids:
        assert (await here.answer(task, step_id))["state"] == "answered"
    worker = Steps(here.database, "worker", short=("short",))
    claims = await worker.wake(None, ("planner",))
    while claims:
        assert all(c.answers or c.key == "end" for c in claims)
        claims = (await worker.finish([(c, {}) for c in claims], Take.ANYTHING_HERE)).next
    assert await here.task_status(task) == "completed"
    await assert_rules(here, task)
