"""Every amount a text states: figures, magnitudes and spelled numbers in English, German, French and Spanish.

`38 %` is `38 percent`, `1.2M` is `1,200,000`, `forty-five` and `quarante-cinq` are 45; 4 % is not 4 percentage points.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from text_to_num import alpha2digit

from brain.text_language import Language, spoken_language_of
from brain.words import fold

Unit = Literal["plain", "percent", "points", "money"]

_MAGNITUDES = {
    "k": 1e3, "tsd": 1e3, "thousand": 1e3, "tausend": 1e3, "mille": 1e3, "mil": 1e3,
    "m": 1e6, "mn": 1e6, "mm": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6, "millon": 1e6, "millones": 1e6,
    "b": 1e9, "bn": 1e9, "mrd": 1e9, "billion": 1e9, "billions": 1e9, "milliarde": 1e9, "milliarden": 1e9, "milliard": 1e9,
    "milliards": 1e9,
}  # fmt: skip
_WORDY = "|".join(sorted((name for name in _MAGNITUDES if len(name) > 1), key=len, reverse=True))
# A single letter counts for a magnitude only where it touches the figure: 900 m is a distance.
_FIGURE = re.compile(
    r"(?<![\w.,])(?P<whole>\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+(?!\d)|\d+)(?P<part>[.,]\d+)?"
    rf"(?:(?P<letter>[kmb])(?![a-z])|[\s-]?(?P<word>{_WORDY})\b\.?)?"
)
_CURRENCY = (
    r"(?:[$€£¥₹]|\b(?:eur|usd|gbp|chf|cad|aud|nzd|sgd|hkd|inr|sek|dkk|nok|pln|czk|huf|jpy|cny|brl|mxn|zar|aed|euros?|dollars?|"
    r"pounds?|francs?|franken)\b)"
)
_CODES = {
    "€": "eur", "euro": "eur", "euros": "eur", "£": "gbp", "pound": "gbp", "pounds": "gbp", "dollar": "$", "dollars": "$",
    "₹": "inr", "franken": "chf",
}  # fmt: skip
_PERCENT = re.compile(r"\s?(?:%|percent\b|pct\b|prozent\b)(?!\s?-?(?:age )?points?|-?punkt)")
_POINTS = re.compile(
    r"\s?(?:percentage[- ]points?|%-?\s?points?|percent points?|prozentpunkte?n?|points? de pourcentage|puntos porcentuales|pp\b)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, its unit (money with its currency, where one is named), and where it stands in `in_figures` of the text."""

    value: float
    unit: Unit
    start: int
    end: int
    currency: str = ""

    def is_said_by(self, other: "Amount") -> bool:
        """The same number of the same unit. A currency may be left out; another one is another amount."""
        if self.value != other.value:
            return False
        if other.unit == "money" and self.unit in {"money", "plain"}:
            return not (self.currency and other.currency) or _same_currency(self.currency, other.currency)
        return self.unit == other.unit


def _same_currency(one: str, other: str) -> bool:
    dollars = {code for code in (one, other) if code.endswith("d") and len(code) == 3}
    return one == other or ("$" in (one, other) and len(dollars) == 1)


@lru_cache(maxsize=4096)
def in_figures(text: str, language: Language | None = None) -> str:
    """The folded text with spelled numbers as figures. One is left as it is where it is an article as well."""
    said = language or spoken_language_of(text)
    return fold(alpha2digit(_kept_apart(_articles_kept(text, said)), said, 1.0))


# After tens and hundreds it is part of a number (trente et un, ciento una); before a magnitude or a fraction it is its factor.
_ARTICLE = re.compile(
    r"(?P<tens>\b(?:vingt|trente|quarante|cinquante|soixante|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)"
    r"[\s-](?:et|y)[\s-]|\b(?:cents?|mille|vingt|ciento|mil|\w+cient[oa]s|\w*hundert|\w*tausend)[\s-])?"
    r"\b(?P<first>u|ei)(?P<rest>ne?|na|no|ns?|ne[mnrs]?)\b"
    rf"(?P<factor>[\s-]+(?:{_WORDY}|\w*millones|cents?|cientos?|hundert|drittel|viertel|\w+tel|tiers|quart|tercio|cuarto|"
    r"quinto)\b)?",
    re.I,
)
_ARTICLES = {
    "de": {"ein", "eine", "einem", "einen", "einer", "eines"},
    "fr": {"un", "une"},
    "es": {"un", "una", "uno"},
}


def _articles_kept(text: str, language: Language) -> str:
    """The text with its articles made unreadable as numbers: what is put into them is folded away again."""

    def kept(match: re.Match[str]) -> str:
        article = fold(match["first"] + match["rest"]) in _ARTICLES.get(language, ())
        if not article or match["tens"] or match["factor"]:
            return match.group()
        return f"{match['first']}\u2060{match['rest']}"

    return _ARTICLE.sub(kept, text)


def _kept_apart(text: str) -> str:
    """Figures with a magnitude word, and percent in words, are kept from being read as two numbers."""
    text = re.sub(r"(?<=[^\W\d_])-(to|bis|a|à)-(?=[^\W\d_])", r" \1 ", text)
    text = re.sub(r"\b(?:pour|por|per) ?(?:cent|ciento)\b", "%", text, flags=re.I)
    return re.sub(rf"(\d)\s(?=(?:{_WORDY})\b)", r"\1-", text, flags=re.I)


@lru_cache(maxsize=4096)
def amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of a text, in order."""
    said = in_figures(text)
    found = []
    for match in _FIGURE.finditer(said):
        before, after = said[max(0, match.start() - 8) : match.start()], said[match.end() : match.end() + 24]
        unit: Unit = "plain"
        if _POINTS.match(after):
            unit = "points"
        elif _PERCENT.match(after):
            unit = "percent"
        money = re.search(_CURRENCY + r"\s?$", before) or re.match(r"\s?" + _CURRENCY, after)
        currency = _CODES.get(money.group().strip(), money.group().strip()) if money and unit == "plain" else ""
        found.append(Amount(_value(match), "money" if currency else unit, match.start(), match.end(), currency))
    # In a range or a pair the last unit is that of all: from 81 to 89 %.
    for number in range(len(found) - 2, -1, -1):
        one, other = found[number], found[number + 1]
        if one.unit == "plain" and other.unit in {"percent", "points", "money"} and _pair(said[one.end : other.start]):
            found[number] = replace(one, unit=other.unit, currency=other.currency)
    return tuple(found)


def _pair(between: str) -> bool:
    return bool(re.fullmatch(r"\s?(?:to|-|and|bis|auf|und|a|et|y)\s?(?:[a-z]{3} |[$€£¥])?", between))


def _value(match: re.Match[str]) -> float:
    value = float(re.sub(r"\D", "", match["whole"]))
    if match["part"]:
        value += float("0." + match["part"][1:])
    return value * _MAGNITUDES.get(match["letter"] or match["word"] or "", 1.0)
