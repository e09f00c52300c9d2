"""Whether words are borne out by a source: the word itself, another form of it, one that may stand for it, or none of weight."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from brain.critique.amounts import in_figures
from brain.critique.support import stems
from brain.data import everyday
from brain.skills import implied_by, skill_key, skills_in
from brain.tables import table
from brain.words import fold, words

_PREFIX = 5


@cache
def _groups() -> dict[str, frozenset[int]]:
    held: dict[str, set[int]] = {}
    for number, group in enumerate(table("rewording")["groups"]):
        for word in fold(group).split():
            for form in {word, _stem(word)}:
                held.setdefault(form, set()).add(number)
    return {form: frozenset(found) for form, found in held.items()}


@cache
def _empty() -> frozenset[str]:
    named = table("rewording")
    rows = (table("words")["content"], table("words")["letters"], named["empty"], *named["marks"].values())
    return frozenset(word for row in rows for word in fold(row).split())


@cache
def _verbs() -> frozenset[str]:
    return frozenset(table("rewording")["verbs"].split())


def _stem(word: str) -> str:
    return next(iter(stems(word)), word)


def pieces(text: str) -> list[str]:
    """The words of a text with its spelled numbers as figures, hyphened ones taken apart."""
    return [piece for word in words(in_figures(text)) for piece in re.split(r"[./&'-]", word) if piece]


def is_ordinary(word: str) -> bool:
    """Whether a word is known as an everyday one, so that a capital at the head of a sentence makes it no name."""
    return word in _empty() or word in _verbs() or word in _groups() or _stem(word) in _groups() or word in everyday.STOP.split()


class Wording:
    """The words of some sources, ready to be asked whether they bear out another word."""

    def __init__(self, texts: Iterable[str]) -> None:
        said = [piece for text in texts for piece in pieces(text)]
        self.words = frozenset(said)
        self.stems = frozenset(stem for piece in said for stem in (_stem(piece),))
        self.groups = frozenset(number for piece in said for number in _of(piece))
        named = {skill for text in texts for skill in skills_in(text)}
        self.skills = frozenset(named | {other for skill in named for other in implied_by(skill)})

    def bears(self, word: str) -> bool:
        """Whether a folded word is of the sources. Numbers are judged elsewhere."""
        if word[0].isdigit() or len(word) < 3 or word in _empty() or word in self.words or _stem(word) in self.stems:
            return True
        if _of(word) & self.groups or skill_key(word) in self.skills:
            return True
        return any(_akin(word, other) for other in self.words if len(other) >= _PREFIX) if len(word) >= _PREFIX else False

    def knows(self, word: str) -> bool:
        """Whether a name's word is of the sources itself, or of a group with one: a capital is no everyday word."""
        return word in self.words or _stem(word) in self.stems or bool(_of(word) & self.groups)

    def share(self, text: str) -> float:
        """How much of what a text says is borne out: 0 to 1 over its words of weight."""
        weighty = [word for word in pieces(text) if is_weighty(word)]
        return sum(map(self.bears, weighty)) / len(weighty) if weighty else 1.0

    def foreign(self, text: str) -> list[str]:
        return [word for word in pieces(text) if is_weighty(word) and not self.bears(word)]


@lru_cache(maxsize=4096)
def wording_of(text: str) -> Wording:
    """The wording of one source, kept: a letter of many sentences asks the same facts again and again."""
    return Wording((text,))


def is_weighty(word: str) -> bool:
    return not word[0].isdigit() and len(word) >= 3 and word not in _empty()


def _of(word: str) -> frozenset[int]:
    return _groups().get(word, frozenset()) | _groups().get(_stem(word), frozenset())


def _akin(one: str, other: str) -> bool:
    """Two forms or compounds of one word: `wartung` and `gewartet`, `strassenleuchten` and `strassenbeleuchtung`."""
    short, long = sorted((one, other), key=len)
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(short))
    return shared >= max(_PREFIX, 0.6 * len(short)) or (len(short) >= _PREFIX and short in long)
