"""Dates, sliders, telephone numbers, texts and files as well-known libraries draw them: read, filled and read back."""

# ruff: noqa: E501 - a page is one string, as it is served

from pathlib import Path

import pytest

from brain.form import MONTH_PATTERN
from tests.browser.helpers import by_label, document, entries
from tests.browser.site import Serve
from tests.browser.widget_pages import OURS, asked, plain, react, takes_a_file
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
Page = dict[str, object]
FLATPICKR = ("flatpickr.min.css", "flatpickr.min.js")
PARTS = " / ".join(
    f"<input role=spinbutton aria-label={name} aria-valuemin=1 aria-valuemax={most} placeholder={hint} size=4>"
    for name, most, hint in (("Month", 12, "MM"), ("Day", 31, "DD"), ("Year", 9999, "YYYY"))
)
THREE_BOXES = f"<div role=group aria-labelledby=l><span id=l>Start date *</span><div>{PARTS}</div></div>"
DATES = {
    "mui-sections": (react("mui-date", label="Start date", required=True), True, "2026-03-04"),
    "mui-sections-day-first": (react("mui-date", label="Start date", format="DD.MM.YYYY"), False, "2026-03-04"),
    "mui-one-box": (
        react("mui-date", label="Start date", required=True, enableAccessibleFieldDOMStructure=False), True, "03/04/2026",
    ),
    "aria-picker": (react("aria-date", label="Start date"), False, "2026-03-04"),
    "aria-field": (react("aria-date", label="Start date", field=True, required=True), True, "2026-03-04"),
    "antd": (react("antd-date", form=False, label="Start date"), False, "2026-03-04"),
    "antd-day-first": (react("antd-date", form=False, label="Start date", format="DD.MM.YYYY"), False, "04.03.2026"),
    "three-boxes": (plain(THREE_BOXES, ""), True, "2026-03-04"),
    "flatpickr-alt": (
        plain(
            "<label for=d>Start date *</label><input id=d name=d required>",
            "flatpickr(d, {altInput: true, altFormat: 'F j, Y', onChange: (_, said) => { held.day = said; }})",
            *FLATPICKR,
        ),
        True,
        "March 4, 2026",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
async def test_a_date_is_one_question_however_it_is_drawn(browser: PlaywrightBrowser, serve: Serve, name: str) -> None:
    page, required, shown = DATES[name]
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        assert asked(read) == ["Start date"]
        field = by_label(read, "Start date")
        assert (field.kind, field.required, field.value) == ("date", required, None)
        [result] = await session.fill(read, entries(read, {"Start date": "2026-03-04"}))
        assert (result.ok, result.value) == (True, shown), result.reason
        assert by_label(await session.read(), "Start date").value == shown
        held = await session.pages()[0].evaluate("held.day ?? null")
        assert held == (None if name == "three-boxes" else "2026-03-04")


@pytest.mark.parametrize("said", ["2026-13-01", "soon", "2026-03"])
async def test_what_is_no_day_is_not_put_into_the_parts_of_a_date(browser: PlaywrightBrowser, serve: Serve, said: str) -> None:
    async with browser.open(serve(react("mui-date", label="Start date")).url()) as session:
        read = await session.read()
        [result] = await session.fill(read, entries(read, {"Start date": said}))
        assert (result.ok, result.value, result.reason) == (False, None, "a whole date is wanted")


async def test_a_date_without_a_day_is_asked_for_as_a_month(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = react("mui-date", label="Start date", views=["month", "year"], format="MM/YYYY")
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        assert by_label(read, "Start date").constraints.pattern == MONTH_PATTERN
        [result] = await session.fill(read, entries(read, {"Start date": "2026-03"}))
        assert (result.ok, result.value) == (True, "2026-03"), result.reason
        assert await session.pages()[0].evaluate("held.day") == "2026-03-01"


async def test_a_slider_that_writes_into_a_box_of_words(browser: PlaywrightBrowser, serve: Serve) -> None:
    html = "<p><label for=y>Years of experience</label> <input id=y name=y readonly></p><div id=track style='width:300px'></div>"
    script = "$('#track').slider({min: 0, max: 40, value: 1, slide: (_, now) => $('#y').val(now.value)}); $('#y').val(1);"
    async with browser.open(serve(plain(html, script, *OURS)).url()) as session:
        read = await session.read()
        assert [(field.label, field.kind, field.value) for field in read.fields[1:]] == [("Years of experience", "slider", "1")]
        [result] = await session.fill(read, entries(read, {"Years of experience": "7"}))
        assert (result.ok, result.value) == (True, "7"), result.reason
        [result] = await session.fill(read, entries(read, {"Years of experience": "99"}))
        assert not result.ok


@pytest.mark.parametrize(
    ("script", "files"),
    [
        ("intlTelInput(t, {initialCountry: 'us', separateDialCode: true})", ("intlTelInput.min.css", "intlTelInput.min.js")),
        (
            "intlTelInput(t, {initialCountry: 'us', showSelectedDialCode: true})",
            ("intlTelInput19.min.css", "intlTelInput19.min.js"),
        ),
    ],
    ids=["intl-tel-input-29", "intl-tel-input-19"],
)
async def test_a_number_is_read_with_the_country_chosen_beside_it(
    browser: PlaywrightBrowser, serve: Serve, script: str, files: tuple[str, ...]
) -> None:
    async with browser.open(
        serve(plain("<label for=t>Phone *</label><input id=t type=tel name=t required>", script, *files)).url()
    ) as session:
        read = await session.read()
        assert (by_label(read, "Phone").kind, by_label(read, "Phone").required) == ("phone", True)
        for number in ("+49 30 901820", "+1 201 555 0123"):
            [result] = await session.fill(read, entries(read, {"Phone": number}))
            assert (result.ok, result.value) == (True, number), result.reason


async def test_a_number_behind_another_country_is_no_answer(browser: PlaywrightBrowser, serve: Serve) -> None:
    html = "<label for=t>Phone</label><div><button type=button>+1</button><input id=t type=tel name=t></div>"
    page = plain(html, r"t.oninput = () => { t.value = t.value.replace(/^\+49 ?/, ''); };")
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        [result] = await session.fill(read, entries(read, {"Phone": "+49 30 901820"}))
        assert (result.ok, result.reason) == (False, "the page holds '+1 30 901820'")


EDITORS = {
    "quill": (
        "<label>Cover letter *</label><div id=e></div>",
        "const q = new Quill(e, {theme: 'snow'}); q.on('text-change', () => { held.text = q.getText(); });",
    ),
    "tiptap": (
        "<p>Cover letter *</p><div id=e></div>",
        "new Tiptap.Editor({element: e, extensions: [Tiptap.StarterKit], onUpdate: ({editor}) => { held.text = editor.getText(); }});",
    ),
}


@pytest.mark.parametrize("name", EDITORS)
async def test_a_box_for_formatted_text_is_long_text_and_its_tools_ask_nothing(
    browser: PlaywrightBrowser, serve: Serve, name: str
) -> None:
    async with browser.open(serve(plain(*EDITORS[name], *OURS)).url()) as session:
        read = await session.read()
        assert asked(read) == ["Cover letter"]
        field = by_label(read, "Cover letter")
        assert (field.kind, field.required, field.value) == ("textarea", True, None)
        [result] = await session.fill(read, entries(read, {"Cover letter": "Dear all,\n\nI mend bridges.\nAda"}))
        assert (result.ok, result.value) == (True, "Dear all,\nI mend bridges.\nAda"), result.reason
        held = await session.pages()[0].evaluate("held.text")
        assert [line for line in held.split("\n") if line] == ["Dear all,", "I mend bridges.", "Ada"]


ZONES: dict[str, Page] = {
    "react-dropzone": react("dropzone", label="Resume"),
    "dropzone": plain(
        "<h3>Resume</h3><div id=z class=dropzone></div>",
        "new Dropzone('#z', {url: '/up', autoProcessQueue: false}).on('addedfile', (one) => { held.file = [one.name]; });",
        *OURS,
    ),
    "uppy": plain(
        "<h3>Resume</h3><div id=z></div>",
        "new Uppy.Uppy().use(Uppy.Dashboard, {inline: true, target: '#z', height: 300}).on('file-added', (one) => { held.file = [one.name]; });",
        *OURS,
    ),
}


@pytest.mark.parametrize("name", ZONES)
async def test_a_drop_zone_takes_a_file(browser: PlaywrightBrowser, serve: Serve, name: str, tmp_path: Path) -> None:
    async with browser.open(serve(ZONES[name]).url()) as session:
        await takes_a_file(session, "Resume", document(tmp_path))
