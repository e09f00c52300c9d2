"""One application form in one browser context: read, fill, go on, submit once."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

import structlog
from playwright.async_api import BrowserContext, Dialog, FloatRect, Page
from playwright.async_api import Error as PlaywrightError
from pydantic import ValidationError

from brain.accounts_rules import without_passwords
from brain.errors import Unavailable
from brain.form import Entry, EntryPlace, Field, FieldValue, FormPage, PageAction, ReadBack, Topic, says_same
from brain.known_fields import KnownField, Named, with_known_keys
from brain.manifest import ManifestField
from brain.ports import KnownSelector, LookBack, OnSubmitRequest, SelectorEvidence, SubmitResult
from brain.repeaters import as_known_entries
from workers.hands.browser import lists, looking_back, opening, outcome, page_script, steps
from workers.hands.browser.accounts import AccountPages
from workers.hands.browser.acts import press_order
from workers.hands.browser.carrying import said_by
from workers.hands.browser.comparing import as_text
from workers.hands.browser.drawn_lists import DrawnLists
from workers.hands.browser.families import Families, Quirks
from workers.hands.browser.filler import Filler
from workers.hands.browser.gate import AddressPolicy, SubmitGate
from workers.hands.browser.gate_rules import same_site
from workers.hands.browser.hands_on import ByHand, Hands, machines_act
from workers.hands.browser.holding import Holding
from workers.hands.browser.known_actions import known_press, with_known_actions
from workers.hands.browser.live import LiveView
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.pauses import Pauses
from workers.hands.browser.raw import Handle
from workers.hands.browser.reader import Reading, frame_paths, read
from workers.hands.browser.screenshots import Screenshots, secret_inputs
from workers.hands.browser.selectors import SelectorBook, worth_keeping
from workers.hands.browser.widgets.spot import Spot

log = structlog.get_logger(__name__)
REST_S = 0.06  # how long a page that has come must have been still
FRESH_S = 0.05  # how long the reading it came with stands for the first one asked for


class PlaywrightSession:
    """`brain.ports.FormSession`. Nothing it does, `submit` apart, lets a submit request leave the browser."""

    def __init__(
        self, context: BrowserContext, page: Page, gate: SubmitGate, options: BrowserOptions, families: Families,
        known: Sequence[KnownSelector], label: str,
    ) -> None:  # fmt: skip
        self._page, self._gate, self._options, self._families = page, gate, options, families
        self._book = SelectorBook(known, families.of_address)
        self._quirks, self._by_hand = Quirks(), False
        self._pauses = Pauses(options.human_pauses)
        self._shots = Screenshots(options.files_dir, label)
        self._number, self._status = 1, 200
        self._begun_at: tuple[str, AddressPolicy] | None = None
        self._lists = DrawnLists()
        self._secrets: set[str] = set()
        self.hands, self._by_person = Hands(), ByHand()
        self._live = LiveView(self)
        self._reading: Reading | None = None
        self._fresh: tuple[float, Reading] | None = None
        self._fields: dict[int, dict[str, KnownField]] = defaultdict(dict)
        self._put_away: dict[Topic, int] = {}  # how many entries of a list come before those on show
        self._others: list[Page] = []
        self._crashed = False
        self._holding = Holding()
        self._ends: set[tuple[object, ...]] = set()  # pages whose Next tried to send, by signature
        context.on("page", self._new_tab)
        self._watch(page)

    @property
    def gate(self) -> SubmitGate:
        return self._gate

    def may_save(self, allowed: bool) -> None:
        """Whether the person lets this site keep what is filled in before the end."""
        self._gate.may_save(allowed)

    @property
    def unsaved(self) -> int:
        """How many requests were held back because they would have."""
        return self._gate.unsaved

    @property
    def accounts(self) -> AccountPages:
        return AccountPages(self, self._families, self._options.outcome_s)

    def hide(self, secret: str) -> None:
        """A password: no picture shows it, and it leaves with its account's own request or not at all."""
        self._secrets.add(secret)
        self._gate.hide(secret)

    def forget(self, secret: str) -> None:
        """A code that was used is worth nothing; a picture still does not show it."""
        self._gate.forget(secret)

    @property
    def latest(self) -> Reading | None:
        """The page as it was read last."""
        return self._reading

    async def let_go(self) -> None:
        """The page's own button may send its form again."""
        await self._holding.release()

    # --- a person's hands --------------------------------------------------------------------------------------------
    @property
    def secrets(self) -> set[str]:
        """What no picture shows, wherever it stands."""
        return self._secrets

    @property
    def held_back(self) -> int:
        """How many requests were stopped that would have sent or kept something."""
        return self._gate.counts["unarmed"] + self._gate.counts["no_consent"]

    @property
    def typed_by_person(self) -> Mapping[str, FieldValue]:
        """What a person has put in by hand, by key, as far as the page was read since."""
        return self._by_person.values

    @property
    def live(self) -> LiveView:
        """This browser as a person watches it."""
        return self._live

    async def hand_over(self) -> None:
        """Notes what the page holds, as it is handed to a person; nothing that was read before counts any more."""
        reading = await self._steady()
        self._by_person.begin(self._lists.known(reading.page))
        self._gate.in_hands(True)

    def taken_back(self) -> None:
        """The machine may go on."""
        self._gate.in_hands(False)
        self.hands.give_back()

    @property
    def evidence(self) -> Sequence[SelectorEvidence]:
        return self._book.evidence

    @property
    def selector_hits(self) -> int:
        return self._book.hits

    # --- opening -----------------------------------------------------------------------------------------------------
    async def start(self, url: str, policy: AddressPolicy, form: str = "") -> None:
        """Opens the page and follows its Apply button while it is the job's. `form`: where it is begun anew, if elsewhere."""
        self._begun_at = self._begun_at or (form or url, policy)
        self._status = await opening.go(self._page, url, policy)
        reading = await self._arrived()
        for _ in range(opening.HOPS):
            if reading.page.kind != "job_post" or not await self._follow_apply(reading, policy):
                break
            reading = await self._arrived()
        self._gate.move("closed")
        self._at_home(reading)
        self._fresh = (time.monotonic(), reading)

    async def begin_again(self) -> None:
        """Opens the form's address anew, from its first page, with what the site has set since."""
        assert self._begun_at is not None
        self._number, self._put_away = 1, {}
        if not self._gate.state.values:
            self._gate.move("opening")
        await self.start(*self._begun_at)

    async def arrive(self) -> Reading:
        """The page once it has come to rest, whose site the gate then takes for the form's."""
        reading = await self._arrived()
        self._reading = reading
        self._at_home(reading)
        return reading

    async def _arrived(self) -> Reading:
        with contextlib.suppress(PlaywrightError):
            await self._page.wait_for_load_state("load", timeout=3000)
        limit = time.monotonic() + self._options.settle_s
        while True:
            moved, reading = await asyncio.gather(self.change(REST_S), self.look())  # it is watched while it is read
            left = limit - time.monotonic()
            if reading is not None and (left <= 0 or _has_come(reading)):
                return await self._at_rest(reading) if moved or self._quirks.settle_ms else reading
            if left <= -self._options.page_s:
                raise opening.not_reached(self._page.url, "the page never came to rest")
            if not moved:
                await self.change(0.3)

    async def _at_rest(self, reading: Reading) -> Reading:
        # A page that draws itself by script often draws again right after; what moves is read once more.
        limit = time.monotonic() + self._options.settle_s
        while await self.change(max(0.04, self._quirks.settle_ms / 1000)):
            reading = (await self.look()) or reading
            if not self._quirks.settle_ms or time.monotonic() > limit:
                break
        return reading

    async def _follow_apply(self, reading: Reading, policy: AddressPolicy) -> bool:
        ways = opening.ways_to_apply(reading, sorted(self._families.all_hosts()))
        known = self._book.candidates("apply_button")
        ways.sort(key=lambda way: not set(way[1].stable) & set(known))
        for path, action in ways[:1]:
            frame = frame_paths(self._page).get(path)
            if frame is None:
                continue
            self._book.chose("apply_button", known, action.stable, reading.raws[path].url)
            if opening.leads_elsewhere(action, reading.page.url):
                self._status = await opening.go(self._page, action.href, policy)
            else:
                await self._press_apply(Spot(frame, action.handle))
            return True
        return False

    async def _press_apply(self, spot: Spot) -> None:
        before = len(self._others)
        await spot.click()
        await self.change(1.0)
        if len(self._others) > before:
            self._page = self._others.pop()
            self._watch(self._page)
            with contextlib.suppress(PlaywrightError):
                await self._page.wait_for_load_state("domcontentloaded")

    def _at_home(self, reading: Reading) -> None:
        posts = [form for raw in reading.raws.values() for form in raw.forms if form.method == "post"]
        targets = [(form.action or reading.page.url).split("?")[0].split("#")[0] for form in posts]
        # Hosts come from addresses: marks a page carries name its family, and open nothing.
        owners = {self._families.of_address(raw.url) for raw in reading.raws.values()}
        hosts = {host for owner in owners for host in self._families.hosts(owner)}
        self._gate.at_home(reading.page.url, sorted(hosts), targets)

    def _new_tab(self, page: Page) -> None:
        # Refused tabs stay blank; one that may be opened (an Apply button's, a form sent to a new tab) is kept.
        self._others.append(page)

    def _watch(self, page: Page) -> None:
        page.on("dialog", self._on_dialog)
        page.on("crash", self._on_crash)

    def _on_crash(self, page: Page) -> None:
        self._crashed = True

    async def _on_dialog(self, dialog: Dialog) -> None:
        with contextlib.suppress(PlaywrightError):
            if self._gate.state.mode == "armed" and dialog.type == "confirm":
                await dialog.accept()
            else:
                await dialog.dismiss()

    def by_hand(self) -> None:
        """From now on texts are typed by keys and boxes ticked by the mouse, as a person does it."""
        self._by_hand, self._fresh = True, None

    def recognise(self, page: int, fields: Sequence[Named]) -> None:
        """From now on what reads like one of these on that page bears its key, whatever the site calls it."""
        for field in fields:
            self._fields[page].setdefault(field.key, KnownField.of(field))
            if isinstance(field, ManifestField) and field.options == ():
                self._lists.searched.add(field.key)

    # --- reading -----------------------------------------------------------------------------------------------------
    async def look(self) -> Reading | None:
        """The page as it stands, or None while it is on its way to another. Raises `Unavailable` (`browser_gone`)."""
        if self._page.is_closed() or self._crashed:
            raise Unavailable("browser_gone", "The browser ended while it was at work.", fix="Run it again.")
        self._follow_sent()
        self._fresh = None
        try:
            reading = await read(self._page, self._number, self._families, self._status)
            self._book.seed(self._families.seeds(reading.page.family))
            self._quirks = self._families.quirks(reading.page.family)
            if self._by_hand:
                self._quirks = self._quirks.model_copy(update={"types_by_keys": True, "ticks_by_mouse": True})
            reading = await with_known_actions(frame_paths(self._page), reading, self._families)
            return self._with_keys(reading)
        except (PlaywrightError, ValidationError) as error:
            log.debug("not_readable_now", error=type(error).__name__)
            with contextlib.suppress(PlaywrightError):
                await self._page.wait_for_load_state("domcontentloaded", timeout=5000)
            await asyncio.sleep(0.02)
            return None

    def _follow_sent(self) -> None:
        # A form may be sent to a new tab; the answer is there.
        if self._gate.state.mode == "armed" and self._gate.sent:
            self._page = next((tab for tab in self._others if not tab.is_closed() and tab.url != "about:blank"), self._page)

    async def change(self, most_s: float) -> bool:
        """Waits for the next change of the page, at most `most_s` seconds; a navigation is a change."""
        try:
            return bool(await page_script.run(self._page.main_frame, "changed", {"most": most_s * 1000, "still": 50}))
        except PlaywrightError:
            return True

    def pages(self) -> list[Page]:
        return [self._page, *self._others]

    @machines_act
    async def read(self) -> FormPage:
        """The page as it stands, with the options of its drawn lists."""
        reading = (await self._lives() and self._just_read()) or await self._steady()
        if await self._read_to_the_end(reading):
            reading = await self._steady()
        if reading.page.kind in ("form_step", "sign_up", "review"):
            await self._lists.open(frame_paths(self._page), reading.page)
        page = self._lists.known(reading.page)
        self._by_person.found(page)
        return without_passwords(page)

    async def _steady(self) -> Reading:
        limit = time.monotonic() + self._options.page_s
        while (reading := await self.look()) is None:
            if time.monotonic() > limit:
                raise opening.not_reached(self._page.url, "the page cannot be read")
        return self._taken(reading)

    async def _lives(self) -> bool:
        try:
            return not self._crashed and bool(await self._page.evaluate("true"))
        except PlaywrightError:
            return False

    def _just_read(self) -> Reading | None:
        """The reading the page came with, where it is of this very moment and nothing was done since."""
        (at, reading), self._fresh = self._fresh or (0.0, None), None
        if reading is None or time.monotonic() - at > FRESH_S:
            return None
        return self._taken(self._with_keys(reading))

    def _with_keys(self, reading: Reading) -> Reading:
        page = as_known_entries(reading.page, self._put_away)
        return Reading(with_known_keys(page, self._fields[self._number].values()), reading.raws)

    def _taken(self, reading: Reading) -> Reading:
        self.recognise(self._number, reading.page.fields)
        self._at_home(reading)
        self._reading = Reading(reading.page.model_copy(update={"foreign": self._foreign(reading)}), reading.raws)
        return self._reading

    def _foreign(self, reading: Reading) -> frozenset[str]:
        """Whose frames may not be filled in: those of sites that are neither the page's nor of a known family."""
        return frozenset(raw.origin for raw in reading.raws.values() if not same_site(raw.url, self._gate.state))

    async def _read_to_the_end(self, reading: Reading) -> bool:
        """Terms that lock the form until they were read are scrolled to their end, as a reader does; True when there were any."""
        locked = [frame_paths(self._page).get(path) for path, raw in reading.raws.items() if raw.marks.locked]
        for frame in locked:
            if frame is not None:
                with contextlib.suppress(PlaywrightError):
                    await page_script.run(frame, "readToTheEnd")
        return bool(locked)

    async def _reread(self) -> FormPage:
        return self._lists.known((await self._steady()).page)

    # --- acting ------------------------------------------------------------------------------------------------------
    @machines_act
    async def fill(self, page: FormPage, entries: Sequence[Entry]) -> Sequence[ReadBack]:
        """Fills the fields and reads back what the page holds for each."""
        if self._by_person.unread:
            rest, left = self._by_person.kept(await self.read(), entries)
            done = {**left, **{one.key: one for one in await self.fill(page, rest)}}
            return [done[entry.field.key] for entry in entries]
        self._guard(entries)
        self._fresh = None
        await self._holding.hold(frame_paths(self._page).values())
        filler = Filler(self._page, self._book, self._pauses, self._reread, self._options, self._quirks)
        return await filler.fill(entries)

    def _guard(self, entries: Sequence[Entry]) -> None:
        self._secrets |= {as_text(e.value) for e in entries if e.field.kind in ("password", "code") and e.value}
        telling = [text for e in entries if (text := _telling(e.field, e.value))]
        self._gate.guard([text for e in entries for text in said_by(e.field, e.value)])
        self._book.guard(telling)

    @machines_act
    async def operate(self, action: PageAction, place: EntryPlace | None) -> FormPage:
        """Presses a button that adds an entry of a list (`place`), or puts the open one away, and reads the page then."""
        before = self._reading or await self._steady()
        handle = Handle.unpack(action.handle)
        frame = frame_paths(self._page).get(handle.frame)
        self._fresh = None
        if frame is not None:
            if place is None:
                await self._holding.release()  # a dialog may save by its own form; the gate holds what would be sent
            with contextlib.suppress(PlaywrightError):
                await Spot(frame, handle.selector).click()
            await lists.until_answered(self.look, self.change, before, self._options.settle_s)
        if place is not None:
            self._put_away[place.topic] = 0
            now = await self._steady()
            on_show = max((f.entry.number for f in now.page.fields if f.entry and f.entry.topic == place.topic), default=0)
            self._put_away[place.topic] = max(0, place.number - on_show) if on_show else 0
        return await self.read()

    @machines_act
    async def advance(self, page: FormPage) -> FormPage:
        """Presses Next and reads the page it leads to, or the same page with `errors` when it refused."""
        before = self._reading or await self._steady()
        held_back = self._gate.counts["unarmed"]
        self._gate.expect_steps(await self._more_steps(before, page), self._number)
        self._gate.move("advancing")
        try:
            pressed = await self._press(page, "next")
            now = await self._next_page(before) if pressed else before
        finally:
            self._gate.move("closed")
        stopped = self._gate.counts["unarmed"] > held_back
        if _signature(now.page) != _signature(before.page):
            self._number, self._put_away = self._number + 1, {}
            return await self.read()
        if stopped:
            self._ends.add(_signature(now.page))
        errors = {
            **outcome.invalid_fields(now),
            **({"": "The page tried to send the form; nothing was sent."} if stopped else {}),
        }
        return without_passwords(self._as_end(self._lists.known(now.page))).model_copy(update={"errors": errors})

    async def _more_steps(self, before: Reading, page: FormPage) -> bool:
        """Whether Next leads to another page, as far as it can be known before it is pressed."""
        if any(self._families.of_address(raw.url) for raw in before.raws.values()):
            return True
        heads = [text for raw in before.raws.values() for text in (raw.title, *raw.headings)]
        known = steps.counted(heads, [raw.text for raw in before.raws.values()], self._number)
        if known is None:
            known = await steps.row_of_steps(frame_paths(self._page).values())
        label = next((action.label for action in press_order(page.actions, "next")), "")
        return steps.says_more(page, label) if known is None else known

    def _as_end(self, page: FormPage) -> FormPage:
        """A page whose Next tried to send holds the last action, whatever its button says."""
        if _signature(page) not in self._ends:
            return page
        actions = [a.model_copy(update={"kind": "submit"}) if a.kind == "next" else a for a in page.actions]
        return page.model_copy(update={"actions": tuple(actions)})

    async def _next_page(self, before: Reading) -> Reading:
        limit = time.monotonic() + self._options.outcome_s
        quiet_since = time.monotonic()
        while True:
            now = await self.look()
            if now is not None and _signature(now.page) != _signature(before.page) and _has_come(now):
                return await self._at_rest(now)
            if now is not None and outcome.new_errors(now.page, before.page):
                return now
            if await self.change(0.25):
                quiet_since = time.monotonic()
            if now is not None and (time.monotonic() > limit or time.monotonic() - quiet_since > outcome.UNSENT_S):
                return now
            if time.monotonic() > limit + self._options.page_s:
                raise opening.not_reached(self._page.url, "the next page cannot be read")

    async def _press(self, page: FormPage, purpose: str) -> bool:
        """Operates the page's Next or last action, through a known selector where one leads to it."""
        for action in (press_order(page.actions, "next") if purpose == "next" else _last_actions(page))[:1]:
            handle = Handle.unpack(action.handle)
            frame = frame_paths(self._page).get(handle.frame)
            if frame is None:
                return False
            await self._pauses.between(20)
            await self._holding.release()
            address = frame.url
            selector = await known_press(frame, handle, purpose, self._book)
            try:
                await Spot(frame, selector or handle.selector).click(done=self._submit_seen)
            except PlaywrightError as error:
                log.info("press_failed", purpose=purpose, error=error.message.splitlines()[0])
                return False
            self._book.won(purpose, selector or worth_keeping(handle), address)
            return True
        return False

    def _submit_seen(self) -> bool:
        return bool(self._gate.sent) or self._gate.pending

    @machines_act
    async def submit(self, page: FormPage, on_request: OnSubmitRequest) -> SubmitResult:
        """Operates the last action once, while the page still holds what `page` held. Raises whatever `on_request` raised, with
        nothing sent."""
        before = await self._steady()
        if not _last_actions(before.page):
            return SubmitResult(state="not_sent", text="The page shows no last action.", url=before.page.url)
        if moved := _moved(page, self._lists.known(before.page)):
            text = f"The page changed before it was sent: {', '.join(moved)}"
            return SubmitResult(state="not_sent", text=text, url=before.page.url)
        self._gate.arm(on_request)
        self._gate.activity.clear()
        try:
            pressed = await self._press(before.page, "submit")
            if not pressed and not self._gate.sent and not self._gate.pending:
                return SubmitResult(state="not_sent", text="The last action could not be operated.", url=before.page.url)
            result = await outcome.watch(self, self._gate, before, self._options.outcome_s)
        except Unavailable:
            if not self._gate.sent:
                raise
            return SubmitResult(
                state="unknown", text="The browser ended before the page answered.", requests=len(self._gate.sent)
            )
        finally:
            self._gate.disarm()
        return result.model_copy(update={"screenshot": await self._proof(result.state)})

    async def _proof(self, label: str) -> str | None:
        try:
            return await self.screenshot(label)
        except PlaywrightError as error:  # a missing picture never changes what was found
            log.warning("screenshot_failed", error=error.message.splitlines()[0])
            return None

    async def secret_boxes(self) -> list[FloatRect]:
        """Where the inputs lie that a picture covers: `x`, `y`, `width`, `height` in CSS pixels of the page."""
        spots = await secret_inputs(self._page, sorted(self._secrets))
        boxes = [await Spot(frame, handle).locator.bounding_box() for frame, handle in spots]
        return [box for box in boxes if box]

    async def look_back(self, title: str, company: str) -> LookBack:
        """What the site says of an application made before."""
        try:
            told = await looking_back.look_back(self, title, company)
        except PlaywrightError as error:
            log.info("not_looked_up", error=type(error).__name__)
            return LookBack(state="silent")
        return told.model_copy(update={"screenshot": await self._proof("looked-back")})

    async def screenshot(self, label: str) -> str:
        """A picture with secrets covered; its path relative to the files folder."""
        return await self._shots.take(self._page, label, sorted(self._secrets))


def _has_come(reading: Reading) -> bool:
    """Whether there is something to act on: fields on show, or a page whose kind is plain without any."""
    return (
        any(field.visible for field in reading.page.fields)
        or reading.page.kind not in ("other", "job_post")
        or (reading.page.kind == "job_post" and bool(reading.page.actions))
    )


def _last_actions(page: FormPage) -> Sequence[PageAction]:
    """The likeliest last. A page that was explored as the last one and has no other has its Next for it."""
    return press_order(page.actions, "submit") or press_order(page.actions, "next")


def _moved(before: FormPage, now: FormPage) -> list[str]:
    """The labels of fields that hold something else than when the page was read to be sent; files apart, whose names are shown in
    many ways."""
    held = {f.key: f.value for f in before.fields if f.kind not in ("file", "password", "code")}
    return [f.label or f.key for f in now.fields if f.visible and f.key in held and not says_same(f.value, held[f.key])]


def _signature(page: FormPage) -> tuple[object, ...]:
    return (
        page.url.split("#")[0],
        page.kind,
        tuple((f.name or f.label, f.kind) for f in page.fields if f.visible and not f.honeypot),
        tuple(a.label for a in page.actions if a.kind in ("next", "submit")),
    )


def _telling(field: Field, value: FieldValue) -> str:
    """A value that would tell another site who the candidate is; short or common words tell nothing."""
    if field.kind not in ("text", "textarea", "email", "phone", "url", "password", "code") or not isinstance(value, str):
        return ""
    return value if (field.kind in ("email", "phone", "password") and len(value) > 5) or len(value) >= 12 else ""
