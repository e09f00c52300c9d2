"""Text as it is compared: folded case, no accents, no look-alike letters, no invisible characters."""

import re
import unicodedata
from functools import lru_cache

# Letters of other scripts that pass for Latin ones (the part of Unicode's confusables that occurs in words).
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝьвкмнтіАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧαειορυνκ",
    "aeopcyxijsdhqwbbkmhtiABEKMHOPCTYXIJSABEZHIKMNOPTYXaeiopuvk",
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-", "\u00ad": None})
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe"})
_WORD = re.compile(r"[^\W_]+(?:[+#]+|(?:[.'&/-][^\W_]+)*[+#]*)")
_NUMBER = re.compile(
    r"(?<![\w.,])[$€£¥]?\s?(\d+(?:[.,' \u00a0\u202f]\d{3})+|\d+)([.,]\d+)?\s?((?:k|m|bn|b|million|billion|thousand)(?![a-z]))?",
    re.I,
)
_MAGNITUDE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
_SPELLED = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`text` for comparison: NFKC, words that can be read as Latin throughout made Latin, no accents, no case, one space."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    plain = "".join(character for character in plain if unicodedata.category(character) not in {"Cf", "Co", "Cs"})
    plain = re.sub(r"[^\W\d_]+", lambda match: _latin(match.group()), plain)
    parts = unicodedata.normalize("NFKD", plain.casefold()).translate(_PLAIN)
    return " ".join("".join(character for character in parts if not unicodedata.combining(character)).split())


def _latin(word: str) -> str:
    if word.isascii():
        return word
    turned = word.translate(_LOOKALIKES)
    # Words of another script stay what they are; only those that can be read as Latin throughout were a disguise.
    return turned if all(unicodedata.name(character, "").startswith("LATIN") for character in turned) else word


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`; `c++`, `c#`, `node.js`, `ci/cd` and `don't` stay whole."""
    return tuple(_WORD.findall(fold(text)))


def bare(text: str) -> str:
    """The folded letters and digits alone: what two spellings of one thing share."""
    return "".join(character for character in fold(text) if character.isalnum() or character in "+#")


def numbers(text: str) -> tuple[float, ...]:
    """Every number of a text, spelled ones too: `1.2M` and `1,200,000` are the same, `38 %` and `38 percent` are 38."""
    return tuple(number for number, _ in quantities(text))


def quantities(text: str) -> tuple[tuple[float, str], ...]:
    """The numbers of a text with what they count: `percent`, `money` or `plain`; 900 % and 900 requests are not the same."""
    folded = fold(text)
    found = []
    for match in _NUMBER.finditer(folded):
        before, after = folded[max(0, match.start() - 4) : match.start(1)], folded[match.end() : match.end() + 9]
        percent = re.match(r"\s?(?:%|percent|per cent|prozent|pour cent|por ciento)", after)
        money = re.search(r"[$€£¥]\s?$", before) or re.match(
            r"\s?(?:[$€£¥]|(?:eur|usd|gbp|chf|euros?|dollars?|pounds?)\b)", after
        )
        found.append((_number(match), "percent" if percent else "money" if money else "plain"))
    spelled = [
        float(_SPELLED[word]) for word in re.findall(r"[a-z]+", folded) if word in _SPELLED and word not in {"one", "zero"}
    ]
    return (*found, *((number, "plain") for number in spelled))


def _number(match: re.Match[str]) -> float:
    whole, fraction, magnitude = match.groups()
    value = float(re.sub(r"\D", "", whole))
    if fraction:
        digits = fraction[1:]
        value = value + float(f"0.{digits}")
    return value * _MAGNITUDE.get((magnitude or "").lower(), 1.0)


def key_words(name: str) -> str:
    """A key or machine name as words: `phoneNumber`, `phone_number` and `phone-number` are `phone number`."""
    spaced = re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"[^\W_]+", fold(spaced)))
