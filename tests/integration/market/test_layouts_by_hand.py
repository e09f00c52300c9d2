"""Layouts drawn by seed and very long forms: each can be filled in by hand."""

import pytest
from playwright.async_api import Locator, Page, expect

from deploy.market.fields import written
from deploy.market.market import Market
from deploy.market.unseen import layout_of
from tests.support.market_by_hand import CONFIRMED, RESUME, Try, of, send, text_of

pytestmark = [pytest.mark.browser]


async def fill_classic(one: Try) -> None:
    """A page whose controls are known by name; lists under a third-party widget are set through the select below it."""
    page = one.page
    for name, field in one.fields.items():
        control = page.locator(f"[name='{name}']")
        if field.kind == "file":
            await control.set_input_files(RESUME)
            await expect(page.get_by_text("zoë.txt")).to_be_visible()
        elif field.kind == "consent":
            await control.check()
        elif field.widget == "virtual":
            await page.get_by_role("combobox", name=field.label).press_sequentially(written(field)[:4])
            await page.get_by_role("option", name=written(field), exact=True).click()
        elif field.options and await control.first.get_attribute("type") == "radio":
            await page.locator(f"[name='{name}'][value='{written(field)}']").check()
        elif field.options:
            await pick(page, control, written(field))
        else:
            await control.fill(text_of(field))


async def pick(page: Page, select: Locator, option: str) -> None:
    kind = await select.evaluate(
        "node => node.matches('.select2-hidden-accessible') ? 'select2' : node.closest('.choices') ? 'choices'"
        " : node.matches('.tomselected') ? 'tom' : 'plain'"
    )
    if kind == "plain":
        await select.select_option(option)
    elif kind == "select2":
        await select.locator("xpath=following-sibling::span[contains(@class, 'select2')]").click()
        await page.locator(".select2-search__field").or_(page.locator(".select2-results__option")).first.wait_for()
        await page.locator(".select2-results__option").get_by_text(option, exact=True).click()
    elif kind == "choices":
        box = page.locator(".choices", has=select)
        await box.click()
        await box.get_by_role("option", name=option, exact=True).click()
    else:
        box = select.locator("xpath=following-sibling::*[contains(@class, 'ts-wrapper')]")
        await box.get_by_role("combobox").press("ArrowDown")
        await box.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize("index", range(12))
async def test_each_drawn_layout_can_be_filled_by_hand(market: Market, page: Page, index: int) -> None:
    one = Try(market, of(market, "unseen", index=index), page)
    await one.open()
    await fill_classic(one)
    await send(page)
    await expect(page.get_by_text(CONFIRMED).first).to_be_visible()
    assert one.received() == []


@pytest.mark.parametrize("index", [0, 1])
async def test_a_long_form_can_be_filled_by_hand(market: Market, page: Page, index: int) -> None:
    one = Try(market, of(market, "long", "long", index=index), page)
    await one.open()
    if index == 0:
        assert len([field for field in one.expected.fields if not field.field.trap]) == 154
    await fill_classic(one)
    await send(page)
    await expect(page.get_by_text(CONFIRMED).first).to_be_visible()
    assert one.received() == []


async def test_drawn_layouts_differ_and_the_same_seed_draws_the_same(market: Market) -> None:
    drawn = [layout_of(row) for row in market.catalogue.practice if row.family == "unseen"]
    assert len(set(drawn)) >= 10
    again = [layout_of(row) for row in Market(7, list(market.families.values())).catalogue.practice if row.family == "unseen"]
    assert again == drawn
    assert len({layout.labels for layout in drawn}) == 8
