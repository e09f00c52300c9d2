"""Which language a text is in, as far as its small words and endings tell."""

import re
from functools import cache, lru_cache
from typing import Literal

from brain.tables import table
from brain.words import fold

Language = Literal["en", "de", "fr", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es")


@cache
def _marks() -> dict[str, frozenset[str]]:
    return {language: frozenset(said.split()) for language, said in table("rewording")["marks"].items()}


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    return {language: tuple(said.split()) for language, said in table("rewording")["endings"].items()}


@lru_cache(maxsize=2048)
def language_of(text: str, default: Language = "en") -> Language:
    """The language with the most marks in a text; `default` where none leads."""
    said = re.findall(r"[^\W\d_]+", fold(text))
    score = {
        language: sum(word in _marks()[language] for word in said)
        + 0.6 * sum(len(word) > 5 and word.endswith(_endings().get(language, ())) for word in said)
        for language in LANGUAGES
    }
    # Letters that only one of the four writes.
    score["de"] += 1.0 * len(re.findall(r"[äöüß]", text.casefold()))
    score["es"] += 1.0 * len(re.findall(r"[ñ¿¡áíóú]", text.casefold()))
    score["fr"] += 0.5 * len(re.findall(r"[éèêçàùœ]", text.casefold()))
    best = max(LANGUAGES, key=lambda language: (score[language], language == default))
    return best if score[best] > 0 else default
