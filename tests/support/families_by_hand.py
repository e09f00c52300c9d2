"""How a person fills in the form of each family that is only applied to."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from deploy.market.fields import written
from deploy.market.languages import say
from deploy.market.workday import STEPS
from tests.support.market_by_hand import RESUME, Try, choose_file, text_of

Fill = Callable[[Try], Awaitable[None]]


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
    await make_account(one.page)
    await fill_workday_steps(one)
    await expect(one.page.get_by_role("heading", name="Review")).to_be_visible()


async def fill_workday_steps(one: Try, last: int = len(STEPS) - 1) -> None:
    """The steps up to the one of this number, of who is signed in."""
    page = one.page
    for number, step in enumerate(STEPS[:last], start=1):
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
