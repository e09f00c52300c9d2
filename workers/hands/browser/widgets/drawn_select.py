"""A select behind a drawn list that does not follow it: the same choice is taken in the drawn list as well."""

import contextlib
from collections.abc import Sequence

from playwright.async_api import Error as PlaywrightError

from workers.hands.browser.widgets import combobox
from workers.hands.browser.widgets.spot import Spot

NOT_FOLLOWED = "the list drawn over it does not follow"  # as the page script says it


async def bring_along(spot: Spot, labels: Sequence[str], wait_s: float) -> None:
    """Takes `labels` where a person sees the list. What the select then holds is read back like any other value."""
    with contextlib.suppress(PlaywrightError):
        await combobox.pick(spot, labels, wait_s)
