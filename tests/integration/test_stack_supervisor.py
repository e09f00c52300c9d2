"""The supervisor with the three servers: started together, started again when killed, and none left behind."""

import asyncio
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis.asyncio
from qdrant_client import AsyncQdrantClient

from deploy.errors import AlreadyRunning
from deploy.foreground import run_until_stopped
from deploy.local import LocalStack
from deploy.settings import StackSettings
from deploy.stack.assembly import NEEDS, SERVERS, STOP_ORDER, with_needs
from deploy.stack.part import PartName
from deploy.stack.status import State
from jobhunter.home import Home
from jobhunter.stack_file import RunningStack
from tests.support.waiting import PATIENCE_S, is_running, wait_until
from world_model.embedded import PostgresLayout

pytestmark = pytest.mark.stack

SETTINGS = StackSettings(port=0, flower_port=0)
ONLY_SERVERS = [f"--only={name}" for name in sorted(SERVERS)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    home = Home(tmp_path / "home").create()
    monkeypatch.setenv("JOBHUNTER_HOME", str(home.folder))
    monkeypatch.setenv("JOBHUNTER_PORT", "0")
    monkeypatch.setenv("JOBHUNTER_FLOWER_PORT", "0")
    yield home
    shutil.rmtree(PostgresLayout.of(home).folder, ignore_errors=True)
    shutil.rmtree(home.run, ignore_errors=True)


def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-m", "jobhunter", *arguments]
    return subprocess.run(argv, capture_output=True, text=True, timeout=240, check=False)


def up(*arguments: str) -> "subprocess.Popen[str]":
    argv = [sys.executable, "-m", "jobhunter", "up", "--json", *ONLY_SERVERS, *arguments]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ready_document(process: "subprocess.Popen[str]") -> dict[str, object]:
    assert process.stdout
    document: dict[str, object] = json.loads(process.stdout.readline())
    return document


def pids_of(document: dict[str, object]) -> dict[str, int]:
    pids = document["pids"]
    assert isinstance(pids, dict)
    return pids


async def test_every_server_answers_where_the_stack_file_says(home: Home) -> None:
    async with LocalStack(home, SETTINGS, SERVERS) as stack:
        found = RunningStack.find(home)
        assert found == stack.running
        assert stat.S_IMODE(home.stack_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.token_file.stat().st_mode) == 0o600
        assert found.gateway_url is None
        assert set(found.pids) == {"supervisor", *SERVERS}
        assert found.database_url
        assert found.redis_url
        async with await psycopg.AsyncConnection.connect(found.database_url) as connection:
            await connection.execute("SELECT 1")
        async with redis.asyncio.Redis.from_url(found.redis_url) as client:
            assert (await client.config_get("appendonly"))["appendonly"] == "yes"
        vectors = AsyncQdrantClient(url=found.qdrant_url, api_key=found.qdrant_api_key)
        assert (await vectors.get_collections()).collections == []
        await vectors.close()
    assert not home.stack_file.exists()
    assert not any(is_running(pid) for name, pid in found.pids.items() if name != "supervisor")


async def test_a_second_start_is_told_that_it_runs(home: Home) -> None:
    async with LocalStack(home, SETTINGS, {PartName.REDIS}) as stack:
        with pytest.raises(AlreadyRunning) as caught:
            await LocalStack(home, SETTINGS, {PartName.REDIS}).start()
        assert caught.value.code == "already_running"
        assert caught.value.exit_code == 4
        assert RunningStack.find(home) == stack.running, "the living stack is untouched"


@pytest.mark.parametrize("name", sorted(SERVERS))
async def test_a_killed_part_comes_back_where_it_was(home: Home, name: PartName) -> None:
    changed = asyncio.Event()
    async with LocalStack(home, SETTINGS, {name}, on_change=changed.set) as stack:
        before = stack.running
        os.kill(before.pids[name], signal.SIGKILL)
        async with asyncio.timeout(PATIENCE_S):
            while not (stack.statuses[name].restarts and stack.statuses[name].state is State.READY):
                await changed.wait()
                changed.clear()
        assert stack.running.pids[name] != before.pids[name]
        assert (stack.running.redis_url, stack.running.qdrant_url) == (before.redis_url, before.qdrant_url)
        await asyncio.to_thread(wait_until, lambda: RunningStack.find(home) == stack.running, "the new number in stack.json")


async def test_redis_keeps_what_it_held_over_a_restart(home: Home) -> None:
    async with LocalStack(home, SETTINGS, {PartName.REDIS}) as stack:
        assert stack.running.redis_url
        async with redis.asyncio.Redis.from_url(stack.running.redis_url) as client:
            await client.set("kept", "yes")
    async with (
        LocalStack(home, SETTINGS, {PartName.REDIS}) as again,
        redis.asyncio.Redis.from_url(again.running.redis_url or "") as client,
    ):
        assert await client.get("kept") == b"yes"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_in_order(home: Home, number: signal.Signals) -> None:
    process = up()
    pids = pids_of(ready_document(process))
    process.send_signal(number)
    assert process.wait(timeout=PATIENCE_S) == (130 if number is signal.SIGINT else 0)
    assert not any(is_running(pid) for pid in pids.values())
    assert not home.stack_file.exists()


def test_a_signal_while_it_starts_ends_it_too(home: Home) -> None:
    process = up()
    wait_until(lambda: (home.logs / "redis.log").exists(), "the first part")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE_S) == 0
    assert command("up", "--detach", "--only=redis").returncode == 0
    assert command("down").returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="parent-death signals are Linux's")
def test_nothing_outlives_a_killed_supervisor_and_starting_again_just_works(home: Home) -> None:
    process = up()
    pids = pids_of(ready_document(process))
    process.kill()
    process.wait()
    assert home.stack_file.exists(), "it had no time to remove it"
    assert RunningStack.find(home) is None, "but nobody believes it"
    again = command("up", "--detach", "--json", *ONLY_SERVERS)
    assert again.returncode == 0, again.stdout + again.stderr
    for name, pid in pids.items():
        wait_until(lambda pid=pid: not is_running(pid), f"the end of {name}")  # type: ignore[misc]
    assert command("down").returncode == 0


def test_detached_it_says_where_it_is_and_down_ends_it(home: Home) -> None:
    started = command("up", "--detach", "--json", *ONLY_SERVERS)
    assert started.returncode == 0, started.stderr
    document = json.loads(started.stdout)
    assert document["schema"] == "jobhunter/stack/1"
    assert home.secret("postgres") not in started.stdout
    second = command("up", "--json", *ONLY_SERVERS)
    assert second.returncode == 4
    assert json.loads(second.stdout)["code"] == "already_running"
    reset = command("reset", "--yes", "--json")
    assert json.loads(reset.stdout)["code"] == "already_running"
    ended = command("down", "--json")
    assert json.loads(ended.stdout) == {"schema": "jobhunter/down/1", "was_running": True}
    assert not any(is_running(pid) for pid in document["pids"].values())
    assert json.loads(command("down", "--json").stdout)["was_running"] is False


def test_detached_it_hands_on_the_error_of_the_start(home: Home) -> None:
    failed = command("up", "--detach", "--json", "--only=nonsense")
    document = json.loads(failed.stdout)
    assert (document["code"], failed.returncode) == ("unknown_part", 2)


async def test_the_foreground_view_ends_when_told(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    stop = asyncio.Event()
    shown = asyncio.create_task(run_until_stopped(stop, {PartName.REDIS}, as_json=True))
    await asyncio.to_thread(wait_until, lambda: RunningStack.find(home), "the stack")
    stop.set()
    await shown
    assert json.loads(capfd.readouterr().out)["schema"] == "jobhunter/stack/1"


def test_every_part_knows_its_needs_and_its_place_at_the_end() -> None:
    assert set(NEEDS) == set(PartName)
    assert set().union(*STOP_ORDER) == set(PartName)
    for name, needs in NEEDS.items():
        places = {part: place for place, parts in enumerate(STOP_ORDER) for part in parts}
        assert all(places[name] <= places[needed] for needed in needs), f"{name} must end before what it needs"
    assert with_needs({PartName.GATEWAY}) == SERVERS | {PartName.MIGRATIONS, PartName.GATEWAY}
