"""Small pages with one form, opened and read."""

from brain.form import Field, FormPage
from tests.browser.site import Serve, Site
from workers.hands.browser.browser import PlaywrightBrowser


async def read(browser: PlaywrightBrowser, site: Site, path: str = "/") -> FormPage:
    async with browser.open(site.url(path)) as session:
        return await session.read()


def form(inner: str) -> str:
    return f"<title>Apply</title><h1>Apply</h1><form method=post action=/send>{inner}<button>Submit application</button></form>"


async def only(browser: PlaywrightBrowser, serve: Serve, inner: str) -> Field:
    page = await read(browser, serve(form(inner)))
    assert len(page.fields) == 1, [field.label for field in page.fields]
    return page.fields[0]
