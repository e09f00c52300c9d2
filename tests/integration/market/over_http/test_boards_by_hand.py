"""The market's two boards in a browser, driven as a person would."""

import asyncio
import hashlib
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from deploy.market.fields import is_true
from tests.support.served_market import RESUME, ServedMarket, field_of


async def fill_greenhouse(page: Page, posting: dict[str, Any]) -> None:
    for question in posting["questions"]:
        control = page.locator(f"#{question['name']}")
        if question["kind"] == "file" and question["required"]:
            async with page.expect_file_chooser() as chosen:
                await page.get_by_role("group", name="Resume/CV").locator("button", has_text="Attach").click()
            await (await chosen.value).set_files({"name": "zoë.txt", "mimeType": "text/plain", "buffer": RESUME})
        elif question["answer"] is None or question["kind"] == "file":
            continue
        elif question["kind"] == "choice":
            await control.click()
            await control.press_sequentially(question["answer"][:6])
            await page.get_by_role("option", name=question["answer"], exact=True).click()
        elif question["kind"] == "consent":
            await control.set_checked(question["answer"])
        else:
            await control.fill(question["answer"])


async def fill_lever(page: Page, posting: dict[str, Any]) -> None:
    for question in posting["questions"]:
        control = page.locator(f"[name='{question['name']}']")
        if question["kind"] == "file":
            await control.set_input_files({"name": "zoë.txt", "mimeType": "text/plain", "buffer": RESUME})
        elif question["kind"] == "consent":
            await page.locator(f"[name='{question['name']}'][type=checkbox]").set_checked(question["answer"])
        elif question["answer"] is None:
            continue
        elif question["kind"] in {"choice", "multi"}:
            [answer] = [question["answer"]] if isinstance(question["answer"], str) else question["answer"]
            if await control.first.evaluate("node => node.tagName") == "SELECT":
                await control.select_option(answer)
            else:
                await page.locator(f"[name='{question['name']}'][value='{answer}']").check()
        else:
            await control.fill(question["answer"])


@pytest.mark.browser
@pytest.mark.parametrize("drift", [0, 3])
@pytest.mark.parametrize("family", ["greenhouse", "lever"])
async def test_a_browser_can_apply(market: ServedMarket, page: Page, family: str, drift: int) -> None:
    await market.post("/_drift", {"seed": drift})
    postings = await market.postings(family=family, trait="plain")
    posting = max(postings, key=lambda row: len(row["questions"]))
    await page.goto(posting["url"])
    await page.get_by_role("link", name="Apply").first.click()
    await (fill_greenhouse if family == "greenhouse" else fill_lever)(page, posting)
    await expect(page.get_by_text("zoë.txt")).to_be_visible()
    await page.get_by_role("button", name="Submit application").click()
    await page.get_by_text("Thank you").wait_for()
    received = await market.get("/_received")
    assert received["rejected"] == []
    [entry] = received["submissions"]
    questions = {question["name"]: question for question in posting["questions"]}
    for field in entry["fields"]:
        question = questions[field["name"]]
        assert is_true(field_of(question), field["value"]), field
        assert field["value"] or question["answer"] is None, field
    assert entry["files"][0]["sha256"] == hashlib.sha256(RESUME).hexdigest()


@pytest.mark.browser
async def test_a_file_attached_before_the_script_has_come_is_shown(market: ServedMarket, page: Page) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    attached = asyncio.Event()

    async def late(route: Route) -> None:
        await attached.wait()
        await route.continue_()

    await page.route("**/lever.js", late)
    await page.goto(posting["apply_url"], wait_until="commit")
    await page.locator("input[type=file]").set_input_files({"name": "zoë.txt", "mimeType": "text/plain", "buffer": RESUME})
    attached.set()
    await expect(page.get_by_text("zoë.txt")).to_be_visible()


@pytest.mark.browser
async def test_errors_appear_beside_their_fields(market: ServedMarket, page: Page) -> None:
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    await page.goto(posting["url"])
    await page.get_by_label("Email").fill("nobody")
    await page.get_by_role("button", name="Submit application").click()
    await page.get_by_text("First Name is required").wait_for()
    await expect(page.locator("#email-error")).to_have_text("Please enter a valid email address")
    await expect(page.locator("#first_name")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("Resume/CV is required")).to_be_visible()


@pytest.mark.browser
async def test_a_typed_resume_may_stand_for_a_file(market: ServedMarket, page: Page) -> None:
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    await page.goto(posting["url"])
    await page.get_by_role("button", name="Enter manually").click()
    await page.get_by_role("textbox", name="Enter manually").fill("Python since 2014")
    await page.get_by_role("button", name="Submit application").click()
    await page.get_by_text("First Name is required").wait_for()
    await expect(page.get_by_text("Resume/CV is required")).to_be_hidden()


@pytest.mark.browser
async def test_combobox_keeps_only_a_committed_choice(market: ServedMarket, page: Page) -> None:
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    await page.goto(posting["url"])
    country = page.get_by_role("combobox", name="Country", exact=True)
    option = page.get_by_role("option")
    await expect(option).to_have_count(0)
    await country.fill("Swe")
    await expect(option).to_have_text(["Sweden +46"])
    await country.blur()
    await expect(option).to_have_count(0)
    await expect(country).to_have_value("")
    await expect(page.get_by_text("Sweden +46")).to_be_hidden()
    await country.fill("Germ")
    await expect(option).to_have_text(["Germany +49"])
    await country.press("Enter")
    await expect(page.get_by_text("Germany +49")).to_be_visible()


@pytest.mark.browser
async def test_no_person_can_see_the_trap(market: ServedMarket, page: Page) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    for drift in (0, 4):
        await market.post("/_drift", {"seed": drift})
        await page.goto(posting["apply_url"])
        box = await page.locator("input[tabindex='-1'][autocomplete=off]").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] < 0
