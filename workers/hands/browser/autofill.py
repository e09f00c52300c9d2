"""Waiting for what a page fills in by itself from an upload, so that it is there before it is corrected."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

from brain.form import FieldValue

LOOK_S = 0.05  # a value that a page's script sets shows in no mutation: it is looked for
Values = Mapping[str, FieldValue]


async def filled_in(values: Callable[[], Awaitable[Values]], before: Values, begins_s: float, ends_s: float) -> None:
    """Waits until the values differ from `before`, at most `begins_s`, and then until they no longer change, at most `ends_s`."""
    began = time.monotonic()
    held = before
    while time.monotonic() - began < (begins_s if held == before else ends_s):
        now = await values()
        if held == now != before:
            return
        held = now
        await asyncio.sleep(LOOK_S)
