"""What a person types about themselves, checked at once: the value as `x-jobhunter` holds it, or what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import phonenumbers

from brain.answering.options import days_in, polarity
from brain.dates import partial
from brain.errors import InvalidInput
from brain.money import currencies_in, period_in
from brain.places import area, country_code
from brain.words import fold, numbers

MAX_TEXT = 1000
_NEGATIVE = re.compile(r"(?<![\d\s])\s*[-−]\s?\d")
PERIODS = ("hour", "day", "week", "month", "year")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
LEVEL_WORDS = (
    "basic", "beginner", "elementary", "limited working", "intermediate", "conversational", "professional working", "advanced",
    "fluent", "full professional", "native", "bilingual", "native or bilingual",
)  # fmt: skip


class Asks:
    """What a parser may look at besides the value: choices, hosts of a link, and the country for a number without a code."""

    def __init__(self, options: tuple[str, ...] = (), free: bool = False, hosts: tuple[str, ...] = (), country: str = "") -> None:
        self.options, self.free, self.hosts, self.country = options, free, hosts, country


def checked(kind: str, value: Any, asks: Asks) -> Any:
    """The value for a question of this kind. Raises `InvalidInput` `invalid_answer`."""
    if isinstance(value, str):
        value = " ".join(value.split())
        if not value or len(value) > MAX_TEXT or not value.isprintable():
            raise wrong("It is empty, too long or holds what cannot be shown.", "Write one line of text.")
    return _KINDS[kind](value, asks)


def wrong(detail: str, fix: str) -> InvalidInput:
    return InvalidInput("invalid_answer", "This does not answer the question.", detail, fix)


def _text(value: Any, _asks: Asks) -> str:
    if not isinstance(value, str):
        raise wrong("It is no text.", "Write it in words.")
    return value


def _yes_no(value: Any, _asks: Asks) -> bool:
    said = value if isinstance(value, bool) else polarity(value) if isinstance(value, str) and len(value.split()) <= 3 else None
    if said is None:
        raise wrong(f"“{value}” is neither yes nor no.", "Answer yes or no.")
    return said


def _choice(value: Any, asks: Asks) -> str:
    text = ("yes" if value else "no") if isinstance(value, bool) else _text(value, asks)
    found = next((option for option in asks.options if fold(option) == fold(text)), None)
    if found is None and fold(text) in {"y", "n"}:
        found = next((option for option in asks.options if fold(option)[0] == fold(text)), None)
    if found is None and not asks.free:
        raise wrong(f"“{text}” is none of the choices.", f"Choose one of: {', '.join(asks.options)}.")
    return found or text


def _date(value: Any, asks: Asks) -> str:
    day = partial(_text(value, asks))
    if day is None:
        raise wrong(f"“{value}” is no date.", "Write it as 2027-03-01, or 1 March 2027.")
    return str(day)


def _duration(value: Any, asks: Asks) -> str:
    text = _text(value, asks)
    if fold(text) in {"none", "no", "0", "immediately", "keine", "sofort"}:
        return "none"
    if days_in(text) is None:
        raise wrong(f"“{text}” is no length of time.", "Write it as “2 weeks”, “3 months” or “none”.")
    return text


def _country(value: Any, asks: Asks) -> str:
    code = country_code(_text(value, asks))
    if code is None:
        raise wrong(f"“{value}” is no country that is known here.", "Write its name or its two letters.")
    return code


def place(value: str) -> str:
    """A country or region as its code. Raises `InvalidInput` `invalid_answer`."""
    code = area(value) or country_code(value)
    if code is None:
        raise wrong(f"“{value}” is no country or region that is known here.", "Write its name or its two letters.")
    return code


def _countries(value: Any, asks: Asks) -> list[str]:
    parts = value if isinstance(value, list) else re.split(r"[,;]| and ", _text(value, asks))
    return list(dict.fromkeys(_country(part.strip() if isinstance(part, str) else part, asks) for part in parts if part))


def _phone(value: Any, asks: Asks) -> dict[str, str]:
    if isinstance(value, Mapping):
        held = {name: _text(value[name], asks) for name in ("country", "dial_code", "national") if value.get(name)}
        value = f"{held.get('dial_code', '')} {held.get('national', '')}".strip()
    try:
        number = phonenumbers.parse(_text(value, asks), asks.country or None)
    except phonenumbers.NumberParseException:
        raise wrong(f"“{value}” is no telephone number.", "Write it with the country's code: +44 20 7946 0958.") from None
    if not phonenumbers.is_possible_number(number):
        raise wrong(f"“{value}” has too many or too few digits.", "Write it with the country's code: +44 20 7946 0958.")
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    dial_code, _, national = shown.partition(" ")
    region = phonenumbers.region_code_for_number(number) or asks.country
    return (
        {"country": region, "dial_code": dial_code, "national": national}
        if region
        else {"dial_code": dial_code, "national": national}
    )


def _link(value: Any, asks: Asks) -> str:
    text = _text(value, asks)
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in {"http", "https"} or "." not in host or " " in text or parts.username:
        raise wrong(f"“{text}” is no web address.", "Write it in full: https://…")
    if asks.hosts and not any(host == known or host.endswith(f".{known}") for known in asks.hosts):
        raise wrong(f"“{text}” is not at {asks.hosts[0]}.", f"Write an address at {asks.hosts[0]}.")
    return address


def _level(value: Any, asks: Asks) -> str:
    text = _text(value, asks)
    found = next((level for level in LEVELS if level.casefold() == text.casefold()), None)
    found = found or next((level.capitalize() for level in LEVEL_WORDS if fold(level) == fold(text)), None)
    if found is None:
        raise wrong(f"“{text}” is no level that is known here.", f"Choose one of: {', '.join(LEVELS)}, {', '.join(LEVEL_WORDS)}.")
    return found


def _salary(value: Any, asks: Asks) -> Any:
    """One expectation, or a list of several in different currencies."""
    parts = (
        value if isinstance(value, list) else [value] if isinstance(value, Mapping) else re.split(r";| or ", _text(value, asks))
    )
    held = [_one_salary(part) for part in parts if part]
    if len({one["currency"] for one in held}) < len(held) or not held:
        raise wrong(
            "There is more than one amount in one currency.", "Give one for each currency: 65000 EUR a year; 70000 USD a year."
        )
    return held[0] if len(held) == 1 else held


def _one_salary(part: Any) -> dict[str, Any]:
    fix = "Write amount, currency and period: 65000 EUR a year."
    if isinstance(part, Mapping):
        amount, currency, period = part.get("expectation"), str(part.get("currency") or ""), part.get("period") or "year"
        if set(part) - {"expectation", "currency", "period"}:
            raise wrong("It has keys that are not known here.", "Give expectation, currency and period.")
    else:
        found, named = [] if _NEGATIVE.search(str(part)) else list(numbers(str(part))), sorted(currencies_in(str(part)))
        amount, currency, period = (
            found[0] if len(found) == 1 else None,
            named[0] if len(named) == 1 else "",
            period_in(str(part)) or "year",
        )
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 < amount < 1e10:
        raise wrong(f"“{part}” does not name one amount.", fix)
    if not re.fullmatch(r"[A-Z]{3}", currency.upper()):
        raise wrong(f"“{part}” does not name one currency.", fix)
    if period not in PERIODS:
        raise wrong(f"“{period}” is no period.", f"Use one of: {', '.join(PERIODS)}.")
    whole = int(amount) if float(amount).is_integer() else float(amount)
    return {"expectation": whole, "currency": currency.upper(), "period": period}


_KINDS: dict[str, Callable[[Any, Asks], Any]] = {
    "text": _text, "yes_no": _yes_no, "choice": _choice, "date": _date, "duration": _duration, "country": _country,
    "countries": _countries, "phone": _phone, "link": _link, "level": _level, "salary": _salary,
}  # fmt: skip
