"""Whether two questions are the same one: by their words, by what they ask,
or nearly by meaning with nothing that tells them apart."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from brain.answering.questions import Question, classify, same_words
from brain.answering.sameness import Meaning, meaning_of
from brain.form import Field
from brain.skills import skills_in
from brain.words import fold, key_words

Similarity = Callable[[str, str], float]
"""The cosine similarity of two texts by the local embedding, 0 to 1."""

THRESHOLD = 0.8

_PLACED = {"work_authorisation", "sponsorship", "authorised_without_sponsorship"}


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
        (similar(field.label, item.question), item)
        for item in known
        if may_be_same(field.label, question, item.question, field) and _says_the_same(field, item.question, similar)
    ]
    rows = sorted((row for row in rows if row[0] >= THRESHOLD), key=lambda row: -row[0])
    return rows[0][1] if rows else None


def _says_the_same(field: Field, other: str, similar: Similarity) -> bool:
    mine, its = meaning_of(field.label, field), meaning_of(other)
    return mine is not None and its is not None and (mine.text == its.text or words_alike(mine, its, similar))


def may_be_same(label: str, question: Question, other: str, field: Field | None = None) -> bool:
    """Look-alikes out: another canonical question, another number, place, skill or sense, more than a few other words."""
    theirs = ask(other, field)
    if question.known or theirs.known:
        return is_same(question, theirs)
    mine, its = meaning_of(label, field), meaning_of(other)
    return mine is not None and its is not None and (mine.text == its.text or words_apart(mine, its) is not None)


MOST_WORDS_APART = 2
WORDS_ALIKE = 0.74  # of single words: siblings (hours and days, son and daughter) stay below it by the local embedding


def words_apart(one: Meaning, other: Meaning) -> tuple[list[str], list[str]] | None:
    """The few words by which two wordings differ, where as many on both sides and nothing else tells them apart."""
    ours = [word for word in one.content if word not in other.content]
    theirs = [word for word in other.content if word not in one.content]
    few = ours and len(ours) == len(theirs) and len(ours) <= min(MOST_WORDS_APART, len(one.content) - 1)
    return (ours, theirs) if few and one.frame == other.frame else None


def words_alike(one: Meaning, other: Meaning, similar: Similarity) -> bool:
    """Whether all that differs are a few words, each with one of the other side that says the same."""
    apart = words_apart(one, other)
    return apart is not None and all(any(_alike(word, known, similar) for known in apart[1]) for word in apart[0])


def _alike(one: str, other: str, similar: Similarity) -> bool:
    # Opposites share their ends (inbound and outbound), and stand near each other for an embedding.
    opposite = one[0] != other[0] and one[-4:] == other[-4:]
    return not opposite and similar(one, other) >= WORDS_ALIKE
