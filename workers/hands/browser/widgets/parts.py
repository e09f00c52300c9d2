"""A date asked for in parts (spin buttons for month, day and year): typed part by part, and stepped where keys do not take."""

import re
from collections.abc import Mapping

from playwright.async_api import Error as PlaywrightError
from pydantic import TypeAdapter

from workers.hands.browser.raw import Handle
from workers.hands.browser.widgets import stepping
from workers.hands.browser.widgets.dates import day_of
from workers.hands.browser.widgets.spot import Spot

_NUMBERS = TypeAdapter(tuple[int | None, ...])


def parts_of(written: str) -> dict[str, int]:
    """`"2026-03-04"` → year, month and day; `"2026-03"` → year and month; nothing for what is no day of a calendar."""
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", written) if day_of(written) else None
    return {name: int(text) for name, text in zip(("year", "month", "day"), found.groups(), strict=True) if text} if found else {}


async def write_parts(spot: Spot, handle: Handle, written: str) -> str:
    """Brings every part to `written` (ISO). Returns what went wrong, or ""."""
    wanted = parts_of(written)
    if not set(handle.names) <= set(wanted):
        return "a whole date is wanted"
    for attempt in (_type, _step):
        for at, name in enumerate(handle.names):
            held = await _held(spot, handle)
            if held[at] != wanted[name]:
                await attempt(spot.at(handle.choices[at]), name, wanted[name], held[at])
        await _leave(spot, handle)
        if await _holds(spot, handle, wanted):
            return ""
    return "it does not come to this date"


async def _held(spot: Spot, handle: Handle) -> tuple[int | None, ...]:
    return _NUMBERS.validate_python(await spot.ask("partsState", list(handle.choices)))


async def _holds(spot: Spot, handle: Handle, wanted: Mapping[str, int]) -> bool:
    return list(await _held(spot, handle)) == [wanted[name] for name in handle.names]


async def _type(part: Spot, name: str, number: int, held: int | None) -> None:
    try:
        await part.locator.click(timeout=1000)
    except PlaywrightError:  # its label may lie over it until it has the focus
        await part.locator.focus(timeout=1000)
    await part.ask("selectAll", part.selector)
    await part.frame.page.keyboard.type(f"{number:04d}" if name == "year" else f"{number:02d}", delay=3)
    await part.change(0.1, 0.02)


async def _step(part: Spot, name: str, number: int, held: int | None) -> None:
    now = (await stepping.meter(part)).now
    if now is not None and held is not None:  # a page may count its months from nought
        await stepping.step_to(part, f"{now + number - held:g}")


async def _leave(spot: Spot, handle: Handle) -> None:
    await spot.at(handle.choices[-1]).locator.blur()
    await spot.change(0.1, 0.02)
