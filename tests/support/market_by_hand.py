"""A form of the practice market as a test fills it in by hand: what it asks, what a true candidate says, what came of it."""

import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import FilePayload, Locator, Page, async_playwright, expect

from deploy.market.catalogue import Posting, Trait
from deploy.market.expected import Expected
from deploy.market.fields import Field, written
from deploy.market.market import Market

PAGE_MS = 30_000
expect.set_options(timeout=PAGE_MS)
RESUME: FilePayload = {"name": "zoë.txt", "mimeType": "text/plain", "buffer": b"Zoe Lindstrom, Python developer since 2014"}
CONFIRMED = re.compile("Thank you for applying|Danke für Ihre Bewerbung|Merci pour votre candidature|Gracias por su solicitud")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@asynccontextmanager
async def page_by_hand(permissions: Sequence[str] = ()) -> AsyncIterator[Page]:
    """A page of a browser of its own, with no reader, filler or gate over it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = await browser.new_context(permissions=permissions or None)
        page = await context.new_page()
        page.set_default_timeout(PAGE_MS)
        yield page
        await browser.close()


def of(market: Market, family: str, trait: Trait = "plain", index: int = 0) -> Posting:
    return [row for row in market.catalogue.practice if (row.family, row.trait) == (family, trait)][index]


def asked(market: Market, posting: Posting) -> dict[str, Field]:
    """The questions a true candidate answers, by the name the page has today."""
    return {
        one.name: one.field
        for one in market.expected(posting).fields
        if not one.field.trap and one.truth.truth != "must_stay_empty"
    }


def text_of(field: Field) -> str:
    return written(field) if field.answer is not None else "I like what you do."


def faults(market: Market, posting: Posting) -> list[tuple[str, str, str]]:
    """What is not right in the one application that came."""
    [entry] = market.ledger.submissions
    return [
        (one.label, one.verdict, one.value)
        for one in market.expected(posting).judge(entry)
        if one.verdict in {"wrong", "missing"} or (one.verdict == "open" and one.truth.truth == "answer")
    ]


def last_code(market: Market) -> str:
    """The code of the newest mail."""
    found = re.search(r"^(\w{6,8})$", market.mailroom.sent[-1].text, re.MULTILINE)
    assert found
    return found[1]


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
        return asked(self.market, self.posting)

    async def open(self) -> None:
        await self.page.goto(self.market.apply_url(self.posting))

    def received(self) -> list[tuple[str, str, str]]:
        return faults(self.market, self.posting)


async def choose_file(page: Page, button: Locator) -> None:
    async with page.expect_file_chooser() as chosen:
        await button.click()
    await (await chosen.value).set_files(RESUME)
    await expect(page.get_by_text("zoë.txt").first).to_be_visible()


SUBMIT = re.compile(
    "^(Submit|Submit application|Send application|Apply|Envoyer|Absenden|Enviar"
    "|Bewerbung absenden|Envoyer la candidature|Enviar solicitud)$",
    re.IGNORECASE,
)


async def send(page: Page) -> None:
    if await page.locator("iframe[name]").count():
        return await page.frame_locator("iframe").get_by_role("button", name="Submit").click()
    return await page.get_by_role("button", name=SUBMIT).last.click()
