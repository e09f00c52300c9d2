"""One step, moved by hand: tried again, or done without."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import redis.asyncio

from brain.errors import NotFound
from tests.support.gateway import RunningGateway, parsed
from tests.support.waiting import PATIENCE_S
from world_model.steps import Claim, Event, Take
from world_model.users import LOCAL_USER

pytestmark = pytest.mark.stack
BROKEN = {"kind": "closed", "reason": "It is closed."}


def number(task: dict[str, Any], key: str) -> int:
    return next(int(s["id"]) for s in task["steps"] if s["key"] == key)


async def claimed(gateway: RunningGateway, task: dict[str, Any], key: str) -> Claim:
    claim = await gateway.worker.claim(number(task, key))
    assert claim is not None, f"{key} could not be claimed"
    return claim


async def broken(gateway: RunningGateway, task: dict[str, Any], key: str = "load_candidate") -> int:
    """Has a step fail; its number."""
    claim = await claimed(gateway, task, key)
    await gateway.worker.stop(claim, BROKEN)
    return claim.id


async def run_the_rest(gateway: RunningGateway, task: dict[str, Any]) -> list[str]:
    """Every step that can be claimed succeeds, in the order of the plan; their keys."""
    ran = []
    for step in task["steps"]:
        claim = await gateway.worker.claim(step["id"])
        if claim is not None:
            await gateway.worker.succeed(claim, {}, take=Take.NOTHING)
            ran.append(step["key"])
    return ran


async def state(gateway: RunningGateway, task: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()
    return document


async def node(gateway: RunningGateway, task: dict[str, Any], step_id: int) -> dict[str, Any]:
    plan = (await gateway.http.get(f"/agent/tasks/{task['task_id']}/plan")).json()
    return next(n for n in plan["nodes"] if n["id"] == step_id)


async def statuses(gateway: RunningGateway, task: dict[str, Any]) -> dict[str, str]:
    plan = (await gateway.http.get(f"/agent/tasks/{task['task_id']}/plan")).json()
    return {n["key"]: n["status"] for n in plan["nodes"]}


async def test_an_ended_task_goes_on_where_a_failed_step_is_tried_again(gateway: RunningGateway) -> None:
    task = await gateway.create()
    failed = await broken(gateway, task)
    await run_the_rest(gateway, task)
    ended = await state(gateway, task)
    assert ended["status"] == "completed"
    assert (await statuses(gateway, task))["recall_plans"] == "skipped"

    answer = await gateway.intervene(task, failed, "retry")
    assert (answer.status_code, answer.json()) == (200, {"step_id": failed, "status": "ready"})
    again = await state(gateway, task)
    assert (again["status"], again["finished_at"]) == ("running", None)
    assert (await statuses(gateway, task))["recall_plans"] == "pending"
    ran = await run_the_rest(gateway, task)
    assert {"load_candidate", "recall_plans", "select_postings"} <= set(ran)
    assert "notify" not in ran, "what has succeeded is not done again"
    assert (await state(gateway, task))["status"] == "completed"

    seen = await gateway.app.state.services.events.after(LOCAL_USER, task["task_id"], 0, 500)
    assert [e.seq for e in seen] == list(range(1, len(seen) + 1))
    moves = [(e.data["from"], e.data["to"]) for e in seen if e.type.startswith("task:") and "to" in e.data]
    assert moves == [("queued", "running"), ("running", "completed"), ("completed", "running"), ("running", "completed")]


async def test_the_stream_of_an_ended_task_goes_on(gateway: RunningGateway) -> None:
    task = await gateway.create()
    failed = await broken(gateway, task)
    await run_the_rest(gateway, task)
    last = (await state(gateway, task))["last_seq"]
    async with asyncio.timeout(PATIENCE_S), gateway.watch(task["task_id"], after=last) as socket:
        assert parsed(await socket.recv()) == {"type": "hello", "seq": last}
        await gateway.intervene(task, failed, "retry")
        first = parsed(await socket.recv())
    assert (first["seq"], first["step_id"]) == (last + 1, failed)


async def test_the_hint_of_a_revived_step_is_sent_at_once(gateway: RunningGateway, redis_url: str) -> None:
    task = await gateway.create()
    async with redis.asyncio.Redis.from_url(redis_url, socket_timeout=None) as client:
        failed = await broken(gateway, task)
        await client.delete("jobhunter:planner")
        await gateway.intervene(task, failed, "retry")
        sent: Any = await asyncio.wait_for(client.blpop(["jobhunter:planner"]), PATIENCE_S)
    assert json.loads(sent[1])["headers"]["task"] == "jobhunter.planner"


async def test_a_step_that_is_put_off_is_tried_at_once(gateway: RunningGateway) -> None:
    task = await gateway.create()
    claim = await claimed(gateway, task, "load_candidate")
    await gateway.worker.retry(claim, 3600, {"kind": "transient", "reason": "busy"})
    put_off = await node(gateway, task, claim.id)
    due = datetime.fromisoformat(put_off["available_at"]) - datetime.now(UTC)
    assert timedelta(minutes=50) < due < timedelta(minutes=70)
    assert await gateway.worker.claim(claim.id) is None
    answer = await gateway.intervene(task, claim.id, "retry")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert (await node(gateway, task, claim.id))["available_at"] is None
    assert await gateway.worker.claim(claim.id) is not None


async def test_a_ready_step_of_a_paused_task_has_no_time_to_wait_for(gateway: RunningGateway) -> None:
    task = await gateway.create()
    await gateway.http.post(f"/agent/tasks/{task['task_id']}/pause")
    assert (await node(gateway, task, number(task, "load_candidate")))["available_at"] is None


@pytest.mark.parametrize("action", ["retry", "skip"])
async def test_a_step_at_work_is_left_alone(gateway: RunningGateway, action: str) -> None:
    task = await gateway.create()
    claim = await claimed(gateway, task, "load_candidate")
    await refused(gateway, task, claim.id, action, "step_running")
    await gateway.worker.succeed(claim, {}, take=Take.NOTHING)
    await refused(gateway, task, claim.id, action, "step_succeeded")


async def refused(gateway: RunningGateway, task: dict[str, Any], step_id: int, action: str, code: str) -> dict[str, Any]:
    answer = await gateway.intervene(task, step_id, action)
    document: dict[str, Any] = answer.json()
    assert (answer.status_code, document["code"]) == (409, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert document["title"]
    assert document["fix"]
    return document


async def test_a_step_behind_a_failed_one_names_the_one_to_try_first(gateway: RunningGateway) -> None:
    task = await gateway.create()
    await broken(gateway, task, "load_candidate")
    assert (await statuses(gateway, task))["choose_sources"] == "skipped"
    said = await refused(gateway, task, number(task, "choose_sources"), "retry", "step_behind")
    assert said["detail"] == said["key"] == "load_candidate", "the step that failed, not the one skipped for it"


async def test_a_step_behind_one_that_still_runs_names_it(gateway: RunningGateway) -> None:
    task = await gateway.create()
    claim = await claimed(gateway, task, "load_candidate")
    step_id = number(task, "recall_plans")
    assert (await gateway.intervene(task, step_id, "skip")).status_code == 200
    said = await refused(gateway, task, step_id, "retry", "step_behind")
    assert (said["key"], said["fix"]) == ("load_candidate", "Wait until load_candidate has ended.")
    await gateway.worker.succeed(claim, {}, take=Take.NOTHING)
    assert (await gateway.intervene(task, step_id, "retry")).json()["status"] == "ready"


async def test_a_step_that_has_not_begun_cannot_be_tried_again(gateway: RunningGateway) -> None:
    task = await gateway.create()
    await refused(gateway, task, number(task, "notify"), "retry", "step_pending")


@pytest.mark.parametrize("action", ["retry", "skip"])
async def test_nothing_of_a_cancelled_task_is_moved(gateway: RunningGateway, action: str) -> None:
    task = await gateway.create()
    await gateway.http.post(f"/agent/tasks/{task['task_id']}/cancel")
    await refused(gateway, task, number(task, "load_candidate"), action, "task_cancelled")


async def test_a_step_is_done_without_and_what_waits_for_it(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = number(task, "recall_plans")
    answer = await gateway.intervene(task, step_id, "skip")
    assert (answer.status_code, answer.json()) == (200, {"step_id": step_id, "status": "skipped"})
    now = await statuses(gateway, task)
    assert (now["load_candidate"], now["recall_plans"], now["choose_sources"]) == ("ready", "skipped", "skipped")
    assert now["merge_postings"] == "ready", "a settled join goes on without it"
    await refused(gateway, task, step_id, "skip", "step_skipped")


async def test_a_ready_step_is_done_without(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = number(task, "load_candidate")
    assert (await gateway.intervene(task, step_id, "skip")).json()["status"] == "skipped"
    assert await gateway.worker.claim(step_id) is None
    assert (await gateway.intervene(task, step_id, "retry")).json()["status"] == "ready"
    assert await gateway.worker.claim(step_id) is not None


async def test_what_has_failed_cannot_be_done_without(gateway: RunningGateway) -> None:
    task = await gateway.create()
    await refused(gateway, task, await broken(gateway, task), "skip", "step_failed")


@pytest.mark.parametrize("action", ["retry", "skip"])
async def test_a_step_of_another_task_is_not_found(gateway: RunningGateway, action: str) -> None:
    task, other = await gateway.create(), await gateway.create()
    answer = await gateway.intervene(task, number(other, "load_candidate"), action)
    assert (answer.status_code, answer.json()["code"]) == (404, "step_unknown")
    answer = await gateway.intervene({"task_id": "nonsense"}, 1, action)
    assert (answer.status_code, answer.json()["code"]) == (404, "task_unknown")


async def test_somebody_elses_step_is_not_found(gateway: RunningGateway) -> None:
    task = await gateway.create()
    failed, moves = await broken(gateway, task), gateway.app.state.services.moves
    for move in (moves.retry, moves.skip):
        with pytest.raises(NotFound) as unknown:
            await move(str(uuid4()), task["task_id"], failed, "somebody")
        assert unknown.value.code == "step_unknown"


async def test_an_open_question_is_answered_by_retry_and_skip_as_ever(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, kind="captcha")
    assert (await gateway.intervene(task, step_id, "retry")).status_code == 200
    claim = await claimed(gateway, task, "load_candidate")
    assert [a["action"] for a in claim.answers] == ["retry"]


async def test_a_question_that_was_answered_by_retry_is_not_answered_twice(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, kind="captcha")
    answers = await asyncio.gather(*(gateway.intervene(task, step_id, "retry") for _ in range(5)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409]
    for action in ("retry", "skip"):
        await refused(gateway, task, step_id, action, "already_answered")
    assert await gateway.worker.claim(step_id) is not None
    await refused(gateway, task, step_id, "retry", "step_running")


async def test_a_word_about_one_question_moves_no_step(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, kind="code", expires_in_s=3600.0)
    (asked,) = (await gateway.http.get("/agent/interventions")).json()["items"]
    assert (await gateway.intervene(task, step_id, "skip")).json()["status"] == "skipped"
    about = {"intervention_id": asked["intervention_id"]}
    late = await gateway.intervene(task, step_id, "retry", **about)
    assert (late.status_code, late.json()["code"]) == (409, "already_answered")
    code = await gateway.intervene(task, step_id, "retry", human_input="123456")
    assert (code.status_code, code.json()["code"]) == (409, "already_answered")
    unasked = await gateway.intervene(task, number(task, "notify"), "retry", human_input="123456")
    assert (unasked.status_code, unasked.json()["code"]) == (404, "intervention_unknown")
    assert (await node(gateway, task, step_id))["status"] == "skipped"


async def test_a_step_whose_question_was_skipped_is_asked_again_after_all(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task)
    await gateway.intervene(task, step_id, "skip")
    assert (await gateway.intervene(task, step_id, "retry")).json()["status"] == "ready"
    assert (await gateway.ask(task)) == step_id
    assert (await state(gateway, task))["progress"]["waiting"] == 1


async def test_the_stream_takes_the_same_words(gateway: RunningGateway) -> None:
    task = await gateway.create()
    failed = await broken(gateway, task)
    async with asyncio.timeout(PATIENCE_S), gateway.watch(task["task_id"], after=10_000) as socket:
        assert parsed(await socket.recv())["type"] == "hello"
        await socket.send(json.dumps({"type": "intervene", "step_id": failed, "action": "retry"}))
        assert parsed(await socket.recv()) == {"type": "intervened", "step_id": failed, "status": "ready"}
        await socket.send(json.dumps({"type": "intervene", "step_id": number(task, "notify"), "action": "retry"}))
        said = parsed(await socket.recv())
    assert (said["type"], said["status"], said["code"]) == ("error", 409, "step_pending")


async def test_the_cost_is_what_the_steps_have_spent(gateway: RunningGateway) -> None:
    task = await gateway.create()
    claim = await claimed(gateway, task, "load_candidate")
    paid = [Event("resume:tailoring", "resume", "Asked a model.", {"cost_usd": cost}) for cost in (0.25, 0.5)]
    await gateway.worker.append(claim, paid)
    assert (await state(gateway, task))["cost"] == {"spent_usd": 0.75, "max_usd": 1.0}
