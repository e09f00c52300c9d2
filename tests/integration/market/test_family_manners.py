"""What is particular to the double of each family: drafts, accounts, lists, limits, traps."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from deploy.market.market import Market
from tests.support.families_by_hand import FILL, fill_recruitee, make_account
from tests.support.market_by_hand import CONFIRMED, RESUME, Try, of, send

pytestmark = [pytest.mark.browser]


async def expect_soon(check: Callable[[], Awaitable[None]], tries: int = 5) -> None:
    """Repeats a check that waits by itself."""
    for _ in range(tries - 1):
        try:
            return await check()
        except AssertionError:
            continue
    return await check()


async def test_ashby_lists_what_is_missing_and_sends_nothing_complete(market: Market, page: Page) -> None:
    one = Try(market, of(market, "ashby"), page)
    await one.open()
    await expect(page.locator("form")).to_have_count(0)
    await send(page)
    await expect(page.get_by_text("Your form needs corrections")).to_be_visible()
    await expect(page.get_by_text("Missing entry for required field: Legal Name")).to_be_visible()
    assert market.ledger.submissions == []
    assert len(market.ledger.rejected) == 1


async def test_ashby_fills_in_a_name_that_has_to_be_corrected(market: Market, page: Page) -> None:
    one = Try(market, of(market, "ashby"), page)
    await one.open()
    async with page.expect_file_chooser() as chosen:
        await page.get_by_role("button", name="Upload file", exact=True).click()
    await (await chosen.value).set_files(RESUME)
    await expect(page.get_by_label("Legal Name")).to_have_value("Zoe Lindstroem")
    await expect(page.get_by_text("zoë.txt")).to_be_visible()


async def test_ashby_keeps_only_a_place_from_its_list(market: Market, page: Page) -> None:
    await Try(market, of(market, "ashby"), page).open()
    place = page.get_by_placeholder("Start typing...").first
    await place.press_sequentially("ber")
    await expect(page.get_by_role("option")).to_have_count(5)
    await expect(page.locator("[data-field-path][aria-hidden=true]").first).to_be_attached()
    await page.get_by_label("Email").focus()
    await expect(place).to_have_value("")


async def test_workable_builds_a_left_field_anew_and_reads_a_wrong_address(market: Market, page: Page) -> None:
    await Try(market, of(market, "workable"), page).open()
    await page.get_by_role("button", name="Decline all").click()
    first = await page.query_selector("#firstname")
    assert first is not None
    await first.fill("Zoë")
    await page.get_by_label("Last name").focus()
    await expect(page.locator("#firstname")).to_have_value("Zoë")
    assert not await first.evaluate("node => node.isConnected")
    await page.get_by_role("button", name="Import resume from").click()
    async with page.expect_file_chooser() as chosen:
        await page.get_by_role("menuitem", name="My computer").click()
    await (await chosen.value).set_files(RESUME)
    await expect(page.locator("#address")).to_have_value("Sawtry, United Kingdom")


async def test_smartrecruiters_keeps_a_draft_and_wants_the_same_address_twice(market: Market, page: Page) -> None:
    await Try(market, of(market, "smartrecruiters"), page).open()
    await page.get_by_role("button", name="Choose a file").locator("xpath=following-sibling::input").set_input_files(RESUME)
    await expect(page.get_by_label("Last name")).to_have_value("Developer")
    await page.get_by_label("First name").fill("Zoë")
    await page.get_by_label("Confirm your email").fill("other@example.org")
    await page.get_by_label("City").press_sequentially("Berl")
    await page.get_by_role("option", name="Berlin, Germany").click()
    await page.get_by_label("Phone number").fill("+49 30 90182044")
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_text("The two addresses differ")).to_be_visible()
    await page.get_by_label("Confirm your email").fill("zoe.lindstrom@example.org")
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("heading", name="Preliminary questions")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("First name")).to_have_value("Zoë")
    assert market.ledger.submissions == []


async def test_easy_apply_asks_before_it_closes_and_keeps_what_was_saved(market: Market, page: Page) -> None:
    one = Try(market, of(market, "linkedin"), page)
    await one.open()
    await page.get_by_role("button", name="Easy Apply").click()
    await page.get_by_role("button", name="Continue to next step").click()
    await expect(page.get_by_text("Please make a selection").first).to_be_visible()
    await page.get_by_label("Mobile phone number").fill("30 901820 44")
    await page.get_by_role("button", name="Dismiss").click()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.reload()
    await page.get_by_role("button", name="Easy Apply").click()
    await expect(page.get_by_label("Mobile phone number")).to_have_value("30 901820 44")


async def test_workday_shows_a_value_its_step_does_not_have_without_keys(market: Market, page: Page) -> None:
    await Try(market, of(market, "workday"), page).open()
    await make_account(page)
    await page.get_by_label("First Name").fill("Zoë")
    await page.get_by_label("Last Name").press_sequentially("Lindström")
    await page.get_by_role("button", name="Save and Continue").click()
    await expect(page.get_by_text("The field First Name is required and must have a value.")).to_be_visible()
    await expect(page.get_by_text("The field Last Name is required")).to_have_count(0)
    await expect(page.get_by_label("First Name")).to_have_value("Zoë")


async def test_a_workday_account_counts_for_one_tenant(market: Market, page: Page) -> None:
    first, second = of(market, "workday"), of(market, "workday", index=1)
    assert first.board != second.board
    await Try(market, first, page).open()
    await make_account(page)
    await Try(market, second, page).open()
    await page.get_by_role("button", name="Already have an account? Sign in").click()
    await page.get_by_label("Email Address").fill("zoe.lindstrom@example.org")
    await page.get_by_label("Password*", exact=True).fill("correct-horse-1")
    await page.get_by_role("button", name="Sign In", exact=True).click()
    await expect(page.get_by_text("Wrong e-mail address or password.")).to_be_visible()


async def test_recruitee_slows_down_who_comes_too_fast(market: Market, page: Page) -> None:
    one = Try(market, of(market, "recruitee", "throttled"), page)
    await one.open()
    await fill_recruitee(one)
    await send(page)
    await expect(page.get_by_text("Too many requests")).to_be_visible()

    async def again() -> None:
        await send(page)
        await expect(page.get_by_text(CONFIRMED).first).to_be_visible(timeout=2_000)

    await expect_soon(again)
    assert one.received() == []


@pytest.mark.parametrize("family", ["recruitee", "teamtailor"])
async def test_a_classic_form_names_what_is_missing_beside_it(market: Market, page: Page, family: str) -> None:
    one = Try(market, of(market, family), page)
    await one.open()
    await send(page)
    await expect(page.get_by_role("alert").first).to_contain_text("is required")
    await expect(page.locator("input").first).to_be_focused()
    assert market.ledger.submissions == []


@pytest.mark.parametrize("family", ["recruitee", "teamtailor"])
async def test_a_filled_trap_is_found_out(market: Market, page: Page, family: str) -> None:
    one = Try(market, of(market, family), page)
    await one.open()
    await FILL[family](one)
    trap = next(field for field in one.expected.fields if field.field.trap)
    await page.locator(f"[name='{trap.name}']").evaluate("node => { node.value = 'filled' }")
    await send(page)
    await expect(page.get_by_text("flagged as automated")).to_be_visible()
    assert market.ledger.submissions == []


@pytest.mark.parametrize("family", ["ashby", "workable"])
async def test_a_captcha_is_shown_and_never_solved(market: Market, page: Page, family: str) -> None:
    one = Try(market, of(market, family, "captcha"), page)
    await one.open()
    await FILL[family](one)
    await send(page)
    await expect(page.get_by_text("Please confirm that you are not a robot.")).to_be_visible()
    assert one.expected.ending == "captcha"
    assert market.ledger.submissions == []
