"""What PostgreSQL itself refuses of a step, and what goes with a task that is deleted."""

import pytest
from sqlalchemy.exc import IntegrityError

from tests.support.protocol import OTHER, USER, Bench, step
from world_model.steps import Event

pytestmark = pytest.mark.stack

COUNTS = """
SELECT (SELECT count(*) FROM execution_logs) AS events, (SELECT count(*) FROM attempts) AS attempts,
       (SELECT count(*) FROM task_steps) AS steps, (SELECT count(*) FROM step_edges) AS edges
"""


@pytest.mark.parametrize("status", ["done", "", "RUNNING"])
async def test_a_step_has_one_of_the_known_statuses(here: Bench, status: str) -> None:
    await here.task([step("a")])
    with pytest.raises(IntegrityError, match="step_status_known"):
        await here.ask_as(USER, "UPDATE task_steps SET status = :s", s=status)


@pytest.mark.parametrize(("was", "becomes"), [("ready", "succeeded"), ("pending", "failed"), ("ready", "done for")])
async def test_a_step_makes_no_move_of_its_own(here: Bench, was: str, becomes: str) -> None:
    await here.task([step("a"), step("b", "a")])
    with pytest.raises(IntegrityError):
        await here.ask_as(USER, "UPDATE task_steps SET status = :b WHERE status = :w", b=becomes, w=was)


@pytest.mark.parametrize(
    "change", ["status = 'running'", "status = 'running', lease_expires_at = NULL"], ids=["no lease", "the lease taken away"]
)
async def test_no_step_runs_without_a_lease(here: Bench, change: str) -> None:
    await here.task([step("a")])
    with pytest.raises(IntegrityError, match="without a lease"):
        await here.ask_as(USER, f"UPDATE task_steps SET {change}")


async def test_a_running_step_keeps_its_lease(here: Bench) -> None:
    task = await here.task([step("a")])
    await here.claim(task, "a")
    with pytest.raises(IntegrityError, match="without a lease"):
        await here.ask_as(USER, "UPDATE task_steps SET lease_expires_at = NULL")


async def test_a_task_takes_its_log_and_attempts_with_it_and_nothing_else(here: Bench) -> None:
    for user in (USER, OTHER):
        task = await here.task([step("a"), step("b", "a")], user=user)
        (step_id,) = [r["id"] for r in await here.rows("SELECT id FROM task_steps WHERE key = 'a'", user=user)]
        claim = await here.steps.claim(step_id)
        assert claim is not None
        await here.steps.append(claim, [Event("scout:found", "scout", "one")])
        await here.steps.succeed(claim, {})
        assert claim.task_id == task
    before = (await here.rows(COUNTS, user=OTHER))[0]
    assert min(before.values()) > 0
    assert (await here.rows(COUNTS))[0] == before
    await here.ask_as(USER, "DELETE FROM tasks RETURNING id")
    assert set((await here.rows(COUNTS))[0].values()) == {0}
    assert (await here.rows(COUNTS, user=OTHER))[0] == before
