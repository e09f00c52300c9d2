"""How many applications may go out: as options of a task, and as a step that waits for another day."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from rich.console import Console
from sqlalchemy import text

from gateway.cli._asking import TerminalPerson
from gateway.cli._clock import clock
from gateway.cli._follow import Follower
from gateway.cli._live import TaskView
from gateway.cli.tasks import tasks
from gateway.client import JobHunterClient
from tests.support.gateway import PROMPT, RunningGateway
from tests.support.waiting import PATIENCE_S, until
from world_model.steps import Take
from world_model.users import LOCAL_USER

pytestmark = pytest.mark.stack
SENDS = {"sends": True, "company": "Northwind"}


def follower(client: JobHunterClient, task: dict[str, Any], view: TaskView) -> Follower:
    console = Console(file=StringIO())
    return Follower(client, task["task_id"], view, TerminalPerson(client, console, yes=False, interactive=False), console)


async def write(gateway: RunningGateway, query: str, **values: Any) -> None:
    async with gateway.database.as_user(LOCAL_USER) as session:
        await session.execute(text(query), values)


async def sent_before(gateway: RunningGateway, count: int) -> None:
    """So many applications went out an hour ago."""
    query = """
    INSERT INTO submissions (user_id, candidate_id, posting_key, fingerprint, form_digest, state, armed_at)
    SELECT CAST(:user AS uuid), gen_random_uuid(), 'key ' || n, 'print ' || n, 'digest', 'confirmed', now() - interval '1 hour'
      FROM generate_series(1, :count) n"""
    await write(gateway, query, user=LOCAL_USER, count=count)


async def sending_last(gateway: RunningGateway, task: dict[str, Any]) -> int:
    """All of the plan but its last step is done, and the last one sends; its number."""
    for step in task["steps"][:-1]:
        claim = await gateway.worker.claim(step["id"])
        assert claim is not None
        await gateway.worker.succeed(claim, {}, take=Take.NOTHING)
    last: int = task["steps"][-1]["id"]
    query = "UPDATE task_steps SET payload = payload || CAST(:limits AS jsonb) WHERE id = :step"
    await write(gateway, query, limits=json.dumps({"limits": SENDS}), step=last)
    return last


@pytest.fixture
async def parked(gateway: RunningGateway) -> tuple[dict[str, Any], int]:
    """A task that waits for another day, and its step that does."""
    task = await gateway.create(applications_per_day=2)
    await sent_before(gateway, 2)
    step_id = await sending_last(gateway, task)
    assert await gateway.worker.claim(step_id) is None
    return task, step_id


async def test_the_limits_are_options_with_a_default(gateway: RunningGateway) -> None:
    for given, kept in (({}, (40, 3)), ({"applications_per_day": 500, "applications_per_company": 50}, (500, 50))):
        task = await gateway.create(**given)
        options = (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()["options"]
        assert (options["applications_per_day"], options["applications_per_company"]) == kept


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("applications_per_day", 0),
        ("applications_per_day", 501),
        ("applications_per_day", "many"),
        ("applications_per_company", 0),
        ("applications_per_company", 51),
        ("applications_per_company", 1.5),
    ],
)
async def test_a_limit_that_cannot_be_is_named(gateway: RunningGateway, option: str, value: Any) -> None:
    answer = await gateway.http.post("/agent/tasks", json={"prompt": PROMPT, "options": {option: value}})
    assert (answer.status_code, answer.json()["field"]) == (422, f"options.{option}")


async def test_a_step_that_waits_for_another_day_says_until_when(
    gateway: RunningGateway, parked: tuple[dict[str, Any], int]
) -> None:
    task, step_id = parked
    plan = (await gateway.http.get(f"/agent/tasks/{task['task_id']}/plan")).json()
    node = next(n for n in plan["nodes"] if n["id"] == step_id)
    assert (node["status"], node["waiting_for"], node["dead_letter"]) == ("waiting", "time", False)
    assert timedelta(hours=22) < datetime.fromisoformat(node["available_at"]) - datetime.now(UTC) < timedelta(hours=24)
    assert [n["key"] for n in plan["nodes"] if n["available_at"]] == [node["key"]]
    state = (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()
    assert (state["status"], state["waits_until"]) == ("waiting", node["available_at"])
    assert (state["progress"]["waiting"], state["progress"]["failed"]) == (0, 0), "no person is waited for"


async def test_a_step_that_waits_for_another_day_is_tried_at_once_or_done_without(
    gateway: RunningGateway, parked: tuple[dict[str, Any], int]
) -> None:
    task, step_id = parked
    assert (await gateway.intervene(task, step_id, "retry")).json()["status"] == "ready"
    assert await gateway.worker.claim(step_id) is None, "the day is as full as it was"
    assert (await gateway.intervene(task, step_id, "skip")).json()["status"] == "skipped"
    assert (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()["waits_until"] is None


async def test_a_company_that_got_its_share_ends_the_step(gateway: RunningGateway) -> None:
    task = await gateway.create(applications_per_company=1)
    step_id = await sending_last(gateway, task)
    await sent_before(gateway, 1)
    posting, application = uuid4(), uuid4()
    await write(
        gateway,
        """INSERT INTO postings (id, user_id, posting_key, fingerprint, source, title, company, body)
           VALUES (:posting, CAST(:user AS uuid), 'k', 'f', 'greenhouse', 'Developer', 'NORTHWIND', '{}')""",
        posting=posting,
        user=LOCAL_USER,
    )
    await write(
        gateway,
        """INSERT INTO applications (id, user_id, candidate_id, posting_id)
           VALUES (:application, CAST(:user AS uuid), gen_random_uuid(), :posting)""",
        application=application,
        user=LOCAL_USER,
        posting=posting,
    )
    await write(gateway, "UPDATE submissions SET application_id = :application", application=application)
    assert await gateway.worker.claim(step_id) is None
    plan = (await gateway.http.get(f"/agent/tasks/{task['task_id']}/plan")).json()
    node = next(n for n in plan["nodes"] if n["id"] == step_id)
    assert (node["status"], node["error"]["kind"], node["dead_letter"]) == ("failed", "budget", False)
    assert "Northwind" in node["error"]["reason"]


async def test_a_task_that_waits_for_time_alone_is_followed_on(
    gateway: RunningGateway, parked: tuple[dict[str, Any], int]
) -> None:
    task, step_id = parked
    view = TaskView(task, PROMPT)
    async with JobHunterClient(gateway.url, gateway.token) as client:
        following = asyncio.create_task(follower(client, task, view).run())
        last = task["steps"][-1]["key"]
        await until(lambda: following.done() or view.steps[last].until)
        assert not following.done()
        until_when = (await client.task(task["task_id"]))["waits_until"]
        assert view.steps[last].wait() == f" waiting until {clock(until_when)}"
        await write(gateway, "DELETE FROM submissions")
        assert (await gateway.intervene(task, step_id, "retry")).json()["status"] == "ready"
        claim = await gateway.worker.claim(step_id)
        assert claim is not None
        await gateway.worker.succeed(claim, {}, take=Take.NOTHING)
        ending = await asyncio.wait_for(following, PATIENCE_S)
    assert (ending.status, ending.exit_code) == ("completed", 0)


async def test_the_past_end_of_a_task_that_goes_on_ends_nothing(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = task["steps"][-1]["id"]
    await sending_last(gateway, task)
    claim = await gateway.worker.claim(step_id)
    assert claim is not None
    await gateway.worker.stop(claim, {"kind": "transient", "reason": "busy"}, failure=True)
    await gateway.intervene(task, step_id, "retry")
    view = TaskView(task, PROMPT)
    async with JobHunterClient(gateway.url, gateway.token) as client:
        following = asyncio.create_task(follower(client, task, view).run())
        last = view.steps[task["steps"][-1]["key"]]
        await until(lambda: following.done() or (view.status, last.status) == ("running", "ready"))
        again = await gateway.worker.claim(step_id)
        assert again is not None
        await gateway.worker.succeed(again, {}, take=Take.NOTHING)
        assert (await asyncio.wait_for(following, PATIENCE_S)).status == "completed"


async def test_the_list_of_tasks_says_until_when(
    gateway: RunningGateway,
    parked: tuple[dict[str, Any], int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("JOBHUNTER_URL", gateway.url)
    monkeypatch.setenv("JOBHUNTER_TOKEN", gateway.token)
    await asyncio.to_thread(tasks, 20, True)
    (task,) = json.loads(capsys.readouterr().out)["tasks"]
    assert task["task_id"] == parked[0]["task_id"]
    monkeypatch.setattr("gateway.cli.tasks.out", Console(width=200))
    await asyncio.to_thread(tasks, 20, False)
    assert f"waiting until {clock(task['waits_until'])}" in capsys.readouterr().out
