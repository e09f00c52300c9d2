"""Which places of a page no picture may show, and covering them.

The places are read before and after a picture is taken, and what was secret at either moment is covered. A picture does not
exist where they could not be read, where a secret moved in between, or where the document was another one afterwards.
"""

import asyncio
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page

from workers.hands.browser import page_script
from workers.hands.browser.reader import frame_paths
from workers.hands.browser.screenshots import COVER

MARGIN = 3  # CSS pixels around each place: what a lossy picture lets run over its edge
STILL = 1.5  # CSS pixels a place may have moved
QUALITIES = (50, 30, 15)

# Where the inside of an inline frame begins in its box, and how much its box was scaled.
_INSIDE = """(frame) => {
  const style = getComputedStyle(frame);
  const px = (value) => parseFloat(value) || 0;
  return [frame.clientLeft + px(style.paddingLeft), frame.clientTop + px(style.paddingTop),
    frame.getBoundingClientRect().width / (frame.offsetWidth || 1)];
}"""


@dataclass(frozen=True, slots=True)
class Box:
    """In CSS pixels of what is on show."""

    left: float
    top: float
    right: float
    bottom: float

    def near(self, other: "Box") -> bool:
        pairs = ((self.left, other.left), (self.top, other.top), (self.right, other.right), (self.bottom, other.bottom))
        return all(abs(one - two) <= STILL for one, two in pairs)


@dataclass(frozen=True, slots=True)
class Places:
    """What must be covered, by frame and element. `mark`: of the document on show; `width`: of the view, in CSS pixels."""

    mark: float
    width: float
    boxes: Mapping[tuple[str, float, int], Box]

    def stood_still(self, later: "Places") -> bool:
        """Whether it is the same document, and nothing that is secret at both moments has moved."""
        return self.mark == later.mark and all(
            box.near(later.boxes[key]) for key, box in self.boxes.items() if key in later.boxes
        )


async def secret_places(page: Page, secrets: Sequence[str], again: bool = False) -> Places | None:
    """The places as they are now; None while the page cannot be asked. `again`: the last look was a moment ago."""
    asked = {"secrets": list(secrets), "again": again}
    try:
        top = await page_script.run(page.main_frame, "secretBoxes", asked)
    except PlaywrightError:
        return None
    zoom, left, ahead = top["zoom"], -top["left"], -top["top"]
    boxes = {("", top["mark"], n): _box(x + left, y + ahead, w, h, zoom) for n, x, y, w, h in top["boxes"]}
    inner = [(path, frame) for path, frame in frame_paths(page).items() if path]
    for found in await asyncio.gather(*(_within(path, frame, asked) for path, frame in inner)):
        boxes.update({key: _box(x + left, y + ahead, w, h, zoom) for key, (x, y, w, h) in found.items()})
    return Places(top["mark"], top["width"] * zoom, boxes)


def covered(picture: bytes, moments: Sequence[Places], most_bytes: int) -> tuple[bytes, int, int]:
    """The JPEG with what was secret at any of these moments covered, no larger than `most_bytes`; its width and height."""
    image: Image.Image = Image.open(io.BytesIO(picture))
    boxes = [box for places in moments for box in places.boxes.values()]
    if not boxes and len(picture) <= most_bytes:
        return picture, image.width, image.height
    ratio = image.width / moments[-1].width
    image = image if image.mode == "RGB" else image.convert("RGB")
    draw = ImageDraw.Draw(image)
    for box in boxes:
        draw.rectangle([(box.left - MARGIN) * ratio, (box.top - MARGIN) * ratio, (box.right + MARGIN) * ratio,
                        (box.bottom + MARGIN) * ratio], fill=COVER)  # fmt: skip
    return _fitting(image, most_bytes), image.width, image.height


def _fitting(image: Image.Image, most_bytes: int) -> bytes:
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() <= most_bytes:
            break
    return out.getvalue()


async def _within(path: str, frame: Frame, asked: Mapping[str, Any]) -> dict[tuple[str, float, int], tuple[float, ...]]:
    """The places of one inner frame, in the coordinates of the page; the whole frame where it cannot be asked."""
    try:
        found: dict[str, Any] = await page_script.run(frame, "secretBoxes", asked)
    except PlaywrightError:
        found = {"mark": 0.0, "boxes": None}
    if found["boxes"] == []:
        return {}
    try:
        owner = await frame.frame_element()
        around = await owner.bounding_box()
        inside_x, inside_y, scale = await owner.evaluate(_INSIDE)
    except PlaywrightError:  # it went away; where it came from is read again after the picture
        return {}
    if around is None:
        return {}
    left, top, width, height = around["x"], around["y"], around["width"], around["height"]
    if found["boxes"] is None or abs(scale - 1) > 0.01:
        return {(path, found["mark"], 0): (left, top, width, height)}
    return {(path, found["mark"], n): (left + inside_x + x, top + inside_y + y, w, h) for n, x, y, w, h in found["boxes"]}


def _box(x: float, y: float, width: float, height: float, zoom: float) -> Box:
    return Box(x * zoom, y * zoom, (x + width) * zoom, (y + height) * zoom)
