"""A box one searches in: type, wait for what is found (some wait for Enter), choose, and see it stand beside the box."""

import re
import time
from collections.abc import Sequence

from playwright.async_api import Error as PlaywrightError

from brain.skills import skill_key
from workers.hands.browser.choosing import choose, plain
from workers.hands.browser.widgets.list_state import Shown, state_of
from workers.hands.browser.widgets.spot import Spot

MOST_S = 12.0  # for all that is searched for in one box
FOUND_S = 1.5  # how long a first answer may take; the later ones are waited for by what that one took
LEAST_S = 0.4
STANDS_S = 1.5


async def search_each(spot: Spot, wanted: Sequence[str], wait_s: float) -> tuple[str, ...]:
    """Searches for each of `wanted` and chooses it where it is found. Returns what stands chosen for them, in its own words."""
    limit = time.monotonic() + MOST_S
    search = _Search(spot, min(wait_s, FOUND_S), alone=len(wanted) == 1)
    taken: list[str] = []
    for one in wanted:
        if time.monotonic() > limit:
            break
        found = await search.take(one)
        if found and found not in taken:
            taken.append(found)
    await search.leave()
    return tuple(taken)


class _Search:
    def __init__(self, spot: Spot, wait_s: float, *, alone: bool) -> None:
        self._spot, self._wait_s, self._alone = spot, wait_s, alone
        self._ways: tuple[bool, ...] = (False, True)  # with Enter or without: unknown until something was found

    async def take(self, wanted: str) -> str:
        """What was chosen for `wanted`; empty where nothing found says the same."""
        before = (await state_of(self._spot)).chosen
        if (held := same_item(wanted, before)) is not None:
            return before[held]
        at, rows = await self._find(wanted)
        if at is None:
            return ""
        try:
            await self._spot.at(rows[at].handle).locator.click(timeout=1500)
        except PlaywrightError:
            await self._spot.ask("takeOption", {"handle": self._spot.selector, "label": rows[at].label})
        return await self._standing(rows[at].label)

    async def _find(self, wanted: str) -> tuple[int | None, Sequence[Shown]]:
        await self._spot.click()
        await self._spot.locator.fill("")
        await self._spot.locator.press_sequentially(wanted, delay=3)
        rows: Sequence[Shown] = ()
        for enter in self._ways:
            if enter:
                await self._spot.locator.press("Enter")
            began = time.monotonic()
            rows = await self._rows()
            at = self._meant(wanted, [row.label for row in rows])
            if at is not None:
                self._ways = (enter,)
                self._wait_s = min(self._wait_s, max(LEAST_S, 3 * (time.monotonic() - began)))
                return at, rows
            if rows and not enter:
                break  # it searches as one types, and has no such thing
        return None, rows

    async def _rows(self) -> Sequence[Shown]:
        limit = time.monotonic() + self._wait_s
        moved = False
        while time.monotonic() < limit:
            changed = await self._spot.change(0.35, 0.1)
            rows = (await state_of(self._spot)).options
            if (rows and not changed) or (moved and not changed):
                return rows
            moved = moved or changed
        return (await state_of(self._spot)).options

    def _meant(self, wanted: str, offered: Sequence[str]) -> int | None:
        at = same_item(wanted, offered)
        return choose(wanted, offered, loose=True) if at is None and self._alone else at

    async def _standing(self, label: str) -> str:
        limit = time.monotonic() + STANDS_S
        while True:
            chosen = (await state_of(self._spot)).chosen
            at = choose(label, chosen)
            if at is not None:
                return chosen[at]
            if time.monotonic() > limit:
                return ""
            await self._spot.change(0.2)

    async def leave(self) -> None:
        """What was typed and not chosen is no answer: it goes."""
        if await self._spot.ask("valuesOf", [self._spot.selector]) != [""]:
            await self._spot.locator.fill("")
        await self._spot.locator.blur()


def same_item(wanted: str, offered: Sequence[str]) -> int | None:
    """The one option that is called the same, but for what stands in brackets and for spellings of one skill."""
    exact = choose(wanted, offered)
    if exact is not None:
        return exact
    for written in (_plain_bare, _skill_bare):
        hits = [at for at, text in enumerate(offered) if written(text) == written(wanted) and plain(text)]
        if len(hits) == 1:
            return hits[0]
    return None


def _plain_bare(text: str) -> str:
    return plain(_bare(text))


def _skill_bare(text: str) -> str:
    return skill_key(_bare(text))


def _bare(text: str) -> str:
    return re.sub(r"[(\[][^()\[\]]*[)\]]", " ", text).strip()
