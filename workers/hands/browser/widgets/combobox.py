"""Drawn lists: open, type, wait for the list, take the option, and look at what stayed when the field is left."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame
from pydantic import TypeAdapter

from brain.form import Field, FieldValue, Option
from brain.posting import Frozen
from workers.hands.browser import page_script
from workers.hands.browser.choosing import choose, several_fit
from workers.hands.browser.widgets import prompt
from workers.hands.browser.widgets.list_state import ListState, state_of
from workers.hands.browser.widgets.spot import Spot

ROUNDS = 12
SEVERAL = "several options fit"
SUGGESTS_S = 1.2  # how long to wait for a list where none need come
BY_HAND_S = 2.5  # for all lists of a frame that open for a person's click only: some never show anything unasked


async def open_list(spot: Spot, wait_s: float) -> ListState:
    """Opens the list and returns what it shows, after at most `wait_s` seconds."""
    now = await state_of(spot)
    if not (now.expanded and now.options):
        await spot.click()
        now = await _until_options(spot, wait_s)
    for key in ("Alt+ArrowDown", "ArrowDown"):
        if now.options or (now.expanded and key != "ArrowDown"):
            continue
        await spot.locator.press(key)
        now = await _until_options(spot, wait_s / 2)
    return now


async def _until_options(spot: Spot, wait_s: float) -> ListState:
    limit = time.monotonic() + wait_s
    now = await state_of(spot)
    while not now.options and (left := limit - time.monotonic()) > 0:
        await spot.change(min(0.25, left))
        now = await state_of(spot)
    return now


class Offer(Frozen):
    """What a list was found to offer.

    `whole` is false when it draws only a part of it, `free` when it only suggests, `multiple` when it takes several.
    """

    options: tuple[Option, ...]
    whole: bool
    free: bool = False
    multiple: bool = False


_OFFERS = TypeAdapter(tuple[Offer, ...])


async def read_lists(frame: Frame, spots: Sequence[Spot], wait_s: float) -> list[Offer]:
    """What several closed lists of a frame offer: all in one pass, and with a person's click where that shows nothing."""
    if not spots:
        return []
    try:
        offers = _OFFERS.validate_python(await page_script.run(frame, "readLists", [spot.selector for spot in spots]))
    except PlaywrightError:
        offers = tuple(Offer(options=(), whole=False) for _ in spots)
    limit = time.monotonic() + BY_HAND_S
    found: list[Offer] = []
    for offer, spot in zip(offers, spots, strict=True):
        by_hand = not offer.options and not offer.free and time.monotonic() < limit
        found.append(await read_options(spot, wait_s) if by_hand else offer)
    return found


async def read_options(spot: Spot, wait_s: float) -> Offer:
    """What a closed list offers, by opening and closing it. What its field holds stays as it is."""
    try:
        held = await spot.ask("valuesOf", [spot.selector])
        now = await open_list(spot, wait_s)
        options = tuple(Option(label=shown.label, value=shown.value) for shown in now.options)
        more = await spot.ask("listScrolls", spot.selector)
        if now.typed and held != await spot.ask("valuesOf", [spot.selector]):  # a key may choose where no list opens
            await spot.locator.fill(held[0])
        await close_list(spot)
    except PlaywrightError:
        return Offer(options=(), whole=False)
    return Offer(options=options, whole=bool(options) and not more, multiple=now.multiple)


def with_list(field: Field, offer: Offer) -> Field:
    """The field as it is known once its list has been seen open."""
    told: dict[str, object] = {"options": offer.options, "options_complete": offer.whole}
    several = offer.multiple or field.kind == "multiselect"
    if several:
        told["kind"] = "multiselect"
    if isinstance(field.value, str | tuple):
        told["value"] = _value_among(field.value, offer, several=several)
    return field.model_copy(update=told)


def _value_among(value: str | tuple[str, ...], offer: Offer, *, several: bool) -> FieldValue:
    offered = [option.label for option in offer.options]
    if several:
        texts = value if isinstance(value, tuple) else (value,)
        pieces = [text.split(", ") if choose(text, offered) is None else [text] for text in texts]
        spread = tuple(piece for row in pieces for piece in row)
        # Several choices may be written into one line.
        return spread if all(choose(piece, offered) is not None for piece in spread) else texts
    return value


async def offered(spot: Spot, words: str, wait_s: float) -> tuple[Option, ...]:
    """What a list that loads as one types offers for `words`; the words stay in the field."""
    await spot.click()
    await spot.locator.fill("")
    await spot.locator.press_sequentially(words, delay=3)
    now = await _until_options(spot, wait_s)
    return tuple(Option(label=shown.label, value=shown.value) for shown in now.options)


async def close_list(spot: Spot) -> None:
    """Leaves the field; Escape only where it closes nothing else."""
    await spot.locator.blur()
    if (await state_of(spot)).expanded and not await spot.ask("insideDialog", spot.selector):
        await spot.locator.press("Escape")
        await spot.locator.blur()


class Picked(NamedTuple):
    """What went wrong ("" = nothing), and the options that were pressed, in the list's own words."""

    trouble: str
    taken: tuple[str, ...] = ()


async def pick(spot: Spot, wanted: Sequence[str], wait_s: float, *, searches: bool = False) -> Picked:
    """Takes each of `wanted`, up to the first that cannot be taken; of several that a prompt searches for, those it has.

    `searches`: it showed nothing when it was opened before, so it is typed into first.
    """
    if (await state_of(spot)).prompt:
        found = await prompt.search_each(spot, wanted, wait_s)
        return Picked("" if found else "no such option", found)
    taken: list[str] = []
    trouble = ""
    for one in wanted:
        trouble = await _pick_one(spot, one, wait_s, taken, searches)
        if trouble:
            break
    await close_list(spot)
    return Picked(trouble, tuple(taken))


async def _pick_one(spot: Spot, wanted: str, wait_s: float, taken: list[str], searches: bool = False) -> str:
    now = await state_of(spot)
    if now.free:
        return await _suggested(spot, wanted, wait_s, taken)
    if searches and now.typed:
        await spot.click()
        return await _typed_for(spot, wanted, wait_s, taken) and await _pick_one(spot, wanted, wait_s, taken)
    now = await open_list(spot, min(wait_s, 1.0))
    if await _take(spot, now, wanted, taken, loose=False):
        return ""
    if not now.typed:
        return "" if await _by_scrolling(spot, wanted, taken) else "no such option"
    return await _typed_for(spot, wanted, wait_s, taken)


async def _typed_for(spot: Spot, wanted: str, wait_s: float, taken: list[str]) -> str:
    unsure = False
    for words in _ways_to_type(wanted):
        await spot.locator.fill("")
        await spot.locator.press_sequentially(words, delay=3)
        if await _take_when_offered(spot, wanted, wait_s, taken):
            return ""
        unsure = unsure or await _unsure(spot, wanted)
    return SEVERAL if unsure else "no such option"


async def _suggested(spot: Spot, wanted: str, wait_s: float, taken: list[str]) -> str:
    # What is suggested is taken where it is what was meant; else the words stay as typed, unless several suggestions fit them.
    await offered(spot, wanted, min(wait_s, SUGGESTS_S))
    if await _take_when_offered(spot, wanted, 0.0, taken):
        return ""
    return SEVERAL if await _unsure(spot, wanted) else ""


async def _unsure(spot: Spot, wanted: str) -> bool:
    return several_fit(wanted, [shown.label for shown in (await state_of(spot)).options])


def _ways_to_type(wanted: str) -> list[str]:
    first = wanted.split(",")[0].strip()
    return [wanted] if first == wanted else [wanted, first]


async def _take_when_offered(spot: Spot, wanted: str, wait_s: float, taken: list[str]) -> bool:
    # A list that loads shows old or no options first: exact matches are taken at once, loose ones when it has come to rest.
    for _ in range(max(2, int(wait_s / 0.3))):
        if await _take(spot, await state_of(spot), wanted, taken, loose=False):
            return True
        if not await spot.change(0.3, 0.12) and await _take(spot, await state_of(spot), wanted, taken, loose=True):
            return True
    return await _take(spot, await state_of(spot), wanted, taken, loose=True)


async def _take(spot: Spot, now: ListState, wanted: str, taken: list[str], *, loose: bool) -> bool:
    at = choose(wanted, [shown.label for shown in now.options], loose)
    if at is None:
        at = choose(wanted, [shown.value for shown in now.options])
    if at is None:
        return False
    label = now.options[at].label
    try:
        await spot.at(now.options[at].handle).locator.click(timeout=1500)
    except PlaywrightError:  # it moved, closed or was drawn anew under the click
        if not await spot.ask("takeOption", {"handle": spot.selector, "label": label}):
            return False
    taken.append(label)
    return True


async def _by_scrolling(spot: Spot, wanted: str, taken: list[str]) -> bool:
    for _ in range(ROUNDS * 5):
        now = await state_of(spot)
        if await _take(spot, now, wanted, taken, loose=False):
            return True
        if not await spot.ask("scrollList", spot.selector):
            return False
    return False
