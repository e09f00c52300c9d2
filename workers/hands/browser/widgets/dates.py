"""A date as its field wants it written."""

import re
from datetime import date

import dateparser

from brain.form import Field
from workers.hands.browser.kinds import DATE_HINT
from workers.hands.browser.raw import Handle

_NATIVE = {"date": "%Y-%m-%d", "month": "%Y-%m", "week": "%G-W%V"}
_LETTER = {"d": "%d", "t": "%d", "j": "%d", "g": "%d", "m": "%m", "y": "%Y", "a": "%Y", "r": "%Y"}


def as_written(field: Field, handle: Handle, value: str) -> str:
    """`value` (ISO, or already as the page writes it) in the page's format: native ISO, or the format its hint names."""
    if handle.input_type == "time":
        return clock(value)
    day = day_of(value)
    if day is None:
        return value
    if handle.widget == "parts":
        return value[:10] if "day" in handle.names else day.strftime("%Y-%m")
    if handle.input_type == "datetime-local":
        return value.strip()[:16]  # a time of day that nobody stated is not made up: without one the field does not take it
    hint = _hint(field, handle)
    pattern = _NATIVE.get(handle.input_type) or (pattern_of(hint) if hint else "")
    made_up = whole_day(value) is None and re.search("%[dV]", pattern)
    return day.strftime(pattern) if pattern and not made_up else value


def whole_day(value: str) -> date | None:
    """The day of a whole ISO date; None for a month alone, as no day is made up."""
    return day_of(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}(?:T.*)?", value.strip()) else None


def wants_calendar(field: Field, handle: Handle) -> bool:
    """Whether the field's calendar is the sure way: one cannot type into it, or nothing says in which format."""
    return handle.calendar and (handle.readonly or not _hint(field, handle))


def _hint(field: Field, handle: Handle) -> str:
    found = next((found for text in (handle.placeholder, field.label, field.help) if (found := DATE_HINT.search(text))), None)
    return found.group(0) if found else ""


def clock(value: str) -> str:
    """`"4:07 PM"`, `"16.07"`, `"16h07"` → `"16:07"`; what is no time of day stays as it is."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s*([ap])?\.?(?:m\.?)?", value.strip().lower())
    if not found or not (found[2] or found[3]):
        return value
    hour, half = int(found[1]), found[3]
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{hour:02d}:{found[2] or '00'}" if hour < 24 else value


def shows_day(shown: str, day: date, *, chosen: bool) -> bool:
    """Whether a field's words are this day. `chosen`: it was pressed in a calendar, so either of two readings will do."""
    found = readings(shown)
    return day in found and (chosen or len(found) == 1)


def readings(shown: str) -> set[date]:
    """The days that words may mean: `"03/04/2016"` is two, `"24.12.2016"` and `"4 March 2016"` are one."""
    named = re.search(r"[^\W\d_]", shown)
    numbers = None if named else re.fullmatch(r"\D*(\d{1,4})\D+(\d{1,2})\D+(\d{1,4})\D*", shown)
    if numbers:
        first, second, third = (int(part) for part in numbers.groups())
        orders = [(first, second, third)] if len(numbers[1]) == 4 else [(third, second, first), (third, first, second)]
        return {day for year, month, number in orders if (day := _day(year, month, number))}
    parsed = dateparser.parse(shown, settings={"STRICT_PARSING": True}) if re.search(r"\d{4}", shown) else None
    return {parsed.date()} if parsed else set()


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year if year > 99 else 2000 + year, month, number)
    except ValueError:
        return None


def pattern_of(hint: str) -> str:
    """`"TT.MM.JJJJ"` → `"%d.%m.%Y"`, `"TT.MM.JJ"` → `"%d.%m.%y"`. A J is a French day where another part is the year."""
    parts = re.split(r"([./ -])", hint.lower())
    dated = any(len(part) == 4 or part[:1] in ("y", "a", "r") for part in parts)
    return "".join(part if part in "./ -" else _part(part, dated) for part in parts)


def _part(letters: str, dated: bool) -> str:
    if len(letters) == 4:
        return "%Y"
    if letters[0] in "yar" or (letters[0] == "j" and not dated):
        return "%y"
    return _LETTER[letters[0]]


def day_of(value: str) -> date | None:
    """The day of an ISO date; a month alone means its first."""
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:T.*)?", value.strip())
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None
