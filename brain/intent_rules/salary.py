"""The least a person wants to earn."""

import re

from brain.data.regions import CURRENCIES
from brain.goal import Location, SalaryFloor, SalaryPeriod
from brain.intent_rules.text import Prompt
from brain.intent_rules.words import COUNTABLE

_SIGNS = {
    "us$": "USD", "c$": "CAD", "ca$": "CAD", "cad$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "s$": "SGD",
    "hk$": "HKD", "r$": "BRL", "$": "$", "€": "EUR", "£": "GBP", "¥": "JPY", "r": "ZAR", "₹": "INR",
    "₪": "ILS", "₩": "KRW", "zł": "PLN", "fr.": "CHF", "rs.": "INR", "rs": "INR",
}  # fmt: skip
_NAMES = {
    "euros": "EUR", "euro": "EUR", "dollars": "$", "dollar": "$", "bucks": "$", "pounds": "GBP", "pound": "GBP",
    "quid": "GBP", "francs": "CHF", "rupees": "INR", "yen": "JPY", "kronor": "SEK", "zloty": "PLN", "zlotys": "PLN",
    "pln": "PLN",
}  # fmt: skip
_CODES = {code.lower(): code for code in CURRENCIES.values()}
_DOLLARS = {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD"}
_CURRENCY = "|".join(
    re.escape(sign) + (r"(?=\d{3})" if sign == "r" else "")
    for sign in sorted({**_SIGNS, **_NAMES, **_CODES}, key=len, reverse=True)
)
_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+(?![\d])|\d+(?:[.,]\d{1,2})?"
_SCALE = r"k|tsd|grand|thousand|million|lakhs?|lpa|l(?=\b)"
_MONEY = (
    rf"(?<![\w.])(?:(?P<sign{{0}}>{_CURRENCY})\s?)?(?<![\d.,])(?P<number{{0}}>{_NUMBER})\s?"
    rf"(?P<scale{{0}}>(?:{_SCALE})\b)?\s?(?:(?P<name{{0}}>{_CURRENCY})(?!\w))?"
)
_PERIODS: dict[SalaryPeriod, str] = {
    "hour": r"(?:/|per|an?|each)\s?(?:hour|hr|h)\b|p/?h\b|hourly|an hour",
    "day": r"(?:/|per|a|each)\s?(?:day|d)\b|p\.?/?d\b\.?|daily(?: rate)?",
    "week": r"(?:/|per|a|each)\s?(?:week|wk)\b|p/?w\b|weekly",
    "month": r"(?:/|per|a|each)\s?(?:month|mo|mth)\b|p\.?c?\.?m\b\.?|monthly",
    "year": r"(?:/|per|a|each)\s?(?:year|yr|annum|anno|y)\b|p\.?a\b\.?|annually|yearly|annual",
}
_PERIOD = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PERIODS.items())
_KIND = (
    r"(?:minimum |min\.? |base |basic |annual |yearly |monthly |gross |net |starting |target "
    r"|expected |total |day |daily |hourly )*"
)
_SUBJECT = (
    rf"(?:(?:with|for|that|which|who|and|offering|on|at|my|i want|i need|a|an|the) )*{_KIND}(?:salary"
    r"|salaries|pays?|paying|paid|compensation|comp|wages?|rate|ote|earn|earning|make|making|worth"
    r"|income|budget)(?: (?:expectation|range|floor|requirement)s?)?"
)
_FLOOR = (
    r"at least|a minimum of|min(?:imum)?(?: of)?\.?|over|above|more than|north of|no less than"
    r"|not less than|not under|not below|nothing (?:under|below)|no lower than|upwards? of|starting (?:at"
    r"|from)|from|>=?|≥|around|about|circa|ca\.|roughly|approximately|~|between|in the range of"
)
_CEILING = r"(?:up to|under|below|less than|max(?:imum)?(?: of)?|at most|no more than|not more than|<=?|≤)"
_MORE = r"\s?(?:\+|plus\b|or (?:more|above|higher|better)|and (?:up|above|higher|more)|upwards?|minimum|min\b|at least)"
_TAIL = (
    rf"(?:{_MORE})?(?:\s?(?:{_PERIOD}))?(?:{_MORE})?(?:\s?(?:base|gross|brutto|net|netto|before tax"
    rf"|salary|ote|total comp|tc|rate|comp(?:ensation)?))*(?:{_MORE})?"
)
_PATTERN = re.compile(
    rf"(?<!\w)(?P<subject>{_SUBJECT}(?:\s?(?:of|is|:|should be|must be|=))?\s)?(?P<floor>(?:(?:{_FLOOR})\s?)*)"
    rf"{_MONEY.replace('{0}', '1')}(?:\s?(?:-|to|and|bis)\s?{_MONEY.replace('{0}', '2')})?(?P<tail>{_TAIL})"
)
_SIX_FIGURES = (
    rf"(?:{_SUBJECT} (?:of )?)?(?:with |for )?(?:a )?\b(?:six|6)[- ]figures?(?: (?:salary|salaries"
    r"|pay|income|comp(?:ensation)?))?"
)
_UNITS = r"\s?(?:%|\+?\s?(?:years?|yrs?|days?|weeks?|hours?|months?|minutes?|employees|people|km|miles|kilometers|kilometres)\b)"


def read_salary(prompt: Prompt) -> SalaryFloor | None:
    """The first floor named; `currency` may still be "$", which the places decide (see `with_currency`)."""
    for match in _PATTERN.finditer(prompt.open):
        floor = _floor(prompt, match)
        if floor:
            prompt.take(match.start(), match.end())
            return floor
    figures = prompt.find(_SIX_FIGURES)
    if figures:
        prompt.take(*figures.span())
        return SalaryFloor(min=100_000)
    return None


def with_currency(floor: SalaryFloor | None, places: tuple[Location, ...]) -> SalaryFloor | None:
    """The floor with the money of its places where only a dollar sign, or no currency, was written."""
    if floor is None:
        return None
    local = {CURRENCIES.get(place.country) if place.country else None for place in places}
    currency = local.pop() if len(local) == 1 else None
    if floor.currency == "$":
        return floor.model_copy(update={"currency": currency if currency in _DOLLARS else "USD"})
    return floor if floor.currency else floor.model_copy(update={"currency": currency})


def _floor(prompt: Prompt, match: re.Match[str]) -> SalaryFloor | None:
    currency = next((_currency(match[name]) for name in ("sign1", "name1", "sign2", "name2") if match[name]), None)
    scale = match["scale1"] or match["scale2"]
    period = next((name for name in _PERIODS if match[name]), None)
    amount = _amount(match["number1"], scale)
    if (re.match(_UNITS, prompt.open[match.end("number1") :]) and not period) or prompt.before(match.start(), rf"{_CEILING}\s?"):
        return None
    about_money = bool(currency or match["subject"] or scale in {"lpa", "lakh", "lakhs"}) or (
        period is not None and _plausible(amount, period, match[period])
    )
    if not about_money and not _plain_amount(prompt, match, amount, scale):
        return None
    if period is None and amount < 10_000:
        return None
    if scale and scale.startswith("l") and currency is None:
        currency = "INR"
    return SalaryFloor(min=amount, currency=currency, period=period or "year")


def _plausible(amount: float, period: SalaryPeriod, written: str) -> bool:
    """Is "45/hour" money, without a currency? "6 pm" and "10 a day" are not."""
    least = {"hour": 7, "day": 100, "week": 100, "month": 500, "year": 10_000}
    return amount >= least[period] and len(written) > 2


def _plain_amount(prompt: Prompt, match: re.Match[str], amount: float, scale: str | None) -> bool:
    """Is a number without currency, period or the word "salary" money? "120k" is; "10000 jobs" is not."""
    counts_jobs = prompt.after(match.end(), rf"\s?(?:[\w-]+ ){{0,4}}{COUNTABLE}\b")
    if scale:
        return amount >= 20_000
    return amount >= 10_000 and bool(match["floor"].strip()) and not counts_jobs


def _currency(written: str) -> str:
    return _SIGNS.get(written) or _NAMES.get(written) or _CODES[written]


def _amount(number: str, scale: str | None) -> int | float:
    if re.fullmatch(r"\d{1,3}(?:[.,' ]\d{3})+", number):
        value = float(re.sub(r"\D", "", number))
    else:
        value = float(number.replace(",", "."))
    factor = {"million": 1e6, "lakh": 1e5, "lakhs": 1e5, "lpa": 1e5, "l": 1e5}.get(scale or "", 1000 if scale else 1)
    value *= factor
    return int(value) if value.is_integer() else value
