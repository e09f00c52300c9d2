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
    """A code over a row of one-character boxes: typed into the first, as most rows move on by themselves; else box by box."""
    digits = [char for char in code if not char.isspace() and char != "-"]
    await spot.at(boxes[0]).click()
    await spot.frame.page.keyboard.type("".join(digits), delay=5)
    held = await spot.ask("valuesOf", list(boxes))
    if "".join(held) == "".join(digits):
        return
    for box, digit in zip(boxes, digits, strict=False):
        await spot.at(box).locator.fill(digit)


async def slide(spot: Spot, target: float) -> None:
    """A drawn slider: by arrow keys from its least value, at most 200 presses."""
    await spot.locator.focus()
    await spot.locator.press("Home")
    for _ in range(200):
        now = float(await spot.locator.get_attribute("aria-valuenow") or "nan")
        if not now < target:
            return
        await spot.locator.press("ArrowRight")
