"""The doubles of the families that are only applied to: filled in by hand, each gets what it should."""

import pytest
from playwright.async_api import Page, expect

from deploy.market.market import Market
from tests.support.families_by_hand import FILL
from tests.support.market_by_hand import CONFIRMED, Try, of, send

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize("drift", [0, 1, 2, 3])
@pytest.mark.parametrize("family", FILL)
async def test_an_application_filled_by_hand_arrives_as_it_should(market: Market, page: Page, family: str, drift: int) -> None:
    market.set_drift(drift)
    one = Try(market, of(market, family, index=drift), page)
    await one.open()
    await FILL[family](one)
    await send(page)
    place = page.frame_locator("iframe") if family == "icims" else page
    await expect(place.get_by_text(CONFIRMED).first).to_be_visible()
    assert one.received() == []
    assert one.expected.complete(market.ledger.submissions[0])


@pytest.mark.parametrize("family", FILL)
async def test_a_closed_posting_says_so_and_shows_no_form(market: Market, page: Page, family: str) -> None:
    await Try(market, of(market, family, "closed"), page).open()
    await expect(page.get_by_text("no longer open")).to_be_visible()
    await expect(page.locator("input, textarea, select")).to_have_count(0)
