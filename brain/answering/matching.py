"""Whether two questions are the same one: by their words, by what they ask,
or nearly by meaning with nothing that tells them apart."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol, TypeVar

from brain.answering.questions import Question, classify, same_words
from brain.form import Field
from brain.places import places_in
from brain.skills import skills_in
from brain.tables import table
from brain.words import fold, key_words, numbers, words

Similarity = Callable[[str, str], float]
"""The cosine similarity of two texts by the local embedding, 0 to 1."""

THRESHOLD = 0.8

_DENIES = re.compile(r"\b(?:not|no|never|without|unable|nicht|kein\w*|ohne|pas|sans|sin)\b|n't\b")
_PLACED = {"work_authorisation", "sponsorship", "authorised_without_sponsorship"}


@cache
def _words_of_no_weight() -> frozenset[str]:
    return frozenset(table("words")["questions"].split())


class Known(Protocol):
    """A question with an answer."""

    @property
    def question(self) -> str: ...


K = TypeVar("K", bound=Known)


def same_question(field: Field, question: Question, known: Sequence[K], similar: Similarity | None) -> K | None:
    """The known question a field asks again, or None: same words, then same canonical question,
    then the nearest that nothing tells apart."""
    worded = next(
        (item for item in known if same_words(item.question, field.label) or key_words(item.question) in _names(field)), None
    )
    if worded:
        return worded
    canonical = [item for item in known if question.known and is_same(question, ask(item.question, field))]
    if len({fold(item.question) for item in canonical}) == 1:
        return canonical[-1]
    return _nearest(field, question, known, similar) if similar else None


def _names(field: Field) -> set[str]:
    return {key_words(name) for name in (field.name, field.id) if name}


def ask(text: str, field: Field | None = None) -> Question:
    """The canonical question of a sentence, read as if it were the label of a field like `field`."""
    kind = field.kind if field is not None else "text"
    return classify(
        Field(key="", label=text, kind=kind, options=field.options if field else None, section=field.section if field else "")
    )


def is_same(one: Question, other: Question) -> bool:
    """The same canonical question with the same parameters. Where the law of work is asked, the place belongs to the question."""
    if not one.known or one.id != other.id or _keys(one) != _keys(other):
        return False
    if one.id in _PLACED:
        return one.places == other.places and bool(one.places)
    return one.id not in {
        "previously_employed",
        "previously_applied",
        "conflict_of_interest",
        "attestation",
        "consent",
        "why_us",
        "located_in",
    }


def _keys(question: Question) -> dict[str, object]:
    return {name: skills_in(value) or fold(value) for name, value in question.given.items()}


def _nearest(field: Field, question: Question, known: Sequence[K], similar: Similarity) -> K | None:
    rows = [
        (similar(field.label, item.question), item) for item in known if may_be_same(field.label, question, item.question, field)
    ]
    rows = sorted((row for row in rows if row[0] >= THRESHOLD), key=lambda row: -row[0])
    return rows[0][1] if rows else None


def may_be_same(label: str, question: Question, other: str, field: Field | None = None) -> bool:
    """Look-alikes out: other numbers, places, skills, a denial on one side, another canonical question, few words in common."""
    theirs = ask(other, field)
    if question.known or theirs.known:
        return is_same(question, theirs)
    if numbers(label) != numbers(other) or places_in(label) != places_in(other) or set(skills_in(label)) != set(skills_in(other)):
        return False
    if bool(_DENIES.search(fold(label))) != bool(_DENIES.search(fold(other))):
        return False
    own, known = content(label), content(other)
    return bool(own and known) and len(own & known) >= 0.5 * min(len(own), len(known))


def content(text: str) -> set[str]:
    return {word[:5] for word in words(text) if word not in _words_of_no_weight()}
