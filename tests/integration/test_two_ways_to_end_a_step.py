"""One step ends by plain statements, a chunk by statements for sets: both must leave the same behind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from brain.plan import StepSpec
from tests.support.protocol import USER, Bench, limited, step
from world_model.steps import Claim, Steps, Take

pytestmark = pytest.mark.stack

ROWS = """
SELECT key, status, deps_left, attempt, lease_token, lease_owner, lease_expires_at > now() AS leased, error, result,
       available_at = 'infinity' AS held_back, finished_at IS NOT NULL AS finished, started_at IS NOT NULL AS started
  FROM task_steps WHERE task_id = :t ORDER BY key
"""
ATTEMPTS = """
SELECT s.key, a.attempt, a.outcome, a.worker, a.ended_at IS NOT NULL AS ended
  FROM attempts a JOIN task_steps s ON s.id = a.step_id
 WHERE s.task_id = :t ORDER BY s.key, a.attempt
"""
EVENTS = "SELECT message, data FROM execution_logs WHERE task_id = :t ORDER BY message, seq"
TASK = "SELECT status, event_seq, open_steps, active_steps, claims FROM tasks WHERE id = :t"
SEQUENCE = "SELECT seq, at FROM execution_logs WHERE task_id = :t ORDER BY seq"
CLAIMED = ("key", "action_type", "role", "attempt", "payload", "results", "answers", "may_spend")


@dataclass(frozen=True)
class Case:
    """A plan with the step `a`, how it is ended, and what was done to its task before."""

    steps: Sequence[StepSpec]
    take: Take = Take.ANYTHING_HERE
    before: str = ""
    token_off: int = 0
    worker: dict[str, Any] = field(default_factory=dict)
    max_steps: int = 100


FAN = [step("a"), *(step(f"k{n}", "a") for n in range(5))]
CASES = {
    "a chain": Case([step("a"), step("b", "a"), step("c", "b")]),
    "the last step": Case([step("a")]),
    "a join not yet complete": Case([step("a"), step("x"), step("j", "a", "x", join="settled"), step("k", "a")]),
    "a fan": Case(FAN),
    "a fan, children only": Case(FAN, Take.CHILDREN),
    "a fan, nothing taken": Case(FAN, Take.NOTHING),
    "others of the task": Case([step("a"), step("x"), step("y")]),
    "children only, and there are none": Case([step("a"), step("x")], Take.CHILDREN),
    "another role": Case([step("a"), step("b", "a", role="critic"), step("c", "a")]),
    "only another role": Case([step("a"), step("b", "a", role="critic")]),
    "a child with limits": Case([step("a"), limited(step("b", "a"), site="jobs.example"), step("c", "a")]),
    "an action nobody here knows": Case(
        [step("a"), step("b", "a", action="unheard"), step("c", "a")], worker={"actions": ["noop"]}
    ),
    "a chunk follows": Case([step("a"), *(step(f"s{n}", "a", action="short") for n in range(3))], worker={"short": ["short"]}),
    "paused": Case(FAN, before="UPDATE tasks SET paused_at = now() WHERE id = :t RETURNING id"),
    "its deadline has passed": Case(
        FAN, before="UPDATE tasks SET deadline_at = now() - interval '1 s' WHERE id = :t RETURNING id"
    ),
    "its attempts are used up": Case(FAN, before="UPDATE tasks SET claims = 400 WHERE id = :t RETURNING id"),
    "one attempt is left": Case(FAN, before="UPDATE tasks SET claims = 399 WHERE id = :t RETURNING id"),
    "its money is spent": Case(FAN, before="UPDATE tasks SET spent_usd = 2 WHERE id = :t RETURNING id"),
    "fenced": Case(FAN, token_off=1),
}


async def alone(steps: Steps, claim: Claim, token: int, take: Take) -> Any:
    offer = (claim.role, int(take), steps.worker, steps.lease_s, steps._actions, steps._short, 16)
    return await steps._database.call("finish_one", claim.task_id, claim.id, token, {"n": 1}, *offer)


async def in_a_chunk(steps: Steps, claim: Claim, token: int, take: Take) -> Any:
    offer = (claim.role, int(take), steps.worker, steps.lease_s, steps._actions, steps._short, 16)
    return await steps._database.call("finish_steps", claim.task_id, f"{{{claim.id}}}", f"{{{token}}}", [{"n": 1}], *offer)


@pytest.mark.parametrize("name", CASES)
async def test_both_leave_the_same_rows_events_claims_and_hints(here: Bench, name: str) -> None:
    ways: list[Callable[..., Any]] = [alone, in_a_chunk]
    left = [await ended(here, CASES[name], way) for way in ways]
    assert left[0] == left[1]


async def ended(here: Bench, case: Case, way: Callable[..., Any]) -> dict[str, Any]:
    """All that is left after ending `a` this way, without what tells two tasks apart."""
    task = await here.task(case.steps, max_steps=case.max_steps)
    steps = Steps(here.database, "w", **case.worker)
    claim = await steps.claim(await here.id_of(task, "a"))
    assert claim is not None
    if case.before:
        await here.ask_as(USER, case.before, t=task)
    answer = await way(steps, claim, claim.token + case.token_off, case.take)
    keys = {r["id"]: r["key"] for r in await here.rows("SELECT id, key FROM task_steps WHERE task_id = :t", t=task)}
    sequence = await here.rows(SEQUENCE, t=task)
    assert [r["seq"] for r in sequence] == list(range(1, len(sequence) + 1))
    assert [r["at"] for r in sequence] == sorted(r["at"] for r in sequence)
    return {
        "steps": await here.rows(ROWS, t=task),
        "attempts": await here.rows(ATTEMPTS, t=task),
        "events": await here.rows(EVENTS, t=task),
        "task": await here.rows(TASK, t=task),
        "next": [{k: c[k] for k in CLAIMED if k in c} for c in answer["next"] or ()],
        "ready": sorted(keys[hint["id"]] for hint in answer["ready"]),
        "fenced": [keys[step_id] for step_id in answer["fenced"]],
        "may_spend": answer["may_spend"],
    }


async def test_events_sent_again_because_the_answer_was_lost_count_once(here: Bench) -> None:
    task = await here.task([step("a")])
    claim = await here.claim(task, "a")
    event = {"type": "scout:found", "agent": "scout", "message": "one", "data": {"cost_usd": 0.25}, "level": "info"}
    for batch in ("first", "first", "second"):
        assert await here.database.call("append_events", claim.id, claim.token, batch, [event]) is True
    assert await here.database.call("append_events", claim.id, claim.token + 1, "first", [event]) is False
    assert await here.rows("SELECT spent_usd FROM tasks") == [{"spent_usd": 0.5}]
    assert len(await here.rows("SELECT 1 FROM execution_logs WHERE type = 'scout:found'")) == 2
