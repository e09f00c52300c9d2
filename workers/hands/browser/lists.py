"""What a page does after a button of a list was pressed: it shows other questions, or says what is wrong."""

import time
from collections.abc import Awaitable, Callable

from workers.hands.browser.reader import Reading

QUIET_S = 1.5  # a page that has not moved for so long will not
MOST_S = 10.0  # one that moves all the time (a clock, a ticker) is waited for no longer


async def until_answered(
    look: Callable[[], Awaitable[Reading | None]], change: Callable[[float], Awaitable[bool]], before: Reading, rest_s: float
) -> None:
    """Waits until the questions on show are others, or the page names a fault, and then until it is still, `rest_s` at most."""
    began = quiet_since = time.monotonic()
    while time.monotonic() - began < MOST_S:
        now = await look()
        if now is not None and (_asked(now) != _asked(before) or set(now.page.errors) - set(before.page.errors)):
            break
        if await change(0.2):
            quiet_since = time.monotonic()
        elif time.monotonic() - quiet_since > QUIET_S:
            return
    limit = time.monotonic() + rest_s
    while time.monotonic() < limit and await change(0.06):
        continue


def _asked(reading: Reading) -> tuple[object, ...]:
    return (
        tuple((f.label, f.kind, f.frame) for f in reading.page.fields if f.visible),
        tuple(action.label for action in reading.page.actions if action.adds or action.keeps),
    )
