"""The reader on pages each drawn in its own way, against tables of what a person reads on them (`pages/`)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from brain.form import Field
from tests.browser.site import Site
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
PAGES = Path(__file__).parent / "pages"


def told(field: Field, row: list[Any]) -> list[Any]:
    """What was read of a field, as far as the row of the table says anything of it; None says nothing."""
    options = [option.label for option in field.options or ()]
    read = [field.label, field.kind, field.required, field.section, len(options), options][: len(row)]
    return [None if wanted is None else found for found, wanted in zip(read, row, strict=True)]


@pytest.mark.parametrize("name", sorted(page.stem for page in PAGES.glob("*.yaml")))
async def test_a_page_is_read_as_a_person_reads_it(browser: PlaywrightBrowser, serve: Callable[..., Site], name: str) -> None:
    wanted = yaml.safe_load((PAGES / f"{name}.yaml").read_text("utf-8"))
    site = serve((PAGES / f"{name}.html").read_text("utf-8"))
    async with browser.open(site.url()) as session:
        page = await session.read()
    fields = [field for field in page.fields if field.visible and not field.honeypot]
    rows = wanted["fields"]
    assert [told(f, row) for f, row in zip(fields, rows, strict=False)] == rows
    assert [field.label for field in fields] == [row[0] for row in rows]
    assert (page.kind, page.last) == (wanted["page_kind"], wanted["last"])
    labels = {field.key: field.label for field in fields}
    assert {labels[key]: said for key, said in page.errors.items()} == wanted.get("errors", {})
