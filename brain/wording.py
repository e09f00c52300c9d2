"""Words of weight, and whether facts hold one of them in some form."""

import re
from collections.abc import Iterable
from functools import cache

from brain.critique.support import stems
from brain.tables import table
from brain.words import numbers, words

_SAME_FROM = 5  # letters two forms of a word have in common at their beginning


def content(text: str) -> list[str]:
    """The words of a text that claim something, folded."""
    return [word for word in words(text) if is_content(word)]


def is_content(word: str) -> bool:
    return bool(stems(word)) and word not in _weightless() and not numbers(word)


def forms(texts: Iterable[str]) -> frozenset[str]:
    """What the words of texts have in common with other forms of them."""
    return frozenset(form for text in texts for word in words(text) for form in (*stems(word), word[:_SAME_FROM]) if form)


def is_in(word: str, held: frozenset[str]) -> bool:
    """Whether a word, or a part of a compound, is a form of what `forms` gave."""
    parts = {word, *re.split(r"[./&'-]", word)}
    return bool(stems(word) & held) or any(len(part) >= _SAME_FROM and part[:_SAME_FROM] in held for part in parts)


@cache
def _weightless() -> frozenset[str]:
    return frozenset(table("by_model")["weightless"].split()) | frozenset(table("words")["letters"].split())
