"""What a set of facts supports: its words, numbers, dates, skills and verbs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, cached_property

from brain.critique.amounts import Amount, amounts
from brain.dates import MONTH_NAMES, PartialDate, partial
from brain.facts import Fact
from brain.places import country_code, country_name, country_names
from brain.skills import implied_by, skill_key, skills_in
from brain.tables import table
from brain.words import bare, fold, numbers, words


@cache
def _words_of_no_weight() -> frozenset[str]:
    return frozenset(table("words")["content"].split())


class Support:
    """The content of some facts, and of texts that are about something else than the person (the posting), ready to be asked.

    `context` are facts whose names and skills may be said besides (the profile's skills, the job a bullet belongs to), while
    numbers, verbs of rank and whatever else is claimed must stand in `facts`.
    """

    def __init__(self, facts: Iterable[Fact], about: Sequence[str] = (), context: Iterable[Fact] = ()) -> None:
        self.facts = tuple(facts)
        self.about = tuple(about)
        self.context = tuple(context)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return self.own_texts + self.context_texts + self.about

    @cached_property
    def own_texts(self) -> tuple[str, ...]:
        return tuple(text for fact in self.facts for text in [fact.text, *_values(fact)])

    @cached_property
    def context_texts(self) -> tuple[str, ...]:
        return tuple(text for fact in self.context for text in [fact.text, *_values(fact)])

    @cached_property
    def words(self) -> frozenset[str]:
        found = {piece for text in self.texts for word in words(text) for piece in (word, *re.split(r"[./&'-]", word)) if piece}
        return frozenset(found | {fold(part) for code in self.countries for name in country_names(code) for part in words(name)})

    @cached_property
    def countries(self) -> frozenset[str]:
        codes = {
            country_code(str(value))
            for fact in self.facts
            for key, value in fact.value.items()
            if key in {"country", "value", "location"}
        }
        return frozenset(code for code in codes if code)

    @cached_property
    def numbers(self) -> frozenset[float]:
        return frozenset(number for text in self.texts for number in numbers(text)) | frozenset(self._date_numbers)

    @cached_property
    def _date_numbers(self) -> set[float]:
        days = [day for fact in self.facts for day in _days(fact)]
        return {float(part) for day in days for part in (day.year, day.month, day.day) if part is not None}

    def with_number(self, said: Amount) -> list[Fact]:
        """The facts that hold a number of this unit; a date's parts are plain numbers."""
        return [fact for fact in self.facts if any(said.is_said_by(held) for held in _amounts(fact))]

    @cached_property
    def months(self) -> frozenset[str]:
        days = [day for fact in self.facts for day in _days(fact)]
        return frozenset(fold(MONTH_NAMES[day.month - 1]) for day in days if day.month)

    @cached_property
    def skills(self) -> frozenset[str]:
        named = {skill for text in self.own_texts + self.context_texts for skill in skills_in(text)}
        held = [fact for fact in self.facts + self.context if fact.kind == "skill" and "name" in fact.value]
        named |= {skill_key(str(fact.value["name"])) for fact in held}
        return frozenset(named | {other for skill in named for other in implied_by(skill)})

    def holds(self, text: str) -> bool:
        """Whether the facts say the whole of a short value, letters and digits compared."""
        return bool(bare(text)) and any(bare(text) in bare(held) for held in self.texts)


def _amounts(fact: Fact) -> list[Amount]:
    held = [amount for text in [fact.text, *_values(fact)] for amount in amounts(text)]
    held += [
        Amount(float(part), "plain", 0, 0) for day in _days(fact) for part in (day.year, day.month, day.day) if part is not None
    ]
    currency = str(fact.value.get("currency") or "").lower()
    return [*held, *(replace(one, unit="money", currency=currency) for one in held if currency and one.unit == "plain")]


def _values(fact: Fact) -> list[str]:
    found = [str(value) for value in fact.value.values() if isinstance(value, str | int | float) and not isinstance(value, bool)]
    code = country_code(
        str(fact.value.get("country") or (fact.value.get("value") if fact.value.get("part") == "country" else "") or "")
    )
    return [*found, country_name(code)] if code else found


def _days(fact: Fact) -> list[PartialDate]:
    return [day for key in ("start", "end", "date", "value") if (day := partial(fact.value.get(key) or ""))]


def stems(text: str) -> frozenset[str]:
    """The content words of a text, cut to what their forms share."""
    pieces = (piece for word in words(text) for piece in re.split(r"[./&'-]", word))
    return frozenset(
        re.sub(r"(?:ations?|ings?|ers?|ies|ed|es|s)$", "", piece)[:6]
        for piece in pieces
        if len(piece) > 2 and piece not in _words_of_no_weight() and not piece.isdigit()
    )
