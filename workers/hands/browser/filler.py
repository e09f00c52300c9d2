"""The filler: plain controls in one pass per frame, widgets one by one, and everything read back."""

import re
from collections.abc import Awaitable, Callable, Sequence

import structlog
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page

from brain.form import Entry, Field, FieldValue, FilePath, FormPage, ReadBack
from workers.hands.browser import page_script
from workers.hands.browser.autofill import filled_in
from workers.hands.browser.comparing import as_text, holds
from workers.hands.browser.families import Quirks
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.orders import Order, orders_for, written_for
from workers.hands.browser.pauses import Pauses
from workers.hands.browser.raw import Handle
from workers.hands.browser.reader import frame_paths
from workers.hands.browser.selectors import SelectorBook, field_purpose, worth_keeping
from workers.hands.browser.widgets import calendar, combobox, drawn_select, parts, stepping, ticking, typing
from workers.hands.browser.widgets.dates import shows_day, wants_calendar, whole_day
from workers.hands.browser.widgets.file_upload import Upload
from workers.hands.browser.widgets.spot import Spot
from workers.hands.browser.wording import CAPTCHA

log = structlog.get_logger(__name__)
PLAIN = frozenset({"native", "radios", "checkboxes", "yes_no", "buttons", "listbox"})
TICKED = frozenset({"radios", "checkboxes", "yes_no", "buttons"})
KEYED = frozenset({"", "text", "email", "tel", "url", "number", "password", "search"})
Reread = Callable[[], Awaitable[FormPage]]


class Job:
    """One entry on its way into the page."""

    def __init__(self, entry: Entry, quirks: Quirks) -> None:
        self.field: Field = entry.field
        self.value: FieldValue = entry.value
        self.handle = Handle.unpack(entry.field.handle)
        self.selector = self.handle.selector
        self.known = ""
        self.trouble = ""
        self.ok = False
        self.day = whole_day(as_text(entry.value)) if entry.field.kind in ("date", "text") else None
        self.pressed = False  # its day was pressed in a calendar, or its steps were counted
        self.shown: FieldValue = entry.field.value
        self.taken: tuple[str, ...] = ()  # the options pressed for it
        self.upload: Upload | None = None
        self.keyed = quirks.types_by_keys and self.handle.widget == "native" and self.handle.input_type in KEYED
        self.keyed = self.keyed and _textual(self.field)
        self.ticked = quirks.ticks_by_mouse and (
            self.handle.widget in TICKED or (self.handle.widget == "native" and entry.field.kind in ("checkbox", "consent"))
        )

    def plain(self, at_leisure: bool) -> bool:
        """Whether the page script can set it: a plain control, or a drawn list that offers the very option, when in a hurry."""
        if self.by_hand or self.keyed or self.ticked:
            return False
        if self.handle.widget == "combobox" and not at_leisure and not self.trouble:
            return bool(orders_for(self.field, self.handle, self.value, self.selector)[0])
        return self.handle.widget in PLAIN

    @property
    def by_hand(self) -> bool:
        """A text field that takes no keys, or whose calendar is the sure way."""
        return self.handle.widget == "native" and (
            self.handle.readonly or (self.day is not None and wants_calendar(self.field, self.handle))
        )

    @property
    def written(self) -> str:
        return written_for(self.field, self.handle, self.value)


class Filler:
    """Fills fields of one page. `reread` reads the page anew and is how every value is checked."""

    def __init__(
        self, page: Page, book: SelectorBook, pauses: Pauses, reread: Reread, options: BrowserOptions, quirks: Quirks
    ) -> None:
        self._page, self._book, self._pauses, self._reread = page, book, pauses, reread
        self._quirks = quirks
        self._list_s, self._upload_s = options.settle_s, options.outcome_s

    async def fill(self, entries: Sequence[Entry]) -> Sequence[ReadBack]:
        """One `ReadBack` per entry, in order. A field that would not take is an answer, never an exception."""
        results: dict[str, ReadBack] = {}
        jobs: list[Job] = []
        for entry in entries:
            reason = _untouchable(entry)
            if reason:
                results[entry.field.key] = ReadBack(
                    key=entry.field.key, value=None, ok=entry.value in (None, "", False, ()), reason=reason
                )
            else:
                jobs.append(Job(entry, self._quirks))
        await self._known_selectors(jobs)
        await self._in_order(await self._files_first(jobs))
        await self._check(jobs)
        await self._again(jobs)
        results.update({job.field.key: self._result(job) for job in jobs})
        return [results[entry.field.key] for entry in entries]

    async def _known_selectors(self, jobs: Sequence[Job]) -> None:
        for path, frame in frame_paths(self._page).items():
            here = [job for job in jobs if job.handle.frame == path and self._book.candidates(field_purpose(job.field))]
            rows = [{"handle": job.selector, "tries": list(self._book.candidates(field_purpose(job.field)))} for job in here]
            try:
                found = await page_script.run(frame, "sameElements", rows) if rows else []
            except PlaywrightError as error:  # what was remembered only saves work; without it the reader's own way is used
                log.warning("known_selectors_unusable", error=error.message)
                continue
            for job, row, at in zip(here, rows, found, strict=True):
                self._note_known(job, row["tries"], at)

    def _note_known(self, job: Job, tries: Sequence[str], at: int) -> None:
        purpose = field_purpose(job.field)
        for selector in tries[: at if at >= 0 else len(tries)]:
            self._book.missed(purpose, selector, job.field.origin)
        if at >= 0:
            job.known = job.selector = tries[at]

    async def _files_first(self, jobs: Sequence[Job]) -> Sequence[Job]:
        """Where a page fills in from an upload, that comes first. Returns what is left to do."""
        uploads = [job for job in jobs if job.handle.widget == "file" and job.value]
        if not uploads or not self._quirks.autofill_ms:
            return jobs
        before = await self._values()
        await self._in_order(uploads)
        await self._uploads_end(uploads)
        await filled_in(self._values, before, self._quirks.autofill_ms / 1000, self._list_s)
        return [job for job in jobs if job not in uploads]

    async def _values(self) -> dict[str, FieldValue]:
        return {field.key: field.value for field in (await self._reread()).fields if field.kind != "file"}

    async def _in_order(self, jobs: Sequence[Job]) -> None:
        batch: list[Job] = []
        for job in jobs:
            if self._batched(job) and (not batch or batch[0].handle.frame == job.handle.frame):
                batch.append(job)
                continue
            await self._set_plain(batch)
            batch = [job] if self._batched(job) else []
            if not batch:
                await self._one(job)
        await self._set_plain(batch)

    def _batched(self, job: Job) -> bool:
        return not self._pauses.on and job.plain(at_leisure=False)

    async def _one(self, job: Job) -> None:
        await (self._set_plain([job]) if job.plain(at_leisure=True) else self._work(job))
        await self._pauses.between(len(job.written))

    async def _set_plain(self, jobs: Sequence[Job]) -> None:
        frame = frame_paths(self._page).get(jobs[0].handle.frame) if jobs else None
        if not jobs or frame is None:
            _all_trouble(jobs, "its frame is gone")
            return
        planned: list[tuple[Job, Order]] = [(job, order) for job in jobs for order in self._planned(job)]
        try:
            troubles = await page_script.run(frame, "setAll", [order.model_dump() for _, order in planned])
        except PlaywrightError as error:
            _all_trouble(jobs, f"the page went away: {error.message.splitlines()[0]}")
            return
        for (job, order), trouble in zip(planned, troubles, strict=True):
            if trouble == drawn_select.NOT_FOLLOWED:
                await drawn_select.bring_along(Spot(frame, job.handle.drawn), order.labels, self._list_s)
            else:
                job.trouble = job.trouble or trouble

    def _planned(self, job: Job) -> Sequence[Order]:
        orders, trouble = orders_for(job.field, job.handle, job.value, job.selector)
        job.trouble = trouble
        return orders

    async def _work(self, job: Job) -> None:
        frame = frame_paths(self._page).get(job.handle.frame)
        if frame is None:
            job.trouble = "its frame is gone"
            return
        try:
            job.trouble = await self._widget(job, Spot(frame, job.selector))
        except PlaywrightError as error:
            job.trouble = error.message.splitlines()[0]

    async def _widget(self, job: Job, spot: Spot) -> str:
        match job.handle.widget:
            case _ if job.ticked:
                return await ticking.tick(spot.frame, self._planned(job)) or job.trouble
            case "combobox":
                wanted = job.value if isinstance(job.value, tuple) else (job.written,)
                return await self._picked(job, spot, wanted) if any(wanted) else ""
            case "file":
                if not isinstance(job.value, FilePath):
                    return "a file is wanted"
                job.upload = Upload(spot, job.value, self._upload_s)
                trouble = await job.upload.begin()
                job.ok = not trouble
                return trouble
            case "boxes":
                await typing.type_code(spot, job.handle.choices, job.written)
            case "editable":
                await typing.write_editable(spot, job.written)
            case "slider":
                return await stepping.step_to(spot, job.written)
            case "parts":
                return await parts.write_parts(spot, job.handle, job.written)
            case "spinner":
                trouble = await stepping.spin(spot, job.written)
                job.pressed = not trouble
                return trouble
            case "native" if job.by_hand:
                return await self._by_hand(job, spot)
            case _:
                await typing.type_text(spot, job.written)
        return ""

    async def _by_hand(self, job: Job, spot: Spot) -> str:
        if job.day is not None:
            trouble = await calendar.pick_day(spot, job.day)
            job.pressed = not trouble
            if not trouble or job.handle.readonly:
                return trouble
            await typing.type_text(spot, job.written)
            return ""
        if holds(job.field, job.value, job.written, job.field.value):
            return ""
        return await self._picked(job, spot, (job.written,))

    async def _picked(self, job: Job, spot: Spot, wanted: Sequence[str]) -> str:
        searches = job.field.options == () and not job.field.options_complete
        trouble, job.taken = await combobox.pick(spot, wanted, self._list_s, searches=searches)
        return trouble

    async def _check(self, jobs: Sequence[Job]) -> None:
        page = await self._reread()
        if await self._uploads_end(jobs):
            page = await self._reread()  # the site's answer to a file may have changed what the page holds
        now = {field.key: field for field in page.fields}
        for job in jobs:
            field = now.get(job.field.key)
            if field is None:
                job.trouble = "" if job.ok else job.trouble or "the field is gone"
                continue
            job.shown = field.value
            if job.handle.widget == "file" and job.ok:
                continue
            same = holds(job.field, job.value, job.written, field.value, job.taken)
            job.ok = (same or _as_pressed(job, field.value)) and job.trouble != combobox.SEVERAL
            fresh = Handle.unpack(field.handle)
            if not job.ok and fresh.selector != job.handle.selector:
                job.handle, job.selector = fresh, fresh.selector

    async def _uploads_end(self, jobs: Sequence[Job]) -> bool:
        """Sees every upload to its end. Whether the page has sent anything since it showed the file."""
        later = False
        for job in jobs:
            if job.upload is None or not job.upload.open:
                continue
            try:
                job.trouble, sent = await job.upload.end()
            except PlaywrightError as error:
                job.trouble, sent = error.message.splitlines()[0], True
            job.ok = not job.trouble
            later = later or sent
        return later

    async def _again(self, jobs: Sequence[Job]) -> None:
        """What did not take is tried once more: with real keys where there is text, anew elsewhere."""
        unsure = ("no such option", combobox.SEVERAL, "a file is wanted")
        failed = [job for job in jobs if not job.ok and job.trouble not in unsure]
        for job in failed:
            job.trouble = ""
            frame = frame_paths(self._page).get(job.handle.frame)
            if frame is not None and job.handle.widget == "native" and _textual(job.field) and not job.by_hand:
                await self._typed(job, frame)
            else:
                await self._one(job)
        if failed:
            await self._check(jobs)

    async def _typed(self, job: Job, frame: Frame) -> None:
        spot = Spot(frame, job.selector)
        try:
            if job.day is not None and job.handle.input_type in ("", "text"):
                job.trouble = await calendar.pick_day(spot, job.day)
                job.pressed = not job.trouble
            if not job.pressed:
                await typing.type_text(spot, _beside_its_code(job))
        except PlaywrightError as error:
            job.trouble = error.message.splitlines()[0]

    def _result(self, job: Job) -> ReadBack:
        purpose = field_purpose(job.field)
        kept = job.known or worth_keeping(job.handle)
        (self._book.won if job.ok else self._book.lost)(purpose, kept, job.field.origin)
        shown = job.value if job.ok and isinstance(job.value, FilePath) else job.shown
        reason = "" if job.ok else job.trouble or f"the page holds {as_text(job.shown)!r}"
        return ReadBack(
            key=job.field.key, value=shown, ok=job.ok, reason=reason, selector=kept, selector_hit=bool(job.known and job.ok)
        )


def _beside_its_code(job: Job) -> str:
    """What is typed into a field: of a number that was read behind its own dialling code, only what follows that code."""
    doubled = re.match(r"(\+\d{1,4}) \1", as_text(job.shown)) if job.field.kind == "phone" else None
    return job.written.removeprefix(doubled[1]).strip() if doubled else job.written


def _as_pressed(job: Job, shown: FieldValue) -> bool:
    if not job.pressed:
        return False
    return bool(as_text(shown)) if job.day is None else shows_day(as_text(shown), job.day, chosen=True)


def _untouchable(entry: Entry) -> str:
    field = entry.field
    if CAPTCHA.search(f"{field.name} {field.id} {field.label}"):
        return "a captcha is for the person"
    if field.honeypot:
        return "no person can see this field"
    if not field.visible or field.kind == "hidden":
        return "the field is not on show"
    return "" if field.handle else "the field was not read from a page"


def _textual(field: Field) -> bool:
    return field.kind in (
        "text",
        "textarea",
        "email",
        "phone",
        "url",
        "number",
        "date",
        "password",
        "code",
        "signature",
        "combobox",
    )


def _all_trouble(jobs: Sequence[Job], trouble: str) -> None:
    for job in jobs:
        job.trouble = trouble
