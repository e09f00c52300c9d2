"""Pictures of a page with its secrets covered."""

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page

from workers.hands.browser import page_script
from workers.hands.browser.labels import slug
from workers.hands.browser.reader import frame_paths
from workers.hands.browser.widgets.spot import Spot

QUALITY = 60
COVER = "#1b1b1b"


class Screenshots:
    """Takes numbered pictures under one folder. Names hold the label given by our own code and a number, nothing of the page."""

    def __init__(self, folder: Path, label: str) -> None:
        self._folder = folder
        self._label = slug(label) or "page"
        self._numbers = itertools.count(1)

    async def take(self, page: Page, label: str, secrets: Sequence[str] = ()) -> str:
        """A JPEG after every password, code and secret-valued input was covered; its path relative to the folder.

        `secrets`: values that must not be seen, wherever they stand in an input.
        """
        masks = [Spot(frame, handle).locator for frame, handle in await secret_inputs(page, secrets)]
        name = self._name(label)
        self._folder.mkdir(parents=True, exist_ok=True)
        await page.screenshot(
            path=self._folder / name,
            type="jpeg",
            quality=QUALITY,
            full_page=True,
            mask=masks,
            mask_color=COVER,
            animations="disabled",
            caret="hide",
            timeout=10_000,
        )
        return name

    def _name(self, label: str) -> str:
        stem = re.sub(r"[^a-z0-9_]", "", "_".join(part for part in (self._label, slug(label)) if part)) or "page"
        while True:
            name = f"{stem}-{next(self._numbers)}.jpg"
            if not (self._folder / name).exists():
                return name


async def secret_inputs(page: Page, secrets: Sequence[str]) -> list[tuple[Frame, str]]:
    """Every input to be covered, by frame and handle."""
    found: list[tuple[Frame, str]] = []
    for frame in frame_paths(page).values():
        try:
            handles = await page_script.run(frame, "secretInputs", list(secrets))
        except PlaywrightError:
            continue
        found.extend((frame, str(handle)) for handle in handles)
    return found
