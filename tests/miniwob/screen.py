"""One MiniWoB++ episode: the package's own page, opened, started with a seed, and worked by the product's hands."""

import contextlib
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from brain.form import Entry, Field, FieldValue, FormPage, PageAction, ReadBack
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.raw import Handle
from workers.hands.browser.reader import frame_paths
from workers.hands.browser.session import PlaywrightSession
from workers.hands.browser.widgets import combobox
from workers.hands.browser.widgets.spot import Spot

LOADS_S = 1.5


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return


def package_pages() -> Path:
    """The folder of the package's pages. The package itself, which wants other browsers, is not imported."""
    spec = find_spec("miniwob")
    if spec is None or spec.origin is None:
        raise SystemExit("The package miniwob is not installed. → make miniwob")
    return Path(spec.origin).parent / "html"


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The folder on a free port of this machine; yields its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Screen:
    """What a task sees: the form as read, fields to fill, actions to press, and what was said at the start."""

    def __init__(self, session: PlaywrightSession, said: str) -> None:
        self._session, self.said = session, said
        self.page: FormPage
        self.filled: list[ReadBack] = []

    async def read(self) -> FormPage:
        self.page = await self._session.read()
        return self.page

    def fields(self, *kinds: str) -> list[Field]:
        """The fields on show, of these kinds or of any, in the page's order."""
        return [field for field in self.page.fields if field.visible and (not kinds or field.kind in kinds)]

    def field(self, label: str) -> Field:
        return next(field for field in self.fields() if field.label.strip(" :").lower() == label.lower())

    async def fill(self, *values: tuple[Field, FieldValue]) -> None:
        self.filled += await self._session.fill(self.page, [Entry(field=field, value=value) for field, value in values])

    def actions(self, label: str) -> list[PageAction]:
        return [action for action in self.page.actions if action.label.lower().startswith(label.lower())]

    async def press(self, label: str, at: int = 0) -> None:
        handle = Handle.unpack(self.actions(label)[at].handle)
        await self._spot(handle).click()

    async def offered(self, field: Field, typed: str) -> Sequence[str]:
        """What the field's list offers once `typed` stands in it."""
        found = await combobox.offered(self._spot(Handle.unpack(field.handle)), typed, LOADS_S)
        return [option.label for option in found]

    def _spot(self, handle: Handle) -> Spot:
        return Spot(frame_paths(self._session.pages()[0])[handle.frame], handle.selector)


@contextlib.asynccontextmanager
async def episode(browser: PlaywrightBrowser, url: str, seed: int) -> AsyncIterator[Screen]:
    """The task's page, started with the seed as the package's own environment starts it."""
    async with browser.open(url) as session:
        page = session.pages()[0]
        await page.evaluate("seed => { Math.seedrandom(seed); core.startEpisodeReal(); }", seed)
        await session.arrive()  # the episode was started behind the session's back: what it read on opening is gone
        yield Screen(session, str(await page.evaluate("core.getUtterance()")))


async def raw_reward(screen: Screen) -> float:
    """The reward without its time penalty; 0 while the episode is not over."""
    return float(await screen._session.pages()[0].evaluate("WOB_DONE_GLOBAL ? WOB_RAW_REWARD_GLOBAL : 0"))
