"""A day taken from a calendar: opened at its field, turned to the month, and the day pressed."""

import time
from datetime import date

from playwright.async_api import Error as PlaywrightError

from workers.hands.browser.widgets.spot import Spot

OPENS_S = 0.6


async def pick_day(spot: Spot, day: date) -> str:
    """Takes `day` and leaves the field. Returns what went wrong, or ""."""
    if not await _opened(spot):
        return "no calendar opens"
    found = await spot.ask("findDay", {"handle": spot.selector, "year": day.year, "month": day.month, "day": day.day})
    if not found["trouble"]:
        await spot.at(found["handle"]).click()
        await spot.change(0.2)
    await _left(spot)
    return str(found["trouble"])


async def _opened(spot: Spot) -> bool:
    if await _shows(spot):
        return True
    await spot.click()
    if await _shows(spot, OPENS_S):
        return True
    button = await spot.ask("calendarButton", {"handle": spot.selector, "take": False})
    if button:
        await spot.at(button).click()
        if await _shows(spot, OPENS_S):
            return True
    await spot.locator.press("Alt+ArrowDown")  # opens whatever belongs to a field
    return await _shows(spot, OPENS_S)


async def _shows(spot: Spot, wait_s: float = 0.0) -> bool:
    shown = bool(await spot.ask("calendarShown", spot.selector))
    if shown or not wait_s:
        return shown
    limit = time.monotonic() + wait_s
    while not shown and (left := limit - time.monotonic()) > 0:
        await spot.change(left, 0.02)
        shown = bool(await spot.ask("calendarShown", spot.selector))
    return shown


async def _left(spot: Spot) -> None:
    # Some calendars close by themselves, some want to be told, and one that stands on the page never closes.
    button = await spot.ask("calendarButton", {"handle": spot.selector, "take": True})
    if button:
        await spot.at(button).click()
        await spot.change(0.2)
    try:
        if await _shows(spot) and not await spot.ask("insideDialog", spot.selector):
            await spot.locator.press("Escape", timeout=1000)
        await spot.locator.blur(timeout=1000)
    except PlaywrightError:
        return  # the field was drawn anew; it is read back in any case
