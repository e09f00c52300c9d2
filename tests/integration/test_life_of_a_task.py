"""What people may do to a task while it runs: pause, resume, cancel, do without a step; and what its deadline does."""

import pytest

from brain.plan import PlanFragment
from tests.support.protocol import USER, Bench, limited, question, step
from tests.support.protocol_ledger import arm, armed, note_request, state_of
from tests.support.protocol_rules import assert_rules, run_to_its_end
from world_model.steps import Steps, Take

pytestmark = pytest.mark.stack

GONE = {"kind": "closed", "reason": "gone"}
BUSY = {"kind": "transient", "reason": "busy"}


# --- pause and resume


async def test_what_becomes_ready_while_a_task_is_paused_may_be_claimed_when_it_goes_on(here: Bench) -> None:
    task = await here.task([step("a"), step("b", "a"), step("c")])
    running = await here.claim(task, "a")
    assert await here.pause(task) == "paused"
    assert (await here.steps.succeed(running, {})).next == (), "what runs may end, and nothing follows"
    assert await here.statuses(task) == {"a": "succeeded", "b": "ready", "c": "ready"}
    for key in ("b", "c"):
        assert await here.steps.claim(await here.id_of(task, key)) is None
    assert await here.steps.wake(None, ("planner",)) == ()
    assert await here.steps.sweep() == ()
    assert await here.pause(task, False) == "running"
    assert {(await here.claim(task, key)).key for key in ("b", "c")} == {"b", "c"}
    await assert_rules(here, task)


@pytest.mark.parametrize("paused_first", [True, False])
async def test_a_pause_does_not_shorten_the_wait_before_a_retry(here: Bench, paused_first: bool) -> None:
    task = await here.task([step("a")])
    claim = await here.claim(task, "a")
    if paused_first:
        await here.pause(task)
        await here.steps.retry(claim, 3600, BUSY)
    else:
        await here.steps.retry(claim, 3600, BUSY)
        await here.pause(task)
    await here.pause(task, False)
    assert await here.steps.claim(claim.id) is None, "the hour has not passed"
    rows = await here.rows("SELECT available_at - now() BETWEEN '50 minutes' AND '1 hour' AS later FROM task_steps")
    assert rows == [{"later": True}]
    assert (await here.revive(task, claim.id))["state"] == "ready"
    await here.pause(task)
    await here.pause(task, False)
    assert (await here.claim(task, "a")).failures == 1, "a person who said at once meant it"


async def test_a_pause_keeps_a_person_who_answers_from_starting_anything(here: Bench) -> None:
    task = await here.task([step("a")])
    claim = await here.claim(task, "a")
    await here.steps.ask(claim, question())
    await here.pause(task)
    assert await here.answer(task, claim.id) == {"state": "answered", "ready": [], "status": "ready"}
    assert await here.steps.claim(claim.id) is None
    await here.pause(task, False)
    assert (await here.claim(task, "a")).answers[0]["action"] == "answer"


# --- cancel


async def test_a_cancelled_task_ends_at_once_when_nothing_runs(here: Bench) -> None:
    task = await here.task([step("ask"), step("a", "ask"), step("b")])
    asked = await here.claim(task, "ask")
    await here.steps.ask(asked, question())
    assert await here.cancel(task) == "cancelled"
    assert set((await here.statuses(task)).values()) == {"cancelled"}
    assert (await here.answer(task, asked.id))["state"] == "expired"
    assert await here.cancel(task) == "cancelled"
    await assert_rules(here, task)


@pytest.mark.parametrize(("requested", "state"), [(False, "failed_before"), (True, "unknown")])
async def test_a_cancel_between_arming_and_the_click_lets_no_request_go(here: Bench, requested: bool, state: str) -> None:
    task = await here.task([step("submit")])
    claim = await here.claim(task, "submit")
    number = await armed(here, claim, "greenhouse:north:1", requested=requested)
    await here.cancel(task)
    assert await note_request(here, claim, number) is False
    assert await arm(here, claim, number) == "cancelled"
    assert await here.steps.heartbeat(claim) is True
    await here.steps.cancel(claim)
    assert await state_of(here, number) == state
    assert await here.task_status(task) == "cancelled"
    await assert_rules(here, task)


@pytest.mark.parametrize(("requested", "state"), [(False, "failed_before"), (True, "unknown")])
@pytest.mark.parametrize("how", ["cancel", "skip", "budget", "drop"])
async def test_a_step_that_lost_its_worker_while_armed_leaves_nothing_armed_however_it_ends(
    here: Bench, requested: bool, state: str, how: str
) -> None:
    task = await here.task([step("submit"), step("other")], max_steps=2)
    hasty = Steps(here.database, "dying", lease_s=0.0)
    claim = await hasty.claim(await here.id_of(task, "submit"))
    assert claim is not None
    number = await armed(here, claim, "greenhouse:north:1", requested=requested)
    await here.steps.sweep()
    assert (await here.statuses(task))["submit"] == "ready"
    match how:
        case "cancel":
            await here.cancel(task)
        case "skip":
            await here.skip(task, claim.id)
        case "budget":
            await here.ask_as(USER, "UPDATE tasks SET claims = 8 RETURNING 1")
            assert await here.steps.claim(claim.id) is None
        case _:
            other = await here.claim(task, "other")
            await here.steps.succeed(other, {}, PlanFragment(drop=("submit",)))
    assert await state_of(here, number) == state


async def test_what_a_broken_connection_claimed_ends_with_a_cancelled_task(here: Bench) -> None:
    task = await here.task([step("a"), step("b")])
    await here.claim(task, "a")
    await here.cancel(task)
    await here.database.call("give_back", here.steps.worker, "{}")
    assert await here.statuses(task) == {"a": "cancelled", "b": "cancelled"}
    assert await here.task_status(task) == "cancelled"
    await assert_rules(here, task)


async def test_a_worker_that_is_lost_in_a_cancelled_task_leaves_no_dead_letter(here: Bench) -> None:
    task = await here.task([step("a")])
    hasty = Steps(here.database, "dying", lease_s=0.0)
    for _ in range(2):
        claim = await hasty.claim(await here.id_of(task, "a"))
        assert claim is not None
        if claim.attempt == 2:
            await here.cancel(task)
        await here.steps.sweep()
    assert await here.rows("SELECT status, dead_letter FROM task_steps") == [{"status": "cancelled", "dead_letter": False}]
    await assert_rules(here, task)


# --- do without


async def test_a_step_that_is_skipped_takes_its_branch_along_and_settled_joins_go_on(here: Bench) -> None:
    task = await here.task([step("a"), step("b", "a"), step("c", "b"), step("end", "c", join="settled")])
    b = await here.id_of(task, "b")
    assert (await here.skip(task, b))["state"] == "skipped"
    assert await here.statuses(task) == {"a": "ready", "b": "skipped", "c": "skipped", "end": "ready"}
    assert (await here.skip(task, b))["state"] == "skipped"
    claim = await here.claim(task, "a")
    assert (await here.skip(task, claim.id))["state"] == "running"
    assert (await here.skip(task, 0))["state"] == "not_found"
    await assert_rules(here, task)


async def test_skipping_a_step_that_waits_for_a_person_withdraws_its_question(here: Bench) -> None:
    task = await here.task([step("ask"), step("track", "ask"), step("b"), step("look", "track", "b", join="settled")])
    asked = await here.claim(task, "ask")
    await here.steps.ask(asked, question())
    assert (await here.skip(task, asked.id))["state"] == "skipped"
    assert (await here.answer(task, asked.id))["state"] == "expired"
    await assert_rules(here, task)
    assert await run_to_its_end(here, task) == ["b", "look"]


# --- deadlines


async def test_nothing_is_claimed_after_the_deadline_and_the_sweeper_cancels(here: Bench) -> None:
    task = await here.task([step("a"), step("b", "a"), step("c")])
    claim = await here.claim(task, "a")
    await here.ask_as(USER, "UPDATE tasks SET deadline_at = now() - interval '1 second' RETURNING 1")
    assert await here.steps.claim(await here.id_of(task, "c")) is None
    assert await here.steps.wake(None, ("planner",)) == ()
    assert (await here.steps.succeed(claim, {}, take=Take.ANYTHING_HERE)).next == ()
    await here.steps.sweep()
    assert await here.statuses(task) == {"a": "succeeded", "b": "cancelled", "c": "cancelled"}
    assert await here.task_status(task) == "cancelled"
    await assert_rules(here, task)


async def test_a_step_that_is_put_off_by_its_site_is_tried_at_once_when_a_person_says_so(here: Bench) -> None:
    task = await here.task([limited(step(f"s{n}"), site="one.example.org") for n in range(3)])
    for key in ("s0", "s1"):
        await here.claim(task, key)
    last = await here.id_of(task, "s2")
    assert await here.steps.claim(last) is None
    assert (await here.revive(task, last))["state"] == "ready"
    assert await here.steps.claim(last) is None, "the site is as busy as before"
    await assert_rules(here, task)
