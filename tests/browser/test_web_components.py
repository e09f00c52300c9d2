"""Forms of UI5 web components, whose controls, lists and options stand in shadow trees: read, filled and read back."""

# ruff: noqa: E501 - a page is one string, as it is served

from pathlib import Path

import pytest

from tests.browser.helpers import by_label, document, entries
from tests.browser.site import Serve
from tests.browser.widget_pages import TOWNS, asked, plain, takes_a_file
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
CONFIG = '<script data-ui5-config type="application/json">{"defaultFontLoading": false, "animationMode": "none"}</script>'
ITEMS = "".join(f"<ui5-cb-item text='{town}'></ui5-cb-item>" for town in TOWNS)
OPTIONS = "".join(f"<ui5-option value={town.lower()}>{town}</ui5-option>" for town in TOWNS)


def ui5(html: str, script: str = "") -> dict[str, object]:
    return plain(CONFIG + html, script, "ui5-kit.js")


def row(label: str, html: str) -> str:
    """One element with the label its maker means for it."""
    return f"<div><ui5-label for=c required>{label}</ui5-label>{html}</div>"


ONE = {
    "input": ("<ui5-input id=c required></ui5-input>", "text", "Bern", "Bern", "Bern"),
    "textarea": ("<ui5-textarea id=c required></ui5-textarea>", "textarea", "Bern\nor Basel", "Bern\nor Basel", "Bern\nor Basel"),
    "combobox": (f"<ui5-combobox id=c required>{ITEMS}</ui5-combobox>", "combobox", "Malmö", "Malmö", "Malmö"),
    "combobox-contains": (f"<ui5-combobox id=c required filter=Contains>{ITEMS}</ui5-combobox>", "combobox", "Bern", "Bern", "Bern"),
    "date": (
        "<ui5-date-picker id=c required format-pattern='MM/dd/yyyy' placeholder='MM/DD/YYYY'></ui5-date-picker>",
        "date", "2027-01-04", "01/04/2027", "01/04/2027",
    ),
    "date-by-calendar": ("<ui5-date-picker id=c required></ui5-date-picker>", "date", "2027-01-04", "Jan 4, 2027", "2027-01-04"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE)
async def test_a_component_is_one_question(browser: PlaywrightBrowser, serve: Serve, name: str) -> None:
    html, kind, value, shown, held = ONE[name]
    async with browser.open(serve(ui5(row("Answer", html))).url()) as session:
        read = await session.read()
        assert asked(read) == ["Answer"]
        field = by_label(read, "Answer")
        assert (field.kind, field.required, field.value) == (kind, True, None)
        assert kind != "combobox" or [option.label for option in field.options or ()] == list(TOWNS)
        [result] = await session.fill(read, entries(read, {"Answer": value}))
        assert (result.ok, result.value) == (True, shown), result.reason
        assert by_label(await session.read(), "Answer").value == shown
        assert await session.pages()[0].evaluate("c.value") == held


async def test_a_select_with_an_empty_choice_holds_nothing(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = ui5(row("Town", f"<ui5-select id=c required><ui5-option value=''>No Selection</ui5-option>{OPTIONS}</ui5-select>"))
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        assert asked(read) == ["Town"]
        field = by_label(read, "Town")
        assert (field.kind, field.required, field.value) == ("combobox", True, None)
        assert [(option.label, option.value) for option in field.options or ()] == [(town, town.lower()) for town in TOWNS]
        [refused] = await session.fill(read, entries(read, {"Town": "Paris"}))
        assert (refused.ok, refused.value) == (False, None)
        [result] = await session.fill(read, entries(read, {"Town": "Bergen"}))
        assert (result.ok, result.value) == (True, "Bergen"), result.reason
        assert await session.pages()[0].evaluate("c.selectedOption.value") == "bergen"


async def test_a_box_that_draws_its_tick_a_moment_later_is_ticked_once(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = ui5(
        "<ui5-checkbox id=c required text='I accept the privacy statement'></ui5-checkbox>",
        "held.turns = 0; c.addEventListener('change', () => held.turns++)",
    )
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        field = by_label(read, "I accept the privacy statement")
        assert (asked(read), field.kind, field.required, field.value) == ([field.label], "consent", True, False)
        for at, value in enumerate((True, False, True)):
            [result] = await session.fill(read, entries(read, {field.label: value}))
            assert (result.ok, result.value) == (True, value), result.reason
            assert await session.pages()[0].evaluate("[c.checked, held.turns]") == [value, at + 1]


async def test_radio_buttons_of_one_name_are_one_question(browser: PlaywrightBrowser, serve: Serve) -> None:
    radio = "<ui5-radio-button name={0} value=berlin text=Berlin></ui5-radio-button><ui5-radio-button name={0} value=bern text=Bern></ui5-radio-button>"
    group = "<p id={0}>{0}?</p><div role=radiogroup aria-labelledby={0}>" + radio + "</div>"
    groups = group.format("Work") + group.format("Home")
    async with browser.open(serve(ui5(groups)).url()) as session:
        read = await session.read()
        assert [(field.label, field.kind, [o.label for o in field.options or ()]) for field in read.fields[1:]] == [
            ("Work?", "radio", ["Berlin", "Bern"]),
            ("Home?", "radio", ["Berlin", "Bern"]),
        ]
        results = await session.fill(read, entries(read, {"Work?": "Bern", "Home?": "Berlin"}))
        assert [(one.ok, one.value) for one in results] == [(True, "Bern"), (True, "Berlin")]
        held = (
            "[...document.querySelectorAll('ui5-radio-button')].filter((one) => one.checked).map((one) => one.name + one.value)"
        )
        assert await session.pages()[0].evaluate(held) == ["Workbern", "Homeberlin"]


UPLOADERS = {
    "as-it-comes": "<ui5-file-uploader id=c required></ui5-file-uploader>",
    "with-a-button": "<ui5-file-uploader id=c required><ui5-button>Upload a file</ui5-button></ui5-file-uploader>",
    "button-only": "<ui5-file-uploader id=c hide-input><ui5-button>Upload a file</ui5-button></ui5-file-uploader>",
}


@pytest.mark.parametrize("name", UPLOADERS)
async def test_an_uploader_is_one_question_and_takes_a_file(
    browser: PlaywrightBrowser, serve: Serve, name: str, tmp_path: Path
) -> None:
    page = ui5(
        row("Resume", UPLOADERS[name]),
        "c.addEventListener('change', (e) => { held.file = [...e.detail.files].map((one) => one.name); })",
    )
    async with browser.open(serve(page).url()) as session:
        await takes_a_file(session, "Resume", document(tmp_path))
        assert by_label(await session.read(), "Resume").value == "ada.pdf"


async def test_a_control_in_the_page_and_its_likes_in_components_are_told_apart(browser: PlaywrightBrowser, serve: Serve) -> None:
    boxes = "<ui5-input accessible-name=First></ui5-input><p><input type=text aria-label=Second></p><ui5-input accessible-name=Third></ui5-input>"
    strip = "for (const host of document.querySelectorAll('ui5-input')) host.accessibleName = 'Town'; document.querySelector('p input').ariaLabel = 'Town'"
    async with browser.open(serve(ui5(boxes, strip)).url()) as session:
        read = await session.read()
        fields = [field for field in read.fields if field.label == "Town"]
        results = await session.fill(
            read,
            [
                entry.model_copy(update={"field": field, "value": town})
                for field, town, entry in zip(fields, TOWNS, entries(read, {"Town": "x"}) * 3, strict=False)
            ],
        )
        assert [(one.ok, one.value) for one in results] == [(True, town) for town in TOWNS[:3]]
        held = "[...document.querySelectorAll('ui5-input, p input')].map((one) => one.value)"
        assert await session.pages()[0].evaluate(held) == list(TOWNS[:3])
