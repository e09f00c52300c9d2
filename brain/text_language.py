"""Which language a text is in, told by py3langid's naive Bayes model, which its wheel carries.

It decides headings, letters and how words are read, never what is true.
"""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

Language = Literal["en", "de", "fr", "es"]
SPOKEN: tuple[Language, ...] = get_args(Language)
"""The languages headings and letters are written in, and résumés are read in."""
RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "yi"})

# Languages people write résumés in. Of 140 labels, a short line in English would too often look most like Latin or Luxembourgish.
_TOLD = frozenset(
    {
        "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "hr", "sr", "sl",
        "mk", "sq", "bs", "el", "tr", "ru", "uk", "be", "et", "lv", "lt", "is", "ca", "eu", "gl", "ga", "cy", "mt", "ka", "hy",
        "az", "kk", "ar", "he", "fa", "ur", "hi", "bn", "pa", "ta", "te", "mr", "gu", "ml", "kn", "th", "vi", "id", "ms", "tl",
        "sw", "af", "zh", "ja", "ko",
    }
)  # fmt: skip
_SURE, _LEAD = 0.28, 0.06
"""The share of a text that must speak for a language (a lone name reaches less), and how far ahead it must be."""
_SURE_OF_OURS, _LEAD_OF_OURS = 0.14, 0.1
_MOST = 20_000
_LETTER = r"[^\W\d_]"
_OWN_LETTERS: tuple[tuple[str, Language], ...] = (("ß", "de"), ("ñ¿¡", "es"), ("œ", "fr"))


def language_of(text: str, default: str = "en") -> str:
    """The ISO 639-1 code of most of a text; `default` where too little of it tells."""
    return _best(_shares(text[:_MOST]), default, _SURE, _LEAD)


@lru_cache(maxsize=2048)
def spoken_language_of(text: str, default: Language = "en") -> Language:
    """Which of our languages a text is nearest to; `default` where none leads: for sentences of a text known to be in one."""
    shares = _shares(text[:_MOST])
    ours: dict[str, float] = {code: shares.get(code, 0.0) for code in SPOKEN}
    return spoken_or(_best(ours, default, _SURE_OF_OURS, _LEAD_OF_OURS), default)


def spoken_or_english(code: str) -> Language:
    """The language of ours for a text of `code`."""
    return spoken_or(code, "en")


def spoken_or(code: str, default: Language) -> Language:
    return next((ours for ours in SPOKEN if ours == code), default)


def is_right_to_left(text: str) -> bool:
    """Whether most letters of a text are of a script that runs from right to left."""
    marks: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if character.isalpha():
            marks[unicodedata.bidirectional(character)] += count
    return marks["R"] + marks["AL"] > marks["L"]


def _best(shares: dict[str, float], default: str, sure: float, lead: float) -> str:
    best = max(shares, key=lambda code: shares[code], default=default)
    told = shares.get(best, 0.0) >= max(sure, shares.get(default, 0.0) + lead)
    return best if told else default


@lru_cache(maxsize=2048)
def _shares(text: str) -> dict[str, float]:
    """By language, how much of a text is in it: each line counts by its letters."""
    found: dict[str, float] = {}
    whole = 0
    for line in _lines(text):
        letters = len(re.findall(_LETTER, line))
        whole += letters
        for code, likely in _ranks(line):
            found[code] = found.get(code, 0.0) + likely * letters
        for own, code in _OWN_LETTERS:
            found[code] = found.get(code, 0.0) + letters * 0.3 * any(letter in own for letter in line)
    return {code: weight / whole for code, weight in found.items()} if whole else {}


def _lines(text: str) -> list[str]:
    """The lines of a text that hold letters; neighbours too short to tell by themselves are read together."""
    found: list[str] = []
    for line in text.splitlines():
        said = " ".join(re.sub(r"\S*(?:@|://|www\.)\S*|[\d_]+", " ", line).split())
        if not re.search(_LETTER, said):
            continue
        if found and len(found[-1]) < 40 and len(said) < 40:
            found[-1] += f"\n{said}"
        else:
            found.append(said)
    return found


@lru_cache(maxsize=8192)
def _ranks(line: str) -> tuple[tuple[str, float], ...]:
    """By language, how likely it is the line's. A résumé's lines come again in every paper made of it."""
    return tuple(_identifier().rank(line))


@cache
def _identifier() -> "LanguageIdentifier":
    """The model, read on first use: 0.5 s and 75 MB that a process which never asks does not pay."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages(sorted(_TOLD))
    return made
