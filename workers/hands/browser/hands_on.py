"""Whose turn it is in one browser: the machine's, act by act, or a person's who took it over; and what they may do there.

The machine stops before its next act while a person has the hands on. What it knew of the page counts for nothing afterwards:
it reads the page again. The gate stays as it is, and a person has the hands only where nothing is armed: theirs sends nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from brain.errors import Conflict, InvalidInput
from brain.form import Entry, FieldValue, FormPage, ReadBack, says_same
from brain.ports import LONGEST_HANDS_S
from workers.hands.browser import page_script

MOST_TEXT = 2000
KEYS = frozenset({
    "Tab", "Shift+Tab", "Enter", "Space", "Escape", "Backspace", "Delete", "Home", "End", "PageUp", "PageDown",
    "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Control+A",
})  # fmt: skip
CHANGED_BY_HAND = "A person has filled it in by hand."
NOT_BY_HAND = ("hidden", "file", "password", "code")  # nobody's answers, or not theirs to keep


class Hands:
    """Who has the hands on in one browser."""

    def __init__(self) -> None:
        self._machine_is_at = 0
        self._machine_rests = asyncio.Event()
        self._machine_may = asyncio.Event()
        self._machine_rests.set()
        self._machine_may.set()
        self._held_s = 0.0
        self._since: float | None = None
        self.person = ""

    @property
    def held_s(self) -> float:
        """How long the machine was kept from its work in all."""
        return self._held_s + (time.monotonic() - self._since if self._since is not None else 0.0)

    @property
    def left_s(self) -> float:
        """How long a person may still keep it."""
        return max(0.0, LONGEST_HANDS_S - self.held_s)

    @asynccontextmanager
    async def machine(self) -> AsyncIterator[None]:
        """One act of the machine; an act may be made of others. Begins once nobody has the hands on."""
        while not self._machine_is_at and not self._machine_may.is_set():
            await self._machine_may.wait()
        self._machine_is_at += 1
        self._machine_rests.clear()
        try:
            yield
        finally:
            self._machine_is_at -= 1
            if not self._machine_is_at:
                self._machine_rests.set()

    async def take(self, person: str) -> None:
        """Returns once the machine has ended the act it was at. Raises `Conflict` where another person has the hands on, or
        people have had them long enough."""
        if self.person:
            raise Conflict("hands_taken", "Somebody else has the hands on.", "", "Wait until they are given back.")
        if self.left_s <= 0:
            raise Conflict("hands_too_long", "This step has been in a person's hands long enough.", "", "Let it go on.")
        self.person = person
        self._machine_may.clear()
        try:
            await self._machine_rests.wait()
        except BaseException:
            self._let_machine()
            raise
        self._since = time.monotonic()

    def give_back(self) -> None:
        """The machine goes on."""
        self._held_s, self._since = self.held_s, None
        self._let_machine()

    async def wanted(self, taken: asyncio.Event, most_s: float) -> bool:
        """Waits until somebody has taken over; the time counts as theirs."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(most_s):
                await taken.wait()
            return True
        except TimeoutError:
            return False
        finally:
            until = self._since if self._since is not None else time.monotonic()
            self._held_s += max(0.0, until - began)

    def _let_machine(self) -> None:
        self.person = ""
        self._machine_may.set()


class _HasHands(Protocol):
    @property
    def hands(self) -> Hands: ...


P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=_HasHands)


def machines_act(act: Callable[Concatenate[S, P], Coroutine[Any, Any, R]]) -> Callable[Concatenate[S, P], Coroutine[Any, Any, R]]:
    """Marks what the machine does with a page: it waits while a person has the hands on."""

    async def in_turn(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        async with self.hands.machine():
            return await act(self, *args, **kwargs)

    return update_wrapper(in_turn, act)


class Manual:
    """What a person does on the page on show. Coordinates are CSS pixels of the view."""

    def __init__(self, page: Callable[[], Page]) -> None:
        self._page = page

    async def act(self, what: Mapping[str, Any], ratio: float) -> str:
        """One of `click`, `type`, `key`, `scroll`, in pixels of the last picture; answers the name of what lies there.

        Raises `InvalidInput`, and playwright's errors.
        """
        page = self._page()
        match what.get("type"):
            case "click":
                x, y = _number(what, "x") / ratio, _number(what, "y") / ratio
                name = await self._name_at(page, x, y)
                await page.mouse.click(x, y)
                return name
            case "scroll":
                await page.mouse.wheel(_number(what, "dx") / ratio, _number(what, "dy") / ratio)
            case "type":
                text = what.get("text")
                if not isinstance(text, str) or not 0 < len(text) <= MOST_TEXT:
                    raise _not_understood(f"text: 1 to {MOST_TEXT} characters")
                await page.keyboard.type(text)
            case "key":
                if what.get("key") not in KEYS:
                    raise _not_understood(f"key: one of {', '.join(sorted(KEYS))}")
                await page.keyboard.press(str(what["key"]))
            case _:
                raise _not_understood("type: click, type, key or scroll")
        return ""

    async def secrets(self) -> list[str]:
        """What stands in the inputs that no picture shows."""
        found: set[str] = set()
        for frame in self._page().frames:
            try:
                found |= set(await page_script.run(frame, "secretValues"))
            except PlaywrightError:
                continue
        return sorted(found)

    async def _name_at(self, page: Page, x: float, y: float) -> str:
        try:
            return str(await page_script.run(page.main_frame, "nameAt", {"x": x, "y": y}))
        except PlaywrightError:
            return ""


class ByHand:
    """What a person has put into a form by hand, found out by reading it before and after."""

    def __init__(self) -> None:
        self._before: FormPage | None = None
        self.values: dict[str, FieldValue] = {}

    @property
    def unread(self) -> bool:
        """Whether a person has had the hands on since the page was last read."""
        return self._before is not None

    def begin(self, page: FormPage) -> None:
        """The page as it is handed over; where it was not read since the last time, as it was then."""
        self._before = self._before or page

    def found(self, now: FormPage) -> None:
        """The page as the machine reads it again."""
        before, self._before = self._before, None
        if before is None or before.number != now.number:
            return
        held = {f.key: f.value for f in before.fields}
        for field in now.fields:
            told = (
                field.visible
                and not field.honeypot
                and field.kind not in NOT_BY_HAND
                and field.value not in (None, "", False, ())
            )
            if told and not says_same(field.value, held.get(field.key)):
                self.values[field.key] = field.value

    def kept(self, page: FormPage, entries: Sequence[Entry]) -> tuple[list[Entry], dict[str, ReadBack]]:
        """Of what the machine was about to fill in: what it still may, in the page as it is now, and what it must leave."""
        fields = {f.key: f for f in page.fields}
        left: dict[str, ReadBack] = {}
        for entry in entries:
            now = fields.get(entry.field.key)
            if now is None:
                left[entry.field.key] = ReadBack(key=entry.field.key, value=None, ok=False, reason="It is gone from the page.")
            elif entry.field.key in self.values:
                ok = says_same(now.value, entry.value)
                left[now.key] = ReadBack(key=now.key, value=now.value, ok=ok, reason="" if ok else CHANGED_BY_HAND)
        return [Entry(field=fields[e.field.key], value=e.value) for e in entries if e.field.key not in left], left


def _number(what: Mapping[str, Any], name: str) -> float:
    value = what.get(name, 0 if name in ("dx", "dy") else None)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -100_000 < value < 100_000:
        raise _not_understood(f"{name}: a number")
    return float(value)


def _not_understood(detail: str) -> InvalidInput:
    return InvalidInput("bad_act", "That cannot be done by hand.", detail, "See the frames of the live view.")
