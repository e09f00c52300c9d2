"""One warm Chromium per process and a fresh context per application."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from typing import Any

import structlog
from playwright.async_api import Browser, BrowserContext, Playwright, ProxySettings, async_playwright
from playwright.async_api import Error as PlaywrightError
from playwright_stealth import Stealth

from brain.browsing import Browsing
from brain.errors import Missing
from workers.hands.browser.channels import FLAGS as CLOSED_CHANNELS
from workers.hands.browser.find_browser import FIX, find_browser
from workers.hands.browser.options import BrowserOptions

log = structlog.get_logger(__name__)
FLAGS = ("--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync")
CLOSE_S = 5.0
USUAL = Browsing()
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = "Pixel 7"  # one of Playwright's own descriptions


class BrowserPool:
    """Starts the browser at first use, replaces a dead one at the next, and renews it after `recycle_after` contexts.

    Playwright's driver is a child of this process and ends the browser when its pipe closes, so a killed process leaves none.
    """

    def __init__(self, options: BrowserOptions) -> None:
        self._options = options
        self._lock = asyncio.Lock()
        self._driver: Any = None
        self._devices: dict[str, Any] = {}
        self._browser: Browser | None = None
        self._used = 0
        self._open = 0

    @contextlib.asynccontextmanager
    async def context(self, browsing: Browsing = USUAL) -> AsyncIterator[BrowserContext]:
        """A fresh context: no cookies, no downloads, no service workers. Closed under a shield, also on cancellation."""
        browser = await self._ready()
        try:
            context = await self._new_context(browser, browsing)
            try:
                yield context
            finally:
                await _shielded(context.close())
        finally:
            self._open -= 1

    @property
    def worn(self) -> bool:
        """Whether the browser is renewed as soon as no context is open."""
        return self._used >= self._options.recycle_after

    async def close(self) -> None:
        """Ends the browser and its driver."""
        async with self._lock:
            await self._end()

    async def _ready(self) -> Browser:
        async with self._lock:
            renew = self.worn and self._open == 0
            if self._browser is not None and (renew or not self._browser.is_connected()):
                await self._end()
            if self._browser is None:
                await self._start()
            self._used += 1
            self._open += 1
            assert self._browser is not None
            return self._browser

    async def _start(self) -> None:
        # Stealth's own defaults: they are never changed in answer to a block.
        plain = async_playwright()
        self._driver = Stealth().use_async(plain) if self._options.stealth else plain
        playwright: Playwright = await self._driver.__aenter__()
        self._devices = playwright.devices
        try:
            self._browser = await self._launch(playwright)
        except BaseException:
            await self._end()
            raise
        self._used = 0

    async def _launch(self, playwright: Playwright) -> Browser:
        executable = find_browser(playwright, self._options.executable)
        as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        proxy = _proxy(self._options.proxy)
        try:
            return await playwright.chromium.launch(
                executable_path=executable, headless=self._options.headless, proxy=proxy,
                args=[*FLAGS, *CLOSED_CHANNELS, *as_root, *self._options.extra_args],
                handle_sigint=False, handle_sigterm=False, handle_sighup=False,
            )  # fmt: skip
        except PlaywrightError as error:
            raise Missing(
                "no_browser", "The browser would not start.", f"{executable}: {error.message.splitlines()[0]}", FIX
            ) from error

    async def _new_context(self, browser: Browser, browsing: Browsing) -> BrowserContext:
        context = await browser.new_context(
            accept_downloads=False, service_workers="block", locale=browsing.locale or self._options.locale,
            timezone_id=browsing.time_zone or self._options.timezone, proxy=_proxy(browsing.proxy), **self._shown_as(browsing),
        )  # fmt: skip
        context.set_default_timeout(self._options.settle_s * 1000)
        context.set_default_navigation_timeout(self._options.page_s * 1000)
        return context

    def _shown_as(self, browsing: Browsing) -> dict[str, Any]:
        if browsing.device == "desktop":
            return dict(DESKTOP)
        return {key: value for key, value in self._devices[PHONE].items() if key != "default_browser_type"}

    async def _end(self) -> None:
        browser, driver = self._browser, self._driver
        self._browser, self._driver = None, None
        if browser is not None:
            await _shielded(browser.close())
        if driver is not None:
            await _shielded(driver.__aexit__(None, None, None))


def _proxy(server: str | None) -> ProxySettings | None:
    return ProxySettings(server=server, bypass="<-loopback>") if server else None


async def _shielded(closing: Any) -> None:
    # Cancelling a call of the driver half way leaks it; closing runs to its end, or to the time limit, whatever happens.
    task = asyncio.ensure_future(closing)
    try:
        await asyncio.shield(asyncio.wait_for(asyncio.shield(task), CLOSE_S))
    except (PlaywrightError, TimeoutError) as error:
        log.warning("browser_close_failed", error=type(error).__name__)
    except asyncio.CancelledError:
        with contextlib.suppress(PlaywrightError, TimeoutError):
            await asyncio.wait_for(asyncio.shield(task), CLOSE_S)
        raise
