"""Uploads that begin a moment after the file was chosen: seen to their end, and what their answers change is put right."""

from pathlib import Path

import pytest

from tests.browser.helpers import document, entries
from tests.browser.site import Answer, Serve
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PAGE = """<form><label>Resume <input type=file id=f></label><p id=s></p>
<label>Name <input id=n></label><button>Submit</button></form>
<script>f.onchange = () => { s.textContent = f.files[0].name; setTimeout(async () => {
  const answer = await fetch('/upload', {method: 'POST', body: 'x'}); AFTER }, 50); };</script>"""


async def test_an_upload_that_is_refused_late_is_no_upload(browser: PlaywrightBrowser, serve: Serve, tmp_path: Path) -> None:
    page = PAGE.replace("AFTER", "if (!answer.ok) { f.remove(); s.textContent = 'Please try again.'; }")
    site = serve({"/": page, "POST /upload": Answer("too large", 413)})
    async with browser.open(site.url()) as session:
        read = await session.read()
        results = await session.fill(read, entries(read, {"Resume": document(tmp_path), "Name": "Ada"}))
        assert [(one.ok, one.value) for one in results[1:]] == [(True, "Ada")]
        assert not results[0].ok
        assert results[0].reason


async def test_what_the_answer_to_a_file_overwrites_is_written_again(
    browser: PlaywrightBrowser, serve: Serve, tmp_path: Path
) -> None:
    page = PAGE.replace("AFTER", "n.value = await answer.text();")
    site = serve({"/": page, "POST /upload": "A. LOVELACE"})
    async with browser.open(site.url()) as session:
        read = await session.read()
        results = await session.fill(read, entries(read, {"Resume": document(tmp_path), "Name": "Ada"}))
        assert [one.ok for one in results] == [True, True]
        assert (await session.read()).fields[1].value == "Ada"
    assert [one.path for one in site.posts] == ["/upload"]
