"""A window is empty and behind its gate, whether it was opened now or kept ready."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Error as PlaywrightError

from brain.browsing import Browsing
from brain.errors import Missing
from tests.browser.helpers import Everywhere
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.windows import Window, Windows

pytestmark = pytest.mark.browser
PATIENCE_S = 10


@pytest.fixture
def options(tmp_path: Path) -> BrowserOptions:
    return BrowserOptions(files_dir=tmp_path, spare=True)


async def spare_of(windows: Windows) -> Window:
    assert windows._spare is not None
    return await asyncio.wait_for(asyncio.shield(windows._spare), PATIENCE_S)


async def test_the_spare_one_is_the_next_ones_and_knows_nothing_of_the_last(options: BrowserOptions) -> None:
    windows = Windows(options, Everywhere())
    try:
        async with windows.one(Browsing()) as first:
            await first.context.add_cookies([{"name": "a", "value": "1", "url": "http://localhost/"}])
            spare = await spare_of(windows)
        async with windows.one(Browsing()) as second:
            assert second is spare
            assert second.context is not first.context
            assert await second.context.cookies() == []
            assert second.gate is not first.gate
    finally:
        await windows.close()


async def test_a_window_closes_with_its_caller_and_the_spare_with_all(options: BrowserOptions) -> None:
    windows = Windows(options, Everywhere())
    async with windows.one(Browsing()) as first:
        spare = await spare_of(windows)
    assert first.page.is_closed()
    assert not spare.page.is_closed()
    await windows.close()
    assert spare.page.is_closed()


async def test_no_spare_is_opened_where_none_is_wanted(tmp_path: Path) -> None:
    windows = Windows(BrowserOptions(files_dir=tmp_path), Everywhere())
    try:
        async with windows.one(Browsing()) as window:
            assert window.context.browser is not None
            assert len(window.context.browser.contexts) == 1
        assert windows._spare is None
    finally:
        await windows.close()


async def test_a_site_opened_in_its_own_way_leaves_the_spare_to_others(options: BrowserOptions) -> None:
    windows = Windows(options, Everywhere())
    try:
        async with windows.one(Browsing()):
            spare = await spare_of(windows)
        async with windows.one(Browsing(locale="de-DE")) as german:
            assert await german.page.evaluate("navigator.language") == "de-DE"
        async with windows.one(Browsing()) as usual:
            assert usual is spare
    finally:
        await windows.close()


async def test_the_spare_of_a_browser_that_ended_is_not_used(options: BrowserOptions) -> None:
    windows = Windows(options, Everywhere())
    try:
        async with windows.one(Browsing()):
            spare = await spare_of(windows)
        browser = spare.context.browser
        assert browser is not None
        await browser.close()
        async with windows.one(Browsing()) as window:
            assert window is not spare
            assert await window.page.evaluate("1 + 1") == 2
    finally:
        await windows.close()


async def test_a_worn_browser_is_renewed_although_a_spare_was_open(tmp_path: Path) -> None:
    windows = Windows(BrowserOptions(files_dir=tmp_path, spare=True, recycle_after=2), Everywhere())
    try:
        async with windows.one(Browsing()) as first:
            await spare_of(windows)
        async with windows.one(Browsing()) as second:
            assert second.context.browser is not first.context.browser
    finally:
        await windows.close()


async def test_a_spare_that_cannot_be_opened_is_nobodys_error(options: BrowserOptions) -> None:
    windows = Windows(options, Everywhere())
    try:
        async with windows.one(Browsing()) as window:
            browser = window.context.browser
            assert browser is not None
            await browser.close()
            with pytest.raises(PlaywrightError):
                await window.page.evaluate("1")
        async with windows.one(Browsing()) as next_one:
            assert await next_one.page.evaluate("1 + 1") == 2
    finally:
        await windows.close()


async def test_a_browser_that_is_missing_is_said(tmp_path: Path) -> None:
    windows = Windows(BrowserOptions(files_dir=tmp_path, executable=str(tmp_path / "none"), spare=True), Everywhere())
    with pytest.raises(Missing) as error:
        async with windows.one(Browsing()):
            raise AssertionError("it started")
    assert error.value.code == "no_browser"
    await windows.close()


async def test_the_gate_of_a_spare_window_judges_before_its_first_request(options: BrowserOptions) -> None:
    class Nowhere:
        def allows(self, _url: str) -> bool:
            return False

    windows = Windows(options, Nowhere())
    try:
        async with windows.one(Browsing()):
            await spare_of(windows)
        async with windows.one(Browsing()) as window:
            with pytest.raises(PlaywrightError):
                await window.page.goto("http://127.0.0.1:9/")
            assert [blocked.method for blocked in window.gate.blocked] == ["GET"]
    finally:
        await windows.close()
