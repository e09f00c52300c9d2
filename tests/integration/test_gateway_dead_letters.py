"""The steps that failed for good, over HTTP and on the command line."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from brain.errors import Conflict, NotFound
from gateway.cli.steps import dead_letters, retry, skip
from tests.support.gateway import RunningGateway
from tests.support.waiting import until
from world_model.steps import Steps

pytestmark = pytest.mark.stack
BUSY = {"kind": "transient", "reason": "The board does not answer."}


async def used_up(gateway: RunningGateway, task: dict[str, Any]) -> int:
    """Has the first step fail twice, the second time for good; its number."""
    step_id: int = task["steps"][0]["id"]
    claim = await gateway.worker.claim(step_id)
    assert claim is not None
    await gateway.worker.retry(claim, 0, BUSY)
    claim = await gateway.worker.claim(step_id)
    assert claim is not None
    await gateway.worker.stop(claim, BUSY, failure=True)
    return step_id


async def listed(gateway: RunningGateway, **page: Any) -> dict[str, Any]:
    answer = await gateway.http.get("/agent/dead-letters", params=page)
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


async def test_a_step_whose_tries_are_used_up_is_listed_with_each_of_them(gateway: RunningGateway) -> None:
    assert await listed(gateway) == {"items": [], "next": None}
    task = await gateway.create()
    step_id = await used_up(gateway, task)
    (letter,) = (await listed(gateway))["items"]
    attempts = letter.pop("attempts")
    assert letter.pop("finished_at").endswith("Z")
    assert letter == {
        "task_id": task["task_id"],
        "step_id": step_id,
        "key": "load_candidate",
        "action_type": "load_candidate",
        "title": task["steps"][0]["title"],
        "error": BUSY,
    }
    assert [(a["attempt"], a["worker"], a["outcome"], a["error"]) for a in attempts] == [
        (1, "test-worker", "retry", BUSY),
        (2, "test-worker", "retry", BUSY),
    ]
    assert all(a["started_at"] <= a["ended_at"] and a["ended_at"].endswith("Z") for a in attempts)
    plan = (await gateway.http.get(f"/agent/tasks/{task['task_id']}/plan")).json()
    assert [n["key"] for n in plan["nodes"] if n["dead_letter"]] == ["load_candidate"]


async def test_a_step_that_lost_its_worker_twice_is_listed(gateway: RunningGateway) -> None:
    task = await gateway.create()
    dying = Steps(gateway.database, "dying", lease_s=0.0)

    async def taken() -> bool:
        return await dying.claim(task["steps"][0]["id"]) is not None

    for _ in range(2):
        await until(taken)  # as soon as the sweeper has found the last one lost
    await until(lambda: _letters(gateway))
    (letter,) = await _letters(gateway)
    assert letter["error"] == {"kind": "lost", "reason": "Its worker was lost 2 times."}
    assert [(a["worker"], a["outcome"]) for a in letter["attempts"]] == [("dying", "lost"), ("dying", "lost")]


async def _letters(gateway: RunningGateway) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await listed(gateway))["items"]
    return found


async def test_what_a_rule_ended_is_no_dead_letter(gateway: RunningGateway) -> None:
    task = await gateway.create()
    claim = await gateway.worker.claim(task["steps"][0]["id"])
    assert claim is not None
    await gateway.worker.stop(claim, {"kind": "closed", "reason": "gone"})
    assert (await listed(gateway))["items"] == []


async def test_the_newest_come_first_page_by_page(gateway: RunningGateway) -> None:
    steps = [await used_up(gateway, await gateway.create()) for _ in range(3)]
    first = await listed(gateway, limit=2)
    second = await listed(gateway, limit=2, cursor=first["next"])
    assert [i["step_id"] for i in first["items"] + second["items"]] == steps[::-1]
    assert second["next"] is None


@pytest.mark.parametrize(("page", "field"), [({"cursor": "x"}, "cursor"), ({"limit": 0}, "limit"), ({"limit": 101}, "limit")])
async def test_a_page_that_cannot_be(gateway: RunningGateway, page: dict[str, Any], field: str) -> None:
    answer = await gateway.http.get("/agent/dead-letters", params=page)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_step_that_is_tried_again_is_listed_no_more_and_keeps_its_tries(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await used_up(gateway, task)
    assert (await gateway.intervene(task, step_id, "retry")).json()["status"] == "ready"
    assert (await listed(gateway))["items"] == []
    claim = await gateway.worker.claim(step_id)
    assert claim is not None
    assert (claim.attempt, claim.failures) == (3, 0)
    await gateway.worker.stop(claim, BUSY, failure=True)
    (letter,) = (await listed(gateway))["items"]
    assert [a["attempt"] for a in letter["attempts"]] == [1, 2, 3]


async def test_everybody_sees_their_own(gateway: RunningGateway) -> None:
    await used_up(gateway, await gateway.create())
    assert await gateway.app.state.services.dead_letters.list(str(uuid4()), 20) == ((), None)


async def test_the_commands_list_retry_and_skip(
    gateway: RunningGateway, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JOBHUNTER_URL", gateway.url)
    monkeypatch.setenv("JOBHUNTER_TOKEN", gateway.token)
    task = await gateway.create()
    step_id = await used_up(gateway, task)

    async def said(command: Any, *words: Any) -> dict[str, Any]:
        await asyncio.to_thread(command, *words)  # each has an event loop of its own
        document: dict[str, Any] = json.loads(capsys.readouterr().out)
        return document

    document = await said(dead_letters, True)
    assert (document["schema"], document["next"]) == ("jobhunter/dead-letters/1", None)
    assert [i["step_id"] for i in document["items"]] == [step_id]
    await asyncio.to_thread(dead_letters)
    shown = capsys.readouterr().out
    assert "The board does not answer." in shown
    assert f"jobhunter retry {task['task_id']} {step_id}" in shown

    moved = {"schema": "jobhunter/intervened/1", "step_id": step_id}
    assert await said(retry, task["task_id"], "load_candidate", True) == {**moved, "status": "ready"}
    assert await said(skip, task["task_id"], str(step_id), True) == {**moved, "status": "skipped"}
    with pytest.raises(NotFound) as unknown:
        await asyncio.to_thread(retry, task["task_id"], "no_such_step")
    assert (unknown.value.code, unknown.value.exit_code) == ("step_unknown", 2)
    with pytest.raises(Conflict) as twice:
        await asyncio.to_thread(skip, task["task_id"], "load_candidate")
    assert (twice.value.code, twice.value.exit_code) == ("step_skipped", 4)
    await asyncio.to_thread(retry, task["task_id"], "load_candidate")
    assert f"step {step_id}: ready" in capsys.readouterr().err
    await asyncio.to_thread(dead_letters)
    assert "No step failed for good." in capsys.readouterr().err
