"""The reader on recorded application pages: every control, by the words a person reads.

What a person reads was written down from pictures of the pages (`tests/data/forms_as_seen`). The recordings are not part of the
project; the folder that holds them is named in JOBHUNTER_CORPUS.
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
import yaml
from playwright.async_api import async_playwright

from brain.form import Field, FormPage
from tests.browser.sign_up_marks import asks_for, marks_of
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.find_browser import find_browser
from workers.hands.browser.options import BrowserOptions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
CORPUS = os.environ.get("JOBHUNTER_CORPUS", "")
SEEN = Path(__file__).parents[1] / "data" / "forms_as_seen"
TABLES = sorted(table.stem for table in SEEN.glob("*.yaml"))
SIGN_UP = [
    name
    for name in TABLES
    if yaml.safe_load((SEEN / f"{name}.yaml").read_text("utf-8"))["page"].startswith("signup_and_address/")
]
# What the page holds, counted without the reader: inputs of any use, lists, and what is drawn as one, if it takes up room.
COUNT = """() => [...document.querySelectorAll('input, select, textarea, [role=combobox], [role=checkbox], [role=radio]')]
  .filter(el => !/^(hidden|submit|button|image|reset)$/.test(el.type || '') && !/captcha/.test(el.id))
  .filter(el => el.type === 'file' || el.checkVisibility({checkVisibilityCSS: true})).length"""


class FilesOnly:
    def allows(self, url: str) -> bool:
        return url.startswith("file:")


class Row(NamedTuple):
    asks: str
    choice: str
    unseen: bool


def table(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((SEEN / f"{name}.yaml").read_text("utf-8"))
    return loaded


def path_of(name: str) -> Path:
    path = Path(CORPUS) / "forms" / table(name)["page"]
    if not CORPUS or not path.is_file():
        pytest.skip("JOBHUNTER_CORPUS names no folder with recorded forms")
    return path


class Recorded:
    """The recorded pages as the reader reads them, each once."""

    def __init__(self, hands: PlaywrightBrowser) -> None:
        self._hands = hands
        self._pages: dict[str, FormPage] = {}

    async def read(self, name: str) -> FormPage:
        if name not in self._pages:
            async with self._hands.open(path_of(name).as_uri()) as session:
                self._pages[name] = await session.read()
        return self._pages[name]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recorded(options: BrowserOptions) -> AsyncIterator[Recorded]:
    hands = PlaywrightBrowser(options, FilesOnly())
    yield Recorded(hands)
    await hands.close()


def rows_of(page: FormPage) -> Iterator[Row]:
    for field in page.fields:
        # An input a page keeps switched off until a choice asks for it is no part of what is seen.
        if not field.visible and not field.honeypot:
            continue
        for one in field.controls:
            if one.type != "button":
                yield Row(field.label, one.label if one.label != field.label else "", not field.visible)


def expected(name: str) -> list[Row]:
    said = table(name)["rows"]
    return [
        Row(row["asks"], row.get("choice", ""), row.get("unseen", False)) for row in said for _ in range(1 + row.get("beside", 0))
    ]


@pytest.mark.parametrize("name", TABLES)
async def test_every_control_has_the_label_a_person_reads(recorded: Recorded, name: str) -> None:
    found = [*rows_of(await recorded.read(name))]
    drawn = {field: choice for field, choice, _ in expected(name) if not choice}
    found = [row._replace(choice="") if row.asks in drawn else row for row in found]
    assert found == expected(name)
    assert len(found) == table(name)["inputs"]


@pytest.mark.parametrize("name", TABLES)
async def test_what_the_table_counts_is_what_the_page_holds(name: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(playwright), args=["--no-sandbox"])
        try:
            page = await browser.new_page()
            await page.goto(path_of(name).as_uri(), wait_until="domcontentloaded")
            assert await page.evaluate(COUNT) == table(name)["inputs"]
        finally:
            await browser.close()


@pytest.mark.parametrize("name", TABLES)
async def test_what_is_marked_as_required_is_required(recorded: Recorded, name: str) -> None:
    page = await recorded.read(name)
    marked = {row["asks"] for row in table(name)["rows"] if row.get("marked")}
    assert {field.label for field in page.fields if field.required and field.visible} >= marked


def field_of(page: FormPage, mark: str, name: str, at: int) -> Field | None:
    return next((f for f in page.fields if name and name in (f.name, f.id)), None) or (page.fields[at] if not name else None)


async def test_sign_up_and_address_pages_ask_what_their_marks_say(recorded: Recorded) -> None:
    right, wrong = 0, list[str]()
    for name in SIGN_UP:
        path = path_of(name)
        page = await recorded.read(name)
        for at, (mark, named) in enumerate(marks_of(path.read_text("utf-8"))):
            field = field_of(page, mark, named, at)
            if field is not None and asks_for(field, mark):
                right += 1
            else:
                wrong.append(f"{name}: {mark}: {field.label if field else 'not found'}")
    print(f"sign-up marks: {right} of {right + len(wrong)} right", *wrong, sep="\n")
    assert right / (right + len(wrong)) >= 0.95


def asked(page: FormPage) -> dict[str, tuple[Any, ...]]:
    return {field.label: (field.kind, field.required) for field in page.fields if field.visible and not field.honeypot}


async def test_greenhouse(recorded: Recorded) -> None:
    page = await recorded.read("gitlab_backend_2026")
    assert (page.kind, page.family, len(asked(page))) == ("form_step", "greenhouse", 20)
    assert asked(page)["Resume/CV"] == ("file", True)
    assert asked(page)["What is your current country of residence?"] == ("combobox", True)
    assert [action.label for action in page.actions if action.kind == "submit"] == ["Submit application"]


async def test_lever(recorded: Recorded) -> None:
    page = await recorded.read("highspot_principal_2026")
    assert (page.kind, page.family, len(asked(page))) == ("form_step", "lever", 18)
    assert asked(page)["Will you need visa sponsorship (now or in the future)?"] == ("radio", True)
    assert len(next(field for field in page.fields if field.label == "Pronouns").options or ()) == 11


async def test_ashby(recorded: Recorded) -> None:
    page = await recorded.read("ramp_partnerships_2026")
    assert (page.kind, page.family, len(asked(page))) == ("form_step", "ashby", 10)
    assert asked(page)["Are you currently based in the San Francisco Bay Area?"] == ("boolean", True)
    assert asked(page)["Resume"] == ("file", True)
    assert next(field.section for field in page.fields if field.label == "Resume") != "Autofill from resume"


async def test_workable(recorded: Recorded) -> None:
    page = await recorded.read("huble_architect")
    assert (page.kind, page.family, len(asked(page))) == ("form_step", "workable", 15)
    assert asked(page)["Telephone country code"] == ("combobox", False)
    assert asked(page)["Right to work"] == ("checkbox", True)
    assert asked(page)["Photo"] == ("file", False)


async def test_easy_apply(recorded: Recorded) -> None:
    page = await recorded.read("easy_apply_contact_step_a")
    assert [field.required for field in page.fields] == [True, True, True]
    assert not page.last


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("airbnb_signup", "sign_up"),
        ("autodesk_signup", "sign_up"),
        ("linkedin_signup", "sign_up"),
        ("mayoclinic_signup", "form_step"),
        ("poor-markup-form", "form_step"),
        ("usps_checkout", "form_step"),
        ("bestbuy_checkout", "form_step"),
    ],
)
async def test_what_kind_of_page_it_is(recorded: Recorded, name: str, kind: str) -> None:
    assert (await recorded.read(name)).kind == kind
