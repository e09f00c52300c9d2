"""What keeps a ready step from beginning, and whose turn it is: pace of sites, shares of applications, budgets, fair turns."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
import uuid_utils

from tests.support.protocol import OTHER, USER, Bench, bench, limited, step
from tests.support.protocol_ledger import CANDIDATES, armed, settle, state_of
from tests.support.protocol_rules import assert_rules
from world_model.sites import SiteStore
from world_model.steps import Claim, Event, Steps, Take

pytestmark = pytest.mark.stack

SITE = "jobs.example.org"


async def at_the_site(here: Bench, number: int, site: str = SITE) -> str:
    return await here.task([limited(step(f"s{n}"), site=site) for n in range(number)])


async def claimed(here: Bench, task: str, keys: Sequence[str], steps: Steps | None = None) -> list[Claim]:
    found = [await (steps or here.steps).claim(await here.id_of(task, key)) for key in keys]
    return [c for c in found if c is not None]


async def pace(here: Bench, **values: float) -> None:
    """The pace of `SITE`, its bucket as full as said."""
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    query = f"INSERT INTO site_pace (domain, {names}) VALUES ('{SITE}', {marks}) RETURNING 1"
    await here.ask_as(USER, query, **values)


async def put_off(here: Bench, task: str) -> list[tuple[str, float]]:
    """Ready steps that are not due yet: key and seconds to wait."""
    query = (
        "SELECT key, extract(epoch FROM available_at - clock_timestamp())::float8 AS seconds FROM task_steps"
        " WHERE task_id = :t AND status = 'ready' AND available_at > clock_timestamp() ORDER BY key"
    )
    return [(r["key"], r["seconds"]) for r in await here.rows(query, t=task)]


# --- the pace of a site


async def test_no_more_steps_are_at_a_site_at_once_than_it_bears(here: Bench) -> None:
    await pace(here, at_once=2, burst=10, tokens=10, per_minute=60)
    task = await at_the_site(here, 4)
    first = await claimed(here, task, ["s0", "s1", "s2", "s3"])
    assert [c.key for c in first] == ["s0", "s1"]
    waits = await put_off(here, task)
    assert [key for key, _ in waits] == ["s2", "s3"]
    assert all(0 < seconds <= 1 for _, seconds in waits)
    await here.steps.succeed(first[0], {}, take=Take.NOTHING)
    third = await here.id_of(task, "s2")
    await here.put_back("available_at", third)
    assert await here.steps.claim(third) is not None
    await assert_rules(here, task)


async def test_a_site_is_visited_in_bursts_and_then_at_its_pace(here: Bench) -> None:
    await pace(here, at_once=10, burst=3, tokens=3, per_minute=6)
    task = await at_the_site(here, 5)
    assert [c.key for c in await claimed(here, task, [f"s{n}" for n in range(5)])] == ["s0", "s1", "s2"]
    waits = await put_off(here, task)
    assert [key for key, _ in waits] == ["s3", "s4"]
    assert all(8 < seconds <= 10 for _, seconds in waits), "ten seconds make a token"
    await here.ask_as(USER, "UPDATE site_pace SET refilled_at = now() - interval '1 hour' RETURNING 1")
    for key, _ in waits:
        await here.put_back("available_at", await here.id_of(task, key))
    assert len(await claimed(here, task, ["s3", "s4"])) == 2
    assert await here.rows("SELECT round(tokens) AS tokens FROM site_pace") == [{"tokens": 1.0}], (
        "an hour fills no more than a burst"
    )


async def test_sixteen_claimers_take_no_more_than_a_site_gives(here: Bench, migrated_database_url: str) -> None:
    await pace(here, at_once=5, burst=4, tokens=4, per_minute=1)
    tasks = [await at_the_site(here, 8) for _ in range(4)]
    async with bench(migrated_database_url, engine_connections=16) as crowd:
        workers = [Steps(crowd.database, f"w{n}") for n in range(16)]
        claims = await asyncio.gather(*(w.wake(None, ("planner",)) for w in workers for _ in range(4)))
    assert sum(len(c) for c in claims) == 4
    for task in tasks:
        await assert_rules(here, task)


async def test_a_site_that_is_busy_keeps_no_other_step_waiting(here: Bench) -> None:
    await pace(here, at_once=1, burst=1, tokens=0, per_minute=1)
    plan = [*(limited(step(f"s{n}"), site=SITE) for n in range(5)), step("free")]
    await here.task(plan)
    assert [c.key for c in await here.steps.wake(None, ("planner",))] == ["free"]


async def test_other_sites_and_sites_without_a_pace_are_not_held_back(here: Bench) -> None:
    await pace(here, at_once=1, burst=1, tokens=1, per_minute=1)
    market = Steps(here.database, "market", unpaced=(SITE,))
    assert len(await claimed(here, await at_the_site(here, 6), [f"s{n}" for n in range(6)], market)) == 6
    here_too = await at_the_site(here, 1)
    assert await claimed(here, here_too, ["s0"]) == [], "the visits of others count where the site has a pace"
    elsewhere = await at_the_site(here, 3, "other.example.org")
    assert len(await claimed(here, elsewhere, ["s0", "s1", "s2"])) == 2


async def test_steps_at_a_site_are_never_taken_in_chunks_or_along_the_way(here: Bench) -> None:
    task = await here.task(
        [step("a", action="short"), *(limited(step(f"s{n}", "a", action="short"), site=SITE) for n in range(3))]
    )
    worker = Steps(here.database, "w", short=("short",))
    (claim,) = await worker.wake(None, ("planner",))
    assert (await worker.finish([(claim, {})], Take.ANYTHING_HERE)).next == ()
    assert [len(await worker.wake(None, ("planner",))) for _ in range(3)] == [1, 1, 0]
    await assert_rules(here, task)


# --- shares of applications


async def a_sent_one(here: Bench, number: int, company: str = "Northwind", *, state: str = "confirmed") -> int:
    """A submission to a company, as an earlier task left it."""
    posting, application = str(uuid_utils.uuid7()), str(uuid_utils.uuid7())
    values = {
        "p": posting,
        "a": application,
        "u": USER,
        "k": f"greenhouse:north:{number}",
        "c": company,
        "candidate": CANDIDATES[USER],
    }
    insert = (
        "INSERT INTO postings (id, user_id, posting_key, fingerprint, source, title, company, body)"
        " VALUES (CAST(:p AS uuid), CAST(:u AS uuid), :k, :k, 'greenhouse', 'Developer', :c, '{}') RETURNING 1"
    )
    await here.ask_as(USER, insert, **values)
    insert = (
        "INSERT INTO applications (id, user_id, candidate_id, posting_id)"
        " VALUES (CAST(:a AS uuid), CAST(:u AS uuid), CAST(:candidate AS uuid), CAST(:p AS uuid)) RETURNING 1"
    )
    await here.ask_as(USER, insert, **values)
    claim = await here.claim(await here.task([step("submit")]), "submit")
    submission = await armed(here, claim, f"greenhouse:north:{number}", requested=True, application=application)
    assert await settle(here, claim, submission, state) == state
    await here.steps.succeed(claim, {})
    return submission


async def a_sender(here: Bench, **options: int) -> str:
    return await here.task(
        [limited(step("submit"), company="northwind", sends=True), step("end", "submit", join="settled")], options=options
    )


async def test_a_day_that_is_full_parks_the_step_until_the_sweeper_wakes_it(here: Bench) -> None:
    await a_sent_one(here, 1)
    await a_sent_one(here, 2, state="unknown")
    task = await a_sender(here, applications_per_day=2)
    assert await claimed(here, task, ["submit"]) == []
    rows = await here.rows(
        "SELECT status, waiting_for, lease_owner, available_at - now() BETWEEN '23 hours' AND '24 hours' AS tomorrow"
        " FROM task_steps WHERE task_id = :t AND key = 'submit'", t=task
    )  # fmt: skip
    assert rows == [{"status": "waiting", "waiting_for": "time", "lease_owner": None, "tomorrow": True}]
    assert await here.task_status(task) == "waiting"
    await here.steps.sweep()
    assert (await here.statuses(task))["submit"] == "waiting"
    await here.put_back("available_at", await here.id_of(task, "submit"))
    await here.ask_as(USER, "UPDATE submissions SET armed_at = armed_at - interval '1 day' RETURNING 1")
    await here.steps.sweep()
    await assert_rules(here, task)
    assert len(await claimed(here, task, ["submit"])) == 1


async def test_what_was_surely_not_sent_takes_no_share_of_the_day(here: Bench) -> None:
    submission = await a_sent_one(here, 1, state="unknown")
    await here.ask_as(USER, "UPDATE submissions SET state = 'failed_before' RETURNING 1")
    assert await state_of(here, submission) == "failed_before"
    assert len(await claimed(here, await a_sender(here, applications_per_day=1), ["submit"])) == 1


async def test_a_company_that_got_its_share_gets_no_more_within_a_month(here: Bench) -> None:
    await a_sent_one(here, 1)
    await a_sent_one(here, 2, company="NORTHWIND")
    await a_sent_one(here, 3, company="Contoso")
    task = await a_sender(here, applications_per_company=2)
    assert await claimed(here, task, ["submit"]) == []
    assert await here.statuses(task) == {"submit": "failed", "end": "ready"}
    rows = await here.rows("SELECT error FROM task_steps WHERE task_id = :t AND key = 'submit'", t=task)
    reason = "2 applications went to northwind within 30 days: that is the limit."
    assert rows == [{"error": {"kind": "budget", "reason": reason}}]
    await assert_rules(here, task)
    assert len(await claimed(here, await a_sender(here, applications_per_company=3), ["submit"])) == 1
    await here.ask_as(USER, "UPDATE submissions SET armed_at = armed_at - interval '31 days' RETURNING 1")
    assert len(await claimed(here, await a_sender(here, applications_per_company=1), ["submit"])) == 1


async def test_a_share_that_its_own_submission_used_up_does_not_keep_a_step_from_finding_out_about_it(here: Bench) -> None:
    task = await a_sender(here, applications_per_day=1)
    hasty = Steps(here.database, "dying", lease_s=0.0)
    (claim,) = await claimed(here, task, ["submit"], hasty)
    await armed(here, claim, "greenhouse:north:1", requested=True)
    await here.steps.sweep()
    assert len(await claimed(here, task, ["submit"])) == 1


# --- budgets


@pytest.mark.parametrize("chunks", [False, True])
async def test_a_task_begins_no_more_attempts_than_four_times_its_steps(here: Bench, chunks: bool) -> None:
    task = await here.task([step(f"s{n}", action="short") for n in range(3)], max_steps=3)
    worker = Steps(here.database, "w", short=("short",) if chunks else ())
    began = 0
    while claims := await worker.wake(None, ("planner",)):
        began += len(claims)
        for claim in claims:
            await worker.retry(claim, 0, {"kind": "transient", "reason": "busy"})
    assert began == 12
    while "ready" in (await here.statuses(task)).values():
        assert await worker.wake(None, ("planner",)) == ()
    rows = await here.rows("SELECT DISTINCT status, error FROM task_steps WHERE task_id = :t", t=task)
    reason = "The task has begun 12 attempts: four times its most steps."
    assert rows == [{"status": "failed", "error": {"kind": "budget", "reason": reason}}]
    assert await here.task_status(task) == "failed"
    await assert_rules(here, task)


async def test_a_step_that_ends_takes_nothing_along_when_the_budget_is_used_up(here: Bench) -> None:
    task = await here.task([step("a"), step("b", "a"), step("c")], max_steps=3)
    claim = await here.claim(task, "a")
    await here.ask_as(USER, "UPDATE tasks SET claims = 12 RETURNING 1")
    assert (await here.steps.succeed(claim, {}, take=Take.ANYTHING_HERE)).next == ()


async def test_money_that_is_spent_is_told_to_every_later_claim(here: Bench) -> None:
    task = await here.task([step("a"), step("b", "a"), step("c")])
    claim = await here.claim(task, "a")
    assert claim.may_spend
    await here.steps.append(claim, [Event("analyst:result", "analyst", "read", {"cost_usd": 0.7})])
    assert (await here.claim(task, "c")).may_spend, "30 cents are left"
    await here.steps.append(claim, [Event("analyst:result", "analyst", "read", {"cost_usd": cost}) for cost in (0.2, 0.1)])
    (following,) = (await here.steps.succeed(claim, {})).next
    assert not following.may_spend, "a worker that carries on is told, too"
    await here.steps.retry(following, 0, {})
    assert not (await here.claim(task, "b")).may_spend


# --- fair turns


@pytest.mark.parametrize("hinted", [False, True])
async def test_a_user_with_two_thousand_ready_steps_keeps_nobody_waiting(here: Bench, hinted: bool) -> None:
    many = await here.task([step(f"s{n}") for n in range(2000)], max_steps=2000)
    ids = [r["id"] for r in await here.rows("SELECT id FROM task_steps WHERE task_id = :t ORDER BY id", t=many)]
    (first,) = await here.steps.wake(ids[0], ("planner",))
    assert first.user_id == USER
    await here.task([step("mine")], user=OTHER)
    following: list[Any] = []
    served = first.user_id
    for number in (1, 2):
        (claim,) = await here.steps.wake(ids[number] if hinted else None, ("planner",), served)
        served = claim.user_id
        following.append(claim.key)
    assert following[0] == "mine", "a hint of the one wakes the other's step when it is their turn"
    assert following[1].startswith("s")


async def test_two_busy_users_are_served_in_turn_whoever_has_more(here: Bench) -> None:
    await here.task([step(f"s{n}") for n in range(20)])
    await here.task([step(f"t{n}") for n in range(5)], user=OTHER)
    served, turns = None, []
    for _ in range(10):
        (claim,) = await here.steps.wake(None, ("planner",), served)
        served = claim.user_id
        turns.append(claim.key[0])
    assert turns in (list("ststststst"), list("tststststs"))


async def test_a_paused_task_takes_nobodys_turn(here: Bench) -> None:
    paused = await here.task([step(f"p{n}") for n in range(20)])
    await here.pause(paused)
    await here.task([step("mine")], user=OTHER)
    assert [c.key for c in await here.steps.wake(None, ("planner",), OTHER)] == ["mine"]


# --- a site that blocks


async def test_a_site_that_blocked_is_left_alone_by_everybody(here: Bench) -> None:
    await pace(here, at_once=10, burst=10, tokens=10, per_minute=60)
    task = await at_the_site(here, 2)
    until = await SiteStore(here.database).met_block(SITE)
    assert await claimed(here, task, ["s0", "s1"]) == []
    parked = await here.rows("SELECT status, waiting_for, available_at FROM task_steps WHERE task_id = :t", t=task)
    assert [(r["status"], r["waiting_for"], r["available_at"]) for r in parked] == [("waiting", "time", until)] * 2
    await assert_rules(here, task)


async def test_each_block_is_longer_than_the_one_before_and_none_is_endless(here: Bench) -> None:
    sites = SiteStore(here.database)
    waits = []
    for _ in range(9):
        await sites.met_block(SITE)
        waits += await here.rows("SELECT extract(epoch FROM paused_until - clock_timestamp())::float8 AS s FROM site_pace")
        await here.ask_as(USER, "UPDATE site_pace SET paused_until = now() - interval '1 second' RETURNING 1")
    minutes = [round(r["s"] / 60) for r in waits]
    assert minutes[:5] == [10, 20, 40, 80, 160]
    assert max(minutes) == minutes[-1] <= 360


async def test_a_site_that_says_how_long_is_left_alone_that_long(here: Bench) -> None:
    await SiteStore(here.database).met_block(SITE, 30)
    task = await at_the_site(here, 1)
    assert await claimed(here, task, ["s0"]) == []
    [(_, seconds)] = await put_off(here, task)
    assert 25 < seconds <= 30


async def test_a_site_that_blocked_is_visited_at_half_its_pace_until_it_takes_something(here: Bench) -> None:
    sites = SiteStore(here.database)
    await pace(here, at_once=10, burst=1, tokens=0, per_minute=6)
    await sites.met_block(SITE, 0)
    task = await at_the_site(here, 1)
    assert await claimed(here, task, ["s0"]) == []
    [(_, slowed)] = await put_off(here, task)
    assert 10 < slowed <= 20
    await sites.met_no_block(SITE)
    await here.put_back("available_at", await here.id_of(task, "s0"))
    assert await claimed(here, task, ["s0"]) == []
    [(_, usual)] = await put_off(here, task)
    assert 0 < usual <= 10
