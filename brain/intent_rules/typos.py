"""Spelling: a word one slip away from exactly one known word is read as that word."""

import re
from collections import defaultdict
from functools import cache

from brain.intent_rules.lexicon import heads, spelling_words

_WORD = re.compile(r"[^\W\d_]+(?:['][^\W\d_]+)*")
_SHORTEST = 5
_LOOKALIKES = {
    "jbos": "jobs",
    "jbo": "job",
    "jos": "jobs",
    "jobss": "jobs",
    "aply": "apply",
    "appy": "apply",
    "aplly": "apply",
    "fnd": "find",
    "serach": "search",
    "positon": "position",
}
_LINK = re.compile(r"\S*(?:://|www\.|/)\S*")


def correct(text: str) -> tuple[str, dict[int, str]]:
    """The text with slips mended, and what stood there before, by position in the new text."""
    links = [match.span() for match in _LINK.finditer(text)]
    result, position, originals = "", 0, {}
    for match in _WORD.finditer(text):
        better = (
            None
            if any(start <= match.start() < end for start, end in links)
            else _mended(match.group(), sentence_start=not result.strip())
        )
        if better:
            result += text[position : match.start()]
            originals[len(result)] = match.group()
            result += better
            position = match.end()
    return result + text[position:], originals


def _mended(word: str, *, sentence_start: bool) -> str | None:
    if not (word.islower() or (sentence_start and word[1:].islower())):
        return None
    low = word.lower()
    if low in _LOOKALIKES:
        return _LOOKALIKES[low]
    known, targets, by_omission = _table()
    if len(low) < _SHORTEST or low in known or _stem_known(low, known):
        return None
    candidates = (_unslipped(low) & targets) | by_omission.get(low, frozenset())
    if not candidates and low.endswith("s"):
        singular = _mended(low[:-1], sentence_start=False)
        return f"{singular}s" if singular in heads() else None
    return candidates.pop() if len(candidates) == 1 else None


def _stem_known(word: str, known: frozenset[str]) -> bool:
    return any(word.endswith(ending) and word[: -len(ending)] in known for ending in ("s", "es", "'s", "ing", "ed", "er", "ly"))


def _unslipped(word: str) -> set[str]:
    """The word with two neighbours swapped back, or one of a pair of equal letters taken out."""
    swapped = {f"{word[:i]}{word[i + 1]}{word[i]}{word[i + 2 :]}" for i in range(len(word) - 1)}
    return swapped | {word[:i] + word[i + 1 :] for i in range(1, len(word)) if word[i] == word[i - 1]}


@cache
def _table() -> tuple[frozenset[str], frozenset[str], dict[str, frozenset[str]]]:
    """Known words, words worth mending to, and the latter by each spelling that lacks one letter."""
    known, targets = spelling_words()
    by_omission: dict[str, set[str]] = defaultdict(set)
    for word in (target for target in targets if len(target) > _SHORTEST + 1):
        for i in range(1, len(word) - 1):
            by_omission[word[:i] + word[i + 1 :]].add(word)
    return known, targets, {key: frozenset(words) for key, words in by_omission.items()}
