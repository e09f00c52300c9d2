"""Starts one program so that it never outlives those it works for. Run as a file by `jobhunter.process`, standard library only.

`launcher.py ORDERS PROGRAM ARG…`, where ORDERS is a JSON object:

- `parent`: the process id of the caller. `death_signal`: what the program gets when its caller is gone.
- `lock`: null, or a file. With null (Linux only) the launcher becomes the program, under a parent-death signal. With a file it
  stays as a keeper: it waits until it can lock that file itself, which is when the last holder has let go or died, and then
  ends the program. `exclusive`: false where holders lock exclusively and keepers share.
- `uid`, `gid`: null, or whom the program runs as.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

PR_SET_PDEATHSIG = 1
GRACE_S = 30.0


def main() -> int:
    orders: dict[str, Any] = json.loads(sys.argv[1])
    program = sys.argv[2:]
    if orders["lock"] is None:
        _drop_privileges(orders)
        _die_with_parent(orders["parent"], orders["death_signal"])
        os.execvp(program[0], program)  # noqa: S606 -- replacing this process is the point
    return _keep(program, orders)


def _keep(program: list[str], orders: dict[str, Any]) -> int:
    child = subprocess.Popen(program, preexec_fn=_prepare_child(orders))  # noqa: S603 -- no thread runs yet

    def end_child(*_: object) -> None:
        child.send_signal(orders["death_signal"])
        threading.Timer(GRACE_S, child.kill).start()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end_child)
    threading.Thread(target=_when_unlocked, args=(orders["lock"], orders["exclusive"], end_child), daemon=True).start()
    code = child.wait()
    os._exit(code if code >= 0 else 128 - code)


def _prepare_child(orders: dict[str, Any]) -> Callable[[], None]:
    keeper = os.getpid()

    def prepare() -> None:
        _drop_privileges(orders)
        _die_with_parent(keeper, orders["death_signal"])

    return prepare


def _drop_privileges(orders: dict[str, Any]) -> None:
    if orders["uid"] is None:
        return
    os.setgroups([])
    os.setgid(orders["gid"])
    os.setuid(orders["uid"])


def _die_with_parent(parent: int, number: int) -> None:
    if sys.platform == "linux":
        # After the change of user: the kernel forgets the wish when credentials change.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


def _when_unlocked(path: str, exclusive: bool, then: Callable[[], None]) -> None:
    # The lock is held until this process ends, so newcomers wait for the program to be gone before they start another.
    descriptor = os.open(path, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
    then()


if __name__ == "__main__":
    sys.exit(main())
