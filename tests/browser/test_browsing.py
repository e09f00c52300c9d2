"""How one site's pages are opened, as it is registered: language, time zone, device and proxy; and what is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import BrowserContext
from pydantic import ValidationError

from brain.browsing import Browsing
from tests.support.small_server import SmallHandler, SmallServer
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.pool import BrowserPool

pytestmark = pytest.mark.browser

TOLD = """() => ({language: navigator.language, zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  width: screen.width, touch: navigator.maxTouchPoints > 0, mobile: /Mobile/.test(navigator.userAgent)})"""


async def told(context: BrowserContext) -> dict[str, Any]:
    page = await context.new_page()
    return dict(await page.evaluate(TOLD))


async def test_a_site_is_opened_as_it_is_registered(tmp_path: Any) -> None:
    pool = BrowserPool(BrowserOptions(files_dir=tmp_path))
    try:
        async with pool.context(Browsing(locale="de-DE", time_zone="Asia/Tokyo", device="phone")) as context:
            asked = await told(context)
        async with pool.context() as context:
            usual = await told(context)
    finally:
        await pool.close()
    assert (asked["language"], asked["zone"], asked["touch"], asked["mobile"]) == ("de-DE", "Asia/Tokyo", True, True)
    assert asked["width"] < 500
    assert (usual["language"], usual["touch"], usual["mobile"]) == ("en-US", False, False)


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []

    class Handler(SmallHandler):
        def serve(self, body: str) -> None:
            seen.append(self.path)
            self.answer("by")

    with SmallServer(Handler) as server:
        yield server.origin, seen


async def test_a_site_is_reached_through_its_own_proxy(tmp_path: Any, proxy: tuple[str, list[str]]) -> None:
    url, seen = proxy
    pool = BrowserPool(BrowserOptions(files_dir=tmp_path))
    try:
        async with pool.context(Browsing(proxy=url)) as context:
            page = await context.new_page()
            await page.goto("http://employer.example/jobs")
            assert await page.text_content("body") == "by"
    finally:
        await pool.close()
    assert seen[0] == "http://employer.example/jobs"


@pytest.mark.parametrize(
    "wrong",
    [
        {"locale": "deutsch!"},
        {"time_zone": "Mars/Olympus"},
        {"device": "fridge"},
        {"proxy": "ftp://proxy.example"},
        {"proxy": "http://user:secret@proxy.example:8080"},
        {"proxy": "proxy.example:8080"},
    ],
)
def test_what_is_no_setting_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Browsing.model_validate(wrong)
