"""Pages that want a code: typed in one go, handed in by the page's own button, and forgotten.

A code goes where its account's password may go: to the site's own registrable domain, in one request, while this page is on show.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page
from pydantic import SecretStr

from brain.accounts_rules import exact_origin, is_private_talk, without_passwords
from brain.errors import Refused
from brain.form import FormPage
from brain.ports import AccountSite, Entered
from jobhunter.faults import fault
from workers.hands.browser import outcome
from workers.hands.browser.account_answers import news_of, said, told
from workers.hands.browser.acts import press_order
from workers.hands.browser.challenges import code_field, send_button, wants_what
from workers.hands.browser.gate import SubmitGate
from workers.hands.browser.gate_rules import site_of
from workers.hands.browser.raw import Handle, RawAction
from workers.hands.browser.reader import Reading, frame_paths
from workers.hands.browser.widgets.spot import Spot
from workers.hands.browser.widgets.typing import type_code
from workers.hands.browser.wording import ACCOUNT_LOCKED, SEND_AGAIN, fold

log = structlog.get_logger(__name__)
GOES_ON_S = 0.5  # how long a page whose last box is full may take to go on by itself


class CodeSession(Protocol):
    """What these pages need of a session."""

    @property
    def gate(self) -> SubmitGate: ...
    async def look(self) -> Reading | None: ...
    async def change(self, most_s: float) -> bool: ...
    async def read(self) -> FormPage: ...
    async def arrive(self) -> Reading: ...
    async def begin_again(self) -> None: ...
    async def let_go(self) -> None: ...
    def hide(self, secret: str) -> None: ...
    def forget(self, secret: str) -> None: ...
    def pages(self) -> list[Page]: ...


After = Callable[[Reading, Callable[[Reading, Reading], bool]], Awaitable[Reading]]


class CodePages:
    """`after(before, went_on)`: the page once it went on or said why not."""

    def __init__(self, session: CodeSession, after: After) -> None:
        self._session, self._after = session, after

    @property
    def _page(self) -> Page:
        return self._session.pages()[0]

    async def enter(self, site: AccountSite, code: SecretStr) -> Entered:
        """Types the code and hands it in. Raises `Refused` `wrong_origin` with nothing typed."""
        before = await self._session.arrive()
        field = code_field(before)
        if field is None:
            return Entered(state="refused", page=without_passwords(before.page), text="The page changed.")
        handle = Handle.unpack(field.handle)
        frame = self._own_frame(handle.frame, site)
        secret, gate = code.get_secret_value(), self._session.gate
        self._session.hide(secret)
        await self._session.let_go()
        gate.open_account(exact_origin(frame.url))  # many pages go on by themselves with the last character
        try:
            try:
                await _type(Spot(frame, handle.selector), handle, secret)
            finally:  # the page may have gone on with the last character
                fault("after_code", "account")
            if not await self._goes_on():
                await self._hand_in(frame, handle)
            now = await self._after(before, _went_on)
        except PlaywrightError as error:
            log.info("code_not_entered", error=type(error).__name__)
            now = await self._session.arrive()
        finally:
            gate.close_account()
            self._session.forget(secret)
        return await self._entered(now, before)

    async def send(self) -> FormPage:
        """Has a code sent."""
        before = await self._session.arrive()
        button = send_button(before)
        frame = frame_paths(self._page).get(button[0]) if button else None
        if button is None or frame is None:
            return await self._session.read()
        await self._session.let_go()
        self._session.gate.open_account(exact_origin(frame.url))
        try:
            await Spot(frame, button[1].handle).click(done=lambda: bool(self._session.gate.sent))
            await self._after(before, lambda now, was: wants_what(now) != "send" or bool(told(now, was)))
        except PlaywrightError as error:
            log.info("code_not_sent", error=type(error).__name__)
        finally:
            self._session.gate.close_account()
        await self._session.arrive()
        return await self._session.read()

    async def follow(self, link: SecretStr, site: AccountSite) -> FormPage:
        """Opens a link of the site's own. Raises `Refused` `wrong_origin` for any other."""
        if exact_origin(link.get_secret_value()) != site.origin:
            raise _not_its_own("A link led to another site.")
        try:
            await self._page.goto(link.get_secret_value(), wait_until="domcontentloaded")
        except PlaywrightError as error:
            log.info("link_not_opened", error=type(error).__name__)
        now = await self._session.arrive()
        if now.page.kind in ("job_post", "other", "error") or wants_what(now) == "link":
            await self._session.begin_again()
            await self._session.arrive()
        return await self._session.read()

    # --- parts -------------------------------------------------------------------------------------------------------
    def _own_frame(self, path: str, site: AccountSite) -> Frame:
        frame = frame_paths(self._page).get(path)
        if frame is None or site_of(frame.url) != site_of(site.origin) or not is_private_talk(exact_origin(frame.url)):
            raise _not_its_own("Another site's field asked for it.")
        return frame

    async def _goes_on(self) -> bool:
        gate, until = self._session.gate, time.monotonic() + GOES_ON_S
        while time.monotonic() < until:
            if gate.sent or gate.pending:
                return True
            await self._session.change(0.1)
        return bool(gate.sent)

    async def _hand_in(self, frame: Frame, handle: Handle) -> None:
        reading, gate = await self._session.look(), self._session.gate
        if gate.sent or reading is None:
            return
        button = _button(reading, handle.frame)
        if button is not None:
            await Spot(frame, button.handle).click(done=lambda: bool(gate.sent))
        else:
            await self._page.keyboard.press("Enter")

    async def _entered(self, now: Reading, before: Reading) -> Entered:
        if ACCOUNT_LOCKED.search(news_of(now, before)):
            return Entered(state="locked", page=await self._session.read(), text=said(now, before))
        if wants_what(now) is not None:
            return Entered(state="refused", page=await self._session.read(), text=said(now, before))
        if now.page.kind in ("job_post", "other"):
            await self._session.begin_again()  # it may lead to a page of the account's own
            await self._session.arrive()
        return Entered(state="entered", page=await self._session.read())


async def _type(spot: Spot, handle: Handle, code: str) -> None:
    if handle.widget == "boxes":
        await type_code(spot, handle.choices, code)
        return
    await spot.click()
    await spot.locator.fill("")
    await spot.frame.page.keyboard.type(code)
    if "".join(c for c in await spot.locator.input_value() if c.isalnum()) != code:
        await spot.locator.fill(code)


def _button(reading: Reading, path: str) -> RawAction | None:
    raws = [raw for raw in reading.raws[path].actions if not raw.outside and not raw.disabled and raw.tag != "a"]
    raws = [raw for raw in raws if not SEND_AGAIN.search(fold(raw.label))]
    here = [action for action in reading.page.actions if Handle.unpack(action.handle).frame == path]
    order = [Handle.unpack(a.handle).selector for a in (*press_order(here, "submit"), *press_order(here, "next"))]
    by_handle = {raw.handle: raw for raw in raws}
    pressed = next((by_handle[one] for one in order if one in by_handle), None)
    return pressed or next((raw for raw in reversed(raws) if raw.submits or raw.after_fields), None)


def _went_on(now: Reading, before: Reading) -> bool:
    """Whether the page wants no code any more, or says something new about the one it got."""
    return (
        wants_what(now) is None
        or now.page.url != before.page.url
        or bool(told(now, before))
        or bool(outcome.new_errors(now.page, before.page))
    )


def _not_its_own(why: str) -> Refused:
    return Refused("wrong_origin", "A code is typed at its own site alone.", why, "Look at the page before you go on there.")
