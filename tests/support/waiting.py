"""Waiting for something to become true, with a bound and no fixed sleep.

The bounds are those of a machine that is busy and slow: only a failure ever waits as long.
"""

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import Any

import psutil

PATIENCE_S = 60.0


def wait_until(condition: Callable[[], object], what: str, *, timeout_s: float = PATIENCE_S, every_s: float = 0.02) -> None:
    """Returns as soon as `condition()`, asked again `every_s`, is true. Fails the test after `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {timeout_s:.0f} s for: {what}"
        time.sleep(every_s)


async def until(condition: Callable[[], Any], timeout_s: float = PATIENCE_S) -> None:
    """Returns as soon as `condition()`, awaited where it can be, is true. Fails after `timeout_s`."""
    async with asyncio.timeout(timeout_s):
        while True:
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    """Whether a process does anything; one that only waits for its parent to notice its end does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
