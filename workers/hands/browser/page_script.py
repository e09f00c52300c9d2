"""The code that runs inside a page, put together once from the files of `js/`.

It is handed over with each call and leaves nothing behind in the page: no global, no attribute, no listener.
"""

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.async_api import Frame

_PARTS = (
    "dom.js",
    "handles.js",
    "sight.js",
    "labels.js",
    "widgets.js",
    "drawn.js",
    "uploads.js",
    "parts.js",
    "facts.js",
    "questions.js",
    "collect.js",
    "page.js",
    "act.js",
    "lists.js",
    "calendar.js",
)


@cache
def _library() -> str:
    folder = files(__package__) / "js"
    return "\n".join((folder / part).read_text("utf-8") for part in _PARTS)


@cache
def script(entry: str) -> str:
    """A page function `argument => <entry>(argument)` with the whole library in its scope."""
    return f"(argument) => {{\n{_library()}\nreturn {entry}(argument);\n}}"


async def run(frame: Frame, entry: str, argument: Any = None) -> Any:
    """Runs one of the library's functions in a frame and returns its plain value."""
    return await frame.evaluate(script(entry), argument)
