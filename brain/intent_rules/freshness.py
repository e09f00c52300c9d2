"""How new a posting must be. Days are counted with today: "today" is 1, "since yesterday" is 2."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import ceil

import dateparser

from brain.intent_rules.lexicon import places
from brain.intent_rules.text import Prompt
from brain.intent_rules.words import JOB_NOUN, NUMBER_WORDS

_WEEK = 7
_MONTH = 30
_UNITS = {"hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "d": 1.0}
_UNIT = r"(?P<unit>hours?|hrs?|h|days?|d|weeks?|months?)\b"
_SOME = {"couple": 2, "couple of": 2, "few": 3, "a couple of": 2, "a few": 3, "a": 1, "an": 1, "": 1}
_NUMBER = rf"(?P<number>\d+|{'|'.join(NUMBER_WORDS)}|a couple of|couple of|couple|a few|few|an|a)?"
_PUBLISHED = (
    r"(?:(?:that (?:were|was|are|is)|which were|that came|only|were|was) )?(?:(?:newly |freshly "
    r"|recently )?(?:posted|published|listed|added|advertised|uploaded|opened|out|online|new|created)\s(?:only\s)?)?"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2,4}})?|(?:the )?\d{{1,2}}(?:st|nd"
    rf"|rd|th)?(?: of)? {_MONTHS}(?: \d{{4}})?|{_MONTHS} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
)


def read_freshness(prompt: Prompt, today: date, *, applying: bool) -> int | None:
    """The number of days, or null. A bare "today" beside "apply" says when to apply, so it is not taken."""
    readers: tuple[Callable[[], int | None], ...] = (
        lambda: _age(prompt),
        lambda: _since(prompt, today),
        lambda: _named(prompt, applying=applying),
        lambda: _adjective(prompt),
    )
    found = [days for read in readers if (days := read()) is not None]
    return min(found) if found else None


def _age(prompt: Prompt) -> int | None:
    """ "in the last 3 days", "less than a week old", "24h old or newer"."""
    recent = (
        rf"\b{_PUBLISHED}(?:(?:in|within|during|over|from|of|for)\s)?(?:the\s)?(?:last|past|previous"
        rf"|recent|preceding|within)\s{_NUMBER}\s?{_UNIT}"
    )
    within = (
        r"\b(?:posted|published|listed|added)\s(?:within|in|less than|under|not more than|no more than"
        rf"|up to)\s{_NUMBER}\s?{_UNIT}(?: ago)?"
    )
    old = (
        r"\b(?:(?:that are|which are|being) )?(?:less than|not older than|no older than|younger than"
        rf"|newer than|under|max(?:imum)?|at most|up to|not more than|no more than)\s{_NUMBER}\s?{_UNIT}(?: old"
        r"| ago)?"
    )
    since = rf"\b{_PUBLISHED}(?:up to )?{_NUMBER}\s{_UNIT} (?:old|ago)"
    for pattern in (recent, within, old, since):
        match = prompt.find(pattern)
        if match and not (pattern is old and "old" not in match.group()):
            prompt.take(*match.span())
            return _days(match["number"], match["unit"])
    return None


def _days(number: str | None, unit: str) -> int:
    amount = int(number) if number and number.isdigit() else _SOME.get(number or "", NUMBER_WORDS.get(number or "", 1))
    return max(1, ceil(amount * _UNITS[unit.rstrip("s") or unit] - 1e-9))


def _since(prompt: Prompt, today: date) -> int | None:
    match = prompt.find(
        rf"\b{_PUBLISHED}(?:since|after|from|on or after|starting)\s(?:last\s)?(?P<day>{'|'.join(_WEEKDAYS)}"
        rf"|yesterday|(?:the )?(?:beginning|start) of (?:the|this) (?:week|month)|{_DATE})(?:\s(?:on"
        r"|onwards?))?"
    )
    if not match:
        return None
    start = _start(match["day"], today)
    if start is None or start > today:
        return None
    prompt.take(*match.span())
    return (today - start).days + 1


def _start(day: str, today: date) -> date | None:
    if day in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(day)) % 7 or _WEEK)
    if day == "yesterday":
        return today - timedelta(days=1)
    if day.endswith("week"):
        return today - timedelta(days=today.weekday())
    if day.endswith("month"):
        return today.replace(day=1)
    settings = {"RELATIVE_BASE": _midnight(today), "PREFER_DATES_FROM": "past", "DATE_ORDER": "DMY" if "." in day else "YMD"}
    parsed = dateparser.parse(day.removeprefix("the ").replace(" of ", " "), languages=["en"], settings=settings)
    return parsed.date() if parsed else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _named(prompt: Prompt, *, applying: bool) -> int | None:
    spans = {
        rf"\b{_PUBLISHED}(?:in |from |during |within )?(?:this|last|past|the past|the last|the) week(?:'s)?\b": _WEEK,
        rf"\b{_PUBLISHED}(?:in |from |during |within )?(?:this|last|past|the past|the last|the) month(?:'s)?\b": _MONTH,
        rf"\b{_PUBLISHED}(?:from |since )?yesterday(?:'s)?\b": 2,
        r"\btoday's\b": 1,
        r"\b(?:posted|published|listed|added|new|out|advertised|uploaded|opened)(?: as of| from)? today\b|\bfrom today\b": 1,
    }
    if applying:
        prompt.take_all(r"(?<!posted )(?<!from )(?<!added )(?<!published )(?<!listed )(?<!new )\b(?:today|tonight)\b(?!')")
    else:
        spans[r"\btoday\b"] = 1
    for pattern, days in spans.items():
        match = prompt.find(pattern)
        if match:
            prompt.take(*match.span())
            return days
    return None


def _adjective(prompt: Prompt) -> int | None:
    """ "new", "fresh", "recently posted": a week."""
    words = (
        r"\b(?:brand[- ]new|(?:newly|freshly|recently|just)[ -](?:posted|published|listed|added|opened"
        r"|advertised)|newest|new|freshest|fresh|latest|most recent|recent)\b(?! (?:grad|graduate"
        r"|start|career|challenge|home|team|company))"
    )
    for match in prompt.find_all(words):
        if prompt.phrase_at(prompt.index_at(match.start()), places()):
            continue
        if prompt.before(match.start(), r"\b(?:a|my|another) ") and prompt.after(
            match.end(), r"(?: [\w-]+|[\0 ]+){0,5}? (?:job|role|position|gig|career|opportunity|employer|challenge)\b"
        ):
            continue
        if prompt.before(match.start(), r"\b(?:something|anything|a|my) ") and not prompt.after(
            match.end(), rf" (?:[^.,;]*\b)?{JOB_NOUN}\b"
        ):
            continue
        prompt.take(*match.span())
        return _WEEK
    return None
