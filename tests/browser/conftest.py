"""One warm Chromium per test module, a fresh context per form, and small sites to open."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser.helpers import Everywhere
from tests.browser.site import Site
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.options import BrowserOptions


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> BrowserOptions:
    files: Path = tmp_path_factory.mktemp("files")
    return BrowserOptions(files_dir=files, human_pauses=False)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(options: BrowserOptions) -> AsyncIterator[PlaywrightBrowser]:
    hands = PlaywrightBrowser(options, Everywhere())
    yield hands
    await hands.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    """`serve(html)` or `serve({path: html})`: a running site, stopped after the test."""
    with contextlib.ExitStack() as stack:

        def start(pages: object, host: str = "127.0.0.1") -> Site:
            return stack.enter_context(Site(pages if isinstance(pages, dict) else {"/": pages}, host))

        yield start
