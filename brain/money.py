"""Currencies and pay periods as texts name them."""

import re

from brain.words import fold

_CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD", "us$": "USD", "dollars": "USD", "£": "GBP",
    "gbp": "GBP", "pounds": "GBP", "chf": "CHF", "cad": "CAD", "aud": "AUD", "inr": "INR", "sek": "SEK", "dkk": "DKK",
    "nok": "NOK", "pln": "PLN", "czk": "CZK", "jpy": "JPY", "sgd": "SGD", "₹": "INR", "brl": "BRL", "mxn": "MXN", "zar": "ZAR",
    "nzd": "NZD", "huf": "HUF", "ron": "RON", "try": "TRY", "aed": "AED", "ils": "ILS", "cny": "CNY", "hkd": "HKD", "krw": "KRW",
}  # fmt: skip
_PERIODS = (
    ("hour", r"\bhour|\bhr\b|stunde|heure|hora\b"),
    ("day", r"\bday\b|\bdaily\b|\btag(essatz)?\b|jour"),
    ("week", r"\bweek"),
    ("month", r"\bmonth|monat|mois|mes\b|mensual|mensuel"),
    ("year", r"\byear|annual|annum|\bp\.?a\.?\b|jahr|\ban\b|annuel|anual|yearly"),
)


def currencies_in(text: str) -> frozenset[str]:
    """The ISO codes of the currencies a text names."""
    said = fold(text)
    return frozenset(
        code
        for sign, code in _CURRENCIES.items()
        if re.search(rf"(?<![a-z]){re.escape(sign)}(?![a-z])", said) and _meant(sign, text)
    )


def period_in(text: str) -> str | None:
    """`hour`, `day`, `week`, `month` or `year`, where a text says what an amount is for."""
    said = fold(text)
    return next((name for name, pattern in _PERIODS if re.search(pattern, said)), None)


def _meant(sign: str, text: str) -> bool:
    # `try` is a word in most sentences, and a currency in capitals.
    return sign != "try" or "TRY" in text
