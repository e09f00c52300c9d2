"""Which pages want to know that it is the person, and what for: a code, a press of a button that sends one, a link followed."""

import re
from typing import Literal

from brain.accounts_rules import asks_for_account, exact_origin
from brain.form import Field
from brain.ports import Challenge
from brain.signing_in.codes import CodeShape, shape_of
from brain.sites import domain_of
from workers.hands.browser.gate_rules import site_of
from workers.hands.browser.page_kind import heads_of
from workers.hands.browser.raw import Handle, RawAction, RawField
from workers.hands.browser.reader import Reading
from workers.hands.browser.wording import BY_APP, CODE_SENT, CONFIRM_FIRST, SEND_AGAIN, SEND_CODE, VERIFY_YOU, fold

MOST_FIELDS = 5
MOST_LETTERS = 1500  # a page that only wants to know who it is has few words
_ELSEWHERE = ("job_post", "confirmation", "closed", "blocked", "review", "error")
_BESIDES = ("checkbox", "consent", "boolean", "radio", "hidden")  # "remember this device", how it is to be sent
_CODE_NAME = re.compile(r"\b(?:code|otp|pin|token|passcode|kod|codigo|codice|tan)\b")


def challenge_of(reading: Reading, senders: frozenset[str] = frozenset()) -> Challenge | None:
    """`senders`: the domains of the site's own mail."""
    kind = wants_what(reading)
    if kind is None:
        return None
    field = code_field(reading)
    raw = reading.raws[Handle.unpack(field.handle).frame] if field is not None else reading.top
    said = fold(_text(reading))
    return Challenge(
        kind=kind, origin=exact_origin(raw.url), shape=_shape(reading, field) if field else CodeShape(),
        by_app=bool(BY_APP.search(said)), sent=bool(CODE_SENT.search(said)), senders=senders,
    )  # fmt: skip


def wants_what(reading: Reading) -> Literal["code", "send", "link"] | None:
    page = reading.page
    if page.kind in _ELSEWHERE or asks_for_account(page):
        return None
    if code_field(reading) is not None:
        return "code"
    shown = _shown(reading)
    text = _text(reading)
    if any(field.kind not in _BESIDES for field in shown) or len(shown) > MOST_FIELDS or len(text) > MOST_LETTERS:
        return None
    said = fold(text)
    if not (VERIFY_YOU.search(said) or CONFIRM_FIRST.search(said)):
        return None
    if send_button(reading) is not None:
        return "send"
    return "link" if not shown and CONFIRM_FIRST.search(said) else None


def code_field(reading: Reading) -> Field | None:
    """The one field of a page that takes a code and asks nothing else."""
    asked = [field for field in _shown(reading) if field.kind not in _BESIDES]
    if len(asked) != 1 or len(_shown(reading)) > MOST_FIELDS:
        return None
    field = asked[0]
    if field.kind == "code":
        return field
    named = _CODE_NAME.search(fold(f"{field.label} {field.name} {field.id}".replace("_", " ").replace("-", " ")))
    if field.kind not in ("text", "number", "phone") or not named:
        return None
    said = fold(f"{_text(reading)[:MOST_LETTERS]}")
    asks = VERIFY_YOU.search(said) or CONFIRM_FIRST.search(said) or CODE_SENT.search(said) or BY_APP.search(said)
    return field if asks else None


def send_button(reading: Reading) -> tuple[str, RawAction] | None:
    """The button that has a code sent, with its frame's path; never one that sends it once more."""
    for path, raw in reading.raws.items():
        for action in raw.actions:
            said = fold(action.label).strip(" .!?»›→>")
            if not action.disabled and not action.outside and SEND_CODE.search(said) and not SEND_AGAIN.search(said):
                return path, action
    return None


def senders_of(url: str, hosts: frozenset[str]) -> frozenset[str]:
    """The registrable domains whose mail counts as this site's: its own, and its family's."""
    return frozenset(
        {site_of(url).partition(":")[0], domain_of(url), *(site_of(f"https://{h}").partition(":")[0] for h in hosts)}
    )


def _shape(reading: Reading, field: Field) -> CodeShape:
    handle = Handle.unpack(field.handle)
    raw = _raw_of(reading, handle)
    numeric = handle.input_type == "number" or (raw is not None and raw.inputmode in ("numeric", "decimal"))
    boxes = len(handle.choices) if handle.widget == "boxes" else 0
    return shape_of(boxes, field.constraints.max_length, field.constraints.pattern, numeric)


def _raw_of(reading: Reading, handle: Handle) -> RawField | None:
    return next((raw for raw in reading.raws[handle.frame].fields if raw.handle == handle.selector), None)


def _shown(reading: Reading) -> list[Field]:
    return [field for field in reading.page.fields if field.visible and not field.honeypot]


def _text(reading: Reading) -> str:
    return " . ".join(f"{heads_of(raw)} . {raw.text}" for raw in reading.raws.values())
