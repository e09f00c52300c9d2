"""The demo against a real gateway whose tasks nobody works on: it ends, and says what it waited for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.following import Following
from deploy.demo.person import Person
from deploy.demo.picture import Picture
from deploy.demo.stall import DemoStalled
from gateway.cli._live import TaskView
from gateway.client import JobHunterClient
from tests.support.gateway import PROMPT, RunningGateway
from tests.support.waiting import PATIENCE_S
from world_model.steps import Take

pytestmark = pytest.mark.stack
LOGS = Path("/the/logs")


async def nothing_received() -> dict[str, Any]:
    return {"submissions": []}


@asynccontextmanager
async def following(gateway: RunningGateway, quiet_s: float = PATIENCE_S) -> AsyncIterator[tuple[dict[str, Any], Following]]:
    async with JobHunterClient(gateway.url, gateway.token) as client:
        task = await client.create_task(PROMPT)
        person = Person(client, task["task_id"], nothing_received)
        yield task, Following(client, task["task_id"], TaskView(task, PROMPT), person, LOGS, quiet_s)


async def run_to(gateway: RunningGateway, task: dict[str, Any], last: str) -> Any:
    """Every step before `last` succeeds; answers the claim of `last`."""
    for step in task["steps"]:
        claim = await gateway.worker.claim(step["id"])
        assert claim is not None, step["key"]
        if step["key"] == last:
            return claim
        await gateway.worker.succeed(claim, {}, take=Take.NOTHING)
    raise AssertionError(f"the plan has no {last}")


def asked(kind: str, **context: Any) -> dict[str, Any]:
    return {"kind": kind, "question": "Which?", "fields": [], "context": context, "expires_in_s": 3600.0, "prospect": False}


async def test_a_task_nobody_works_on_ends_with_the_steps_and_what_they_wait_for(gateway: RunningGateway) -> None:
    async with following(gateway, quiet_s=1.0) as (task, follower):
        with pytest.raises(DemoStalled) as stalled:
            await follower.to_the_end(Picture(None))
    error = stalled.value
    assert (error.code, error.exit_code) == ("demo_stalled", 1)
    assert len(error.detail.splitlines()) == len(task["steps"])
    assert error.detail.splitlines()[0] == (
        "load_candidate (ready): waits for a worker of the role planner to begin its attempt 1"
    )
    assert "notify (pending): waits for learn" in error.detail
    assert str(LOGS) in error.fix


async def test_a_question_nobody_in_the_demo_can_answer_ends_it_at_once(gateway: RunningGateway) -> None:
    async with following(gateway) as (task, follower):
        await gateway.worker.ask(await run_to(gateway, task, "notify"), asked("question"))
        with pytest.raises(DemoStalled) as stalled:
            await follower.to_the_end(Picture(None))
    assert stalled.value.code == "demo_unanswered"
    assert stalled.value.detail == "notify (waiting): waits for a person: Which?"


async def test_a_question_about_something_else_than_an_application_is_not_guessed_at(gateway: RunningGateway) -> None:
    async with following(gateway) as (task, follower):
        await gateway.worker.ask(await run_to(gateway, task, "notify"), asked("verify", same_job=1))
        with pytest.raises(DemoStalled, match="waits for a person"):
            await follower.to_the_end(Picture(None))


async def test_a_draft_is_approved_and_the_task_followed_to_its_last_step(gateway: RunningGateway) -> None:
    async with following(gateway) as (task, follower):
        claim = await run_to(gateway, task, "notify")
        await gateway.worker.ask(claim, asked("review") | {"prospect": True})
        ending = asyncio.create_task(follower.to_the_end(Picture(None)))
        while (again := await gateway.worker.claim(claim.id)) is None:
            assert not ending.done(), ending.result()
            await asyncio.sleep(0)
        await gateway.worker.succeed(again, {}, take=Take.NOTHING)
        await asyncio.wait_for(ending, PATIENCE_S)
