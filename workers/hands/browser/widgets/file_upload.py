"""Files: given to the input itself, whatever button hides it, and believed only when the page shows them."""

import asyncio
import hashlib
import mimetypes
from pathlib import Path
from typing import Any

from playwright.async_api import FilePayload, Page, Request

from brain.form import FilePath
from workers.hands.browser.widgets.spot import Spot

BEGINS_S = 0.1  # how soon after the choice a page begins to upload


async def upload(spot: Spot, document: FilePath, wait_s: float) -> str:
    """Hands the file over and waits until the input or the page shows its name. Returns what went wrong, or ""."""
    try:
        content = await asyncio.to_thread(Path(document.file).read_bytes)
    except OSError:
        return "the file is gone"
    digest = hashlib.sha256(content).hexdigest()
    if document.sha256.removeprefix("sha256:") != digest:
        return "the file has changed since it was approved"
    kind = mimetypes.guess_type(document.name)[0] or "application/octet-stream"
    sending = Sending(spot.frame.page)
    try:
        await spot.locator.set_input_files(FilePayload(name=document.name, mimeType=kind, buffer=content))
        problem = await _until_shown(spot, document.name, wait_s)
        if problem:
            return problem
        await spot.change(BEGINS_S)
        if not await sending.over(wait_s):
            return "the upload did not end"
        return await _until_shown(spot, document.name, wait_s)  # an upload the page refused takes its name away again
    finally:
        sending.close()


class Sending:
    """What a page sends in the background from now on: many forms upload a file as soon as it is chosen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: set[Request] = set()
        self._moved = asyncio.Event()
        for event, handler in self._handlers():
            page.on(event, handler)

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

    def _ended(self, request: Request) -> None:
        self._open.discard(request)
        self._moved.set()


async def _until_shown(spot: Spot, name: str, wait_s: float) -> str:
    for _ in range(max(1, int(wait_s / 0.5))):
        if await spot.ask("fileShown", {"handle": spot.selector, "name": name}):
            return ""
        await spot.change(0.5)
    return "the page does not show the file"
