"""Dates as résumés and forms write them: a year, a month of a year, or a day."""

import re
from datetime import date

from brain.posting import Frozen
from brain.words import fold

MONTHS: tuple[tuple[str, ...], ...] = tuple(
    tuple(names.split())
    for names in (
        "january jan januar janner janvier janv enero ene gennaio gen januari janeiro styczen stycznia ocak",
        "february feb februar fevrier fevr fev febrero febbraio februari fevereiro luty lutego subat",
        "march mar marz maerz mrz mars marzo maart mrt marco marzec marca mart",
        "april apr avril avr abril abr aprile kwiecien kwietnia nisan",
        "may mai mayo maggio mag mei maj maio maja mayis",
        "june jun juni juin junio giugno giu junho czerwiec czerwca haziran",
        "july jul juli juillet juil julio luglio lug julho lipiec lipca temmuz",
        "august aug aout agosto ago augustus augusti sierpien sierpnia agustos",
        "september sep sept septembre septiembre settembre set setembro wrzesien wrzesnia eylul",
        "october oct oktober okt octobre octubre ottobre ott out outubro pazdziernik pazdziernika ekim",
        "november nov novembre noviembre novembro listopad listopada kasim",
        "december dec dezember dez decembre diciembre dic dicembre dezembro grudzien grudnia aralik",
    )
)
MONTH_NAMES = tuple(names[0].capitalize() for names in MONTHS)
PRESENT = (
    "present", "now", "current", "currently", "today", "ongoing", "to date", "heute", "aktuell", "laufend", "jetzt", "date",
    "till date", "till now", "until now", "up to now", "until today", "until present", "till present", "present day",
    "to present",
    "the present", "present time",
    "still employed", "aujourd'hui", "actuel", "actuellement", "en cours", "ce jour", "a ce jour",
    "maintenant", "actualidad", "la actualidad", "presente", "el presente", "actual", "actualmente", "en curso", "la fecha",
    "hasta la fecha", "hoy", "oggi", "ad oggi", "attuale", "attualmente", "in corso", "atual", "atualmente", "o momento",
    "ate o momento", "hoje", "ate hoje", "o presente", "bis heute", "bis jetzt", "bis dato", "dato", "heden", "tot heden", "nu",
    "idag", "i dag", "obecnie", "teraz", "gunumuz", "halen",
)  # fmt: skip
_NUMBER_OF = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_MONTH = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_YEAR = r"(?<!\d)(?P<y>(?:19|20)\d\d)(?!\d)"
_YY = r"(?P<yy>\d\d)(?!\d)"
_FORMS = (
    re.compile(rf"{_YEAR}-(?P<m>\d{{1,2}})(?:-(?P<d>\d{{1,2}}))?(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?{_YEAR}"),
    re.compile(rf"(?<!\d)(?P<a>\d{{1,2}})(?P<mark>[/-])(?P<b>\d{{1,2}})(?P=mark){_YEAR}"),
    re.compile(rf"(?<!\d)(?P<m>\d{{1,2}})\s?[./-]\s?{_YEAR}"),
    re.compile(
        rf"(?:(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th|er|o)?\s+(?:de\s+|of\s+)?)?\b(?P<n>{_MONTH})\b[.,]?\s*[./'-]?\s*"
        rf"(?:de\s+|del\s+|of\s+)?{_YEAR}"
    ),
    re.compile(rf"\b(?P<n>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}"),
    re.compile(rf"\b(?P<n>{_MONTH})\b\.?\s*['-]\s*{_YY}"),
    re.compile(rf"{_YEAR}/(?P<m>\d{{1,2}})(?!\d)"),
    re.compile(_YEAR),
    re.compile(rf"(?<!\w)'\s?{_YY}"),
)
# Two digits are a year of this century up to here.
_LATEST = 40


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
    parts = {key: held for key, held in match.groupdict().items() if held}
    year = int(parts["y"]) if "y" in parts else _whole_year(int(parts["yy"]))
    month = _NUMBER_OF[parts["n"]] if "n" in parts else int(parts["m"]) if "m" in parts else None
    day = int(parts["d"]) if "d" in parts else None
    if "a" in parts:
        month, day = _month_and_day(int(parts["a"]), int(parts["b"]))
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(year=year, month=month, day=day)


def _whole_year(two: int) -> int:
    return two + (2000 if two <= _LATEST else 1900)


def _month_and_day(first: int, second: int) -> tuple[int | None, int | None]:
    """`04/13/2020` and `13/04/2020` can be read in one way; of `04/05/2020` only the year is certain."""
    if first > 12 or first == second:
        return second, first
    return (first, second) if second > 12 else (None, None)


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<[a-z]+>", "(?:", pattern).replace("(?P=mark)", "[/-]")


_ROUGHLY = (
    r"(?:(?:springs?|summers?|autumns?|falls?|winters?|fruhjahr|fruhling|sommer|herbst|printemps|etes?|automnes?|hivers?|primavera|verano|otono|"
    r"invierno|early|mid|late|beginning of|end of|anfang|mitte|ende|debut|fin|q[1-4]|ca\.?|circa)[\s,/'-]*(?:of |de |del )?)?"
)
_ONE = _ROUGHLY + "(?:" + "|".join(_unnamed(form.pattern) for form in _FORMS) + ")"
_NOW = "|".join(sorted((re.escape(word) for word in PRESENT), key=len, reverse=True))
_TO = r"(?:-+|→|~|to|until|till|through|thru|bis(?: zum)?|a|au|al|ate|hasta|jusqu'a|jusqu'au|tot|t/m|do|/)"
_RANGE = re.compile(rf"(?P<from>{_ONE})\s*{_TO}\s*(?P<to>{_ONE}|(?:{_NOW})\b)")
_BOTH = re.compile(rf"(?P<from>{_ROUGHLY}(?<!\d)(?:19|20)\d\d)\s*(?:&|and|et|und|y|e)\s*(?P<to>{_ROUGHLY}(?:19|20)\d\d)(?!\d)")
_HALF = re.compile(rf"{_YEAR}\s?(?P<mark>[-/])\s?'?(?P<b>\d\d)(?![\d/.]|-\d)")
_SHORT_YEARS = re.compile(
    rf"(?<![\d/.])(?:(?P<m>\d{{1,2}})/|(?P<n>{_MONTH})\.? ){_YY}\s*{_TO}\s*"
    rf"(?:(?:(?P<o>\d{{1,2}})/|(?P<p>{_MONTH})\.? )(?P<b>\d\d)(?!\d)|(?P<now>{_NOW})\b)"
)
_SINCE = re.compile(rf"(?:since|seit|ab|depuis|desde|des|dal|od|sinds)\s+(?:le |el |dem |o )?(?P<from>{_ONE})")
_ONWARDS = re.compile(
    rf"(?P<from>{_ONE})\s*(?:(?:to|till|until|up to) (?:date|now|the present)|onwards?|(?:bis|a ce) (?:heute|jour)|(?:-+|→)\s*$)"
)
_SHORT = re.compile(rf"\b(?P<a>{_MONTH})\b\.?\s*{_TO}\s*\b(?P<b>{_MONTH})\b\.?,?\s*(?:de |del |of )?{_YEAR}")
_SHORT_NUMBERS = re.compile(rf"(?<![\d./-])(?P<a>\d{{1,2}})\s?-\s?(?P<b>\d{{1,2}})[./]{_YEAR}")
_ALONE = re.compile(rf"(?P<from>{_ONE})")


class Span(Frozen):
    """A stretch of time as written. `end` None with `current` True runs on; `words` is what was read."""

    start: PartialDate | None
    end: PartialDate | None
    current: bool = False
    words: str = ""


def span(text: str) -> Span | None:
    """The first date range of a line, or the single date it holds."""
    folded = fold(text)
    if match := _RANGE.search(folded):
        current = is_present(match["to"])
        start, end = _one(match["from"]), None if current else _one(match["to"])
        if start and (end or current):
            return Span(start=start, end=end, current=current, words=match.group())
    if (match := _BOTH.search(folded)) and (first := _one(match["from"])):
        return Span(start=first, end=_one(match["to"]), words=match.group())
    if found := _short_years(folded) or _half(folded, text):
        return found
    if match := _ONWARDS.search(folded):
        return Span(start=_one(match["from"]), end=None, current=True, words=match.group())
    if match := _SHORT.search(folded):
        return Span(start=partial(f"{match['a']} {match['y']}"), end=partial(f"{match['b']} {match['y']}"), words=match.group())
    if (match := _SHORT_NUMBERS.search(folded)) and (end := partial(f"{match['b']}/{match['y']}")):
        return Span(start=partial(f"{match['a']}/{match['y']}"), end=end, words=match.group())
    if match := _SINCE.search(folded):
        return Span(start=_one(match["from"]), end=None, current=True, words=match.group())
    if match := _ALONE.search(folded):
        day = _one(match["from"])
        return Span(start=day, end=day, words=match.group()) if day else None
    return None


def _one(text: str) -> PartialDate | None:
    """One date of a range, without the season before it."""
    return partial(re.sub(rf"^{_ROUGHLY}", "", text))


def _half(folded: str, text: str) -> Span | None:
    """`2016–19` and `2016/17`. With a hyphen, `2010-12` is a month in some hands; only a dash makes it a range."""
    match = _HALF.search(folded)
    if not match:
        return None
    dashed = re.search(rf"{match['y']}\s?[–—]\s?['’]?{match['b']}", text)
    end = int(match["y"][:2] + match["b"])
    if end < int(match["y"]) or not (dashed or int(match["b"]) > 12):
        return None
    return Span(start=PartialDate(year=int(match["y"])), end=PartialDate(year=end), words=match.group())


def _short_years(folded: str) -> Span | None:
    """`03/19 – 05/21`, `Mar 19 – Feb 21`: two digits are a year where both ends of a range say so."""
    match = _SHORT_YEARS.search(folded)
    if not match:
        return None
    start = partial(f"{match['m'] or match['n']}{'/' if match['m'] else ' '}{_whole_year(int(match['yy']))}")
    if match["now"]:
        return Span(start=start, end=None, current=True, words=match.group()) if start else None
    end = partial(f"{match['o'] or match['p']}{'/' if match['o'] else ' '}{_whole_year(int(match['b']))}")
    return Span(start=start, end=end, words=match.group()) if start and end else None


def months_covered(spans: list[tuple[int, int]]) -> int:
    """Months in at least one of the half-open spans (month numbers): what overlaps counts once."""
    total, reached = 0, -1
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total
