"""The script somebody would write by hand for this one form: a warm browser, a fresh context, field by field, no reading back."""

from pathlib import Path

from playwright.async_api import Browser

from deploy.bench.apply.employer import ANSWERS, CHOSEN, FILE_FIELD, SEND, THANKS, TICKED


async def apply(browser: Browser, url: str, resume: Path) -> None:
    """Raises playwright's errors."""
    async with await browser.new_context() as context:
        page = await context.new_page()
        await page.goto(url)
        for name, value in ANSWERS.items():
            if name in CHOSEN:
                await page.locator(f"#{name}").select_option(value)
            elif name in TICKED:
                await page.locator(f"input[name={name}][value={value}]").check()
            else:
                await page.locator(f"#{name}").fill(value)
        await page.locator(f"#{FILE_FIELD}").set_input_files(resume)
        await page.get_by_role("button", name=SEND).click()
        await page.get_by_text(THANKS).wait_for()
