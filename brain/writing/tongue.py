"""Which language a text is in, told by its script and its small words. It decides headings and letters, never what is true."""

import re
import unicodedata
from collections import Counter
from functools import cache

from brain.tables import table
from brain.words import fold

SPOKEN = ("en", "de", "fr", "es")
"""The languages headings and letters are written in; any other text gets English ones."""
RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "yi"})

_FEWEST = 3
_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "ARABIC": "ar", "HEBREW": "he", "CYRILLIC": "ru",
    "GREEK": "el", "THAI": "th", "DEVANAGARI": "hi",
}  # fmt: skip


def language_of(text: str, default: str = "en") -> str:
    """The ISO 639-1 code of most of a text; `default` where too few of its words tell."""
    written = _by_script(text)
    if written:
        return written
    found = Counter(re.findall(r"[a-z]+", fold(text)))
    scores = {tongue: sum(found[word] for word in small) for tongue, small in _small_words().items()}
    best = max(scores, key=lambda tongue: (scores[tongue], tongue == default, -list(scores).index(tongue)))
    return best if scores[best] >= _FEWEST else default


def spoken_or_english(tongue: str) -> str:
    """The language of ours for a text of `tongue`."""
    return tongue if tongue in SPOKEN else "en"


def is_right_to_left(text: str) -> bool:
    """Whether most letters of a text are of a script that runs from right to left."""
    marks: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if character.isalpha():
            marks[unicodedata.bidirectional(character)] += count
    return marks["R"] + marks["AL"] > marks["L"]


def _by_script(text: str) -> str | None:
    """The language of a text most of whose letters are not Latin. Chinese signs beside kana are Japanese."""
    names: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if character.isalpha():
            names[unicodedata.name(character, "").split(" ")[0]] += count
    latin = names.pop("LATIN", 0)
    known = Counter({script: names[script] for script in _SCRIPTS if names[script]})
    # A sign of Chinese or a syllable of Korean says as much as three letters.
    weight = sum(count * (3 if script in {"CJK", "HANGUL", "HIRAGANA", "KATAKANA"} else 1) for script, count in known.items())
    if weight <= latin:
        return None
    if known["HIRAGANA"] + known["KATAKANA"] and not known["HANGUL"]:
        return "ja"
    return _SCRIPTS[known.most_common(1)[0][0]]


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return {tongue: frozenset(held.split()) for tongue, held in table("tongues").items()}
