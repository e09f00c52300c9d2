"""Child processes: they leave a log, say when they are ready, and never outlive those they work for."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from jobhunter.locks import FileLock
from jobhunter.process import LARGEST_LOG, LAUNCHER, Child, Orders, ProcessFailed, inherited_environment
from tests.support.waiting import PATIENCE_S, is_running, wait_until

SLEEPER = "import time; print('ready 7', flush=True); time.sleep(600)"
PARENT = """
import asyncio, os, sys
from pathlib import Path
from jobhunter.process import Child, inherited_environment
async def main():
    argv = [sys.executable, "-c", "import time; time.sleep(600)"]
    child = await Child.start("sleeper", argv, log=Path(sys.argv[1]), env=inherited_environment())
    print(child.pid, flush=True)
    await child.wait()
asyncio.run(main())
"""


async def start(tmp_path: Path, code: str, orders: Orders | None = None) -> Child:
    argv = [sys.executable, "-c", code]
    return await Child.start("sleeper", argv, log=tmp_path / "log", env=inherited_environment(), orders=orders)


async def test_a_child_says_when_it_is_ready_and_ends_when_told(tmp_path: Path) -> None:
    child = await start(tmp_path, SLEEPER)
    found = await child.wait_for_line(r"^ready (\d)$", timeout_s=PATIENCE_S)
    assert found.group(1) == "7"
    assert child.alive
    await child.stop()
    assert not child.alive
    assert not is_running(child.pid)
    assert (tmp_path / "log").stat().st_mode & 0o077 == 0


async def test_a_child_that_ignores_the_request_is_ended_all_the_same(tmp_path: Path) -> None:
    child = await start(tmp_path, "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEPER)
    await child.wait_for_line("ready", timeout_s=PATIENCE_S)
    await child.stop(grace_s=0.2)
    assert await child.wait() == -signal.SIGKILL


async def test_stopping_takes_the_grandchildren_along(tmp_path: Path) -> None:
    spawn = "import signal, subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    child = await start(tmp_path, spawn + "print('grandchild', p.pid, flush=True); p.wait()")
    grandchild = int((await child.wait_for_line(r"grandchild (\d+)", timeout_s=PATIENCE_S)).group(1))
    await child.stop()
    wait_until(lambda: not is_running(grandchild), "the grandchild's end")


async def test_a_child_that_ends_early_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("from an earlier run: ready\n")
    child = await start(tmp_path, "import sys; sys.exit('no such table')")
    with pytest.raises(ProcessFailed) as caught:
        await child.wait_for_line("ready", timeout_s=PATIENCE_S)
    assert caught.value.code == "part_failed"
    assert "ended with 1" in caught.value.detail
    assert "no such table" in caught.value.detail
    assert "earlier run" not in caught.value.detail


async def test_a_child_that_never_gets_ready_is_an_error(tmp_path: Path) -> None:
    child = await start(tmp_path, SLEEPER)
    with pytest.raises(ProcessFailed, match="not ready"):
        await child.wait_for_line("never printed", timeout_s=0.2)
    await child.stop()


async def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    child = await Child.start("absent", ["/no/such/program"], log=tmp_path / "log", env={})
    with pytest.raises(ProcessFailed):
        await child.wait_for_line("ready", timeout_s=PATIENCE_S)


async def test_a_long_log_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"x" * (LARGEST_LOG + 1))
    child = await start(tmp_path, "print('short')")
    await child.wait()
    assert (tmp_path / "log").read_text() == "short\n"
    assert (tmp_path / "log.1.log").stat().st_size == LARGEST_LOG + 1


@pytest.mark.skipif(sys.platform != "linux", reason="parent-death signals are Linux's")
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    parent.wait()
    wait_until(lambda: not is_running(child), "the child's end")


async def test_a_shared_child_lives_until_its_last_user_lets_go(tmp_path: Path) -> None:
    lock = tmp_path / "users.lock"
    first, second = FileLock.try_acquire(lock, shared=True), FileLock.try_acquire(lock, shared=True)
    assert first
    assert second
    keeper = await start(tmp_path, SLEEPER, Orders(signal.SIGTERM, lock=lock, shared=True))
    await keeper.wait_for_line("ready", timeout_s=PATIENCE_S)
    (program,) = psutil.Process(keeper.pid).children()
    first.release()
    assert FileLock.try_acquire(lock) is None, "the second user still holds it"
    assert program.is_running()
    second.release()
    assert await keeper.wait() == 128 + signal.SIGTERM
    assert not is_running(program.pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_a_shared_child_does_not_outlive_its_keeper(tmp_path: Path, number: signal.Signals) -> None:
    lock = tmp_path / "users.lock"
    assert FileLock.try_acquire(lock, shared=True)
    keeper = await start(tmp_path, SLEEPER, Orders(signal.SIGTERM, lock=lock, shared=True))
    await keeper.wait_for_line("ready", timeout_s=PATIENCE_S)
    (program,) = psutil.Process(keeper.pid).children()
    os.kill(keeper.pid, number)
    await keeper.wait()
    if number is signal.SIGTERM or sys.platform == "linux":
        wait_until(lambda: not is_running(program.pid), "the program's end")


def test_the_keeper_of_other_systems_ends_its_program_with_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "supervisor.lock"
    held = FileLock.try_acquire(lock)
    assert held
    orders = {"parent": os.getpid(), "death_signal": 15, "lock": str(lock), "exclusive": False, "uid": None, "gid": None}
    keepers = [
        subprocess.Popen(
            [sys.executable, "-I", "-S", LAUNCHER, json.dumps(orders), sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for keeper in keepers:
        assert keeper.stdout
        assert keeper.stdout.readline() == b"ready 7\n"
    held.release()
    assert [keeper.wait(timeout=PATIENCE_S) for keeper in keepers] == [128 + 15, 128 + 15]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a program as somebody else")
async def test_root_starts_a_program_as_another_user(tmp_path: Path) -> None:
    child = await Child.start("id", ["/usr/bin/id", "-u"], log=tmp_path / "log", env={}, orders=Orders(uid=65534, gid=65534))
    await child.wait()
    assert child.output() == "65534\n"


async def test_the_environment_is_inherited_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT", "1")
    monkeypatch.setenv("REPLACED", "1")
    found = inherited_environment({"REPLACED": "2"})
    assert (found["KEPT"], found["REPLACED"]) == ("1", "2")


async def test_a_lock_excludes_and_is_waited_for(tmp_path: Path) -> None:
    held = FileLock.try_acquire(tmp_path / "lock")
    assert held
    held.write("12345\n")
    held.write("7\n")
    assert (tmp_path / "lock").read_text() == "7\n"
    with pytest.raises(TimeoutError):
        await FileLock.acquire(tmp_path / "lock", timeout_s=0.1)
    held.release()
    held.release()
    assert await FileLock.acquire(tmp_path / "lock", timeout_s=PATIENCE_S)
