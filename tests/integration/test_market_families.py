"""The doubles of the families that are only applied to, each driven by hand as a person would, and what their employers got."""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from playwright.async_api import FilePayload, Locator, Page, async_playwright, expect

from deploy.market.app import create_app
from deploy.market.catalogue import Posting, Trait
from deploy.market.expected import Expected
from deploy.market.fields import Field, written
from deploy.market.languages import say
from deploy.market.market import Market
from deploy.market.serve import running
from deploy.market.unseen import layout_of
from deploy.market.workday import STEPS

pytestmark = [pytest.mark.browser]
PAGE_MS = 20_000
expect.set_options(timeout=PAGE_MS)
RESUME: FilePayload = {"name": "zoë.txt", "mimeType": "text/plain", "buffer": b"Zoe Lindstrom, Python developer since 2014"}
CONFIRMED = re.compile("Thank you for applying|Danke für Ihre Bewerbung|Merci pour votre candidature|Gracias por su solicitud")


@dataclass
class Try:
    """One try at one form of a running market."""

    market: Market
    posting: Posting
    page: Page

    @property
    def expected(self) -> Expected:
        return self.market.expected(self.posting)

    @property
    def fields(self) -> dict[str, Field]:
        """The questions a person sees, by the name the page has."""
        return {
            one.name: one.field for one in self.expected.fields if not one.field.trap and one.truth.truth != "must_stay_empty"
        }

    def name(self, key: str) -> str:
        return self.market.drift.name(key)

    async def open(self) -> None:
        await self.page.goto(self.market.apply_url(self.posting))

    def received(self) -> list[tuple[str, str, str]]:
        """What is not right in the one application that came."""
        [entry] = self.market.ledger.submissions
        return [
            (one.label, one.verdict, one.value)
            for one in self.expected.judge(entry)
            if one.verdict in {"wrong", "missing"} or (one.verdict == "open" and one.truth.truth == "answer")
        ]


Fill = Callable[[Try], Awaitable[None]]


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    app = create_app(7)
    async with running(app):
        yield app.state.market


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = await browser.new_page()
        page.set_default_timeout(PAGE_MS)
        yield page
        await browser.close()


def of(market: Market, family: str, trait: Trait = "plain", index: int = 0) -> Posting:
    return [row for row in market.catalogue.practice if (row.family, row.trait) == (family, trait)][index]


def text_of(field: Field) -> str:
    return written(field) if field.answer is not None else "I like what you do."


async def choose_file(page: Page, button: Locator) -> None:
    async with page.expect_file_chooser() as chosen:
        await button.click()
    await (await chosen.value).set_files(RESUME)
    await expect(page.get_by_text("zoë.txt").first).to_be_visible()


async def expect_soon(check: Callable[[], Awaitable[None]], tries: int = 5) -> None:
    """Repeats a check that waits by itself."""
    for _ in range(tries - 1):
        try:
            return await check()
        except AssertionError:
            continue
    return await check()


async def fill_ashby(one: Try) -> None:
    for name, field in one.fields.items():
        entry = one.page.locator(f"[data-field-path='{name}']")
        if field.kind == "file":
            await choose_file(one.page, entry.get_by_role("button", name="Upload File"))
        elif field.widget == "yesno":
            await entry.get_by_role("button", name=written(field), exact=True).click()
        elif field.widget in {"radio", "texting"}:
            await one.page.locator(f"input[name='{name}']").locator("..").get_by_text(written(field), exact=True).click()
        elif field.kind == "choice":
            await entry.get_by_role("combobox").press_sequentially(written(field)[:6])
            await one.page.get_by_role("option", name=written(field), exact=True).click()
        else:
            await entry.locator("input, textarea").first.fill(text_of(field))


async def fill_workable(one: Try) -> None:
    page = one.page
    await page.get_by_role("button", name="Decline all").click()
    for kind, title in (("education", "Education"), ("experience", "Experience")):
        await page.get_by_role("button", name=f"Add {title}").click()
        for name, field in one.fields.items():
            if field.entry == kind:
                await page.locator(f"[id='{name}']").fill(text_of(field))
        await page.get_by_role("button", name="Save").click()
    for name, field in one.fields.items():
        if field.entry:
            continue
        if field.kind == "file":
            await choose_file(page, page.locator("section", has_text="Profile").locator("label[role=button]"))
        elif field.widget == "country":
            await page.get_by_role("combobox", name=re.compile("country", re.IGNORECASE)).first.click()
            await page.get_by_role("option", name=re.compile("Germany")).first.click()
            await page.locator("input[type=tel]").fill(written(field).removeprefix("+49 "))
        elif field.widget in {"checks", "radios"}:
            await page.locator(f"[data-ui='{name}']").get_by_text(written(field), exact=True).click()
        elif field.kind == "choice":
            await page.locator(f"[data-ui='{name}']").get_by_role("combobox").click()
            await page.get_by_role("option", name=written(field), exact=True).click()
        elif field.kind == "consent":
            await page.locator("[data-ui=gdpr]").get_by_role("checkbox").click()
        else:
            await page.locator(f"[id='{name}']").fill(text_of(field))


async def fill_smartrecruiters(one: Try) -> None:
    page = one.page
    for number in (1, 2):
        for field in (field for field in one.fields.values() if field.page == number):
            label = re.compile(r"^\s*" + re.escape(field.label) + r"\s*(\*)?\s*$")
            if field.kind == "file":
                await choose_file(page, page.get_by_role("button", name=say(one.posting.language, "Choose a file")))
            elif field.source:
                await page.get_by_label(label).press_sequentially(written(field)[:5])
                await page.get_by_role("option", name=written(field), exact=True).click()
            elif field.kind == "consent":
                await page.get_by_label(label).check()
            elif field.kind == "choice" and len(field.options) <= 4:
                await page.get_by_role("radiogroup", name=label).get_by_label(written(field), exact=True).check()
            elif field.kind == "choice":
                await page.get_by_label(label).select_option(written(field))
            else:
                await page.get_by_label(label).fill(text_of(field))
        if number == 1:
            await page.get_by_role("button", name=say(one.posting.language, "Next")).click()


async def fill_recruitee(one: Try) -> None:
    page = one.page
    for name, field in one.fields.items():
        control = page.locator(f"[name='{name}']")
        if field.kind == "file":
            await choose_file(page, page.get_by_role("button", name=say(one.posting.language, "Choose a file")))
        elif field.widget == "country":
            await page.locator(".iti__selected-country").click()
            await page.locator("[role=option][data-iso2=de], [role=option][data-country-code=de]").click()
            await control.fill(written(field).removeprefix("+49 "))
        elif field.kind == "consent":
            await control.set_checked(field.answer is True)
        elif field.kind == "choice" and len(field.options) <= 4:
            await page.get_by_role("group", name=field.label).get_by_label(written(field), exact=True).check()
        elif field.kind == "choice":
            box = page.locator(".choices", has=control)
            await box.click()
            await box.get_by_role("option", name=written(field), exact=True).click()
        elif field.kind == "date":
            await control.click()
            await page.locator(".numInput.cur-year").fill("2027")
            await page.locator(".numInput.cur-year").press("Enter")
            await page.locator(".flatpickr-monthDropdown-months").select_option("0")
            await page.locator(".flatpickr-day:not(.prevMonthDay):not(.nextMonthDay)").get_by_text("4", exact=True).click()
        else:
            await control.fill(text_of(field))


async def fill_teamtailor(one: Try) -> None:
    page = one.page
    for name, field in one.fields.items():
        control = page.locator(f"[name='{name}']")
        if field.kind == "file":
            await control.set_input_files(RESUME)
            await expect(page.get_by_text("zoë.txt")).to_be_visible()
        elif field.kind == "consent":
            await control.set_checked(field.answer is True)
        elif field.kind == "choice" and len(field.options) <= 5:
            await page.get_by_role("radiogroup", name=field.label).get_by_text(written(field), exact=True).click()
        elif field.kind == "choice":
            box = page.locator(".ts-wrapper").filter(has=page.get_by_role("combobox"))
            await box.locator(".ts-control").click()
            await page.get_by_role("option", name=written(field), exact=True).click()
        else:
            await control.fill(text_of(field))


async def fill_linkedin(one: Try) -> None:
    page = one.page
    await page.get_by_role("button", name="Easy Apply").click()
    for number in sorted({field.page for field in one.fields.values()}):
        for name, field in ((name, field) for name, field in one.fields.items() if field.page == number):
            control = page.locator(f"[id$='-{name}']")
            if field.kind == "file":
                async with page.expect_file_chooser() as chosen:
                    await page.get_by_role("button", name="Upload resume").first.click()
                await (await chosen.value).set_files(RESUME)
                await expect(page.get_by_text("zoë.txt")).to_be_visible()
            elif field.source:
                await control.press_sequentially(written(field)[:4])
                await page.get_by_role("option", name=written(field), exact=True).click()
            elif field.kind == "consent":
                await page.get_by_label(field.label).uncheck()
            elif field.options == ("Yes", "No"):
                await control.get_by_text(written(field), exact=True).click()
            elif field.options:
                await control.select_option(written(field))
            else:
                await control.fill(text_of(field))
        follows = page.get_by_role("button", name=re.compile("^(Next|Continue to next step|Review your application)$"))
        if await follows.count():
            await follows.click()


async def make_account(page: Page) -> None:
    await page.get_by_label("Email Address").fill("zoe.lindstrom@example.org")
    await page.get_by_label("Password*", exact=True).fill("correct-horse-1")
    await page.get_by_label("Verify New Password").fill("correct-horse-1")
    await page.get_by_role("button", name="Create Account", exact=True).click()
    await expect(page.get_by_role("heading", name="My Information")).to_be_visible()


async def fill_workday(one: Try) -> None:
    page = one.page
    await make_account(page)
    for number, step in enumerate(STEPS[:-1], start=1):
        await expect(page.get_by_role("heading", name=step)).to_be_visible()
        for name, field in ((name, field) for name, field in one.fields.items() if field.page == number):
            entry = page.locator(f"[data-automation-id='formField-{name}']")
            if field.kind == "file":
                await choose_file(page, entry.get_by_role("button", name="Select files"))
            elif field.widget == "prompt":
                await entry.get_by_placeholder("Search").fill("python")
                await entry.get_by_placeholder("Search").press("Enter")
                await page.get_by_role("option", name=written(field), exact=True).click()
            elif field.kind == "date":
                await expect(entry.get_by_role("spinbutton")).to_have_count(len(written(field).split("/")))
                for part, text in zip(await entry.get_by_role("spinbutton").all(), written(field).split("/"), strict=True):
                    await part.press_sequentially(text)
            elif field.kind == "consent":
                await entry.get_by_role("checkbox").check()
            elif field.kind == "choice" and await entry.get_by_role("button").count():
                await entry.get_by_role("button").click()
                await page.get_by_role("option", name=written(field), exact=True).click()
            elif field.kind == "choice":
                await entry.get_by_label(written(field), exact=True).check()
            else:
                await page.locator(f"[id='{number}--{name}']").press_sequentially(text_of(field))
        await page.get_by_role("button", name="Save and Continue").click()
    await expect(page.get_by_role("heading", name="Review")).to_be_visible()


async def fill_icims(one: Try) -> None:
    frame = one.page.frame_locator("iframe")
    for name, field in one.fields.items():
        control = frame.locator(f"[name='{name}']")
        if field.kind == "file":
            await control.set_input_files(RESUME)
            await expect(frame.get_by_text("zoë.txt")).to_be_visible()
        elif field.kind == "consent":
            await control.check()
        elif field.options and len(field.options) > 5:
            row = frame.locator(f"span.select2-container:near(select[name='{name}'])").first
            await row.click()
            await frame.locator(".select2-search__field").fill(written(field))
            await frame.locator(".select2-results__option", has_text=re.compile(f"^{re.escape(written(field))}$")).click()
        elif field.options:
            await control.select_option(written(field))
        else:
            await control.fill(text_of(field))


async def fill_breezy(one: Try) -> None:
    page = one.page
    for name, field in one.fields.items():
        control = page.locator(f"[name='{name}']")
        if field.kind == "file":
            await choose_file(page, page.get_by_role("button", name="Upload Resume"))
        elif field.kind == "consent":
            await control.set_checked(field.answer is True)
        elif field.options and len(field.options) <= 3:
            await page.locator(f"[name='{name}'][value='{written(field)}']").check()
        elif field.options:
            await control.select_option(written(field))
        else:
            await control.fill(text_of(field))


async def fill_bamboohr(one: Try) -> None:
    page = one.page
    for name, field in one.fields.items():
        control = page.locator(f"[id='{name}']")
        if field.kind == "file":
            await choose_file(page, page.get_by_role("button", name="Choose file"))
        elif field.options:
            await control.press_sequentially(written(field)[:7])
            await page.get_by_role("option", name=written(field), exact=True).click()
        else:
            await control.fill(text_of(field))


async def fill_successfactors(one: Try) -> None:
    page = one.page
    for name, field in one.fields.items():
        control = page.locator(f"[id='sf_{name}']")
        if field.kind == "file":
            await control.locator("input[type=file]").set_input_files(RESUME)
        elif field.kind == "consent":
            await control.click()
        elif field.options and len(field.options) > 10:
            # What is typed next goes to whatever has the focus: the box gives it up when its list is gone.
            await control.locator("input").press_sequentially(written(field))
            option = page.get_by_role("option", name=written(field), exact=True)
            await option.click()
            await expect(option).to_be_hidden()
            await expect(control.locator("input")).to_have_value(written(field))
        elif field.options:
            await control.click()
            await page.get_by_role("option", name=written(field), exact=True).click()
        else:
            box = control.locator("input, textarea").first
            await box.fill(text_of(field))
            await expect(box).to_have_value(text_of(field))
            await box.press("Tab")


FILL: dict[str, Fill] = {
    "ashby": fill_ashby,
    "workable": fill_workable,
    "smartrecruiters": fill_smartrecruiters,
    "recruitee": fill_recruitee,
    "teamtailor": fill_teamtailor,
    "linkedin": fill_linkedin,
    "workday": fill_workday,
    "icims": fill_icims,
    "successfactors": fill_successfactors,
    "bamboohr": fill_bamboohr,
    "breezy": fill_breezy,
}
SUBMIT = re.compile(
    "^(Submit|Submit application|Send application|Apply|Envoyer|Absenden|Enviar"
    "|Bewerbung absenden|Envoyer la candidature|Enviar solicitud)$",
    re.IGNORECASE,
)


async def send(page: Page) -> None:
    if await page.locator("iframe[name]").count():
        return await page.frame_locator("iframe").get_by_role("button", name="Submit").click()
    return await page.get_by_role("button", name=SUBMIT).last.click()


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


@pytest.mark.parametrize("family", FILL)
async def test_a_closed_posting_says_so_and_shows_no_form(market: Market, page: Page, family: str) -> None:
    await Try(market, of(market, family, "closed"), page).open()
    await expect(page.get_by_text("no longer open")).to_be_visible()
    await expect(page.locator("input, textarea, select")).to_have_count(0)


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
