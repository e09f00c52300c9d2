"""Transactions that meet on one task: one after the other, no deadlock, one winner."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.support.protocol import OTHER, USER, Bench, bench, limited, question, step
from tests.support.protocol_rules import assert_rules
from tests.support.waiting import until
from world_model.embedded import EmbeddedPostgres
from world_model.steps import Claim, Fenced, Steps, Take

pytestmark = [pytest.mark.stack, pytest.mark.slow]

ROUNDS = 500
AT_ONCE = 5  # rounds that run side by side, each on a task of its own
CLAIMERS = 16
CLAIMS_EACH = 63  # a thousand together
GONE = {"kind": "closed", "reason": "gone"}


@pytest.fixture
async def here(postgres_server: EmbeddedPostgres, migrated_database_url: str) -> AsyncIterator[Bench]:
    """A bench with a connection for every claimer. Afterwards: no deadlock was broken, and no call had to be tried again."""
    name = urlsplit(migrated_database_url).path[1:]
    async with bench(migrated_database_url, engine_connections=CLAIMERS, user_connections=8) as made:
        yield made
        assert made.database.hiccups == 0
    with psycopg.connect(postgres_server.layout.superuser_url(), autocommit=True) as root:

        def asked(query: str) -> int:
            row: Any = root.execute(query, [name]).fetchone()
            return int(row[0])

        # A backend reports what it counted when it ends.
        await until(lambda: asked("SELECT count(*) FROM pg_stat_activity WHERE datname = %s") == 0)
        assert asked("SELECT deadlocks FROM pg_stat_database WHERE datname = %s") == 0


async def rounds(number: int, one: Callable[[int], Awaitable[None]]) -> None:
    """Runs `one` for 0 to `number` - 1, a few of them at once."""
    numbers = iter(range(number))

    async def lane() -> None:
        for n in numbers:
            await one(n)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(lane())


async def refused_if_late(write: Awaitable[object]) -> bool:
    """Whether a write of an attempt was taken; `Fenced` is an answer, anything else fails the test."""
    try:
        await write
    except Fenced:
        return False
    return True


async def test_cancel_meets_finish(here: Bench) -> None:
    async def one(number: int) -> None:
        task = await here.task([step("a"), step("b", "a"), step("c"), step("end", "b", "c", join="settled")])
        a, c = await here.claim(task, "a"), await here.claim(task, "c")
        finish = here.steps.finish([(a, {}), (c, {})], Take.ANYTHING_HERE) if number % 2 else here.steps.stop(a, GONE)
        finished, _, _ = await asyncio.gather(finish, here.cancel(task), refused_if_late(here.steps.heartbeat(c)))
        for claim in (*finished.next, *(() if number % 2 else (c,))):
            await here.steps.cancel(claim)
        assert await here.task_status(task) == "cancelled"
        await assert_rules(here, task)

    await rounds(ROUNDS, one)


async def test_an_answer_meets_the_sweeper_that_ends_its_question(here: Bench) -> None:
    won: list[str] = []

    async def one(_: int) -> None:
        task = await here.task([step("ask"), step("b", "ask"), step("end", "b", join="settled")])
        asked = await here.claim(task, "ask")
        await here.steps.ask(asked, question() | {"expires_in_s": 0.002})
        answer, *_ = await asyncio.gather(here.answer(task, asked.id), here.steps.sweep(), here.steps.sweep())
        await here.steps.sweep()
        won.append(answer["state"])
        statuses = await here.statuses(task)
        if answer["state"] == "answered":
            assert (statuses["ask"], statuses["b"]) == ("ready", "pending")
        else:
            await until(lambda: _swept(here, task))
        await assert_rules(here, task)

    await rounds(ROUNDS, one)
    assert set(won) <= {"answered", "expired"}


async def _swept(here: Bench, task: str) -> bool:
    await here.steps.sweep()
    return (await here.statuses(task))["ask"] == "skipped"


async def test_pause_meets_claim(here: Bench) -> None:
    async def one(number: int) -> None:
        task = await here.task([step("a"), step("b")])
        a, b = await here.id_of(task, "a"), await here.id_of(task, "b")
        first, second, _ = await asyncio.gather(here.steps.claim(a), here.steps.claim(b), here.pause(task))
        await assert_rules(here, task)
        assert await here.steps.claim(a) is None
        await asyncio.gather(here.pause(task, False), *(here.steps.retry(c, 0, GONE) for c in (first, second) if c))
        await assert_rules(here, task)
        assert (await here.claim(task, "a")).attempt == (2 if first else 1)

    await rounds(ROUNDS, one)


async def test_trying_again_meets_finish(here: Bench) -> None:
    async def one(number: int) -> None:
        task = await here.task(
            [step("a"), step("a2", "a"), step("b"), step("look", "a2", "b", join="settled"), step("c", "look")]
        )
        a, b = await here.claim(task, "a"), await here.claim(task, "b")
        await here.steps.stop(a, GONE)
        revived, _ = await asyncio.gather(here.revive(task, a.id), here.steps.succeed(b, {}, take=Take(number % 3)))
        assert revived["state"] == "ready"
        now = await assert_rules(here, task)
        assert now.by_key("look")["status"] in ("pending", "running")
        assert now.by_key("a2")["status"] == "pending"

    await rounds(ROUNDS, one)


async def test_a_lease_that_runs_out_meets_the_finish_it_is_too_late_for(here: Bench) -> None:
    async def one(_: int) -> None:
        task = await here.task([step("a"), step("b", "a")])
        claim = await here.claim(task, "a")
        await here.put_back("lease_expires_at", claim.id)
        finished, _, _ = await asyncio.gather(
            refused_if_late(here.steps.succeed(claim, {})), here.steps.sweep(), here.skip(task, claim.id)
        )
        now = await assert_rules(here, task)
        assert (now.by_key("a")["status"] == "succeeded") is finished

    await rounds(ROUNDS // 2, one)


async def test_claimers_that_go_from_task_to_task_never_wait_for_each_other_in_a_ring(here: Bench) -> None:
    """Busy sites send claimers on to the next task; they come from both ends, as each has served another user."""
    sites = [f"site-{n}.example.org" for n in range(4)]
    tasks = []
    for user in (USER, OTHER) * 3:
        plan = [limited(step(f"s{n}"), site=sites[(n + len(tasks)) % 4]) for n in range(8)]
        tasks.append((user, await here.task(plan, user=user)))
    workers = [Steps(here.database, f"worker-{n}") for n in range(CLAIMERS)]

    async def work(number: int) -> None:
        served = (USER, OTHER)[number % 2]
        for _ in range(CLAIMS_EACH):
            for claim in await workers[number].wake(None, ("planner",), served):
                served = claim.user_id
                await workers[number].retry(claim, 0, GONE)

    async def make_due() -> None:
        """What the sites put off may be tried at once, again and again."""
        while True:
            for user, task in tasks:
                query = "UPDATE task_steps SET available_at = now() WHERE task_id = :t AND status = 'ready' RETURNING 1"
                await here.ask_as(user, query, t=task)

    async with asyncio.TaskGroup() as group:
        due = group.create_task(make_due())
        await asyncio.gather(*(group.create_task(work(n)) for n in range(CLAIMERS)))
        due.cancel()
    for user, task in tasks:
        await assert_rules(here, task, user)


async def test_of_a_thousand_claims_on_one_step_one_wins(here: Bench) -> None:
    task = await here.task([step("a")])
    step_id = await here.id_of(task, "a")
    workers = [Steps(here.database, f"worker-{n}") for n in range(CLAIMERS)]

    async def claim(number: int) -> list[Claim | None]:
        return [await workers[number].claim(step_id) for _ in range(CLAIMS_EACH)]

    claims = [c for found in await asyncio.gather(*(claim(n) for n in range(CLAIMERS))) for c in found if c]
    assert [c.token for c in claims] == [1]
    await assert_rules(here, task)


async def test_of_a_thousand_claims_on_a_step_that_is_tried_again_and_again_each_token_has_one_winner(here: Bench) -> None:
    task = await here.task([step("a")], max_steps=CLAIMERS * CLAIMS_EACH)
    step_id = await here.id_of(task, "a")
    workers = [Steps(here.database, f"worker-{n}") for n in range(CLAIMERS)]
    won: list[tuple[int, int]] = []

    async def work(number: int) -> None:
        for n in range(CLAIMS_EACH):
            claims = [await workers[number].claim(step_id)] if n % 2 else await workers[number].wake(step_id, ("planner",))
            for claim in filter(None, claims):
                won.append((claim.token, claim.attempt))
                await workers[number].retry(claim, 0, GONE)

    await asyncio.gather(*(work(n) for n in range(CLAIMERS)))
    assert len(won) > CLAIMERS
    assert won == [(n, n) for n in range(1, len(won) + 1)], "every token has one winner, one after the other"
    await assert_rules(here, task)


async def test_a_worker_gives_back_what_it_did_not_hear_of_while_others_end_and_cancel(
    here: Bench, migrated_database_url: str
) -> None:
    async def one(number: int) -> None:
        task = await here.task([step(f"s{n}") for n in range(4)])
        name = f"worker-{number}"
        claims = [await Steps(here.database, name).claim(await here.id_of(task, f"s{n}")) for n in range(4)]
        held = [c for c in claims if c]
        await asyncio.gather(
            here.database.call("give_back", name, f"{{{held[0].id}}}"),
            here.cancel(task) if number % 2 else here.pause(task),
            refused_if_late(here.steps.succeed(held[1], {})),
            here.steps.sweep(),
        )
        now = await assert_rules(here, task)
        assert now.by_key("s0")["status"] == "running", "what it knows of is its own"
        assert {now.by_key(k)["status"] for k in ("s2", "s3")} == ({"cancelled"} if number % 2 else {"ready"})

    await rounds(ROUNDS // 5, one)
