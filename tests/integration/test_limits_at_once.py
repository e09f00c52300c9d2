"""Two tasks of one person that are about to send at the same moment: the day has room for one of them."""

import asyncio

import pytest
from sqlalchemy import text

from tests.support.protocol import USER, Bench, step
from tests.support.protocol_ledger import DIGEST, approve, arm, plan
from tests.support.waiting import until

pytestmark = pytest.mark.stack

ARM = "SELECT arm_submission(CAST(:task AS uuid), :step, :token, :number, :digest, false)"
# What runs as the app sees no other session's queries, but it sees the locks.
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


async def test_the_second_to_arm_waits_for_the_first_and_finds_the_day_full(here: Bench) -> None:
    ready = []
    for posting in ("one", "two"):
        task = await here.task([step("a")], options={"applications_per_day": 1})
        claim = await here.claim(task, "a")
        number = int((await plan(here, claim, posting))["id"])
        assert await approve(here, claim, number) == "approved"
        ready.append((claim, number))
    (first, its_number), (second, other_number) = ready
    async with here.database.as_user(USER) as session:
        values = {"task": first.task_id, "step": first.id, "token": first.token, "number": its_number, "digest": DIGEST}
        assert (await session.execute(text(ARM), values)).scalar_one() == "armed"
        other = asyncio.create_task(arm(here, second, other_number))

        async def waits() -> bool:
            return bool((await here.rows(WAITING))[0]["count"])

        await until(waits)
    assert await other == "day_limit"
