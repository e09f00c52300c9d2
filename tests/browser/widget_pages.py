"""Pages with real third-party widgets, served as their makers publish them."""

import json
from functools import cache
from pathlib import Path

from brain.form import FilePath, FormPage
from tests.browser.helpers import by_label, entries
from tests.browser.site import Answer
from workers.hands.browser.session import PlaywrightSession

HERE = Path(__file__).parent / "vendor"
MARKET = Path(__file__).parents[2] / "deploy" / "market" / "static" / "vendor"
OURS = ("plain-widgets.css", "plain-widgets.js")
TOWNS = ("Berlin", "Bern", "Bergen", "Lisbon", "Malmö")
CHOICES = "".join(f"<option value='{town.lower()}'>{town}</option>" for town in TOWNS)


@cache
def assets() -> dict[str, Answer]:
    kinds = {".js": "text/javascript", ".css": "text/css"}
    paths = [path for folder in (MARKET, HERE) for path in folder.iterdir() if path.suffix in kinds]
    return {
        f"/{path.name}": Answer(path.read_text("utf-8"), headers={"content-type": f"{kinds[path.suffix]}; charset=utf-8"})
        for path in paths
    }


def _page(body: str) -> dict[str, object]:
    return {**assets(), "/": f"<!doctype html><html lang=en><title>Apply</title><body><h1>Apply</h1>{body}</body></html>"}


def react(name: str, form: bool = True, **props: object) -> dict[str, object]:
    """A page with one widget of the React bundle. `form`: it stands inside a form element."""
    place = "<label>Name <input name=n></label><div id=place></div><button>Submit application</button>"
    around = f"<form method=post action=/send>{place}</form>" if form else place
    call = f"draw({json.dumps(name)}, {json.dumps(props)})"
    return _page(f"{around}<script src=/react-widgets.js></script><script>{call}</script>")


def plain(html: str, script: str, *files: str) -> dict[str, object]:
    """A page with a form of `html`, the libraries in `files`, and the lines that start them."""
    links = "".join(f"<link rel=stylesheet href=/{f}>" if f.endswith(".css") else f"<script src=/{f}></script>" for f in files)
    form = f"<form method=post action=/send><label>Name <input name=n></label>{html}<button>Submit application</button></form>"
    return _page(f"{links}{form}<script>window.held = {{}}; {script}</script>")


def select(attributes: str, script: str, *files: str, blank: bool = False) -> dict[str, object]:
    """A native select that a library draws anew."""
    options = f"<option value=''></option>{CHOICES}" if blank else CHOICES
    html = f"<label for=c>Town *</label><select id=c name=c required style='width:300px' {attributes}>{options}</select>"
    return plain(html, script, *files)


def asked(page: FormPage) -> list[str]:
    """What a person finds to answer, the name apart."""
    return [field.label for field in page.fields if field.visible and not field.honeypot and field.label != "Name"]


async def takes_a_file(session: PlaywrightSession, label: str, paper: FilePath) -> None:
    """The page asks for one file, takes this one and has it in its own `held.file`."""
    read = await session.read()
    assert asked(read) == [label]
    assert by_label(read, label).kind == "file"
    [result] = await session.fill(read, entries(read, {label: paper}))
    assert (result.ok, result.value) == (True, paper), result.reason
    assert await session.pages()[0].evaluate("held.file") == [paper.name]
