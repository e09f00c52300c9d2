"""What people may do to a task while it runs: pause, resume, cancel, skip, try again; and what its deadline does."""

from collections.abc import AsyncIterator

import pytest

from brain.plan import PlanFragment
from tests.support.protocol import USER, Bench, bench, limited, question, step
from tests.support.protocol_ledger import arm, armed, note_request, state_of
from tests.support.protocol_rules import assert_rules
from world_model.steps import Fenced, Steps, Take

pytestmark = pytest.mark.stack

GONE = {"kind": "closed", "reason": "gone"}
BUSY = {"kind": "transient", "reason": "busy"}


@pytest.fixture
async def here(migrated_database_url: str) -> AsyncIterator[Bench]:
    async with bench(migrated_database_url) as made:
        yield made


async def run_to_its_end(here: Bench, task: str) -> list[str]:
    """Runs all that is ready, one step after another; the keys in their order."""
    ran: list[str] = []
    while claims := await here.steps.wake(None, ("planner",)):
        ran += [c.key for c in claims]
        await here.steps.finish([(c, {}) for c in claims], Take.NOTHING)
        await assert_rules(here, task)
    return ran


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


# --- try again


async def test_a_failed_branch_runs_again_with_everything_that_was_skipped_behind_it(here: Bench) -> None:
    plan = [step("a"), step("b", "a"), step("c", "b"), step("d", "b", "c"), step("end", "d", join="settled")]
    task = await here.task(plan)
    claim = await here.claim(task, "a")
    await here.steps.stop(claim, GONE)
    await here.steps.succeed(await here.claim(task, "end"), {})
    assert await here.task_status(task) == "completed"
    revived = await here.revive(task, claim.id)
    assert (revived["state"], revived["again"], [h["id"] for h in revived["ready"]]) == ("ready", 3, [claim.id])
    assert await here.statuses(task) == {"a": "ready", "b": "pending", "c": "pending", "d": "pending", "end": "succeeded"}
    assert await here.task_status(task) == "running"
    await assert_rules(here, task)
    assert await run_to_its_end(here, task) == ["a", "b", "c", "d"]
    assert await here.task_status(task) == "completed"


async def test_a_step_behind_two_failures_stays_skipped_until_both_are_tried_again(here: Bench) -> None:
    task = await here.task([step("left"), step("right"), step("both", "left", "right"), step("after", "both")])
    left, right = await here.claim(task, "left"), await here.claim(task, "right")
    await here.steps.stop(left, GONE)
    await here.steps.stop(right, GONE)
    both = await here.id_of(task, "both")
    assert await here.revive(task, both) in ({"state": "behind", "key": "left"}, {"state": "behind", "key": "right"})
    assert (await here.revive(task, left.id))["again"] == 0
    assert await here.statuses(task) == {"left": "ready", "right": "failed", "both": "skipped", "after": "skipped"}
    assert (await here.revive(task, right.id))["again"] == 2
    await assert_rules(here, task)
    assert sorted(await run_to_its_end(here, task)) == ["after", "both", "left", "right"]


@pytest.mark.parametrize("other", ["open", "ended"])
async def test_a_settled_join_that_has_not_begun_waits_again_for_a_branch_that_is_tried_again(here: Bench, other: str) -> None:
    task = await here.task([step("a"), step("a2", "a"), step("b"), step("look", "a2", "b", join="settled")])
    a, b = await here.claim(task, "a"), await here.claim(task, "b")
    await here.steps.stop(a, GONE)
    if other == "ended":
        await here.steps.succeed(b, {}, take=Take.NOTHING)
        assert (await here.statuses(task))["look"] == "ready"
    await here.revive(task, a.id)
    assert (await here.statuses(task))["look"] == "pending"
    await assert_rules(here, task)
    if other == "open":
        await here.steps.succeed(b, {}, take=Take.NOTHING)
    assert await run_to_its_end(here, task) == ["a", "a2", "look"]


async def test_a_branch_that_asks_again_after_a_retry_holds_its_join_back_no_more_than_before(here: Bench) -> None:
    plan = [step("ask"), step("work"), step("form", "ask", "work"), step("b"), step("look", "form", "b", join="settled")]
    task = await here.task(plan)
    asked, work = await here.claim(task, "ask"), await here.claim(task, "work")
    await here.steps.ask(asked, question())
    await here.steps.stop(work, GONE)
    assert (await here.revive(task, work.id))["again"] == 1
    await assert_rules(here, task)
    await here.steps.succeed(await here.claim(task, "work"), {}, take=Take.NOTHING)
    await here.steps.succeed(await here.claim(task, "b"), {}, take=Take.NOTHING)
    assert await here.statuses(task) == {
        "ask": "waiting", "work": "succeeded", "form": "pending", "b": "succeeded", "look": "ready"
    }  # fmt: skip
    await here.answer(task, asked.id)
    await assert_rules(here, task)
    assert sorted(await run_to_its_end(here, task)) == ["ask", "form", "look"]


async def test_a_join_that_was_dropped_is_not_begun_before_what_it_waits_for(here: Bench) -> None:
    task = await here.task([step("a"), step("look", "a", join="settled")])
    look = await here.id_of(task, "look")
    await here.skip(task, look)
    assert await here.revive(task, look) == {"state": "behind", "key": "a"}
    await here.steps.stop(await here.claim(task, "a"), GONE)
    assert (await here.revive(task, look))["state"] == "ready"
    await assert_rules(here, task)


async def test_a_dead_letter_is_tried_again_with_all_its_tries(here: Bench) -> None:
    task = await here.task([step("a")])
    claim = await here.claim(task, "a")
    await here.steps.stop(claim, BUSY, failure=True)
    facts = "SELECT status, dead_letter, failures, worker_losses, error IS NULL AS clean, attempt FROM task_steps"
    assert await here.rows(facts) == [
        {"status": "failed", "dead_letter": True, "failures": 1, "worker_losses": 0, "clean": False, "attempt": 1}
    ]
    assert (await here.revive(task, claim.id))["state"] == "ready"
    assert await here.rows(facts) == [
        {"status": "ready", "dead_letter": False, "failures": 0, "worker_losses": 0, "clean": True, "attempt": 1}
    ]
    again = await here.claim(task, "a")
    assert (again.attempt, again.failures) == (2, 0)
    with pytest.raises(Fenced):
        await here.steps.succeed(claim, {})
    await here.steps.succeed(again, {})
    assert await here.task_status(task) == "completed"


async def test_what_has_not_failed_is_not_tried_again(here: Bench) -> None:
    task = await here.task([step("run"), step("done"), step("wait"), step("behind", "run"), step("later")])
    run, done, wait, later = [await here.claim(task, key) for key in ("run", "done", "wait", "later")]
    await here.steps.succeed(done, {}, take=Take.NOTHING)
    await here.steps.ask(wait, question())
    await here.steps.retry(later, 3600, BUSY)
    behind = await here.id_of(task, "behind")
    states = [(await here.revive(task, s))["state"] for s in (run.id, done.id, wait.id, behind, later.id, 0)]
    assert states == ["running", "succeeded", "waiting", "pending", "ready", "not_found"]
    assert await here.steps.claim(later.id) is not None, "a step that was put off is tried at once"
    await here.cancel(task)
    assert (await here.revive(task, behind))["state"] == "cancelled"


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
