"""How a submit ended, by what the page says afterwards and what left the browser."""

import asyncio
import contextlib
import time
from typing import Protocol

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from brain.form import FormPage
from brain.ports import SubmitResult
from workers.hands.browser.gate import SentRequest, SubmitGate
from workers.hands.browser.page_kind import confirmation_text, confirms
from workers.hands.browser.raw import RawPage
from workers.hands.browser.reader import Reading
from workers.hands.browser.wording import CAPTCHA

QUIET_S = 4.0  # how long a page may stay silent after the last thing that happened
SIGN_S = 0.05  # how soon after the click there is usually a first sign of a request
UNSENT_S = 3.0  # how long after the click a submit request may still come
TOO_MANY = 429
USUAL_WAIT_S = 20.0  # where a site that was asked too often does not say how long to wait
LONGEST_WAIT_S = 900.0


class Reads(Protocol):
    """What the watcher needs of a session."""

    async def look(self) -> Reading | None: ...
    async def change(self, most_s: float) -> bool: ...
    def pages(self) -> list[Page]: ...


class Answers:
    """What the server said to the submit requests, as it comes in."""

    def __init__(self) -> None:
        self._asked: dict[SentRequest, asyncio.Task[tuple[int, str]]] = {}

    def follow(self, sent: list[SentRequest]) -> None:
        for request in sent:
            if request not in self._asked:
                self._asked[request] = asyncio.ensure_future(_status(request))

    @property
    def done(self) -> bool:
        return all(task.done() for task in self._asked.values())

    @property
    def statuses(self) -> list[int]:
        return [status for status, _ in self._heard]

    @property
    def _heard(self) -> list[tuple[int, str]]:
        return [task.result() for task in self._asked.values() if task.done() and not task.cancelled()]

    @property
    def all_refused(self) -> bool:
        """Every request was answered with a client error (RFC 9110 §15.5): nothing was accepted.

        A server error says no such thing: what it was sent may have been kept.
        """
        return bool(self._asked) and self.done and all(400 <= status < 500 for status in self.statuses)

    @property
    def all_failed(self) -> bool:
        """Every request was answered with an error: what a page says of its success is not believed."""
        return bool(self._asked) and self.done and all(status >= 400 for status in self.statuses)

    @property
    def wait_s(self) -> float | None:
        """How long the site wants to be left alone, where it took nothing because it was asked too often (RFC 6585 §4)."""
        if not self.all_refused or not all(status == TOO_MANY for status in self.statuses):
            return None
        said = [int(header) for _, header in self._heard if header.isdecimal()]
        return min(max(float(max(said)), 1.0), LONGEST_WAIT_S) if said else USUAL_WAIT_S

    async def drop(self) -> None:
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)


async def _status(request: SentRequest) -> tuple[int, str]:
    """The answer's status code, 0 when the connection ended without one, and its `Retry-After`."""
    try:
        response = await request.response()
        return (response.status, await response.header_value("retry-after") or "") if response else (0, "")
    except PlaywrightError:
        return 0, ""


async def watch(session: Reads, gate: SubmitGate, before: Reading, limit_s: float) -> SubmitResult:
    """Waits until the page confirms, refuses, or has nothing more to say. Raises what stopped `on_request`."""
    answers = Answers()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(gate.activity.wait(), SIGN_S)
    try:
        return await _until_settled(session, gate, before, answers, limit_s)
    finally:
        await answers.drop()


async def _until_settled(session: Reads, gate: SubmitGate, before: Reading, answers: Answers, limit_s: float) -> SubmitResult:
    started = last = time.monotonic()
    seen = (0, 0)
    moved = False
    while True:
        if gate.refusal is not None:
            raise gate.refusal
        answers.follow(gate.sent)
        leaving = not moved and _leaving(gate, answers)
        now = None if leaving else await session.look()
        ending = _ending(now, before, gate, answers)
        if ending is not None:
            return ending
        moved = await session.change(0.25) if leaving or now is not None else True
        progress = (len(gate.sent), len(answers.statuses))
        if moved or progress != seen:
            last, seen = time.monotonic(), progress
        if _over(gate, answers, started, last, limit_s):
            return _last_word(await session.look(), before, gate, answers)


def _leaving(gate: SubmitGate, answers: Answers) -> bool:
    """Whether the page is on its way to its answer, so that it has nothing more to say itself."""
    return not answers.done and any(request.is_navigation_request() for request in gate.sent)


def _over(gate: SubmitGate, answers: Answers, started: float, last: float, limit_s: float) -> bool:
    if gate.pending:  # the record of the request is being written: it may leave at any moment
        return False
    now = time.monotonic()
    if now - started > limit_s:
        return True
    quiet = UNSENT_S if not gate.sent else QUIET_S
    return now - last > min(quiet, limit_s) and (answers.done or not gate.sent)


def _ending(now: Reading | None, before: Reading, gate: SubmitGate, answers: Answers) -> SubmitResult | None:
    if now is None:
        return None
    sent = len(gate.sent)
    said = new_confirmation(now, before)
    if sent and not answers.done:
        return None
    if said and sent and not answers.all_failed:
        return SubmitResult(state="confirmed", text=said, url=now.page.url, requests=sent)
    errors = new_errors(now.page, before.page)
    refused = answers.all_refused
    if refused and _said(now) and _said(now) != _said(before):
        return SubmitResult(
            state="rejected", text=_said(now), url=now.page.url, errors=errors, requests=sent, wait_s=answers.wait_s,
            captcha=_captcha(now),
        )  # fmt: skip
    if errors and (not sent or refused or (sent == 1 and _form_still_there(now, before))):
        return SubmitResult(
            state="rejected", text=_said(now), url=now.page.url, errors=errors, requests=sent, captcha=_captcha(now)
        )
    return None


def _last_word(now: Reading | None, before: Reading, gate: SubmitGate, answers: Answers) -> SubmitResult:
    sent, url = len(gate.sent), now.page.url if now else ""
    if now is None:
        return SubmitResult(state="unknown" if sent else "not_sent", requests=sent)
    if sent and not answers.all_failed and (said := new_confirmation(now, before)):
        return SubmitResult(state="confirmed", text=said, url=url, requests=sent)
    if sent:
        state = "rejected" if answers.all_refused else "unknown"
        return SubmitResult(state=state, text=_said(now), url=url, requests=sent, wait_s=answers.wait_s, captcha=_captcha(now))
    invalid = invalid_fields(now)
    if invalid:
        return SubmitResult(state="rejected", text=_said(now), url=url, errors=invalid)
    return SubmitResult(state="not_sent", text=_why_unsent(now, gate), url=url, captcha=_captcha(now))


def new_confirmation(now: Reading, before: Reading) -> str:
    """The words that confirm and were not there before the click; empty when there are none."""
    for raw in now.raws.values():
        said = confirmation_text(raw) if confirms(raw) or now.page.kind == "confirmation" else ""
        if said and not any(_has(old, said) for old in before.raws.values()):
            return said
    return ""


def _has(raw: RawPage, line: str) -> bool:
    return line in raw.text or line in raw.headings or line in raw.messages


def new_errors(now: FormPage, before: FormPage) -> dict[str, str]:
    return {key: text for key, text in now.errors.items() if before.errors.get(key) != text or text == "invalid"}


def invalid_fields(now: Reading) -> dict[str, str]:
    """The browser's own validation messages by field key, where the page shows none of its own."""
    shown = dict(now.page.errors)
    raws = [field for raw in now.raws.values() for field in raw.fields]
    for field, raw in zip(now.page.fields, raws, strict=True):
        if raw.invalid and field.visible and not field.honeypot:
            shown.setdefault(field.key, raw.invalid)
    return shown


def _form_still_there(now: Reading, before: Reading) -> bool:
    names = {field.name or field.label for field in before.page.fields if field.visible}
    return bool(names & {field.name or field.label for field in now.page.fields if field.visible})


def _said(now: Reading) -> str:
    return next((message for raw in now.raws.values() for message in raw.messages), "")[:500]


def _captcha(now: Reading) -> str | None:
    return now.page.captcha or ("unseen" if CAPTCHA.search(_said(now)) else None)


def _why_unsent(now: Reading, gate: SubmitGate) -> str:
    if now.page.captcha:
        return f"The page asks for a captcha ({now.page.captcha})."
    if gate.blocked:
        return f"A request was blocked: {gate.blocked[-1].reason}."
    return _said(now)
