"""How one site's pages are opened, as it is registered: language, time zone, device and proxy; and what is refused."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.async_api import BrowserContext
from pydantic import ValidationError

from brain.browsing import Browsing
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

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"by")

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


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
