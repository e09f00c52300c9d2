"""The page behind a link, on a phone: everything fits, everything can be pressed, and it answers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.support.gateway import RunningGateway, running_gateway
from workers.hands.browser.find_browser import find_browser
from world_model.users import LOCAL_USER

pytestmark = [pytest.mark.browser, pytest.mark.stack]
PHONE = {"width": 390, "height": 844}
LONG = "Senior_Softwareentwicklungsingenieurin" * 3
CODE = {
    "kind": "code",
    "question": "Which code has the site sent you?",
    "fields": [{"key": "c", "label": "Code", "kind": "code"}],
}
QUESTIONS = {
    "question": "Three questions are left.",
    "fields": [
        {"key": "a", "label": "Are you allowed to work in Germany?", "kind": "radio", "options": ["Yes", "No"]},
        {"key": "b", "label": "When could you begin?", "kind": "text", "required": False},
        {"key": "c", "label": "What draws you to us?", "kind": "textarea"},
    ],
}
REVIEW = {
    "kind": "review",
    "question": "Send the application to Python Developer at Northwind?",
    "prospect": True,
    "fields": [{"key": f"f{n}", "label": f"Field number {n}", "reason": "model" if n < 2 else "fact"} for n in range(14)],
    "context": {
        "new": ["f1", "f2"],
        "doubts": [{"key": "f0", "check": "numbers"}],
        "title": "Python Developer",
        "company": "Northwind",
    },
}


@pytest.fixture
async def gateway(tmp_path: Path, migrated_database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("JOBHUNTER_HOME", str(tmp_path))
    async with running_gateway(tmp_path, migrated_database_url, redis_url) as running:
        yield running


@pytest.fixture
async def phone() -> AsyncIterator[Page]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=find_browser(driver), args=["--no-sandbox"])
        yield await browser.new_page(viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
        await browser.close()


async def link(gateway: RunningGateway, **asked: Any) -> str:
    task = await gateway.create()
    step_id = await gateway.ask(task, **{"context": {"title": "Python Developer", "company": "Northwind"}} | asked)
    services = gateway.app.state.services
    found = await services.interventions.latest(LOCAL_USER, task["task_id"], step_id)
    return f"{gateway.url}/a/{await services.links.issue(LOCAL_USER, found)}"


async def fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for box in [await one.bounding_box() for one in await page.locator("button, input[type=text], select, .choice").all()]:
        assert box is not None
        assert box["height"] >= 44, "a finger needs as much"


async def test_a_code_is_typed_and_sent(gateway: RunningGateway, phone: Page) -> None:
    await phone.goto(await link(gateway, **CODE))
    await fits(phone)
    await phone.get_by_label("Code").fill("123 456")
    await phone.get_by_role("button", name="Send the answer").tap()
    await expect(phone.get_by_role("heading")).to_have_text("✓ Thank you.")


async def test_several_questions_are_answered_at_once(gateway: RunningGateway, phone: Page) -> None:
    await phone.goto(await link(gateway, **QUESTIONS))
    await fits(phone)
    await phone.get_by_label("Yes").tap()
    await phone.get_by_label("What draws you to us?").fill("The work.")
    await phone.get_by_role("button", name="Send the answer").tap()
    await expect(phone.get_by_role("heading")).to_have_text("✓ Thank you.")


async def test_a_review_is_approved(gateway: RunningGateway, phone: Page) -> None:
    await phone.goto(await link(gateway, **REVIEW))
    await fits(phone)
    await phone.get_by_role("button", name="Approve and send").tap()
    await expect(phone.get_by_role("heading")).to_have_text("✓ Approved.")


async def test_the_enter_key_after_a_reason_rejects(gateway: RunningGateway, phone: Page) -> None:
    await phone.goto(await link(gateway, **REVIEW))
    await phone.get_by_label("Or reject it. Why?").fill("too far")
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_role("heading")).to_have_text("✓ Rejected.")


async def test_a_name_without_a_space_does_not_break_the_page(gateway: RunningGateway, phone: Page) -> None:
    fields = [{"key": "a", "label": LONG, "kind": "radio", "options": [LONG, "No"]}]
    await phone.goto(await link(gateway, question=LONG, fields=fields, context={"title": LONG, "company": LONG}))
    await fits(phone)
