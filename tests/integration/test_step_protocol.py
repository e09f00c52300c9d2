"""The protocol of steps against a real PostgreSQL: claims, fencing, endings, growth, people."""

import asyncio

import pytest

from brain.errors import InvalidPlan
from brain.plan import PlanFragment
from tests.support.protocol import OTHER, USER, Bench, question, step
from world_model.steps import Event, Fenced, Steps, Take

pytestmark = pytest.mark.stack


async def test_a_chain_runs_to_its_end_in_one_worker(here: Bench) -> None:
    task = await here.task([step("a"), step("b", "a"), step("c", "b")])
    claim, ran = await here.claim(task, "a"), []
    while claim is not None:
        ran.append(claim.key)
        claim = next(iter((await here.steps.succeed(claim, {"from": claim.key})).next), None)
    assert ran == ["a", "b", "c"]
    assert await here.task_status(task) == "completed"


async def test_of_many_claims_on_one_step_one_wins(here: Bench) -> None:
    task = await here.task([step("a")])
    step_id = await here.id_of(task, "a")
    claims = await asyncio.gather(*(here.steps.claim(step_id) for _ in range(50)))
    assert sum(c is not None for c in claims) == 1


async def test_a_late_write_of_a_lost_attempt_is_refused(here: Bench, migrated_database_url: str) -> None:
    task = await here.task([step("a"), step("b", "a")])
    hasty = Steps(here.database, "slow", lease_s=0.0)
    stale = await hasty.claim(await here.id_of(task, "a"))
    assert stale is not None
    await here.steps.sweep()
    fresh = await here.claim(task, "a")
    assert fresh.token > stale.token
    for late in (hasty.heartbeat(stale), hasty.append(stale, [Event("scout:start", "scout", "late")]), hasty.succeed(stale, {})):
        with pytest.raises(Fenced):
            await late
    await here.steps.succeed(fresh, {})
    outcomes = await here.rows("SELECT outcome FROM attempts WHERE step_id = :s ORDER BY attempt", s=fresh.id)
    assert [r["outcome"] for r in outcomes] == ["lost", "done"]


async def test_a_step_whose_worker_is_lost_twice_is_a_dead_letter(here: Bench) -> None:
    task = await here.task([step("a"), step("b", "a")])
    hasty = Steps(here.database, "dying", lease_s=0.0)
    for _ in range(2):
        assert await hasty.claim(await here.id_of(task, "a")) is not None
        await here.steps.sweep()
    assert await here.statuses(task) == {"a": "failed", "b": "skipped"}
    rows = await here.rows("SELECT dead_letter, worker_losses FROM task_steps WHERE task_id = :t AND key = 'a'", t=task)
    assert rows == [{"dead_letter": True, "worker_losses": 2}]
    assert await here.task_status(task) == "failed"


async def test_a_failed_step_skips_its_branch_and_counts_for_a_settled_join(here: Bench) -> None:
    task = await here.task([step("a"), step("a2", "a"), step("b"), step("end", "a2", "b", join="settled")])
    await here.steps.stop(await here.claim(task, "a"), {"kind": "closed", "reason": "gone"})
    assert await here.statuses(task) == {"a": "failed", "a2": "skipped", "b": "ready", "end": "pending"}
    finished = await here.steps.succeed(await here.claim(task, "b"), {})
    assert [c.key for c in finished.next] == ["end"]


async def test_a_retry_is_ready_again_only_when_it_is_due(here: Bench) -> None:
    task = await here.task([step("a")])
    await here.steps.retry(await here.claim(task, "a"), 3600, {"reason": "busy"})
    step_id = await here.id_of(task, "a")
    assert await here.steps.claim(step_id) is None
    assert await here.steps.sweep() == ()
    await here.ask_as(
        USER, "UPDATE task_steps SET available_at = now() - interval '1 second' WHERE id = :s RETURNING id", s=step_id
    )
    assert [h.step_id for h in await here.steps.sweep() or ()] == [step_id]
    assert (await here.claim(task, "a")).failures == 1


async def test_the_plan_grows_in_the_transaction_that_finishes_the_step(here: Bench) -> None:
    task = await here.task([step("a"), step("end", "a", join="settled")])
    grown = PlanFragment(steps=(step("b", "a"), step("c", "b")), edges=(("c", "end"),))
    finished = await here.steps.succeed(await here.claim(task, "a"), {}, grown)
    assert [h.step_id for h in finished.hints] == [await here.id_of(task, "b")]
    assert await here.statuses(task) == {"a": "succeeded", "end": "pending", "b": "ready", "c": "pending"}


@pytest.mark.parametrize(
    ("fragment", "code"),
    [
        (PlanFragment(steps=(step("b", "end"),), edges=(("b", "end"),)), "plan_cycle"),
        (PlanFragment(steps=(step("end"),)), "plan_touches_finished"),
        (PlanFragment(steps=(step("b"),), edges=(("b", "a"),)), "plan_touches_finished"),
        (PlanFragment(steps=(step("b", "nowhere"),)), "plan_unknown_step"),
        (PlanFragment(steps=tuple(step(f"x{n}") for n in range(99))), "plan_too_large"),
    ],
)
async def test_a_fragment_that_breaks_a_rule_is_refused_and_changes_nothing(
    here: Bench, fragment: PlanFragment, code: str
) -> None:
    task = await here.task([step("a"), step("end", "a")])
    claim = await here.claim(task, "a")
    with pytest.raises(InvalidPlan) as refused:
        await here.steps.succeed(claim, {}, fragment)
    assert refused.value.code == code
    assert await here.statuses(task) == {"a": "running", "end": "pending"}


async def _asking(here: Bench) -> tuple[str, int]:
    """A task with a branch that waits for a person behind a settled join."""
    task = await here.task([step("ask"), step("track", "ask"), step("look", "track", join="settled"), step("learn", "look")])
    claim = await here.claim(task, "ask")
    finished = await here.steps.ask(claim, question())
    assert [h.role for h in finished.hints] == ["planner"]
    return task, claim.id


async def test_a_question_holds_no_lease_and_lets_the_settled_join_go(here: Bench) -> None:
    task, step_id = await _asking(here)
    assert await here.statuses(task) == {"ask": "waiting", "track": "pending", "look": "ready", "learn": "pending"}
    rows = await here.rows("SELECT lease_owner, lease_expires_at FROM task_steps WHERE id = :s", s=step_id)
    assert rows == [{"lease_owner": None, "lease_expires_at": None}]


async def test_a_task_whose_open_work_waits_for_people_is_waiting_and_looks_again(here: Bench) -> None:
    task, step_id = await _asking(here)
    look = await here.claim(task, "look")
    again = PlanFragment(steps=(step("look2", "track", join="settled"),), edges=(("look2", "learn"),))
    await here.steps.succeed(look, {}, again)
    assert await here.task_status(task) == "waiting"
    assert (await here.statuses(task))["look2"] == "pending"
    assert (await here.answer(task, step_id))["state"] == "answered"
    claim, ran = await here.claim(task, "ask"), []
    while claim is not None:
        ran.append(claim.key)
        claim = next(iter((await here.steps.succeed(claim, {})).next), None)
    assert ran == ["ask", "track", "look2", "learn"]
    assert await here.task_status(task) == "completed"


async def test_an_intervention_is_answered_once(here: Bench) -> None:
    task, step_id = await _asking(here)
    answers = await asyncio.gather(*(here.answer(task, step_id, by=f"tab {n}") for n in range(5)))
    assert sorted(a["state"] for a in answers) == ["already_answered"] * 4 + ["answered"]


async def test_an_expired_intervention_ends_its_branch(here: Bench) -> None:
    task, step_id = await _asking(here)
    await here.ask_as(
        USER, "UPDATE interventions SET expires_at = now() - interval '1 second' WHERE step_id = :s RETURNING id", s=step_id
    )
    await here.steps.sweep()
    assert (await here.statuses(task))["ask"] == "skipped"
    assert (await here.answer(task, step_id))["state"] == "expired"


async def test_skip_ends_the_branch_and_nobody_elses_question_can_be_answered(here: Bench) -> None:
    task, step_id = await _asking(here)
    query = "SELECT answer_intervention(CAST(:t AS uuid), :s, 'answer', NULL, 'x')"
    assert (await here.ask_as(OTHER, query, t=task, s=step_id))["state"] == "not_found"
    assert (await here.answer(task, step_id, "skip"))["status"] == "skipped"
    assert (await here.statuses(task))["track"] == "skipped"


async def test_what_is_no_longer_needed_is_dropped_with_its_question(here: Bench) -> None:
    task, step_id = await _asking(here)
    await here.steps.succeed(await here.claim(task, "look"), {}, PlanFragment(drop=("ask", "track")), take=Take.NOTHING)
    assert await here.statuses(task) == {"ask": "skipped", "track": "skipped", "look": "succeeded", "learn": "ready"}
    assert (await here.answer(task, step_id))["state"] == "expired"
    await here.steps.succeed(await here.claim(task, "learn"), {})
    assert await here.task_status(task) == "completed"


async def test_a_paused_task_gives_no_claims_and_goes_on_when_resumed(here: Bench) -> None:
    task = await here.task([step("a")])
    assert await here.ask_as(USER, "SELECT pause_task(CAST(:t AS uuid), true)", t=task) == "paused"
    step_id = await here.id_of(task, "a")
    assert await here.steps.claim(step_id) is None
    assert await here.ask_as(USER, "SELECT pause_task(CAST(:t AS uuid), false)", t=task) in ("queued", "running")
    assert await here.steps.claim(step_id) is not None


async def test_cancel_ends_what_has_not_begun_and_stops_what_runs_at_its_next_heartbeat(here: Bench) -> None:
    task = await here.task([step("a"), step("b"), step("c", "a")])
    claim = await here.claim(task, "a")
    assert await here.ask_as(USER, "SELECT cancel_task(CAST(:t AS uuid), 'enough')", t=task) == "running"
    assert await here.statuses(task) == {"a": "running", "b": "cancelled", "c": "cancelled"}
    assert await here.steps.heartbeat(claim) is True
    await here.steps.cancel(claim)
    assert await here.task_status(task) == "cancelled"


async def test_the_sweeper_finds_what_a_lost_hint_forgot(here: Bench) -> None:
    task = await here.task([step("a", role="executor")])
    step_id = await here.id_of(task, "a")
    await here.ask_as(
        USER, "UPDATE task_steps SET available_at = now() - interval '2 seconds' WHERE id = :s RETURNING id", s=step_id
    )
    assert [(h.step_id, h.role) for h in await here.steps.sweep() or ()] == [(step_id, "executor")]
    assert await here.steps.sweep() == (), "a hint that was just sent is not sent again"


async def test_events_are_numbered_without_a_gap_whoever_writes_them(here: Bench) -> None:
    task = await here.task([step(f"s{n}") for n in range(8)])
    claims = [await here.claim(task, f"s{n}") for n in range(8)]
    await asyncio.gather(*(here.steps.append(c, [Event("scout:found", "scout", f"{n}")]) for c in claims for n in range(5)))
    await asyncio.gather(*(here.steps.succeed(c, {}) for c in claims))
    numbers = [r["seq"] for r in await here.rows("SELECT seq FROM execution_logs WHERE task_id = :t ORDER BY seq", t=task)]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_an_illegal_move_is_refused_by_the_database_itself(here: Bench) -> None:
    task = await here.task([step("a")])
    await here.steps.succeed(await here.claim(task, "a"), {})
    with pytest.raises(Exception, match="may not go from succeeded to ready"):
        await here.ask_as(USER, "UPDATE task_steps SET status = 'ready' WHERE task_id = :t RETURNING id", t=task)


async def test_a_step_of_a_cancelled_task_ends_however_it_would_have_gone_on(here: Bench) -> None:
    task = await here.task([step("again"), step("ask"), step("grow")])
    again, ask, grow = [await here.claim(task, key) for key in ("again", "ask", "grow")]
    await here.ask_as(USER, "SELECT cancel_task(CAST(:t AS uuid), 'enough')", t=task)
    await here.steps.retry(again, 0, {"reason": "busy"})
    await here.steps.ask(ask, question())
    await here.steps.succeed(grow, {}, PlanFragment(steps=(step("more"),)))
    assert await here.statuses(task) == {"again": "cancelled", "ask": "cancelled", "grow": "succeeded"}
    assert await here.rows("SELECT id FROM interventions WHERE task_id = :t", t=task) == []
    assert await here.task_status(task) == "cancelled"


async def test_a_step_of_an_unknown_kind_stays_ready_for_those_who_know_it(here: Bench) -> None:
    task = await here.task([step("a"), step("new", "a", action="brand_new")])
    older = Steps(here.database, "older", actions=["noop"])
    claim = await older.claim(await here.id_of(task, "a"))
    assert claim is not None
    assert (await older.succeed(claim, {})).next == ()
    assert await older.claim(await here.id_of(task, "new")) is None
    assert (await here.statuses(task))["new"] == "ready"
    assert (await here.claim(task, "new")).action_type == "brand_new"


async def test_a_branch_that_fails_beside_a_waiting_step_still_ends_its_join(here: Bench) -> None:
    plan = [step("ask"), step("work"), step("form", "ask", "work"), step("track", "form"), step("look", "track", join="settled")]
    task = await here.task(plan)
    asked = await here.claim(task, "ask")
    await here.steps.ask(asked, question())
    await here.steps.stop(await here.claim(task, "work"), {"reason": "gone"})
    assert await here.statuses(task) == {
        "ask": "waiting",
        "work": "failed",
        "form": "skipped",
        "track": "skipped",
        "look": "ready",
    }
    rows = await here.rows("SELECT deps_left FROM task_steps WHERE task_id = :t AND key = 'look'", t=task)
    assert rows == [{"deps_left": 0}]


async def test_a_task_past_its_deadline_is_cancelled(here: Bench) -> None:
    task = await here.task([step("a")])
    await here.ask_as(
        USER, "UPDATE tasks SET deadline_at = now() - interval '1 second' WHERE id = CAST(:t AS uuid) RETURNING 1", t=task
    )
    await here.steps.sweep()
    assert await here.task_status(task) == "cancelled"
