"""A person has a step tried again that failed or was skipped: what runs again with it, and what waits for it again."""

import pytest

from tests.support.protocol import Bench, question, step
from tests.support.protocol_rules import assert_rules, run_to_its_end
from world_model.steps import Fenced, Take

pytestmark = pytest.mark.stack

GONE = {"kind": "closed", "reason": "gone"}
BUSY = {"kind": "transient", "reason": "busy"}


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


async def test_a_join_that_waits_again_waits_for_all_that_is_open_by_then(here: Bench) -> None:
    task = await here.task([step("a"), step("a2", "a"), step("ask"), step("look", "a2", "ask", join="settled")])
    a, look = await here.id_of(task, "a"), await here.id_of(task, "look")
    await here.skip(task, look)
    asked = await here.claim(task, "ask")
    await here.steps.ask(asked, question())
    await here.skip(task, a)
    assert (await here.revive(task, look))["state"] == "ready", "nothing but a person keeps it waiting"
    await here.answer(task, asked.id)
    await here.revive(task, a)
    assert (await assert_rules(here, task)).by_key("look")["deps_left"] == 2
    assert (await run_to_its_end(here, task))[-1] == "look"


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
