"""Next on a page that believes only the keyboard, and on one that finds a real fault."""

import pytest

from brain.exploring import go_on
from brain.form import Entry
from tests.browser.site import Serve, Site
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

# What a script sets is shown, and not believed; the step says so when one wants to go on.
STEP = """<main><h1>Step 1 of 2</h1><form onsubmit="return false"><label>Name* <input name=n required></label>
<label><input type=checkbox name=c> I like tea</label><p role=alert></p><button type=button>Next</button></form></main>
<script>
  const typed = new Set();
  document.querySelector('input[name=n]').addEventListener('keydown', (e) => { if (e.isTrusted) typed.add('n'); });
  document.querySelector('button').addEventListener('click', () => {
    const name = document.querySelector('input[name=n]');
    if (!typed.has('n') || name.value.length < 3) {
      name.setAttribute('aria-invalid', 'true');
      document.querySelector('[role=alert]').textContent = 'Name is required';
      return;
    }
    document.querySelector('main').innerHTML =
      '<h1>Step 2 of 2</h1><form method=post action=/send><label>Town <input name=t></label><button>Apply</button></form>';
  });
</script>"""


async def after_next(browser: PlaywrightBrowser, site: Site, name: str) -> tuple[int, dict[str, str], list[str]]:
    """The page's number after Next, its errors, and its fields."""
    async with browser.open(site.url()) as session:
        page = await session.read()
        given = {field.key: name if field.name == "n" else True for field in page.fields}
        await session.fill(page, [Entry(field=field, value=given[field.key]) for field in page.fields])
        after = await go_on(session, await session.read(), given)
        return after.number, after.errors, [field.label for field in after.fields]


async def test_a_page_that_believes_only_the_keyboard_is_filled_in_once_more(browser: PlaywrightBrowser, serve: Serve) -> None:
    assert await after_next(browser, serve(STEP), "Ada") == (2, {}, ["Town"])


async def test_a_real_fault_stays_one(browser: PlaywrightBrowser, serve: Serve) -> None:
    number, errors, _ = await after_next(browser, serve(STEP), "Al")
    assert number == 1
    assert "Name is required" in errors.values() or "invalid" in errors.values()
