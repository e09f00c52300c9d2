"""`jobhunter read-form`: one document on stdout, and a sentence that helps when it cannot."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.site import Site

pytestmark = pytest.mark.browser

FORM = """<title>Engineer</title><form method=post action=/send><label>Name* <input name=n></label>
<label>Level <select name=l><option value=a>A</option></select></label><button>Submit</button></form>"""


async def run(*arguments: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from jobhunter.console import main; main()",
        "read-form",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, noise = await asyncio.wait_for(process.communicate(), 180)
    return process.returncode or 0, said.decode(), noise.decode()


async def document(*arguments: str) -> tuple[int, Any]:
    code, said, _ = await run(*arguments, "--json")
    return code, json.loads(said)


async def test_the_document(serve: Callable[..., Site]) -> None:
    site = serve(FORM)
    code, told = await document(site.url(), "--allow-private")
    assert code == 0
    assert {key: told[key] for key in ("schema", "url", "page_kind", "family", "title")} == {
        "schema": "jobhunter/form/1", "url": site.url(), "page_kind": "form_step", "family": None, "title": "Engineer",
    }  # fmt: skip
    [page] = told["pages"]
    assert (page["number"], page["captcha"]) == (1, None)
    assert page["actions"] == [{"label": "Submit", "kind": "submit"}]
    name, level = page["fields"]
    assert {
        "key",
        "label",
        "help",
        "name",
        "id",
        "kind",
        "required",
        "options",
        "options_complete",
        "constraints",
        "value",
        "section",
        "frame",
        "origin",
        "honeypot",
        "visible",
    } <= set(name)
    assert (name["key"], name["label"], name["required"], name["options"], name["origin"]) == (
        "p1.n",
        "Name",
        True,
        None,
        site.origin,
    )
    assert level["options"] == [{"label": "A", "value": "a"}]
    assert "handle" not in name
    assert site.posts == []


async def test_a_file_of_this_machine_only_when_asked_for(tmp_path: Path) -> None:
    page = tmp_path / "form.html"
    page.write_text(FORM)
    code, told = await document(page.as_uri(), "--allow-private")
    assert (code, told["pages"][0]["fields"][0]["label"]) == (0, "Name")
    code, told = await document(page.as_uri())
    assert (code, told["schema"], told["code"]) == (2, "jobhunter/error/1", "url_not_allowed")


async def test_a_private_address_is_refused(serve: Callable[..., Site]) -> None:
    site = serve(FORM)
    code, told = await document(site.url())
    assert (code, told["code"]) == (4, "url_not_allowed")
    assert site.sent == []


async def test_a_person_gets_a_table(serve: Callable[..., Site]) -> None:
    code, said, _ = await run(serve(FORM).url(), "--allow-private")
    assert (code, "Name" in said, "Level" in said) == (0, True, True)
