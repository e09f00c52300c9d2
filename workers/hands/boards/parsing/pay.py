"""Pay as written in a posting → amounts, currency, period. A stipend, a bonus or a budget is not a salary.

What the text does not say stays None. A range needs a word of pay near it, a period, or the size of a yearly salary;
a single amount needs a word of pay before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from brain.posting import Pay, PayPeriod

SYMBOLS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL",
    "MX$": "MXN", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₪": "ILS", "₩": "KRW", "₺": "TRY", "₴": "UAH", "₱": "PHP",
    "zł": "PLN", "Kč": "CZK",
}  # fmt: skip
CODE_NAMES = (
    "USD EUR GBP CHF CAD AUD NZD SGD HKD JPY CNY INR ILS SEK NOK DKK PLN CZK HUF RON BGN TRY BRL MXN ARS CLP COP ZAR AED SAR"
    " KRW TWD THB MYR IDR PHP VND UAH ISK"
)
CODES = CODE_NAMES.split()
DOLLARS = {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"}
"""What a bare "$" means by country (ISO 3166 alpha-2); elsewhere it is the US dollar."""

_SYMBOL = "|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True)) + r"|\$"
_MONEY = rf"(?:{_SYMBOL}|\b(?:{'|'.join(CODES)})\b)"
_NUMBER = r"\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_SCALE = r"(?:\s?[kK](?![a-zA-Z]))?"
_UNITS = r"hour|hr|h|day|week|wk|month|mo|year|yr|annum|jahr|monat|stunde|tag|an|mois"
_PERIODS = rf"(?:p\.\s?a\b\.?|pa\b|annually|annual|yearly|monthly|weekly|daily|hourly|(?:per|an?|/|pro|par)\s*(?:{_UNITS})\b)"
AMOUNT = re.compile(
    rf"(?P<before>{_MONEY})?\s?(?<![\d.,])(?P<low>{_NUMBER})(?P<low_scale>{_SCALE})(?P<mid>\s?{_MONEY})?"
    rf"(?:\s?(?:/|\bper\b)\s?(?:hour|hr|year|yr|month))?"
    rf"(?:\s*(?:-|–|—|−|\bto\b|\band\b|\bbis\b)\s*(?P<between>{_MONEY})?\s?(?P<high>{_NUMBER})(?P<high_scale>{_SCALE}))?"
    rf"(?P<after>\s?{_MONEY})?",
)
PERIOD_AFTER = re.compile(rf"^[\s,(*]*(?:gross|brutto|net|netto|base|salary)?[\s,(]*(?P<period>{_PERIODS})", re.IGNORECASE)
PERIOD_BEFORE = re.compile(
    r"\b(annual|annually|yearly|per year|monthly|weekly|daily|hourly|hour|day rate|OTE|per annum)\b", re.IGNORECASE
)
PAY_WORD = re.compile(
    r"\b(salary|salaries|salaried|pay|paid|compensation|wages?|earn|earnings|remuneration|OTE|on[- ]target earnings"
    r"|hourly rate|day rate|base range|rate of pay|gehalt|jahresgehalt|salaire|salario|vergütung)\b",
    re.IGNORECASE,
)
NOT_PAY = re.compile(
    r"\b(stipends?|bonus|bonuses|signing|sign[- ]on|budgets?|allowances?|reimburse\w*|expenses?|funding|funded|funds?|raised"
    r"|revenues?|ARR|valuation|valued|sales|quota|deals?|contracts? (?:worth|value)|credits?|vouchers?|gift|donat\w*"
    r"|401\(?k\)?|match\w*|customers?|clients?|users?|transactions?|assets|portfolio|discount|prize|grants?|exploits?"
    r"|savings?|insurance|premium|perks?|equipment|learning|wellness|referral|relocation|per diem|costs?|spend\w*|loans?"
    r"|members?|students?|employees|merchants?|businesses|companies)\b",
    re.IGNORECASE,
)
UP_TO = re.compile(r"\b(up to|upto|max(imum)?( of)?|bis zu|as much as)\s*$", re.IGNORECASE)
FROM = re.compile(r"\b(from|starting (at|from)|starts at|at least|min(imum)?( of)?|ab|upwards of)\s*$", re.IGNORECASE)
TURN = re.compile(r"\b(plus|and|with|in addition|as well as|eligible|but)\b|[+&.;:,\n(]", re.IGNORECASE)
PERIOD_WORDS: tuple[tuple[str, PayPeriod], ...] = (
    ("hour", "hour"), ("hr", "hour"), ("day", "day"), ("dai", "day"), ("week", "week"), ("wk", "week"), ("mo", "month"),
    ("year", "year"), ("yr", "year"), ("ann", "year"), ("p", "year"), ("ote", "year"), ("h", "hour"),
    ("jahr", "year"), ("an", "year"), ("stunde", "hour"), ("tag", "day"),
)  # fmt: skip
PLAUSIBLE: dict[PayPeriod, tuple[float, float]] = {
    "hour": (1, 100_000), "day": (10, 1_000_000), "week": (50, 5_000_000), "month": (100, 200_000_000),
    "year": (1_000, 2_000_000_000),
}  # fmt: skip
# A sum of this size in these currencies is paid by the year, whoever leaves the word out.
YEARLY_FROM = {"USD": 20_000, "EUR": 15_000, "GBP": 12_000, "CAD": 25_000, "AUD": 25_000, "CHF": 30_000, "NZD": 25_000}
NEAR = 90


@dataclass(frozen=True, slots=True)
class _Found:
    low: float
    high: float | None
    currency: str
    start: int
    end: int


def pay_in(text: str, country: str | None = None) -> Pay | None:
    """The first salary a text states, or None. `country` (ISO 3166 alpha-2) says what a bare "$" means."""
    for found in _amounts(text, country):
        before, after = _near(text, found)
        if _is_something_else(before, after):
            continue
        period = _period(text, found, before)
        said = bool(PAY_WORD.search(before)) or _follows(PAY_WORD, after)
        yearly = found.low >= YEARLY_FROM.get(found.currency, float("inf"))
        if period is None and yearly and (said or found.high is not None):
            period = "year"
        if not (said or (found.high is not None and period is not None)) or not _is_plausible(found, period):
            continue
        low, high = _bounds(found, before, after)
        return Pay(min=low, max=high, currency=found.currency, period=period)
    return None


def pay_of(low: object, high: object, currency: object, period: PayPeriod | None) -> Pay | None:
    """Pay from a source's own fields; None when they hold no amount. Negative and swapped amounts are put right or dropped."""
    amounts = [float(value) for value in (low, high) if isinstance(value, int | float) and not isinstance(value, bool)]
    amounts = [value for value in amounts if 0 < value < 1e12]
    if not amounts:
        return None
    code = currency.strip().upper() if isinstance(currency, str) else ""
    return Pay(min=min(amounts), max=max(amounts), currency=code if re.fullmatch("[A-Z]{3}", code) else None, period=period)


def period_in(text: str) -> PayPeriod | None:
    """The period a short text names (`per-year-salary`, "Annual Salary", "Hourly Rate"), or None."""
    found = re.search(r"(?<![a-z])(hour|hr|day|dai|week|month|year|yr|annu)", text.lower())
    return _period_word(found.group(1)) if found else None


def _amounts(text: str, country: str | None) -> Iterator[_Found]:
    for match in AMOUNT.finditer(text):
        marks = [match[name].strip() for name in ("before", "mid", "between", "after") if match[name]]
        # A number of millions is never a salary, and a number without money is none at all.
        if not marks or re.match(r"\s?([mMbB]\b|[mM]n\b|\+?\s?(million|billion|bn)\b|%)", text[match.end() :]):
            continue
        low, high = _number(match["low"], match["low_scale"]), _number(match["high"], match["high_scale"])
        if low is None or low <= 0:
            continue
        # "$120-150k": the scale stands once and means both.
        if high is not None and match["high_scale"] and not match["low_scale"] and low < 1000:
            low *= 1000
        if high is not None and high < low:
            continue
        yield _Found(low, high, _currency(marks, country), match.start(), match.end())


def _bounds(found: _Found, before: str, after: str) -> tuple[float | None, float | None]:
    if found.high is not None:
        return found.low, found.high
    if UP_TO.search(before):
        return None, found.low
    return found.low, None if FROM.search(before) or after.startswith("+") else found.low


def _number(text: str | None, scale: str | None) -> float | None:
    if not text:
        return None
    grouped = re.fullmatch(r"(\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+)(?:[.,](\d{1,2}))?", text)
    if grouped:
        value = float(re.sub(r"\D", "", grouped[1]) + (f".{grouped[2]}" if grouped[2] else ""))
    else:
        value = float(text.replace(",", "."))
    value = value * 1000 if scale and scale.strip() else value
    return value if value < 1e12 else None


def _currency(marks: list[str], country: str | None) -> str:
    for mark in marks:
        if mark in CODES:
            return mark
    for mark in marks:
        if mark in SYMBOLS:
            return SYMBOLS[mark]
    return DOLLARS.get((country or "").upper(), "USD")


def _near(text: str, found: _Found) -> tuple[str, str]:
    before = text[max(0, found.start - NEAR) : found.start]
    # Only the same paragraph speaks of the amount; a heading on the line above counts as its first words.
    paragraphs = before.rsplit("\n\n", 1)
    tail = paragraphs[-1] if paragraphs[-1].strip() else before
    return re.split(r"(?<=[a-z])\.\s|\?|!", tail)[-1], text[found.end : found.end + NEAR].split("\n", 1)[0]


def _is_something_else(before: str, after: str) -> bool:
    refused = list(NOT_PAY.finditer(before))
    paid = list(PAY_WORD.finditer(before))
    if refused and (not paid or paid[-1].start() < refused[-1].start()) and "annual base" not in before.lower():
        return True
    following = NOT_PAY.search(after)
    return bool(following and not TURN.search(after[: following.start()]) and following.start() < 40)


def _follows(pattern: re.Pattern[str], after: str) -> bool:
    found = pattern.search(after)
    return bool(found and found.start() < 25 and not re.search(r"[.;\n]", after[: found.start()]))


def _period(text: str, found: _Found, before: str) -> PayPeriod | None:
    inside = re.search(r"(?:/|\bper\b)\s?(hour|hr|year|yr|month)", text[found.start : found.end])
    if inside:
        return _period_word(inside.group(1))
    after = PERIOD_AFTER.match(text[found.end : found.end + 40])
    if after:
        return _period_word(re.sub(r"^(per|pro|par|an?|/)\s*(?=[a-z])", "", after["period"].lower()))
    words = list(PERIOD_BEFORE.finditer(before))
    return _period_word(words[-1].group(1).lower().removeprefix("per ")) if words else None


def _period_word(word: str) -> PayPeriod | None:
    return next((period for start, period in PERIOD_WORDS if word.lower().startswith(start)), None)


def _is_plausible(found: _Found, period: PayPeriod | None) -> bool:
    low, high = PLAUSIBLE[period] if period else (10, 2_000_000_000)
    return low <= found.low <= high and (found.high is None or found.high <= min(high, found.low * 10))
