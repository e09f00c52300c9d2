"""Tasks over HTTP: made, read, moved."""

import asyncio
import base64
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
import redis.asyncio

from tests.support.gateway import RunningGateway
from tests.support.waiting import PATIENCE_S
from world_model.steps import Take

pytestmark = pytest.mark.stack


async def test_a_task_is_planned_inside_the_request(gateway: RunningGateway) -> None:
    task = await gateway.create()
    assert task["status"] == "queued"
    assert (task["goal"]["verb"], task["goal"]["count"]) == ("apply", 5)
    assert task["plan_summary"]
    assert len(task["steps"]) >= 10
    assert {"id", "key", "action_type", "role", "depends_on"} <= set(task["steps"][0])
    keys = [s["key"] for s in task["steps"]]
    assert all(parent in keys for s in task["steps"] for parent in s["depends_on"])
    assert all(isinstance(s["id"], int) for s in task["steps"])


async def test_the_ready_steps_are_sent_to_their_roles_queue(gateway: RunningGateway, redis_url: str) -> None:
    task = await gateway.create()
    async with redis.asyncio.Redis.from_url(redis_url, socket_timeout=None) as client:
        sent: Any = await asyncio.wait_for(client.blpop(["jobhunter:planner"]), PATIENCE_S)
    message = json.loads(sent[1])
    assert message["headers"]["task"] == "jobhunter.planner"
    assert json.loads(base64.b64decode(message["body"]))[0] == [task["steps"][0]["id"]]


async def test_options_change_the_goal_and_are_kept(gateway: RunningGateway) -> None:
    task = await gateway.create(count=2, auto_apply=False, freshness="week", min_score=50, dry_run=True)
    assert (task["goal"]["count"], task["goal"]["verb"], task["goal"]["posted_within_days"]) == (2, "prepare", 7)
    kept = (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()["options"]
    assert (kept["count"], kept["min_score"], kept["dry_run"], kept["review"]) == (2, 50, True, True)


async def test_review_may_be_given_by_either_name(gateway: RunningGateway) -> None:
    assert (await gateway.create(draft_mode=False))["goal"]["review"] is False
    both = {"prompt": "Find 5 python jobs and apply.", "options": {"draft_mode": False, "review": True}}
    assert (await gateway.http.post("/agent/tasks", json=both)).status_code == 422


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"colour": "red"}, "options.colour"),
        ({"count": 0}, "options.count"),
        ({"count": 10_000}, "options.count"),
        ({"letter": "sometimes"}, "options.letter"),
        ({"min_score": 101}, "options.min_score"),
        ({"deadline": "tomorrow"}, "options.deadline"),
        ({"candidate_id": "me"}, "options.candidate_id"),
        ({"sources": ["fooboard"]}, "options.sources"),
        ({"sources": []}, "options.sources"),
    ],
)
async def test_a_wrong_option_is_named(gateway: RunningGateway, options: dict[str, Any], field: str) -> None:
    answer = await gateway.http.post("/agent/tasks", json={"prompt": "Find 5 python jobs.", "options": options})
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["fix"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"prompt": ""}', "prompt_empty"),
        (b'{"prompt": "%s"}' % (b"x" * 3000), "prompt_too_long"),
        (b'{"prompt": "qwzx vbnm"}', "prompt_meaningless"),
        (b'{"prompt": "Find 0 python jobs"}', "count_out_of_range"),
        (b'{"prompt": "Apply to file:///etc/passwd please"}', "url_not_allowed"),
        (b'{"prompt": 5}', "invalid_request"),
        (b"{}", "invalid_request"),
        (b"not json", "invalid_request"),
        (b'{"prompt": "Find python jobs", "options": {"max_cost_usd": NaN}}', "invalid_request"),
        (b'{"prompt": "Find python jobs", "options": {"max_cost_usd": 1e400}}', "invalid_request"),
        (b'{"prompt": "Find python jobs", "more": 1}', "invalid_request"),
        (b'{"prompt": "\\ud800 python jobs"}', "prompt_invalid"),
        (b"[" * 10_000 + b"]" * 10_000, "invalid_request"),
    ],
)
async def test_a_line_that_cannot_be_a_goal_is_refused(gateway: RunningGateway, body: bytes, code: str) -> None:
    answer = await gateway.http.post("/agent/tasks", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_nul_is_refused_or_dropped_never_stored(gateway: RunningGateway) -> None:
    answer = await gateway.http.post("/agent/tasks", json={"prompt": "Find python\0 jobs"})
    assert answer.status_code in (202, 422)
    stored = (await gateway.http.get("/agent/tasks")).json()["items"]
    assert all("\0" not in item["prompt"] for item in stored)


async def test_a_nul_in_an_option_is_refused(gateway: RunningGateway) -> None:
    body = {"prompt": "Find python jobs", "options": {"autopilot": {"a": "b\0"}}}
    assert (await gateway.http.post("/agent/tasks", json=body)).status_code == 422


async def test_a_body_over_the_limit_is_refused(gateway: RunningGateway) -> None:
    answer = await gateway.http.post("/agent/tasks", content=b" " * (6 * 2**20))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_body_over_the_limit_without_a_length_is_refused(gateway: RunningGateway) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b" " * 2**17

    answer = await gateway.http.post("/agent/tasks", content=endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_the_state_counts_what_happened(gateway: RunningGateway) -> None:
    task = await gateway.create()
    await gateway.ask(task)
    state = (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()
    assert state["progress"] == {
        "found": 0, "scored": 0, "prepared": 0, "submitted": 0, "waiting": 1, "failed": 0, "unconfirmed": 0
    }  # fmt: skip
    assert state["cost"] == {"spent_usd": 0, "max_usd": 1.0}
    assert state["learned"] is None
    assert state["created_at"].endswith("Z")


async def test_found_comes_from_the_merged_searches(gateway: RunningGateway) -> None:
    task = await gateway.create()
    ids = {s["key"]: s["id"] for s in task["steps"]}
    results: dict[str, dict[str, Any]] = {"merge_postings": {"found": 23, "posting_ids": []}}
    for key in [k for k in ids if k not in ("select_postings", "learn", "notify") and not k.startswith("review_progress")]:
        claim = await gateway.worker.claim(ids[key])
        assert claim is not None, key
        await gateway.worker.succeed(claim, results.get(key, {}), take=Take.NOTHING)
    state = (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()
    assert state["progress"]["found"] == 23
    assert state["status"] == "running"


async def test_the_newest_tasks_come_first_page_by_page(gateway: RunningGateway) -> None:
    made = [(await gateway.create(f"Find {n} python jobs."))["task_id"] for n in (1, 2, 3)]
    first = (await gateway.http.get("/agent/tasks?limit=2")).json()
    second = (await gateway.http.get("/agent/tasks", params={"limit": 2, "cursor": first["next"]})).json()
    assert [t["task_id"] for t in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["x", "bm9wZQ==", "WzEsMl0=", "\u00e4"])
async def test_a_foreign_cursor_is_refused(gateway: RunningGateway, cursor: str) -> None:
    answer = await gateway.http.get("/agent/tasks", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


async def test_the_plan_has_nodes_and_edges(gateway: RunningGateway) -> None:
    task = await gateway.create()
    plan = (await gateway.http.get(f"/agent/tasks/{task['task_id']}/plan")).json()
    assert [n["key"] for n in plan["nodes"]] == [s["key"] for s in task["steps"]]
    by_id = {n["id"]: n for n in plan["nodes"]}
    parents = {s["key"]: sorted(s["depends_on"]) for s in task["steps"]}
    for step in task["steps"]:
        assert sorted(by_id[p]["key"] for p, c in plan["edges"] if c == step["id"]) == parents[step["key"]]
    assert by_id[task["steps"][0]["id"]]["status"] == "ready"


async def test_the_plan_as_mermaid(gateway: RunningGateway) -> None:
    task = await gateway.create()
    answer = await gateway.http.get(f"/agent/tasks/{task['task_id']}/plan?format=mermaid")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("flowchart TD\n")
    assert answer.text.count("-->") == sum(len(s["depends_on"]) for s in task["steps"])


async def test_pause_resume_cancel(gateway: RunningGateway) -> None:
    task = await gateway.create()

    async def move(what: str) -> str:
        answer = await gateway.http.post(f"/agent/tasks/{task['task_id']}/{what}")
        assert answer.status_code == 200
        return str(answer.json()["status"])

    assert await move("pause") == "paused"
    assert await gateway.worker.claim(task["steps"][0]["id"]) is None
    assert await move("resume") in ("queued", "running")
    assert await move("cancel") == "cancelled"
    assert await move("pause") == "cancelled"
    assert await move("cancel") == "cancelled"


UNKNOWN = [
    ("GET", ""),
    ("GET", "/plan"),
    ("POST", "/cancel"),
    ("POST", "/pause"),
    ("POST", "/resume"),
    ("POST", "/ticket"),
    ("GET", "/events"),
]


@pytest.mark.parametrize(("method", "rest"), UNKNOWN)
@pytest.mark.parametrize("task_id", ["01a1fc60-0000-7000-8000-000000000000", "17", "not-an-id", "%00"])
async def test_an_unknown_task_is_not_found(gateway: RunningGateway, method: str, rest: str, task_id: str) -> None:
    answer = await gateway.http.request(method, f"/agent/tasks/{task_id}{rest}")
    assert (answer.status_code, answer.json()["code"]) == (404, "task_unknown")


async def test_somebody_elses_task_is_not_found(gateway: RunningGateway) -> None:
    task = await gateway.create()
    other = str(uuid4())
    store = gateway.app.state.services.tasks
    for read in (store.get, store.plan):
        with pytest.raises(Exception, match="no such task"):
            await read(other, task["task_id"])
    with pytest.raises(Exception, match="no such task"):
        await store.cancel(other, task["task_id"], "mine now")
    assert (await store.list(other, 20))[0] == ()


async def test_stop_and_start(gateway: RunningGateway) -> None:
    first = (await gateway.http.post("/agent/stop")).json()
    again = (await gateway.http.post("/agent/stop")).json()
    assert first["stopped"] is True
    assert first["since"] == again["since"]
    assert (await gateway.http.post("/agent/start")).json() == {"stopped": False, "since": None}


async def test_tasks_are_taken_while_redis_is_away(gateway: RunningGateway, redis_server: Any) -> None:
    publisher = gateway.app.state.services.publisher
    publisher._app.conf.broker_url = "redis+socket:///nowhere/redis.sock"
    answers = await asyncio.gather(*(gateway.http.post("/agent/tasks", json={"prompt": "Find python jobs."}) for _ in range(5)))
    assert {a.status_code for a in answers} == {202}


async def test_a_method_that_is_not_there(gateway: RunningGateway) -> None:
    answer = await gateway.http.delete("/agent/tasks")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


async def test_an_address_that_is_not_there(gateway: RunningGateway) -> None:
    answer: httpx.Response = await gateway.http.get("/agent/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
