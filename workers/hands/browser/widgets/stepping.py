"""Sliders and spin buttons: typed where they take keys, else stepped to the value, and believed when they say so."""

import asyncio
import re

from pydantic import TypeAdapter

from brain.posting import Frozen
from workers.hands.browser.numbers import number_of
from workers.hands.browser.widgets.spot import Spot
from workers.hands.browser.wording import fold

STEPS = 400
LARGE = 30  # from so many steps on the larger step is worth a try
_WAYS = (("ArrowUp", "ArrowDown"), ("ArrowRight", "ArrowLeft"))


class Meter(Frozen):
    """What a slider or spin button holds: its number, how it says it, and its bounds. None where it says none."""

    now: float | None
    text: str
    least: float | None
    most: float | None


_METER = TypeAdapter(Meter)


async def meter(spot: Spot) -> Meter:
    return _METER.validate_python(await spot.ask("meterState", spot.selector))


async def spin(spot: Spot, wanted: str) -> str:
    """A spin button: its digits typed, else stepped. Returns what went wrong, or ""."""
    if _says(await meter(spot), wanted):
        return ""
    await spot.click()
    await spot.locator.press("ControlOrMeta+a")
    await spot.locator.press_sequentially(wanted, delay=3)
    if not _says(await meter(spot), wanted):
        trouble = await step_to(spot, wanted)
        if trouble:
            return trouble
    await spot.locator.blur()
    return "" if _says(await meter(spot), wanted) else f"the page holds {(await meter(spot)).text!r}"


async def step_to(spot: Spot, wanted: str) -> str:
    """Arrow keys, from where it stands. Returns what went wrong, or ""."""
    await spot.locator.focus()
    start = await meter(spot)
    target = number_of(wanted)
    if target is None:
        return await _through_names(spot, wanted)
    if (start.least is not None and target < start.least) or (start.most is not None and target > start.most):
        return f"it goes from {start.least:g} to {start.most:g}" if None not in (start.least, start.most) else "out of its bounds"
    if start.now is None:
        await spot.locator.press("ArrowUp")
    for up, down in _WAYS:
        if await _stepped(spot, target, up, down):
            return ""
    now = await meter(spot)
    return "" if now.now == target else "it does not come to this value"


async def _stepped(spot: Spot, target: float, up: str, down: str) -> bool:
    seen: set[float] = set()
    for _ in range(STEPS):
        before = (await meter(spot)).now
        if before == target:
            return True
        if before is None or before in seen:  # it does not move, or jumps to and fro over the value
            return False
        seen.add(before)
        ahead = target > before
        await spot.locator.press(up if ahead else down)
        after = await _moved(spot, before)
        step = abs(after - before) if after is not None else 0.0
        if step and abs(target - before) / step > LARGE:
            await _large_steps(spot, target, ahead=ahead)
    return (await meter(spot)).now == target


async def _moved(spot: Spot, before: float) -> float | None:
    now = (await meter(spot)).now
    if now == before:
        await spot.change(0.1, 0.01)
        now = (await meter(spot)).now
    return now


async def _large_steps(spot: Spot, target: float, *, ahead: bool) -> None:
    for _ in range(STEPS):
        before = (await meter(spot)).now
        await spot.locator.press("PageUp" if ahead else "PageDown")
        now = (await meter(spot)).now
        if before is None or now is None or now == before:
            return
        step = abs(now - before)
        if (ahead and now + step > target) or (not ahead and now - step < target):
            return


async def _through_names(spot: Spot, wanted: str) -> str:
    # A value that is said in words (a month's name) is looked for all the way round.
    for key in ("ArrowUp", "ArrowDown"):
        seen: set[str] = set()
        while (now := await meter(spot)).text not in seen and len(seen) < STEPS:
            if _says(now, wanted):
                return ""
            seen.add(now.text)
            await spot.locator.press(key)
            await asyncio.sleep(0)
    return "it does not come to this value"


def _says(now: Meter, wanted: str) -> bool:
    target = number_of(wanted)
    if target is not None:
        return now.now == target
    said, meant = fold(now.text), fold(wanted)
    return said == meant or (len(meant) >= 3 and meant in re.findall(r"\w+", said))
