"""Dates as résumés and forms write them: a year, a month of a year, or a day."""

import re
from datetime import date

from brain.posting import Frozen
from brain.words import fold

MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "jan", "januar", "janner", "janvier", "janv", "enero", "ene", "gennaio", "januari"),
    ("february", "feb", "februar", "fevrier", "fevr", "fev", "febrero", "febbraio", "februari"),
    ("march", "mar", "marz", "maerz", "mrz", "mars", "marzo", "maart"),
    ("april", "apr", "avril", "avr", "abril", "abr", "aprile"),
    ("may", "mai", "mayo", "maggio", "mei", "maj"),
    ("june", "jun", "juni", "juin", "junio", "giugno"),
    ("july", "jul", "juli", "juillet", "juil", "julio", "luglio"),
    ("august", "aug", "aout", "agosto", "ago", "augustus", "augusti"),
    ("september", "sep", "sept", "septembre", "septiembre", "settembre"),
    ("october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre"),
    ("november", "nov", "novembre", "noviembre"),
    ("december", "dec", "dezember", "dez", "decembre", "diciembre", "dic", "dicembre"),
)
MONTH_NAMES = tuple(names[0].capitalize() for names in MONTHS)
PRESENT = (
    "present", "now", "current", "currently", "today", "ongoing", "to date", "heute", "aktuell", "laufend", "jetzt",
    "till date", "till now", "until now", "aujourd'hui", "actuel", "present "
    "day", "actualidad", "presente", "actual", "oggi", "heden", "nu",
)  # fmt: skip
_NUMBER_OF = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_MONTH = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_FORMS = (
    re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?(?!\d)"),
    re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)"),
    re.compile(r"(?P<m>\d{1,2})[./](?P<y>(?:19|20)\d\d)"),
    re.compile(rf"(?:(?P<d>\d{{1,2}})\.?\s+(?:de\s+)?)?\b(?P<n>{_MONTH})\b\.?,?\s+(?:de\s+|of\s+)?(?P<y>(?:19|20)\d\d)"),
    re.compile(rf"\b(?P<n>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)"),
    re.compile(r"(?P<y>(?:19|20)\d\d)/(?P<m>\d{1,2})"),
    re.compile(r"(?P<y>(?:19|20)\d\d)"),
)


class PartialDate(Frozen):
    """A day, or as much of one as is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        return "-".join(f"{part:02}" for part in (self.year, self.month, self.day) if part is not None)

    @property
    def months(self) -> int:
        """Months since year 0; a year alone counts from its January."""
        return self.year * 12 + (self.month or 1) - 1


def partial(text: object) -> PartialDate | None:
    """The date that is all of `text` (`2020-04`, `Apr 2020`, `04/2020`, `2020`), or None."""
    folded = fold(str(text)).strip(" .,")
    return next((found for form in _FORMS if (match := form.fullmatch(folded)) and (found := _read(match))), None)


def is_present(text: str) -> bool:
    return fold(text).strip(" .()") in PRESENT


def _read(match: re.Match[str]) -> PartialDate | None:
    parts = match.groupdict()
    month = _NUMBER_OF[parts["n"]] if parts.get("n") else int(parts["m"]) if parts.get("m") else None
    day = int(parts["d"]) if parts.get("d") else None
    try:
        date(int(parts["y"]), month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(year=int(parts["y"]), month=month, day=day)


_ONE = "|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', form.pattern)})" for form in _FORMS)
_NOW = "|".join(sorted((re.escape(word) for word in PRESENT), key=len, reverse=True))
_RANGE = re.compile(rf"(?P<from>{_ONE})\s*(?:-+|to|until|bis|a|au|al|/)\s*(?P<to>{_ONE}|(?:{_NOW})\b)")
_SINCE = re.compile(rf"(?:since|seit|depuis|desde)\s+(?P<from>{_ONE})")
_ONWARDS = re.compile(
    rf"(?P<from>{_ONE})\s*(?:(?:to|till|until|up to) (?:date|now|the present)|onwards?|(?:bis|a ce) (?:heute|jour)|-+\s*$)"
)
_SHORT = re.compile(rf"\b(?P<a>{_MONTH})\b\.?\s*-\s*(?P<b>{_MONTH})\b\.?\s+(?P<y>(?:19|20)\d\d)")
_ALONE = re.compile(rf"(?:(?:spring|summer|autumn|fall|winter|fruhjahr|sommer|herbst)\s+)?(?P<from>{_ONE})")


class Span(Frozen):
    """A stretch of time as written. `end` None with `current` True runs on; `words` is what was read."""

    start: PartialDate | None
    end: PartialDate | None
    current: bool = False
    words: str = ""


def span(text: str) -> Span | None:
    """The first date range of a folded line, or the single date it holds."""
    folded = fold(text)
    if match := _RANGE.search(folded):
        current = is_present(match["to"])
        return Span(
            start=partial(match["from"]), end=None if current else partial(match["to"]), current=current, words=match.group()
        )
    if match := _ONWARDS.search(folded):
        return Span(start=partial(match["from"]), end=None, current=True, words=match.group())
    if match := _SHORT.search(folded):
        return Span(start=partial(f"{match['a']} {match['y']}"), end=partial(f"{match['b']} {match['y']}"), words=match.group())
    if match := _SINCE.search(folded):
        return Span(start=partial(match["from"]), end=None, current=True, words=match.group())
    if match := _ALONE.search(folded):
        day = partial(match["from"])
        return Span(start=day, end=day, words=match.group())
    return None


def months_covered(spans: list[tuple[int, int]]) -> int:
    """Months in at least one of the half-open spans (month numbers): what overlaps counts once."""
    total, reached = 0, -1
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total
