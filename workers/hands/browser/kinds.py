"""What kind of question a control asks, from its markup first and its words last."""

import re

from brain.form import FieldKind
from workers.hands.browser.raw import RawField
from workers.hands.browser.wording import CODE, CONSENT, EMAIL_LABEL, PHONE_LABEL, RATING, SIGNATURE, fold

_BY_TYPE: dict[str, FieldKind] = {
    "email": "email", "tel": "phone", "url": "url", "number": "number", "range": "slider", "password": "password", "file": "file",
    "date": "date", "datetime-local": "date", "month": "date", "week": "date", "time": "date",
}  # fmt: skip
_BY_AUTOCOMPLETE: dict[str, FieldKind] = {
    "email": "email", "tel": "phone", "tel-national": "phone", "tel-local": "phone", "url": "url", "bday": "date",
    "one-time-code": "code",
}  # fmt: skip
# A telephone keypad is also asked for where digits are wanted.
_NO_PHONE = re.compile(
    r"\b(?:zip|post(?:al|code|leitzahl)?|plz|card|cvv|cvc|security code|ssn|salary|amount|year|age|pin|iban|social security)"
)
# What the label of a field that takes no keys says when a calendar fills it.
_DATE_WORD = re.compile(r"\b(?:date|day|datum|tag|\w+(?:datum|tag)|jour|fecha|dia|data|giorno|dag|dato|dzien|birthday|dob)\b")
# A date's format as forms hint at it: DD/MM/YYYY, TT.MM.JJJJ, jj/mm/aaaa, MM/YYYY, YYYY-MM-DD.
_DAY, _MONTH, _YEAR = r"(?:d{1,2}|t{1,2}|j{1,2}|g{1,2})", r"m{1,2}", r"(?:y{4}|j{4}|a{4}|r{4})"
DATE_HINT = re.compile(
    r"(?<![a-z])(?:"
    rf"{_DAY}([./ -]){_MONTH}\1(?:{_YEAR}|yy|jj|aa)"
    rf"|{_MONTH}([./ -]){_DAY}\2(?:{_YEAR}|yy)"
    rf"|{_YEAR}([./ -]){_MONTH}(?:\3{_DAY})?"
    rf"|{_MONTH}[./ -]{_YEAR}"
    r")(?![a-z])",
    re.I,
)


def takes_month(raw: RawField, label: str) -> bool:
    """Whether a date's hint names a month and a year, and no day."""
    hints = (DATE_HINT.search(text) for text in (raw.placeholder, label, raw.label))
    found = next((hint.group(0) for hint in hints if hint), "")
    return len(re.split(r"[./ -]", found)) == 2


def kind_of(raw: RawField, label: str) -> FieldKind:
    """The field's kind. `label` is the cleaned one."""
    match raw.widget:
        case "file":
            return "file"
        case "boxes":
            return "code"
        case "parts":
            return "date"
        case "yes_no":
            return "boolean"
        case "slider":
            return "slider"
        case "spinner":
            return "number"
        case "listbox":
            return "multiselect" if raw.multiple else "select"
        case "combobox":
            return "multiselect" if raw.multiple else "combobox"
        case "buttons" | "radios":
            return "rating" if _rates(raw, label) else "radio"
        case "checkboxes":
            return "checkbox"
        case "editable":
            return "textarea"
        case _:
            return _native(raw, label)


def _rates(raw: RawField, label: str) -> bool:
    counted = [option.label for option in raw.options if re.fullmatch(r"\d+|\d+ \w+|★+", option.label.strip())]
    return (
        len(raw.options) >= 3
        and len(counted) == len(raw.options)
        and bool(RATING.search(fold(f"{label} {raw.name} {raw.options[-1].label}")))
    )


def _native(raw: RawField, label: str) -> FieldKind:
    if raw.tag == "select":
        return "multiselect" if raw.multiple else "select"
    if raw.type in ("checkbox", "radio") or raw.role in ("checkbox", "switch", "radio"):
        return "consent" if CONSENT.search(fold(f"{label} {raw.help}"[:600])) else "checkbox"
    if raw.tag == "textarea":
        return "textarea"
    if raw.options:
        return "combobox"
    if raw.calendar:
        return "date"
    if raw.type in _BY_TYPE and not (raw.type == "tel" and _NO_PHONE.search(fold(f"{label} {raw.name}"))):
        return _BY_TYPE[raw.type]
    return _text(raw, label)


def _text(raw: RawField, label: str) -> FieldKind:
    for token in raw.autocomplete.split():
        if token in _BY_AUTOCOMPLETE:
            return _BY_AUTOCOMPLETE[token]
    folded = fold(label)
    if CODE.search(folded) and not re.search(r"post|zip|country|promo|referral|coupon", folded):
        return "code"
    if SIGNATURE.search(folded):
        return "signature"
    if DATE_HINT.search(raw.placeholder) or DATE_HINT.search(label) or DATE_HINT.search(raw.label):
        return "date"
    if raw.readonly and _DATE_WORD.search(folded):
        return "date"
    if PHONE_LABEL.fullmatch(folded):
        return "phone"
    if EMAIL_LABEL.fullmatch(folded):
        return "email"
    by_mode: dict[str, FieldKind] = {"email": "email", "tel": "phone", "url": "url"}
    return by_mode.get(raw.inputmode, "text")
