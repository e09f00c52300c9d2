"""The sign-in and sign-up pages in front of a form: the only place where a password is typed.

It is typed key by key into an element of a frame whose own origin is the credential's, as the browser tells it; nothing a page
says about itself decides that.
"""

import contextlib
import re
import time
from collections.abc import Callable
from typing import Literal, Protocol
from urllib.parse import urlsplit

import structlog
from playwright.async_api import ElementHandle, Frame, Page
from playwright.async_api import Error as PlaywrightError
from pydantic import SecretStr

from brain.accounts_rules import exact_origin, is_private_talk, passwords, without_passwords
from brain.errors import Refused
from brain.form import Field, FormPage
from brain.ports import AccountSite, Challenge, Credential, Entered
from workers.hands.browser import outcome
from workers.hands.browser.account_answers import moved, news_of, said, state_of
from workers.hands.browser.acts import press_order
from workers.hands.browser.challenges import challenge_of, senders_of, wants_what
from workers.hands.browser.code_pages import CodePages
from workers.hands.browser.families import Families
from workers.hands.browser.gate import SubmitGate
from workers.hands.browser.gate_rules import same_site, site_of
from workers.hands.browser.hands_on import Hands, machines_act
from workers.hands.browser.raw import Handle, RawAction
from workers.hands.browser.reader import Reading, frame_paths
from workers.hands.browser.site_state import state_held
from workers.hands.browser.widgets.spot import Spot
from workers.hands.browser.wording import (
    CONFIRM_FIRST,
    HAS_ACCOUNT,
    HAS_NO_ACCOUNT,
    SIGN_IN,
    SIGN_UP,
    SIGNS_IN_ELSEWHERE,
    fold,
)

log = structlog.get_logger(__name__)
Kind = Literal["sign_in", "sign_up"]
WORDS = {"sign_in": SIGN_IN, "sign_up": SIGN_UP}
LEADS = {"sign_in": (SIGN_IN, HAS_ACCOUNT), "sign_up": (SIGN_UP, HAS_NO_ACCOUNT)}
ACCOUNT_KINDS = ("sign_in", "sign_up")
LIST_OF_TABS = 8


class Session(Protocol):
    """What the account pages need of a session."""

    @property
    def gate(self) -> SubmitGate: ...
    @property
    def hands(self) -> Hands: ...
    async def look(self) -> Reading | None: ...
    async def change(self, most_s: float) -> bool: ...
    async def read(self) -> FormPage: ...
    async def arrive(self) -> Reading:
        """The page once it has come to rest."""
        ...

    async def begin_again(self) -> None:
        """Opens the form's address anew, with what the session holds by now."""
        ...

    async def let_go(self) -> None:
        """The page's own button may send its form from now on."""
        ...

    def hide(self, secret: str) -> None:
        """From now on no picture shows this and no other request carries it."""
        ...

    def forget(self, secret: str) -> None:
        """It is worth nothing any more."""
        ...

    def pages(self) -> list[Page]: ...

    @property
    def latest(self) -> Reading | None:
        """The page as it was read last."""
        ...


class AccountPages:
    """`brain.ports.AccountForms` over one session."""

    def __init__(self, session: Session, families: Families, outcome_s: float) -> None:
        self._session, self._families, self._outcome_s = session, families, outcome_s
        self._codes = CodePages(session, self.after)

    @property
    def _page(self) -> Page:
        return self._session.pages()[0]

    @property
    def hands(self) -> Hands:
        return self._session.hands

    def site(self, page: FormPage) -> AccountSite | None:
        """The origin of the frame the password fields are in, if all are in one and it belongs to the form."""
        frames = {Handle.unpack(field.handle).frame for field in passwords(page)}
        frame = frame_paths(self._page).get(next(iter(frames), "")) if len(frames) == 1 else None
        origin = exact_origin(frame.url) if frame else ""
        if frame is None or not origin or not is_private_talk(origin) or not same_site(frame.url, self._session.gate.state):
            return None
        pattern = self._families.quirks(self._families.of_address(frame.url)).tenant
        found = re.match(pattern, urlsplit(frame.url).path) if pattern else None
        return AccountSite(origin=origin, tenant=found["tenant"].casefold() if found else "")

    # --- entering ----------------------------------------------------------------------------------------------------
    @machines_act
    async def enter(self, page: FormPage, credential: Credential) -> Entered:
        """Types the password and presses the page's button. Raises `Refused` `wrong_origin` with nothing typed."""
        origin, secret = credential.site.origin, credential.password.get_secret_value()
        before = await self._session.arrive()
        fields = passwords(before.page)
        frames = [self._frame(field, origin) for field in fields]
        if not fields or before.page.kind != page.kind:
            return Entered(state="refused", page=without_passwords(before.page), text="The page changed.")
        self._session.hide(secret)
        for field, frame in zip(fields, frames, strict=True):
            if not await self._typed(field, frame, secret, origin):
                return Entered(state="refused", page=await self._session.read(), text="The page did not take the password.")
        return await self._press(await self._session.arrive(), origin, "sign_up" if page.kind == "sign_up" else "sign_in")

    def _frame(self, field: Field, origin: str) -> Frame:
        frame = frame_paths(self._page).get(Handle.unpack(field.handle).frame)
        if frame is None or field.kind != "password" or exact_origin(frame.url) != origin:
            fix = "Nothing was typed. Look at the page before you sign in there."
            raise Refused("wrong_origin", "A password is typed at its own site alone.", "Another site's field asked for it.", fix)
        return frame

    async def _typed(self, field: Field, frame: Frame, secret: str, origin: str) -> bool:
        """Key by key, each bound to the very element: where its document goes away, the next key reaches nothing."""
        try:
            element = await Spot(frame, Handle.unpack(field.handle).selector).locator.element_handle(timeout=2000)
            await element.focus()
            await element.fill("")
            for key in secret:
                if exact_origin(frame.url) != origin or not await element.evaluate(_IS_ONE):
                    return False
                await element.type(key)
            await element.evaluate("element => element.blur()")
            return await _holds(element, secret)
        except PlaywrightError as error:
            log.info("password_not_typed", error=type(error).__name__)
            return False

    async def _press(self, before: Reading, origin: str, kind: Kind) -> Entered:
        spot = self._button(before, kind)
        if spot is None:
            return Entered(state="refused", page=without_passwords(before.page), text="The page shows no button for it.")
        gate = self._session.gate
        await self._session.let_go()
        gate.open_account(origin)
        try:
            await spot.click(done=lambda: bool(gate.sent))
            now = await self.after(before)
            sent = bool(gate.sent)
        except PlaywrightError as error:
            return Entered(state="refused", page=without_passwords(before.page), text=error.message.splitlines()[0])
        finally:
            gate.close_account()
        if now.page.kind in ("job_post", "other") and wants_what(now) is None and not CONFIRM_FIRST.search(news_of(now, before)):
            await self._session.begin_again()  # signing in may lead to a page of the account's own
            now = await self._session.arrive()
        return Entered(state=state_of(now, before, sent), page=await self._session.read(), text=said(now, before))

    def _button(self, reading: Reading, kind: Kind) -> Spot | None:
        path = Handle.unpack(passwords(reading.page)[0].handle).frame
        frame = frame_paths(self._page).get(path)
        raws = [raw for raw in reading.raws[path].actions if not raw.outside and not raw.disabled and not _elsewhere(raw)]
        named = [raw for raw in raws if WORDS[kind].search(fold(raw.label)) and raw.tag != "a"]
        here = [action for action in reading.page.actions if Handle.unpack(action.handle).frame == path]
        pressed = [Handle.unpack(a.handle).selector for a in (*press_order(here, "submit"), *press_order(here, "next"))]
        best = [raw for raw in raws if raw.handle in pressed and raw in named] or [
            r for r in named if r.submits or r.after_fields
        ]
        chosen = best[-1].handle if best else next((one for one in pressed if one in {raw.handle for raw in raws}), "")
        return Spot(frame, chosen) if frame is not None and chosen else None

    async def after(self, before: Reading, went_on: Callable[[Reading, Reading], bool] = moved) -> Reading:
        """The page once it went on or said why not; what is silent is waited for as after a submit."""
        limit = time.monotonic() + self._outcome_s
        quiet, gate = time.monotonic(), self._session.gate
        while True:
            now = await self._session.look()
            if now is not None and went_on(now, before):
                return await self._session.arrive()
            if now is not None and gate.sent and outcome.new_errors(now.page, before.page):
                return now
            if await self._session.change(0.25):
                quiet = time.monotonic()
            patience = outcome.QUIET_S if gate.sent else outcome.UNSENT_S
            if now is not None and (time.monotonic() > limit or time.monotonic() - quiet > patience):
                return now

    # --- second factors ----------------------------------------------------------------------------------------------
    def challenge(self, page: FormPage) -> Challenge | None:
        """Whether the page, as it was read last, wants a code or a link followed."""
        now = self._session.latest
        if now is None or now.page.url != page.url:
            return None
        family = self._families.of_address(page.url)
        return challenge_of(now, senders_of(page.url, self._families.hosts(family) | self._families.mail(family)))

    @machines_act
    async def send_code(self, page: FormPage) -> FormPage:
        """Has a code sent."""
        return await self._codes.send()

    @machines_act
    async def enter_code(self, page: FormPage, site: AccountSite, code: SecretStr) -> Entered:
        """Types a code and hands it in. Raises `Refused` `wrong_origin` with nothing typed."""
        return await self._codes.enter(site, code)

    @machines_act
    async def follow(self, link: SecretStr, site: AccountSite) -> FormPage:
        """Opens a link of exactly this site. Raises `Refused` `wrong_origin`."""
        return await self._codes.follow(link, site)

    @machines_act
    async def begin_again(self) -> FormPage:
        """The form from its first page, with what the browser holds by now."""
        await self._session.begin_again()
        await self._session.arrive()
        return await self._session.read()

    async def held(self, site: AccountSite) -> SecretStr:
        """What the browser holds of the site's own registrable domain."""
        return await state_held(self._page.context, site.origin)

    @property
    def address(self) -> str:
        return self._page.url

    # --- the other form ----------------------------------------------------------------------------------------------
    @machines_act
    async def other(self, wanted: Kind) -> FormPage:
        """Follows the page's own way to its other account form."""
        before = await self._session.arrive()
        for press in await self._ways(before, wanted):
            with contextlib.suppress(PlaywrightError):
                await press.click()
                if await self._came(wanted):
                    break
        return await self._session.read()

    async def _ways(self, reading: Reading, wanted: Kind) -> list[Spot]:
        frames = frame_paths(self._page)
        home, ways = site_of(reading.page.url), list[tuple[int, Spot]]()
        for path, raw in reading.raws.items():
            for action in raw.actions:
                said = fold(action.label).strip(" .!?»›→>")
                leads = any(words.search(said) for words in LEADS[wanted])
                if path in frames and leads and not _elsewhere(action) and _may_follow(action, home):
                    rank = (not WORDS[wanted].fullmatch(said)) + 2 * action.submits
                    ways.append((rank, Spot(frames[path], action.handle)))
        tabs = [spot for frame in frames.values() for spot in await _tabs(frame, WORDS[wanted])]
        return [spot for _, spot in sorted(ways, key=lambda way: way[0])][:2] + tabs[:1]

    async def _came(self, wanted: Kind) -> bool:
        limit = time.monotonic() + self._outcome_s
        quiet = time.monotonic()
        while time.monotonic() < limit and time.monotonic() - quiet < 1.0:
            now = await self._session.look()
            if now is not None and now.page.kind == wanted:
                await self._session.arrive()
                return True
            if await self._session.change(0.25):
                quiet = time.monotonic()
        return False


_IS_ONE = "element => element.isConnected && element.localName === 'input' && element.type === 'password'"


async def _holds(element: ElementHandle, secret: str) -> bool:
    return bool(await element.evaluate("(element, secret) => element.value === secret", secret))


async def _tabs(frame: Frame, words: re.Pattern[str]) -> list[Spot]:
    """Drawn tabs that are no buttons (ARIA role `tab`)."""
    found = frame.locator('[role="tab"]:not(button):not(a)')
    with contextlib.suppress(PlaywrightError):
        labels = (await found.all_inner_texts())[:LIST_OF_TABS]
        return [Spot(frame, f'[role="tab"]:not(button):not(a) >> nth={n}') for n, t in enumerate(labels) if words.search(fold(t))]
    return []


def _may_follow(action: RawAction, home: str) -> bool:
    return not action.href or action.href.startswith("javascript:") or site_of(action.href) == home


def _elsewhere(raw: RawAction) -> bool:
    return bool(SIGNS_IN_ELSEWHERE.search(fold(raw.label)))
