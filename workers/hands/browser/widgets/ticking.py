"""Boxes and choices clicked as by a person, for pages that do not believe a scripted tick."""

from collections.abc import Sequence

from playwright.async_api import Frame

from workers.hands.browser.orders import Order
from workers.hands.browser.widgets.spot import Spot


async def tick(frame: Frame, orders: Sequence[Order]) -> str:
    """Brings each box to what its order says. Returns what went wrong, or ""."""
    for order in orders:
        spot = Spot(frame, order.handle)
        if order.how == "press":
            await spot.click()
        elif await spot.locator.is_checked() != order.on:
            await _click(spot)
            if await spot.locator.is_checked() != order.on:
                return "did not take"
    return ""


async def _click(spot: Spot) -> None:
    # A box drawn by its label cannot be clicked itself.
    label = (await spot.locator.evaluate_handle("el => el.labels?.[0] ?? null")).as_element()
    if label is not None and not await spot.locator.is_visible():
        await label.click(timeout=2000, no_wait_after=True)
    else:
        await spot.click()
