"""A date as its field wants it written."""

import re
from datetime import date

from brain.form import Field
from workers.hands.browser.kinds import DATE_HINT
from workers.hands.browser.raw import Handle

_NATIVE = {"date": "%Y-%m-%d", "month": "%Y-%m", "datetime-local": "%Y-%m-%dT09:00", "week": "%G-W%V"}
_LETTER = {"d": "%d", "t": "%d", "j": "%d", "g": "%d", "m": "%m", "y": "%Y", "a": "%Y", "r": "%Y"}


def as_written(field: Field, handle: Handle, value: str) -> str:
    """`value` (ISO, or already as the page writes it) in the page's format: native ISO, or the format its hint names."""
    day = _parsed(value)
    if day is None:
        return value
    if handle.input_type in _NATIVE:
        return day.strftime(_NATIVE[handle.input_type])
    hint = next((found for text in (handle.placeholder, field.label, field.help) if (found := DATE_HINT.search(text))), None)
    return day.strftime(pattern_of(hint.group(0))) if hint else value


def pattern_of(hint: str) -> str:
    """`"TT.MM.JJJJ"` → `"%d.%m.%Y"`. A J is a year where four stand together, else a French day."""
    parts = re.split(r"([./ -])", hint.lower())
    spelled = [part if part in "./ -" else _part(part) for part in parts]
    return "".join(spelled)


def _part(letters: str) -> str:
    if len(letters) == 4:
        return "%Y"
    if letters[0] in "yar":
        return "%y"
    return _LETTER[letters[0]]


def _parsed(value: str) -> date | None:
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:T.*)?", value.strip())
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None
