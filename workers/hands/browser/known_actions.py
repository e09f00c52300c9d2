"""Which action is the last one, where the page's family says so.

Only a family whose host the frame is on, or that its site is registered for, is believed: what a page carries could have a
stranger's last button taken for a Next.
"""

import contextlib
from collections.abc import Sequence

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame

from brain.form import ActionKind, PageAction
from workers.hands.browser import page_script
from workers.hands.browser.acts import as_known
from workers.hands.browser.families import Families
from workers.hands.browser.raw import Handle
from workers.hands.browser.reader import Reading
from workers.hands.browser.selectors import SelectorBook

KNOWN: tuple[ActionKind, ...] = ("submit", "next")


async def with_known_actions(frames: dict[str, Frame], reading: Reading, families: Families) -> Reading:
    """The reading with its actions told apart by family knowledge."""
    said: dict[str, ActionKind] = {}
    for path, raw in reading.raws.items():
        ways = [
            (kind, one.selector) for one in families.seeds(families.of_address(raw.url)) for kind in KNOWN if one.purpose == kind
        ]
        here = [action for action in reading.page.actions if Handle.unpack(action.handle).frame == path]
        if ways and here and path in frames:
            said |= await _named(frames[path], here, sorted(ways, key=lambda way: KNOWN.index(way[0])))
    if not said:
        return reading
    actions = as_known(reading.page.actions, [said.get(action.handle) for action in reading.page.actions])
    return Reading(reading.page.model_copy(update={"actions": actions}), reading.raws)


async def _named(frame: Frame, actions: Sequence[PageAction], ways: Sequence[tuple[ActionKind, str]]) -> dict[str, ActionKind]:
    tries = [selector for _, selector in ways]
    rows = [{"handle": Handle.unpack(action.handle).selector, "tries": tries} for action in actions]
    with contextlib.suppress(PlaywrightError):  # the frame went away; the next reading has another
        found = await page_script.run(frame, "sameElements", rows)
        return {action.handle: ways[at][0] for action, at in zip(actions, found, strict=True) if at >= 0}
    return {}


async def known_press(frame: Frame, handle: Handle, purpose: str, book: SelectorBook) -> str:
    """The best known selector that leads to the very action the reader found; empty when none does."""
    tries = list(book.candidates(purpose))
    at = -1
    if tries:
        with contextlib.suppress(PlaywrightError):
            at = (await page_script.run(frame, "sameElements", [{"handle": handle.selector, "tries": tries}]))[0]
    for missed in tries[: at if at >= 0 else len(tries)]:
        book.missed(purpose, missed, frame.url)
    return tries[at] if at >= 0 else ""
