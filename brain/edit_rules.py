"""What a form itself says about a value: its length, pattern, range, and what dates, numbers and addresses look like.

The page would say it as well, but only when the application is already being sent.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from brain.errors import InvalidInput
from brain.form import MONTH_PATTERN, Constraints, FieldValue, FilePath
from brain.manifest import ManifestField

_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")
_LONGEST = 200  # of a pattern of a page, and of a text it is tried on
# What could keep a matcher busy for ever: a repeated group, a reference back, many repeats that share one text.
_RESTLESS = re.compile(r"\)(?:[*+]|\{\d*,)|\\[1-9]|\(\?P?[=<]")
_MANY_REPEATS = 3


def check_constraints(held: ManifestField, value: FieldValue) -> None:
    """Raises `InvalidInput` `too_long`, `wrong_pattern`, `not_a_number`, `out_of_range`, `not_a_date`, `not_an_address`,
    `value_missing`, `not_a_file`, naming the field."""
    if isinstance(value, FilePath):
        return
    if held.kind == "file":
        raise _wrong(held, "not_a_file", "takes a document, which cannot be given as text.", "Choose another document.")
    if held.required and _empty(value):
        raise _wrong(held, "value_missing", "must be answered.", "Give a value, or reject the application.")
    if not isinstance(value, str | float | int) or isinstance(value, bool) or _empty(value):
        return
    said, limits = str(value) if isinstance(value, str) else f"{value:.15g}", held.constraints or Constraints()
    _check_text(held, said, limits)
    match held.kind:
        case "number" | "slider" | "rating" if not held.options:
            _check_number(held, said, limits)
        case "date":
            _check_date(held, said, limits)
        case "email" if not _MAIL.fullmatch(said.strip()):
            raise _wrong(held, "not_an_address", "takes an e-mail address.", "Write it as name@example.org.")
        case "url" if not _is_url(said.strip()):
            raise _wrong(held, "not_an_address", "takes a web address.", "Write it with https:// in front.")


def _check_text(held: ManifestField, said: str, limits: Constraints) -> None:
    # Browsers count UTF-16 units, and a line break of a text area as one.
    length = len(said.replace("\r\n", "\n").encode("utf-16-le")) // 2
    if limits.max_length is not None and 0 <= limits.max_length < length:
        raise _wrong(held, "too_long", f"takes {limits.max_length} characters; this has {length}.", "Say it shorter.")
    if limits.pattern and held.kind not in ("date", "number") and not _matches(limits.pattern, said):
        raise _wrong(held, "wrong_pattern", "takes another form.", f"The form wants: {limits.pattern[:200]}")


def _check_number(held: ManifestField, said: str, limits: Constraints) -> None:
    number = _number(said)
    if number is None:
        raise _wrong(held, "not_a_number", "takes a number.", "Give digits alone.")
    low, high = _number(limits.min), _number(limits.max)
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"from {limits.min}" * (low is not None) + f" to {limits.max}" * (high is not None)
        raise _wrong(held, "out_of_range", f"takes a number {span.strip()}.", "Choose one of them.")
    step = _number(limits.step)
    if step and (number - (low or 0)) % step:
        raise _wrong(held, "out_of_range", f"takes steps of {limits.step}.", "Choose one of them.")


def _check_date(held: ManifestField, said: str, limits: Constraints) -> None:
    months = limits.pattern == MONTH_PATTERN
    try:
        date.fromisoformat(f"{said}-01" if months and re.fullmatch(MONTH_PATTERN, said) else said)
    except ValueError:
        shape = "2026-03" if months else "2026-03-31"
        raise _wrong(held, "not_a_date", "takes a day of the calendar.", f"Write it as {shape}.") from None
    calendar = all(re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", edge) for edge in (limits.min, limits.max) if edge)
    if calendar and ((limits.min and said < limits.min) or (limits.max and said > limits.max)):
        between = f"from {limits.min}" * bool(limits.min) + f" to {limits.max}" * bool(limits.max)
        raise _wrong(held, "out_of_range", f"takes a day {between.strip()}.", "Choose one of them.")


def _matches(pattern: str, said: str) -> bool:
    """Whether a page's pattern takes a text; one that cannot be tried here is left to the page."""
    repeats = len(re.findall(r"(?<!\\)[*+]|\{\d*,\}", pattern))
    if max(len(pattern), len(said)) > _LONGEST or _RESTLESS.search(pattern) or repeats > _MANY_REPEATS:
        return True
    try:
        return re.fullmatch(pattern, said) is not None
    except re.error:
        return True  # marks only JavaScript knows


def _number(said: str | None) -> Decimal | None:
    try:
        found = Decimal(said.strip()) if said else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _is_url(said: str) -> bool:
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path) and not re.search(r"\s", said))


def _empty(value: FieldValue) -> bool:
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def _wrong(held: ManifestField, code: str, what: str, fix: str) -> InvalidInput:
    return InvalidInput(code, f"“{held.label}” {what}", "", fix, field=held.key)
