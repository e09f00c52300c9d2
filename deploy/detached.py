"""`jobhunter up --detach` and `jobhunter down`: a stack without a terminal."""

import json
import subprocess
import sys
import time
from collections.abc import Collection
from contextlib import suppress
from typing import Any

import psutil

from brain.errors import Conflict, InvalidInput, JobHunterError, Missing
from jobhunter.home import Home
from jobhunter.process import inherited_environment, last_lines
from jobhunter.stack_file import RunningStack, supervisor_pid

START_TIMEOUT_S = 180.0
STOP_TIMEOUT_S = 75.0
POLL_S = 0.05
KINDS: dict[int, type[JobHunterError]] = {kind.exit_code: kind for kind in (InvalidInput, Conflict, Missing)}


def start_detached(only: Collection[str] = ()) -> RunningStack:
    """Starts `jobhunter up` in a session of its own; returns when it is ready, raises what kept it from that."""
    home = Home.resolve().create()
    log, answer = home.logs / "up.log", home.logs / "up.json"
    with log.open("wb") as errors, answer.open("wb") as output:
        command = [sys.executable, "-m", "jobhunter", "up", "--json", *(f"--only={part}" for part in only)]
        child = subprocess.Popen(  # noqa: S603 -- ourselves
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
            env=inherited_environment({"JOBHUNTER_HOME": str(home.folder)}),
        )
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        running = RunningStack.find(home)
        if running and running.pids.get("supervisor") == child.pid:
            return running
        if child.poll() is not None:
            raise _error_of(answer.read_text(), last_lines(log.read_text(errors="replace")), child.returncode)
        time.sleep(POLL_S)
    child.terminate()
    raise JobHunterError(
        "not_ready", "The stack did not get ready.", last_lines(log.read_text(errors="replace")), f"Read the logs in {home.logs}."
    )


def stop_running(home: Home) -> bool:
    """Ends the stack of this home and waits for its end; False where none runs."""
    pid = supervisor_pid(home)
    if pid is None:
        home.stack_file.unlink(missing_ok=True)
        return False
    with suppress(psutil.NoSuchProcess):
        supervisor = psutil.Process(pid)
        supervisor.terminate()
        try:
            supervisor.wait(STOP_TIMEOUT_S)
        except psutil.TimeoutExpired:
            supervisor.kill()  # its parts end with it
            supervisor.wait(STOP_TIMEOUT_S)
    return True


def _error_of(answer: str, log: str, code: int) -> JobHunterError:
    try:
        document: dict[str, Any] = json.loads(answer)
        return KINDS.get(code, JobHunterError)(document["code"], document["title"], document["detail"], document["fix"])
    except (ValueError, KeyError):
        return JobHunterError("not_ready", "The stack did not start.", log, "Try `jobhunter up` without --detach.")
