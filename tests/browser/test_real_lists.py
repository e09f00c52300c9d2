"""Lists of well-known libraries: each is read as one question, filled, read back, and refuses what it does not offer."""

# ruff: noqa: E501 - a page is one string, as it is served

import re

import pytest

from tests.browser.helpers import by_label, entries
from tests.browser.site import Serve
from tests.browser.widget_pages import CHOICES, OURS, TOWNS, asked, plain, react, select
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
TOM = ("tom-select.min.css", "tom-select.base.min.js")
CHOICES_JS = ("choices.min.css", "choices.search-prefix.min.js")
SELECT2 = ("jquery.min.js", "select2.min.css", "select2.min.js")
CHOSEN_FORM = "$(c).chosen({width: '300px'})"
POSTED = "[...new FormData(document.querySelector('form')).getAll('c')].join()"


ONE = {
    "radix": (react("radix", label="Town *", options=TOWNS, required=True), "select", "held.choice"),
    "radix-no-form": (react("radix", form=False, label="Town *", options=TOWNS), "combobox", "held.choice"),
    "headless-listbox": (react("headless-listbox", label="Town *", options=TOWNS), "combobox", "held.choice.toLowerCase()"),
    "headless-combobox": (react("headless-combobox", label="Town *", options=TOWNS), "combobox", "held.choice.toLowerCase()"),
    "antd": (react("antd", form=False, label="Town", options=TOWNS, required=True), "combobox", "held.choice"),
    "antd-search": (
        react("antd", form=False, label="Town", options=TOWNS, required=True, showSearch=True), "combobox", "held.choice",
    ),
    "mui-select": (react("mui-select", label="Town", options=TOWNS, required=True), "combobox", "held.choice"),
    "mui-autocomplete": (
        react("mui-autocomplete", label="Town", options=TOWNS, required=True), "combobox", "held.choice.toLowerCase()",
    ),
    "aria-select": (react("aria-select", label="Town", options=TOWNS, required=True), "select", "held.choice"),
    "aria-combobox": (react("aria-combobox", label="Town", options=TOWNS, required=True), "combobox", "held.choice"),
    "choices": (select("", "new Choices(c)", *CHOICES_JS, blank=True), "select", POSTED),
    "tom-select": (select("", "new TomSelect(c, {})", *TOM, blank=True), "select", POSTED),
    "selectize": (select("", "$(c).selectize({})", *OURS, blank=True), "combobox", POSTED),
    "chosen": (select("", CHOSEN_FORM, *OURS, blank=True), "select", POSTED),
    "select2": (select("", "$(c).select2({placeholder: 'Pick'})", *SELECT2, blank=True), "select", POSTED),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE)
async def test_a_list_that_takes_one(browser: PlaywrightBrowser, serve: Serve, name: str) -> None:
    page, kind, held = ONE[name]
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        assert asked(read) == ["Town"]
        field = by_label(read, "Town")
        assert (field.kind, field.value, field.required) == (kind, None, field.required)
        assert field.required or "headless" in name or name == "radix-no-form"
        assert [option.label for option in field.options or ()] == list(TOWNS)
        [refused] = await session.fill(read, entries(read, {"Town": "Paris"}))
        assert (refused.ok, refused.value) == (False, None)
        [result] = await session.fill(read, entries(read, {"Town": "Bern"}))
        assert (result.ok, result.value) == (True, "Bern"), result.reason
        assert by_label(await session.read(), "Town").value == "Bern"
        assert await session.pages()[0].evaluate(held) == "bern"


SEVERAL = {
    "headless-listbox": (
        react("headless-listbox", label="Town *", options=TOWNS, multiple=True),
        "held.choice.join().toLowerCase()",
    ),
    "antd": (react("antd", form=False, label="Town *", options=TOWNS, mode="multiple"), "held.choice.join()"),
    "choices": (select("multiple", "new Choices(c, {removeItemButton: true})", *CHOICES_JS), POSTED),
    "tom-select": (select("multiple", "new TomSelect(c, {})", *TOM), POSTED),
    "selectize": (select("multiple", "$(c).selectize({})", *OURS), POSTED),
    "chosen": (select("multiple", CHOSEN_FORM, *OURS), POSTED),
    "select2": (select("multiple", "$(c).select2({})", *SELECT2), POSTED),
}


@pytest.mark.parametrize("name", SEVERAL)
async def test_a_list_that_takes_several(browser: PlaywrightBrowser, serve: Serve, name: str) -> None:
    page, held = SEVERAL[name]
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        assert asked(read) == ["Town"]
        field = by_label(read, "Town")
        assert (field.kind, field.value) == ("multiselect", None)
        assert [option.label for option in field.options or ()] == list(TOWNS)
        [refused] = await session.fill(read, entries(read, {"Town": ("Paris",)}))
        assert (refused.ok, refused.value) == (False, None)
        [result] = await session.fill(read, entries(read, {"Town": ("Bern", "Malmö")}))
        assert (result.ok, result.value) == (True, ("Bern", "Malmö")), result.reason
        assert by_label(await session.read(), "Town").value == ("Bern", "Malmö")
        assert await session.pages()[0].evaluate(held) == "bern,malmö"


DRAWN = {
    "choices": ("new Choices(c)", *CHOICES_JS),
    "tom-select": ("new TomSelect(c, {})", *TOM),
    "select2": ("$(c).select2({width: '300px'})", *SELECT2),
    "chosen": (CHOSEN_FORM, *OURS),
}
PLACES = {
    "in-a-cell": "<table><tr><td>Town *</td><td>%s</td></tr><tr><td>City</td><td><input name=x></td></tr></table>",
    "before": "<div><div>Town *</div><div>%s</div></div><div>City</div><div><input name=x></div>",
    "after": "<div style='position:relative;padding-top:20px'>%s<span style='position:absolute;top:0'>Town *</span></div><label>City <input name=x></label>",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", DRAWN)
async def test_a_drawn_list_stays_one_question_once_it_is_answered(
    browser: PlaywrightBrowser, serve: Serve, name: str, place: str
) -> None:
    script, *files = DRAWN[name]
    choice = f"<select id=c name=c style='width:300px'><option value=''>Select</option>{CHOICES}</select>"
    async with browser.open(serve(plain(PLACES[place] % choice, script, *files)).url()) as session:
        read = await session.read()
        assert asked(read) == ["Town", "City"]
        assert (by_label(read, "Town").required, by_label(read, "Town").value) == (True, None)
        for town in ("Bern", "Lisbon"):
            [result] = await session.fill(read, entries(read, {"Town": town}))
            assert (result.ok, result.value) == (True, town), result.reason
            read = await session.read()
            assert asked(read) == ["Town", "City"]
        assert await session.pages()[0].evaluate(POSTED) == "lisbon"


@pytest.mark.parametrize(
    ("script", "files", "shown"),
    [
        ("new TomSelect(c, {})", TOM, ".ts-control"),
        ("new Choices(c)", CHOICES_JS, ".choices__list--multiple"),
        (CHOSEN_FORM, OURS, ".chosen-choices"),
    ],
    ids=["tom-select", "choices", "chosen"],
)
async def test_a_drawn_list_that_does_not_follow_its_select_is_brought_along(
    browser: PlaywrightBrowser, serve: Serve, script: str, files: tuple[str, ...], shown: str
) -> None:
    async with browser.open(serve(select("multiple", script, *files)).url()) as session:
        read = await session.read()
        [result] = await session.fill(read, entries(read, {"Town": ("Bern", "Malmö")}))
        assert result.ok, result.reason
        text = await session.pages()[0].locator(shown).first.inner_text()
        assert re.findall("|".join(sorted(TOWNS, key=len, reverse=True)), text) == ["Bern", "Malmö"]


async def test_a_list_that_draws_only_what_is_in_view_is_scrolled_to_its_option(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = react("antd", form=False, label="Number", options=[f"Choice {one}" for one in range(200)])
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        assert not by_label(read, "Number").options_complete
        [result] = await session.fill(read, entries(read, {"Number": "Choice 150"}))
        assert (result.ok, result.value) == (True, "Choice 150"), result.reason
        [result] = await session.fill(read, entries(read, {"Number": "Choice 999"}))
        assert (result.ok, result.reason) == (False, "no such option")


SUGGESTS = """<label for=t>Town</label><input id=t name=t autocomplete=off %s><ul id=menu role=listbox style="position:absolute;display:none"></ul>"""
SUGGESTING = """const all = ['Springfield, Illinois', 'Springfield, Missouri', 'Springdale, Utah'];
t.oninput = () => setTimeout(() => { const found = all.filter((one) => one.toLowerCase().includes(t.value.toLowerCase()));
  menu.innerHTML = found.map((one) => `<li role=option>${one}</li>`).join(''); menu.style.display = found.length ? 'block' : 'none'; }, 60);
menu.onmousedown = (e) => { t.value = e.target.textContent; menu.style.display = 'none'; };
t.onblur = () => { %s menu.style.display = 'none'; };"""
FIRST = "t.value = all.find((one) => one.startsWith(t.value)) || t.value;"


@pytest.mark.parametrize("marks", ["role=combobox aria-autocomplete=list aria-controls=menu", "class=typeahead"])
@pytest.mark.parametrize("on_leaving", ["", FIRST], ids=["stays", "takes-the-first"])
async def test_words_that_several_suggestions_fit_are_no_answer(
    browser: PlaywrightBrowser, serve: Serve, marks: str, on_leaving: str
) -> None:
    async with browser.open(serve(plain(SUGGESTS % marks, SUGGESTING % on_leaving)).url()) as session:
        read = await session.read()
        [result] = await session.fill(read, entries(read, {"Town": "Springfield"}))
        assert (result.ok, result.reason) == (False, "several options fit")
        [result] = await session.fill(read, entries(read, {"Town": "Springfield, Missouri"}))
        assert (result.ok, result.value) == (True, "Springfield, Missouri"), result.reason


KEYS = """const all = ['Berlin', 'Bern'];
t.onkeydown = (e) => { if (e.key === 'ArrowDown' && !e.altKey) t.value = all[(all.indexOf(t.value) + 1) %% 2];
  if (e.key === 'ArrowDown' && e.altKey && %s) { menu.innerHTML = all.map((one) => `<li role=option>${one}</li>`).join(''); menu.style.display = 'block'; } };
t.onblur = () => { menu.style.display = 'none'; };"""


@pytest.mark.parametrize("opens", [True, False])
async def test_to_look_into_a_list_chooses_nothing(browser: PlaywrightBrowser, serve: Serve, *, opens: bool) -> None:
    page = plain(SUGGESTS % "role=combobox aria-controls=menu", KEYS % str(opens).lower())
    async with browser.open(serve(page).url()) as session:
        field = by_label(await session.read(), "Town")
        assert [option.label for option in field.options or ()] == (["Berlin", "Bern"] if opens else [])
        assert (field.value, await session.pages()[0].evaluate("t.value")) == (None, "")
        assert by_label(await session.read(), "Town").value is None
