"""One form's browser as a person watches it: pictures with the secrets covered, taken only while somebody looks."""

import asyncio
import base64
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from workers.hands.browser.hands_on import Hands, Manual
from workers.hands.browser.masking import Places, covered, secret_places

log = structlog.get_logger(__name__)
SHOT = {"format": "jpeg", "quality": 50, "optimizeForSpeed": True, "captureBeyondViewport": False}
MOST_BYTES = 200_000
PATIENCE_S = 5.0  # a page that is stuck in its own script is not on show meanwhile


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG; `ratio`: its pixels for each CSS pixel of the page."""

    jpeg: bytes
    width: int
    height: int
    ratio: float


class Camera:
    """Takes pictures of whatever page is on show. Nothing is open between `rest` and the next picture."""

    def __init__(self, page: Callable[[], Page], secrets: Callable[[], list[str]]) -> None:
        self._page, self._secrets = page, secrets
        self._session: CDPSession | None = None
        self._of: Page | None = None
        self._last: Places | None = None
        self._same: tuple[Any, Picture] | None = None  # what was covered last, and what came of it

    async def picture(self) -> Picture | None:
        """None while the page is on its way to another, or cannot be asked."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._taken(self._page())
        except (PlaywrightError, TimeoutError) as error:
            log.debug("no_picture", error=type(error).__name__)
            await self.rest()
            return None

    async def _taken(self, page: Page) -> Picture | None:
        session = await self._on(page)
        before = await secret_places(page, self._secrets())
        if before is None:
            return None
        shot = await session.send("Page.captureScreenshot", SHOT)
        after = await secret_places(page, self._secrets(), again=True)
        if after is None or not before.stood_still(after):
            return None
        # What a moment ago was secret and is gone may have come back in between.
        moments = [p for p in (self._last, before, after) if p is not None and p.mark == after.mark]
        self._last = after
        unchanged = (shot["data"], [places.boxes for places in moments])
        if self._same is None or self._same[0] != unchanged:
            jpeg, width, height = covered(base64.b64decode(shot["data"]), moments, MOST_BYTES)
            self._same = unchanged, Picture(jpeg, width, height, width / after.width)
        return self._same[1] if len(self._same[1].jpeg) <= MOST_BYTES else None

    async def _on(self, page: Page) -> CDPSession:
        if self._session is None or self._of is not page:
            await self.rest()
            self._session, self._of = await page.context.new_cdp_session(page), page
        return self._session

    async def rest(self) -> None:
        """Until the next picture nothing is held."""
        session, self._session, self._of, self._last = self._session, None, None, None
        self._same = None
        if session is not None:
            with contextlib.suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await session.detach()


class WatchedSession(Protocol):
    """What the live view needs of a session."""

    @property
    def hands(self) -> Hands: ...
    @property
    def secrets(self) -> set[str]: ...
    @property
    def held_back(self) -> int:
        """How many requests the gate has stopped that would have sent or kept something."""
        ...

    def pages(self) -> list[Page]: ...
    async def hand_over(self) -> None:
        """Notes what the page holds, so that what a person changes can be told."""
        ...

    def taken_back(self) -> None:
        """The machine goes on."""
        ...


class LiveView:
    """One session as a person watches it and takes it over."""

    def __init__(self, session: WatchedSession) -> None:
        self._session = session
        self._camera = Camera(self._page, lambda: sorted(session.secrets))
        self._manual = Manual(self._page)
        self._ratio = 1.0
        self._typed: set[str] = set()

    def _page(self) -> Page:
        return self._session.pages()[0]

    @property
    def hands(self) -> Hands:
        return self._session.hands

    @property
    def held_back(self) -> int:
        return self._session.held_back

    async def picture(self) -> Picture | None:
        """What is on show, with its secrets covered; None while that cannot be told."""
        picture = await self._camera.picture()
        if picture is not None:
            self._ratio = picture.ratio
        return picture

    async def rest(self) -> None:
        """Nobody looks any more."""
        await self._camera.rest()

    async def take(self, person: str) -> None:
        """Waits for the machine to end what it is at. Raises `Conflict`."""
        await self.hands.take(person)
        try:
            await self._session.hand_over()
        except BaseException:
            self.give_back()
            raise

    def give_back(self) -> None:
        """The machine goes on, and reads the page again."""
        self._session.taken_back()

    async def act(self, what: Mapping[str, Any]) -> str:
        """One act of the person's; answers the name of what they clicked on. Raises `InvalidInput`, playwright's errors."""
        try:
            return await self._manual.act(what, self._ratio)
        finally:
            if what.get("type") == "type":
                await self._keep_secret(await self._manual.secrets())

    async def _keep_secret(self, values: list[str]) -> None:
        # What is typed letter by letter is known by its last state; its beginnings are no secrets of their own.
        grown = {one for one in self._typed if any(value.startswith(one) and value != one for value in values)}
        self._session.secrets.difference_update(grown)
        self._typed = (self._typed - grown) | set(values)
        self._session.secrets.update(values)
