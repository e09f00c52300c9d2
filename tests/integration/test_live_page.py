"""The page of the live view as a person uses it, in a browser of their own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from tests.browser.helpers import Everywhere, by_label
from tests.browser.site import Site
from tests.integration.test_live_view import FORM
from tests.support.gateway import RunningGateway
from tests.support.live import OnShow, on_show
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.find_browser import find_browser
from workers.hands.browser.options import BrowserOptions

pytestmark = [pytest.mark.stack, pytest.mark.browser]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/": FORM}) as running:
        yield running


@pytest.fixture
async def shown(gateway: RunningGateway, redis_url: str, tmp_path: Path, site: Site) -> AsyncIterator[OnShow]:
    browser = PlaywrightBrowser(BrowserOptions(files_dir=tmp_path, human_pauses=False), Everywhere())
    async with on_show(gateway, redis_url, browser, site.url()) as made:
        yield made
    await browser.close()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        own = await playwright.chromium.launch(executable_path=find_browser(playwright), args=["--no-sandbox"])
        yield await own.new_page(viewport={"width": 1200, "height": 1000})
        await own.close()


async def address(gateway: RunningGateway, shown: OnShow, ticket: bool = True) -> str:
    said = (await gateway.http.post(f"/agent/tasks/{shown.task_id}/ticket")).json()["ticket"] if ticket else ""
    return f"{gateway.url}/live/{shown.task_id}/{shown.step_id}#{said}"


async def test_a_person_watches_takes_over_types_and_gives_back(
    gateway: RunningGateway, shown: OnShow, page: Page, tmp_path: Path
) -> None:
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    await page.goto(await address(gateway, shown))
    await page.locator("#state", has_text="The machine is at work.").wait_for()
    assert "#" not in page.url, "the ticket is not left in the address"
    await page.locator("#take:enabled").click()
    await page.locator("#state", has_text="You have the hands on.").wait_for()
    box = await page.locator("#screen").bounding_box()
    assert box
    await page.mouse.click(box["x"] + 300 * box["width"] / 1280, box["y"] + 32 * box["height"] / 900)
    await page.keyboard.type("Ada")
    await page.wait_for_function("""() => {
      const inside = document.querySelector('#screen').getContext('2d').getImageData(207, 26, 40, 10).data;
      return inside.some((value, at) => at % 4 === 0 && value < 120);
    }""")
    await page.screenshot(path=tmp_path / "live.png")
    await page.locator("#give").click()
    await page.locator("#said", has_text="Given back").wait_for()
    assert by_label(await shown.session.read(), "Name").value == "Ada"
    assert broken == []


async def test_without_a_ticket_one_signs_in_on_the_page(gateway: RunningGateway, shown: OnShow, page: Page) -> None:
    await page.goto(await address(gateway, shown, ticket=False))
    await page.locator("#token").fill("wrong")
    await page.get_by_role("button", name="Watch").click()
    await page.locator("#state", has_text="Sign in to watch.").wait_for()
    await page.locator("#token").fill(gateway.token)
    await page.get_by_role("button", name="Watch").click()
    await page.locator("#state", has_text="The machine is at work.").wait_for()


async def test_the_page_may_load_nothing_from_elsewhere(gateway: RunningGateway, shown: OnShow) -> None:
    answer = await gateway.http.get(f"/live/{shown.task_id}/{shown.step_id}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
