"""What makes two wordings one question: a meaning that is equal where an answer given to the one may answer the other.

Built so that look-alikes differ: another place, skill, number, currency, unit, name or denial, what was against what one would,
how many against how long. What a label leaves to its surroundings (`If yes, please explain`) has no meaning of its own.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import snowballstemmer

from brain.answering.questions import Question, classify, is_about_others, is_one_of_several
from brain.form import Field
from brain.money import currencies_in, period_in
from brain.places import places_in
from brain.skills import skills_in
from brain.tables import table
from brain.words import fold, numbers, words

_DENIES = re.compile(
    r"\b(?:not|no|none|never|without|unable|unwilling|except|nicht|kein\w*|ohne|nie|pas|sans|jamais|sin|nunca)\b|n't\b"
)
_NO_PART = re.compile(
    r"[(\[](?:optional|required|if applicable|if any|mandatory|freiwillig|pflichtfeld|facultatif|opcional)[)\]]"
)
_OPENING = re.compile(
    r"^(?:what|which|was|welche[rs]?|quel(?:le)?s?|cual(?:es)?) (?:is|are|was|were|ist|sind|war|est|sont|es|son) "
)
_BRACKETS = re.compile(r"[(\[]([^)\]]+)[)\]]")
_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`text` is equal for two wordings of one question. `bound`: its answer is for the one employer who asked.

    `content`: the stems that carry a question nobody knows beforehand; none where it is a known one.
    """

    text: str
    bound: bool = False
    content: tuple[str, ...] = ()

    @property
    def frame(self) -> str:
        """All of it but the words that carry the question."""
        return self.text.rpartition("|")[0] if self.content else self.text


def meaning_of(label: str, field: Field | None = None) -> Meaning | None:
    """What a label asks, read as that of a field like `field`; None where it takes more than the label to know."""
    like = field or Field(key="", label=label, kind="text")
    asked = classify(like.model_copy(update={"label": label}))
    if (
        asked.id == "secret"
        or not label.strip()
        or _rules("dependent").search(fold(label))
        or _stands_elsewhere(label, like, asked)
    ):
        return None
    return _known(label, asked) if asked.known else _unknown(label, like.kind)


def _stands_elsewhere(label: str, field: Field, asked: Question) -> bool:
    """Whether section or name say that it is about another person or one of several entries, which the label does not."""
    if is_about_others(field) or (is_one_of_several(field) and len(_content(label)) < 3):
        return True
    alone = classify(Field(key="", label=label, kind=field.kind, options=field.options))
    return alone.id != asked.id and alone.known


def _known(label: str, asked: Question) -> Meaning:
    given = {name: "+".join(skills_in(value)) or fold(value) for name, value in sorted(asked.given.items())}
    parts = [asked.id, *(f"{name}={value}" for name, value in given.items()), *sorted(places_in(label))]
    if asked.id in {"salary", "current_salary"}:
        parts += [*sorted(currencies_in(label)), period_in(label) or ""]
    parts += ["not"] if _DENIES.search(_plain(label)) else []
    if asked.id not in _words("one_thing"):
        parts += _signature(label)
    elif inside := [word for found in _BRACKETS.findall(_plain(label)) for word in _content(found) if not currencies_in(word)]:
        parts.append(" ".join(inside))
    placeless = asked.id in _words("of_a_place") and not places_in(label) and asked.id != "located_in"
    theirs = asked.id not in _words("one_thing") and _rules("of_this_employer").search(fold(label)) is not None
    return Meaning("|".join(parts), asked.id in _words("of_one_employer") or placeless or theirs)


def _unknown(label: str, kind: str) -> Meaning | None:
    said = _content(label)
    if not said:
        return None
    signature = _signature(label)
    # Whether, why and who of this employer, and prose about them, is theirs; a number or a name is the same for the next one.
    about_them = _rules("of_this_employer").search(fold(label)) is not None
    bound = about_them and (signature[0] in _words("of_the_asker") or kind == "textarea")
    return Meaning("|".join(signature), bound, tuple(said))


def _signature(label: str) -> list[str]:
    """Everything that tells questions apart, in an order of its own."""
    text = _OPENING.sub("", _plain(label))
    wanted = next((kind for kind, pattern in _patterns("wanted").items() if pattern.search(text)), "what")
    senses = [sense for sense, pattern in _patterns("senses").items() if pattern.search(text)]
    content = _content(label)
    told = content if _rules("ordered").search(text) else sorted(set(content))
    counted = [f"{number:g}" for number in numbers(label)]
    return [
        wanted, "+".join(senses), "not" if _DENIES.search(text) else "", ",".join(counted), ",".join(sorted(places_in(label))),
        ",".join(sorted(skills_in(label))), ",".join(sorted(currencies_in(label))), " ".join(told),
    ]  # fmt: skip


def _plain(label: str) -> str:
    return " ".join(_NO_PART.sub(" ", fold(label)).split()).strip(" *:.?!-_,;")


def _content(label: str) -> list[str]:
    """The words that carry the question, as stems; words that say the same are one."""
    dropped = _words("weightless") | _words("sense_words") | frozenset(table("words")["questions"].split())
    return [_stem(word) for word in words(_plain(label)) if word not in dropped and not word.isdigit()]


@cache
def _stem(word: str) -> str:
    plain = word.removesuffix("'s").removesuffix("s'")
    return _alike().get(plain) or _alike().get(_STEMMER.stemWord(plain)) or str(_STEMMER.stemWord(plain))


@cache
def _alike() -> dict[str, str]:
    """Each word of a group, and its stem, to the group's first word."""
    return {form: group[0] for group in _table()["alike"] for word in group for form in (word, _STEMMER.stemWord(word))}


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = table("sameness")
    return found


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_table()[name].split())


@cache
def _rules(name: str) -> re.Pattern[str]:
    return _compiled(_table()[name])


@cache
def _patterns(name: str) -> dict[str, re.Pattern[str]]:
    return {key: _compiled(text) for key, text in _table()[name].items()}


def _compiled(text: str) -> re.Pattern[str]:
    # A long pattern stands on several lines of the table; a break after a bar is none of it.
    return re.compile(re.sub(r"\| +", "|", text.strip()))
