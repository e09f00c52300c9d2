"""Where a widget is: its frame and the ways to reach it."""

from collections.abc import Callable
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Locator

from workers.hands.browser import page_script


class Spot:
    """A control in a frame, found anew at each use, so that a re-render does not matter."""

    def __init__(self, frame: Frame, selector: str) -> None:
        self.frame = frame
        self.selector = selector

    @property
    def locator(self) -> Locator:
        return self.frame.locator(self.selector if ">> nth=" in self.selector else f"{self.selector} >> nth=0")

    def at(self, selector: str) -> "Spot":
        return Spot(self.frame, selector)

    async def ask(self, entry: str, argument: Any = None) -> Any:
        return await page_script.run(self.frame, entry, argument)

    async def click(self, done: Callable[[], bool] = lambda: False) -> None:
        """Clicks, moving what lies over it out of the way first, and as the page's own click when a person's will not land.

        `done` says whether the click landed after all: then there is no second one.
        """
        await self.ask("clearTheWay", self.selector)
        try:
            await self.locator.click(timeout=2000, no_wait_after=True)
        except PlaywrightError:
            if not done():
                await self.locator.dispatch_event("click", timeout=2000)

    async def change(self, most_s: float, still_s: float = 0.06) -> bool:
        """Waits for the frame's next change, at most `most_s` seconds; True when there was one."""
        return bool(await self.ask("changed", {"most": most_s * 1000, "still": still_s * 1000}))
