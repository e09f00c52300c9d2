"""The code that runs inside a page, put together once from the files of `js/`.

It is handed over once to each document and held from outside, since handing it over takes longer than most calls. It leaves
nothing behind that the page could find: no global, no attribute, no listener; and each call begins with a clean slate, but for
which inputs were secret once.
"""

import asyncio
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any
from weakref import WeakKeyDictionary

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, JSHandle, Page

from workers.hands.browser.wording import ENTRY_WORDS

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
    "repeaters.js",
    "collect.js",
    "page.js",
    "act.js",
    "secrets.js",
    "lists.js",
    "calendar.js",
)


@cache
def _library() -> str:
    folder = files(__package__) / "js"
    said = f"const SAID = {json.dumps(ENTRY_WORDS)};"
    return "\n".join((said, *((folder / part).read_text("utf-8") for part in _PARTS)))


@cache
def _script() -> str:
    """A page function that makes `(entry, argument) => <entry>(argument)` with the whole library in its scope."""
    library = _library()
    entries = sorted({one or other for one, other in re.findall(r"^(?:async )?function (\w+)|^const (\w+) =", library, re.M)})
    call = f"(entry, argument) => {{\n{library}\nreturn {{{', '.join(entries)}}}[entry](argument);\n}}"
    return f"() => {{\n{_KEPT}\nreturn {call};\n}}"


# All that outlives a call: which inputs were secret once, and by which number each is known.
_KEPT = "const everSecret = new WeakSet(), plain = new WeakMap(), numbers = new WeakMap(), documentMark = Math.random();"
_CALL = "(library, [entry, argument]) => library(entry, argument)"
# What only looks may be asked once more of the document that has come in between.
_LOOKS = frozenset({"readPage", "secretInputs", "secretBoxes", "sameElements", "fileShown", "valuesOf"})
_held: WeakKeyDictionary[Frame, asyncio.Future[JSHandle]] = WeakKeyDictionary()
_watched: WeakKeyDictionary[Page, bool] = WeakKeyDictionary()


async def run(frame: Frame, entry: str, argument: Any = None) -> Any:
    """Runs one of the library's functions in a frame and returns its plain value. Raises playwright's errors."""
    known = frame in _held
    try:
        return await (await _library_in(frame)).evaluate(_CALL, [entry, argument])
    except PlaywrightError:
        _held.pop(frame, None)
        if not known or entry not in _LOOKS:
            raise
    return await (await _library_in(frame)).evaluate(_CALL, [entry, argument])


async def _library_in(frame: Frame) -> JSHandle:
    if frame.page not in _watched:
        _watched[frame.page] = True
        frame.page.on("framenavigated", _forget)
    if frame not in _held:
        _held[frame] = asyncio.ensure_future(frame.evaluate_handle(_script()))
        _held[frame].add_done_callback(lambda done: done.cancelled() or done.exception())  # told to whoever waits, if anyone
    return await asyncio.shield(_held[frame])  # another call may wait for the same


def _forget(frame: Frame) -> None:
    _held.pop(frame, None)
