"""Real key presses, for fields that do not believe a value that was only set."""

from workers.hands.browser.widgets.spot import Spot


async def type_text(spot: Spot, text: str) -> None:
    """Empties the field, types `text` key by key and leaves it."""
    await spot.click()
    await spot.locator.fill("")
    await spot.locator.press_sequentially(text, delay=2)
    await spot.locator.blur()


async def write_editable(spot: Spot, text: str) -> None:
    """An editable region of a page (a rich text box)."""
    await spot.click()
    await spot.locator.fill(text)
    await spot.locator.blur()


async def type_code(spot: Spot, boxes: tuple[str, ...], code: str) -> None:
    """A code over a row of one-character boxes: typed into the first, as most rows move on by themselves.

    A row that lost a key on the way is set at once, and one that takes keys only is pressed box by box.
    """
    characters = [char for char in code if char.isalnum()]
    await spot.at(boxes[0]).click()
    await spot.frame.page.keyboard.type("".join(characters), delay=5)
    if await _held(spot, boxes, characters):
        return
    await spot.ask("setAll", [{"handle": box, "how": "text", "text": char} for box, char in zip(boxes, characters, strict=False)])
    if await _held(spot, boxes, characters):
        return
    for box, char in zip(boxes, characters, strict=False):
        await spot.at(box).locator.press(char)


async def _held(spot: Spot, boxes: tuple[str, ...], characters: list[str]) -> bool:
    return "".join(await spot.ask("valuesOf", list(boxes))).upper() == "".join(characters).upper()
