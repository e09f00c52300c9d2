"""Drawn lists: open, type, wait for the list, take the option, and look at what stayed when the field is left."""

import time
from collections.abc import Sequence

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame
from pydantic import TypeAdapter

from brain.form import Option
from brain.posting import Frozen
from workers.hands.browser import page_script
from workers.hands.browser.choosing import choose
from workers.hands.browser.widgets.spot import Spot

ROUNDS = 12
SUGGESTS_S = 1.2  # how long to wait for a list where none need come
BY_HAND_S = 2.5  # for all lists of a frame that open for a person's click only: some never show anything unasked


class Shown(Frozen):
    """One option on show."""

    label: str
    value: str
    handle: str


class ListState(Frozen):
    """An open list: what it offers, whether more comes as one scrolls, and whether one can type into the field.

    `free`: what is typed may stay as it is, the list only suggests.
    """

    options: tuple[Shown, ...]
    typed: bool
    free: bool
    multiple: bool
    expanded: bool


_STATE = TypeAdapter(ListState)


async def state_of(spot: Spot) -> ListState:
    return _STATE.validate_python(await spot.ask("listState", spot.selector))


async def open_list(spot: Spot, wait_s: float) -> ListState:
    """Opens the list and returns what it shows, after at most `wait_s` seconds."""
    now = await state_of(spot)
    if not (now.expanded and now.options):
        await spot.click()
        now = await _until_options(spot, wait_s)
    if not now.options:
        await spot.locator.press("ArrowDown")
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
    """What a list was found to offer; `whole` is false when it draws only a part of it, `free` when it only suggests."""

    options: tuple[Option, ...]
    whole: bool
    free: bool


_OFFERS = TypeAdapter(tuple[Offer, ...])


async def read_lists(frame: Frame, spots: Sequence[Spot], wait_s: float) -> list[tuple[tuple[Option, ...], bool]]:
    """The options of several closed lists of a frame: all in one pass, and with a person's click where that shows nothing."""
    if not spots:
        return []
    try:
        offers = _OFFERS.validate_python(await page_script.run(frame, "readLists", [spot.selector for spot in spots]))
    except PlaywrightError:
        offers = tuple(Offer(options=(), whole=False, free=False) for _ in spots)
    limit = time.monotonic() + BY_HAND_S
    found: list[tuple[tuple[Option, ...], bool]] = []
    for offer, spot in zip(offers, spots, strict=True):
        by_hand = not offer.options and not offer.free and time.monotonic() < limit
        found.append(await read_options(spot, wait_s) if by_hand else (offer.options, offer.whole))
    return found


async def read_options(spot: Spot, wait_s: float) -> tuple[tuple[Option, ...], bool]:
    """The options a closed list offers, by opening and closing it, and whether these are all."""
    try:
        now = await open_list(spot, wait_s)
        options = tuple(Option(label=shown.label, value=shown.value) for shown in now.options)
        more = await spot.ask("listScrolls", spot.selector)
        await close_list(spot)
    except PlaywrightError:
        return (), False
    return options, bool(options) and not more


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


async def pick(spot: Spot, wanted: Sequence[str], wait_s: float) -> str:
    """Takes each of `wanted`. Returns what went wrong, or ""."""
    for one in wanted:
        trouble = await _pick_one(spot, one, wait_s)
        if trouble:
            await close_list(spot)
            return trouble
    await close_list(spot)
    return ""


async def _pick_one(spot: Spot, wanted: str, wait_s: float) -> str:
    now = await state_of(spot)
    if now.free:
        return await _suggested(spot, wanted, wait_s)
    now = await open_list(spot, min(wait_s, 1.0))
    if await _take(spot, now, wanted, loose=False):
        return ""
    if not now.typed:
        return "" if await _by_scrolling(spot, wanted) else "no such option"
    for words in _ways_to_type(wanted):
        await spot.locator.fill("")
        await spot.locator.press_sequentially(words, delay=3)
        if await _take_when_offered(spot, wanted, wait_s):
            return ""
    return "no such option"


async def _suggested(spot: Spot, wanted: str, wait_s: float) -> str:
    # What is suggested is taken where it is what was meant; else the words stay as typed.
    await offered(spot, wanted, min(wait_s, SUGGESTS_S))
    await _take_when_offered(spot, wanted, 0.0)
    return ""


def _ways_to_type(wanted: str) -> list[str]:
    first = wanted.split(",")[0].strip()
    return [wanted] if first == wanted else [wanted, first]


async def _take_when_offered(spot: Spot, wanted: str, wait_s: float) -> bool:
    # A list that loads shows old or no options first: exact matches are taken at once, loose ones when it has come to rest.
    for _ in range(max(2, int(wait_s / 0.3))):
        if await _take(spot, await state_of(spot), wanted, loose=False):
            return True
        if not await spot.change(0.3, 0.12) and await _take(spot, await state_of(spot), wanted, loose=True):
            return True
    return await _take(spot, await state_of(spot), wanted, loose=True)


async def _take(spot: Spot, now: ListState, wanted: str, *, loose: bool) -> bool:
    at = choose(wanted, [shown.label for shown in now.options], loose)
    if at is None:
        at = choose(wanted, [shown.value for shown in now.options])
    if at is None:
        return False
    try:
        await spot.at(now.options[at].handle).locator.click(timeout=1500)
    except PlaywrightError:  # it moved, closed or was drawn anew under the click
        return bool(await spot.ask("takeOption", {"handle": spot.selector, "label": now.options[at].label}))
    return True


async def _by_scrolling(spot: Spot, wanted: str) -> bool:
    for _ in range(ROUNDS * 5):
        now = await state_of(spot)
        if await _take(spot, now, wanted, loose=False):
            return True
        if not await spot.ask("scrollList", spot.selector):
            return False
    return False
