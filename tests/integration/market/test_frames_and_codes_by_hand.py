"""Indeed's steps, a form in an employer's page and codes by mail, in a browser driven by hand."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import FrameLocator, Page, expect

from deploy.market.catalogue import Posting
from deploy.market.fields import written
from deploy.market.indeed import UPLOAD
from deploy.market.market import Market
from tests.support.market_by_hand import RESUME, asked, faults, last_code, of, page_by_hand, text_of


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with page_by_hand(permissions=["clipboard-read", "clipboard-write"]) as page:
        yield page


async def fill_indeed_step(page: Page, market: Market, posting: Posting, number: int) -> None:
    for name, field in asked(market, posting).items():
        if field.page != number:
            continue
        control = page.locator(f"[name='{name}']")
        if field.kind == "file":
            async with page.expect_file_chooser() as chosen:
                await page.get_by_role("button", name="Choose file").click()
            await (await chosen.value).set_files(RESUME)
            await expect(page.get_by_text("zoë.txt")).to_be_visible()
            await expect(page.get_by_label(UPLOAD)).to_be_checked()
        elif field.kind == "consent":
            await expect(control).not_to_be_checked()
        elif field.widget in {"cards", "radio"}:
            await page.get_by_role("radiogroup", name=field.label).get_by_text(written(field), exact=True).click()
        elif field.options:
            await control.select_option(written(field))
        elif field.widget == "suggest":
            await control.press_sequentially(written(field)[:5])
            await page.get_by_role("option", name="Berlin, Germany").click()
        else:
            await control.fill(text_of(field))


async def indeed_by_hand(page: Page, market: Market, posting: Posting, first: int = 1) -> None:
    steps = sorted({field.page for field in asked(market, posting).values()})
    for number in steps[first - 1 :]:
        await expect(page.get_by_text(f"Step {number} of {len(steps)}")).to_be_visible()
        await fill_indeed_step(page, market, posting, number)
        last = number == steps[-1]
        await page.get_by_role("button", name="Submit your application" if last else "Continue").click()


@pytest.mark.browser
@pytest.mark.parametrize("drift", [0, 1, 2, 3])
async def test_an_application_to_indeed_is_filled_in_by_hand(market: Market, page: Page, drift: int) -> None:
    market.set_drift(drift)
    posting = of(market, "indeed", index=drift)
    await page.goto(market.page_url(posting))
    await page.get_by_role("link", name="Apply for this job").click()
    await indeed_by_hand(page, market, posting)
    await expect(page.get_by_text("Your application has been submitted")).to_be_visible()
    assert page.url.endswith("/form/post-apply")
    assert faults(market, posting) == []


@pytest.mark.browser
async def test_indeed_draws_a_step_anew_with_its_faults_and_reads_an_earlier_job(market: Market, page: Page) -> None:
    posting = of(market, "indeed")
    await page.goto(market.apply_url(posting))
    held = await page.query_selector("[name=email]")
    assert held is not None
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("alert").first).to_have_text("Answer this question to continue.")
    assert not await held.evaluate("node => node.isConnected")
    steps = sorted({field.page for field in asked(market, posting).values()})
    for number in steps[:-2]:
        await fill_indeed_step(page, market, posting, number)
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_text(f"Step {number + 1} of {len(steps)}")).to_be_visible()
    await expect(page.get_by_label("Job title")).to_have_value("Python Backend Developer")
    await page.reload()
    await expect(page.get_by_role("heading", name="Enter a job that shows relevant experience")).to_be_visible()
    await page.get_by_role("button", name="Go back to the previous step").click()
    await expect(page.get_by_text(f"Step {len(steps) - 2} of {len(steps)}")).to_be_visible()


@pytest.mark.browser
async def test_the_code_of_indeed_is_typed_before_the_second_step(market: Market, page: Page) -> None:
    posting = of(market, "indeed", "code_before_end")
    await page.goto(market.apply_url(posting))
    await fill_indeed_step(page, market, posting, 1)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", name="Check your email for a code")).to_be_visible()
    await page.get_by_label("Verification code").fill("12x")
    await page.get_by_role("button", name="Verify").click()
    await expect(page.get_by_text("That code is not right")).to_be_visible()
    await page.get_by_label("Verification code").fill(last_code(market))
    await page.get_by_role("button", name="Verify").click()
    await indeed_by_hand(page, market, posting, first=2)
    await expect(page.get_by_text("Your application has been submitted")).to_be_visible()
    assert faults(market, posting) == []


async def fill_greenhouse(place: Page | FrameLocator, market: Market, posting: Posting) -> None:
    for name, field in asked(market, posting).items():
        control = place.locator(f"[id='{name}']")
        if field.kind == "file":
            await control.set_input_files(RESUME)
        elif field.kind == "consent":
            await control.check()
        elif field.options:
            await control.fill(written(field))
            await place.get_by_role("option", name=written(field), exact=True).click()
        elif await control.count():
            await control.fill(text_of(field))


@pytest.mark.browser
@pytest.mark.parametrize("drift", [0, 2])
async def test_a_form_in_an_employers_page_is_filled_in_by_hand(market: Market, page: Page, drift: int) -> None:
    market.set_drift(drift)
    posting = of(market, "greenhouse_embed", index=drift)
    await page.goto(market.page_url(posting))
    await page.get_by_role("button", name="Only necessary").click()
    frame = page.frame_locator("#grnhse_app iframe")
    await fill_greenhouse(frame, market, posting)
    await frame.get_by_role("button", name="Submit application").click()
    await expect(frame.get_by_text("Thank you for applying.")).to_be_visible()
    assert faults(market, posting) == []
    assert not [entry for entry in market.ledger.requests if "newsletter" in entry.path]


@pytest.mark.browser
async def test_the_eight_boxes_pass_the_focus_on_and_take_a_pasted_code(market: Market, page: Page) -> None:
    posting = of(market, "greenhouse", "code_by_mail")
    await page.goto(market.page_url(posting))
    await fill_greenhouse(page, market, posting)
    submit = page.get_by_role("button", name="Submit application")
    await submit.click()
    boxes = page.get_by_role("group", name="Security code").get_by_role("textbox")
    await expect(boxes).to_have_count(8)
    await expect(boxes.first).to_be_focused()
    await expect(submit).to_be_disabled()
    await page.keyboard.type("wrong000")
    await expect(boxes.last).to_have_value("0")
    await submit.click()
    await expect(page.get_by_text("Incorrect security code")).to_be_visible()
    await expect(boxes.first).to_have_value("")
    await page.get_by_role("button", name="Resend code").click()
    await expect(page.get_by_text("A new code was sent.")).to_be_visible()
    assert len(market.mailroom.sent) == 2
    await page.evaluate("text => navigator.clipboard.writeText(text)", last_code(market))
    await boxes.first.press("Control+V")
    await expect(boxes.last).not_to_have_value("")
    await boxes.last.press("Backspace")
    await expect(submit).to_be_disabled()
    await page.keyboard.type(last_code(market)[-1])
    await submit.click()
    await expect(page.get_by_text("Thank you for applying.")).to_be_visible()
    assert faults(market, posting) == []
