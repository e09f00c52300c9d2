"""The patterns of the W3C's ARIA authoring practices, as pages of our own: each is read, filled, and read back."""

from pathlib import Path

import pytest

from brain.form import FieldValue
from tests.browser.helpers import by_label, entries
from tests.browser.site import Answer, Serve
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
FOLDER = Path(__file__).parent / "aria"


def pattern(name: str) -> dict[str, Answer]:
    """The page at `/` and what it loads."""
    scripts = {
        f"/{path.name}": Answer(path.read_text("utf-8"), headers={"content-type": "text/javascript"})
        for path in FOLDER.glob("*.js")
    }
    return {"/": Answer((FOLDER / f"{name}.html").read_text("utf-8")), **scripts}


CASES: list[tuple[str, str, str, FieldValue, FieldValue, object]] = [
    # page, label, kind, what to fill, what the form then holds, what the page's own handlers hold
    ("combobox_list", "Town", "combobox", "Bern", "Bern", {"town": "Bern"}),
    ("combobox_both", "Town", "combobox", "Malmö", "Malmö", {"town": "Malmö"}),
    ("combobox_none", "Town", "combobox", "Lisbon", "Lisbon", {"town": "Lisbon"}),
    ("combobox_select_only", "Highest degree", "combobox", "Doctorate", "Doctorate", {"degree": "Doctorate"}),
    ("combobox_grid", "Nearest airport", "combobox", "Bergen", "Bergen", {"airport": "BGO"}),
    ("listbox", "Preferred office", "select", "Zürich", "Zürich", {"office": ["Zürich"]}),
    ("listbox", "Languages you write", "multiselect", ("Python", "SQL"), ("Python", "SQL"), {"skills": ["Python", "SQL"]}),
    ("listbox", "Days in the office", "multiselect", ("Monday", "Friday"), ("Monday", "Friday"), {"days": ["Monday", "Friday"]}),
    ("date_dialog", "Start date", "date", "2026-03-04", "03/04/2026", {"start": "03/04/2026"}),
    ("date_dialog", "Last day at work", "date", "2021-12-31", "12/31/2021", {"left": "12/31/2021"}),
    ("date_combobox", "Start date", "date", "2026-03-04", "03/04/2026", {"start": "03/04/2026"}),
    ("date_combobox", "Last day at work", "date", "2025-02-28", "02/28/2025", {"left": "02/28/2025"}),
    ("spinbutton", "First day", "date", "2027-09-24", "2027-09-24", {"day": 24, "month": 8, "year": 2027}),
    ("spinbutton", "Hours a week", "number", 32.0, "32", {"hours": 32}),
    ("slider", "Years of experience", "slider", "7", "7", {"years": 7}),
    ("slider", "Salary you ask for", "slider", "85500", "85500", {"pay": 85500}),
    ("slider", "Share of time remote, in per cent", "slider", "-40", "-40", {"share": -40}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "label", "kind", "value", "shown", "held"), CASES, ids=[f"{one[0]}-{one[1]}" for one in CASES])
async def test_the_pattern_is_read_filled_and_read_back(
    browser: PlaywrightBrowser, serve: Serve, page: str, label: str, kind: str, value: FieldValue, shown: FieldValue, held: object
) -> None:
    async with browser.open(serve(pattern(page)).url()) as session:
        read = await session.read()
        assert by_label(read, label).kind == kind
        [result] = await session.fill(read, entries(read, {label: value}))
        assert (result.ok, result.value) == (True, shown), result.reason
        assert by_label(await session.read(), label).value == shown
        assert await session.pages()[0].evaluate("held") == held
