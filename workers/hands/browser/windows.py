"""Empty pages behind their gates: one for each application, and one kept ready where applications follow each other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from brain.browsing import Browsing
from brain.errors import JobHunterError
from workers.hands.browser.gate import AddressPolicy, SubmitGate
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.pool import USUAL, BrowserPool


@dataclass(frozen=True)
class Window:
    """A context nobody has used, its gate and its one empty page."""

    context: BrowserContext
    page: Page
    gate: SubmitGate
    closing: AsyncExitStack

    @property
    def usable(self) -> bool:
        browser = self.context.browser
        return not self.page.is_closed() and browser is not None and browser.is_connected()


class Windows:
    """Hands out windows and closes them; a spare one is opened beside the application that took the last."""

    def __init__(self, options: BrowserOptions, policy: AddressPolicy) -> None:
        self._pool, self._policy = BrowserPool(options), policy
        self._keeps_spare = options.spare
        self._spare: asyncio.Task[Window] | None = None

    @contextlib.asynccontextmanager
    async def one(self, browsing: Browsing) -> AsyncIterator[Window]:
        """A window of its own for each caller. Raises `Missing` (`no_browser`)."""
        window = await self._taken(browsing) or await self._opened(browsing)
        async with window.closing:
            if self._keeps_spare and self._spare is None and not self._pool.worn:
                self._spare = asyncio.ensure_future(self._opened(USUAL))
            yield window

    async def close(self) -> None:
        """Ends the browser and its driver."""
        await self._drop_spare()
        await self._pool.close()

    async def _taken(self, browsing: Browsing) -> Window | None:
        spare = self._spare
        if spare is None or not spare.done() or browsing != USUAL:
            return None
        self._spare = None
        if spare.cancelled() or spare.exception():  # whoever comes now opens one, and is told what is wrong
            return None
        window = spare.result()
        if window.usable and not self._pool.worn:
            return window
        await window.closing.aclose()
        return None

    async def _drop_spare(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            with contextlib.suppress(PlaywrightError, JobHunterError):
                await (await spare).closing.aclose()

    async def _opened(self, browsing: Browsing) -> Window:
        async with AsyncExitStack() as opening:
            context = await opening.enter_async_context(self._pool.context(browsing))
            gate = SubmitGate(self._policy)
            await gate.stand_before(context)
            page = await context.new_page()
            return Window(context, page, gate, opening.pop_all())
