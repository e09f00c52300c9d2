"""The client and the commands against a real gateway; a scripted worker moves the tasks."""

import asyncio
import json
import os
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from typing import Any

import psutil
import pytest
from rich.console import Console

from brain.errors import Conflict, InvalidInput, Missing, NotFound, SignInRequired, Unavailable
from gateway.cli._asking import TerminalPerson
from gateway.cli._follow import Follower
from gateway.cli._live import TaskView
from gateway.client import RECONNECT_S, JobHunterClient
from tests.support.gateway import PROMPT, RunningGateway
from tests.support.waiting import PATIENCE_S, until
from world_model.steps import Hint, Take
from world_model.sweeper import Sweeper

pytestmark = pytest.mark.stack
COMMAND_S = 180.0  # a command is a process of its own, which first has to be loaded
REVIEW = {"kind": "review", "question": "Send it?", "prospect": True}
QUESTION = {"kind": "question", "question": "Which?", "fields": [{"key": "which", "label": "Which?"}]}


def follower(client: JobHunterClient, task: dict[str, Any], *, yes: bool = False) -> Follower:
    console = Console(file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    person = TerminalPerson(client, console, yes=yes, interactive=False)
    return Follower(client, task["task_id"], TaskView(task, PROMPT), person, console)


async def finish(gateway: RunningGateway, task: dict[str, Any]) -> None:
    """Runs every step of the first plan to its end."""
    for step in task["steps"]:
        claim = await gateway.worker.claim(step["id"])
        if claim is not None:
            await gateway.worker.succeed(claim, {}, take=Take.NOTHING)


async def test_a_task_is_followed_to_its_end(gateway: RunningGateway) -> None:
    async with JobHunterClient(gateway.url, gateway.token) as client:
        task = await client.create_task(PROMPT)
        following = asyncio.create_task(follower(client, task).run())
        await finish(gateway, task)
        ending = await asyncio.wait_for(following, PATIENCE_S)
    assert (ending.status, ending.exit_code) == ("completed", 0)


async def test_a_review_is_approved_by_yes(gateway: RunningGateway) -> None:
    async with JobHunterClient(gateway.url, gateway.token) as client:
        task = await client.create_task(PROMPT)
        following = asyncio.create_task(follower(client, task, yes=True).run())
        step_id = await gateway.ask(task, **REVIEW)
        await until(lambda: _is_answered(client))
        claim = await gateway.worker.claim(step_id)
        assert claim is not None
        (answer,) = claim.answers
        assert answer["action"] == "approve"
        await client.move(task["task_id"], "cancel")
        await gateway.worker.cancel(claim)
        assert (await asyncio.wait_for(following, PATIENCE_S)).exit_code == 1


async def _is_answered(client: JobHunterClient) -> bool:
    return not await client.interventions()


async def test_a_question_nobody_is_here_for_ends_with_three(gateway: RunningGateway) -> None:
    async with JobHunterClient(gateway.url, gateway.token) as client:
        task = await client.create_task(PROMPT)
        await _park(gateway, task)
        ending = await asyncio.wait_for(follower(client, task, yes=True).run(), PATIENCE_S)
        assert (ending.status, ending.exit_code) == ("waiting", 3)
        assert len(await client.interventions(task["task_id"])) == 1


async def _park(gateway: RunningGateway, task: dict[str, Any]) -> None:
    """All the plan but its end is done; the end asks."""
    ids = {s["key"]: s["id"] for s in task["steps"]}
    for key in [k for k in ids if k not in ("notify",)]:
        claim = await gateway.worker.claim(ids[key])
        assert claim is not None, key
        await gateway.worker.succeed(claim, {}, take=Take.NOTHING)
    claim = await gateway.worker.claim(ids["notify"])
    assert claim is not None
    await gateway.worker.ask(claim, {"context": {}, "expires_in_s": 3600.0, "prospect": False, **QUESTION})


async def test_the_stream_connects_again_by_itself(gateway: RunningGateway) -> None:
    async with JobHunterClient(gateway.url, gateway.token) as client:
        task = await client.create_task(PROMPT)
        claim = await gateway.emit(task, 1)
        seen: list[int] = []
        async with asyncio.timeout(PATIENCE_S), aclosing(client.stream(task["task_id"])) as events:
            async for event in events:
                seen.append(event["seq"])
                if len(seen) in (4, 20, 40):
                    gateway.cut()
                    await gateway.say(claim, 20)
                if len(seen) == 64:
                    break
        assert seen == list(range(1, 65))


async def test_a_task_nothing_happens_to_is_followed_through_any_number_of_breaks(gateway: RunningGateway) -> None:
    hub = gateway.app.state.services.hub
    async with JobHunterClient(gateway.url, gateway.token) as client:
        task = await client.create_task(PROMPT)
        async with aclosing(client.stream(task["task_id"], after=1)) as events:
            coming = asyncio.ensure_future(anext(events))
            for _ in range(2 * len(RECONNECT_S)):
                await until(lambda: hub.watched)
                gateway.cut()
                await until(lambda: not hub.watched)
            await gateway.emit(task, 1)
            assert (await asyncio.wait_for(coming, PATIENCE_S))["seq"] == 2


async def test_the_gateways_errors_keep_their_codes(gateway: RunningGateway) -> None:
    async with JobHunterClient(gateway.url, gateway.token) as client:
        with pytest.raises(NotFound) as unknown:
            await client.task("nonsense")
        assert unknown.value.code == "task_unknown"
        with pytest.raises(InvalidInput) as empty:
            await client.create_task("")
        assert (empty.value.code, empty.value.exit_code) == ("prompt_empty", 2)
        with pytest.raises(NotFound):
            await anext(client.stream("nonsense"))
        task = await client.create_task(PROMPT)
        step_id = await gateway.ask(task, **REVIEW)
        await client.intervene(task["task_id"], step_id, "approve")
        with pytest.raises(Conflict):
            await client.intervene(task["task_id"], step_id, "approve")
    async with JobHunterClient(gateway.url, "wrong") as stranger:
        with pytest.raises(SignInRequired):
            await stranger.tasks()
        with pytest.raises(SignInRequired):
            await anext(stranger.stream(task["task_id"]))


async def test_a_gateway_that_is_not_there() -> None:
    async with JobHunterClient("http://127.0.0.1:9", "x") as client:
        with pytest.raises(Unavailable) as away:
            await client.tasks()
    assert away.value.code == "gateway_unreachable"


def test_no_stack_is_said(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBHUNTER_HOME", str(tmp_path))
    monkeypatch.delenv("JOBHUNTER_URL", raising=False)
    with pytest.raises(Missing) as missing:
        JobHunterClient.find()
    assert (missing.value.code, missing.value.exit_code) == ("no_stack", 6)


async def test_the_inbox_of_many_pages(gateway: RunningGateway) -> None:
    async with JobHunterClient(gateway.url, gateway.token) as client:
        for _ in range(3):
            await gateway.ask(await client.create_task(PROMPT), **REVIEW)
        assert len(await client.interventions()) == 3
        assert (await client.stop())["stopped"] is True
        assert (await client.start())["stopped"] is False
        assert len(await client.tasks()) == 3


async def test_commands_speak_one_json_document(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, **REVIEW)
    code, tasks = await command(gateway, "tasks", "--json")
    assert (code, tasks["schema"], tasks["tasks"][0]["task_id"]) == (0, "jobhunter/tasks/1", task["task_id"])
    code, inbox = await command(gateway, "inbox", "--json")
    assert inbox["interventions"][0]["step_id"] == step_id
    code, wrong = await command(gateway, "answer", str(step_id), "yes", "--json")
    assert (code, wrong["schema"], wrong["field"]) == (2, "jobhunter/error/1", "action")
    code, approved = await command(gateway, "approve", str(step_id), "--json")
    assert (code, approved["status"]) == (0, "ready")
    code, again = await command(gateway, "approve", str(step_id), "--json")
    assert (code, again["code"]) == (2, "intervention_unknown")
    code, paused = await command(gateway, "pause", task["task_id"], "--json")
    assert paused["status"] == "paused"
    code, cancelled = await command(gateway, "cancel", task["task_id"], "--json")
    assert cancelled["status"] == "cancelled"


async def command(gateway: RunningGateway, *words: str) -> tuple[int, dict[str, Any]]:
    """Runs `jobhunter` in a process of its own."""
    env = os.environ | {"JOBHUNTER_URL": gateway.url, "JOBHUNTER_TOKEN": gateway.token}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jobhunter", *words, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), COMMAND_S)
    assert out, err.decode()
    return process.returncode or 0, json.loads(out)


async def test_run_imports_the_resume_and_leaves_questions_to_the_inbox(gateway: RunningGateway, tmp_path: Any) -> None:
    file = tmp_path / "ada.json"
    file.write_text(json.dumps({"basics": {"name": "Ada Example"}}))
    running = asyncio.create_task(command(gateway, "run", PROMPT, "--candidate", str(file), "--yes", "--json"))
    await until(lambda: _one_task(gateway), COMMAND_S)
    (task,) = (await gateway.http.get("/agent/tasks")).json()["items"]
    nodes = (await gateway.http.get(f"/agent/tasks/{task['task_id']}/plan")).json()["nodes"]
    await _park(gateway, {"steps": nodes})
    code, document = await running
    assert (code, document["schema"], document["status"]) == (3, "jobhunter/run/1", "waiting")
    assert document["options"]["candidate_id"]
    assert document["interventions"][0]["question"] == "Which?"


async def _one_task(gateway: RunningGateway) -> bool:
    return bool((await gateway.http.get("/agent/tasks")).json()["items"])


async def test_run_refuses_a_resume_that_is_not_there(gateway: RunningGateway) -> None:
    code, error = await command(gateway, "run", PROMPT, "--candidate", "nowhere.json", "--json")
    assert (code, error["code"]) == (2, "resume_not_found")
    assert (await gateway.http.get("/agent/tasks")).json()["items"] == []


async def test_the_sweeper_sends_what_a_hint_forgot(gateway: RunningGateway) -> None:
    task = await gateway.create()
    sent: list[Hint] = []
    sweeper = Sweeper(gateway.worker, sent.extend)
    await until(lambda: _swept(gateway, sweeper, sent, task["steps"][0]["id"]))


async def _swept(gateway: RunningGateway, sweeper: Sweeper, sent: list[Hint], step_id: int) -> bool:
    await sweeper.sweep_once()
    publisher = gateway.app.state.services.publisher
    return step_id in [h.step_id for h in sent] or publisher.sent >= 2  # the gateway's own sweeper may be faster


async def test_a_sweep_that_fails_is_tried_again() -> None:
    class Broken:
        calls = 0

        async def sweep(self) -> Any:
            self.calls += 1
            raise OSError("away")

    steps = Broken()
    running = asyncio.create_task(Sweeper(steps, print, every_s=0.001).run())  # type: ignore[arg-type]
    await until(lambda: steps.calls >= 3)
    running.cancel()


@contextmanager
def frozen(server: Any) -> Iterator[None]:
    process = psutil.Process(server.pid)
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


async def test_a_frozen_redis_slows_no_request(gateway: RunningGateway, redis_server: Any) -> None:
    times = []
    with frozen(redis_server):
        for _ in range(15):
            began = time.monotonic()
            await gateway.create()
            times.append(time.monotonic() - began)
        ready = await gateway.http.get("/health/ready")
        assert (ready.status_code, ready.json()["redis"]) == (200, "unreachable")
    # One that waited for Redis would cost every request its time limit of half a second.
    assert statistics.median(times) < 0.5
    publisher = gateway.app.state.services.publisher
    before = publisher.sent
    await gateway.create()
    await until(lambda: publisher.sent > before)
