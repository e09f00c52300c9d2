"""Waiting for something to become true, with a bound and no fixed sleep."""

import time
from collections.abc import Callable

import psutil


def wait_until(condition: Callable[[], object], what: str, *, timeout_s: float = 15.0) -> None:
    """Returns as soon as `condition()` is true. Fails the test after `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {timeout_s:.0f} s for: {what}"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """Whether a process does anything; one that only waits for its parent to notice its end does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
