"""Files: given to the input itself, whatever button hides it, and believed only when the page shows them."""

import asyncio
import hashlib
import mimetypes
import time
from pathlib import Path
from typing import Any

from playwright.async_api import FilePayload, Page, Request

from brain.form import FilePath
from workers.hands.browser.widgets.spot import Spot

BEGINS_S = 0.1  # how soon after the choice a page begins to upload
STILL_S = 5.0  # how long a page that was sent a file may take to show its name again


class Upload:
    """One file on its way into one input. `begin`, then `end` when everything else is filled in: pages take their time."""

    def __init__(self, spot: Spot, document: FilePath, wait_s: float) -> None:
        self._spot, self._document, self._wait_s = spot, document, wait_s
        self._sending = Sending(spot.frame.page)
        self._chosen_at = 0.0
        self.open = False

    async def begin(self) -> str:
        """Hands the file over and waits until the input or the page shows its name. Returns what went wrong, or ""."""
        try:
            content = await asyncio.to_thread(Path(self._document.file).read_bytes)
        except OSError:
            return "the file is gone"
        if self._document.sha256.removeprefix("sha256:") != hashlib.sha256(content).hexdigest():
            return "the file has changed since it was approved"
        kind = mimetypes.guess_type(self._document.name)[0] or "application/octet-stream"
        trouble = "the upload was broken off"
        self._sending.watch()
        try:
            await self._spot.locator.set_input_files(FilePayload(name=self._document.name, mimeType=kind, buffer=content))
            self._chosen_at = time.monotonic()
            trouble = await self._shown(self._wait_s) or (await self._sent() if self._sending.under_way else "")
        finally:
            self.open = not trouble
            if trouble:
                self._sending.close()
        return trouble

    async def end(self) -> tuple[str, bool]:
        """Waits until what the page sent is sent. What went wrong, or "", and whether anything was sent after `begin`."""
        before, self.open = self._sending.count, False
        try:
            wait_s = self._chosen_at + BEGINS_S - time.monotonic()
            if wait_s > 0:
                await self._spot.change(wait_s)
            return await self._sent(), self._sending.count > before
        finally:
            self._sending.close()

    async def _sent(self) -> str:
        if not await self._sending.over(self._wait_s):
            return "the upload did not end"
        return await self._shown(STILL_S)  # an upload the page refused takes its name away again

    async def _shown(self, wait_s: float) -> str:
        for _ in range(max(1, int(wait_s / 0.5))):
            if await self._spot.ask("fileShown", {"handle": self._spot.selector, "name": self._document.name}):
                return ""
            await self._spot.change(0.5)
        return "the page does not show the file"


class Sending:
    """What a page sends in the background while it is watched: many forms upload a file as soon as it is chosen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: set[Request] = set()
        self._moved = asyncio.Event()
        self.count = 0

    @property
    def under_way(self) -> bool:
        """Whether anything that was sent has no answer yet."""
        return bool(self._open)

    def watch(self) -> None:
        for event, handler in self._handlers():
            self._page.on(event, handler)

    async def over(self, wait_s: float) -> bool:
        """True once nothing that was sent is still under way; False when that takes longer than `wait_s`."""
        try:
            async with asyncio.timeout(wait_s):
                while self._open:
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        for event, handler in self._handlers():
            self._page.remove_listener(event, handler)

    def _handlers(self) -> list[tuple[Any, Any]]:
        return [("request", self._begun), ("requestfinished", self._ended), ("requestfailed", self._ended)]

    def _begun(self, request: Request) -> None:
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.resource_type != "ping":
            self._open.add(request)
            self.count += 1

    def _ended(self, request: Request) -> None:
        self._open.discard(request)
        self._moved.set()
