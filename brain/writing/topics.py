"""Topics of a person's feedback, and which facts speak of them: a section, a skill, a quality, a line of the head, or words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from brain.critique.support import stems
from brain.critique.wording import is_weighty, pieces, wording_of
from brain.facts import Candidate, Fact
from brain.resume.headings import SECTIONS
from brain.skills import implied_by, skill_key, skills_in
from brain.tables import table
from brain.words import fold, numbers, quantities
from brain.writing.directions import Directions
from brain.writing.tailoring import is_for_paper

_NO_SECTION = {"contact", "qualifications", "other", "references"}
_FIRST, _MORE, _LESS = 1000.0, 50.0, -50.0


@dataclass(frozen=True, slots=True)
class Topic:
    """`section`: of the résumé, by its key; `part`: a key of its `basics`; `themes`: qualities by name, each shown by wording."""

    said: str
    section: str | None
    part: str | None
    skills: frozenset[str]
    themes: tuple[str, ...]
    words: tuple[str, ...]
    numbers: frozenset[float]

    def is_in(self, text: str, about: str = "", *, strict: bool = False) -> bool:
        """Whether a statement speaks of it. `about`: the entry it stands under, whose words count as well.

        `strict`: in its own words, not in kindred ones; for what is to go.
        """
        # Who speaks of 300 people speaks of no bullet about seven.
        if not self.numbers <= set(numbers(f"{about}\n{text}")):
            return False
        if self.skills & _skills(text):
            return True
        if self._in_words(text, strict) or (about and not self.themes and self._in_words(f"{about}\n{text}", strict)):
            return True
        return not strict and any(_shows(theme, text) for theme in self.themes)

    def _in_words(self, text: str, strict: bool) -> bool:
        if not self.words:
            return bool(fold(self.said)) and f" {fold(self.said)} " in f" {fold(text)} "
        if strict:
            held = {stem for word in pieces(text) for stem in (word, *stems(word))}
            return all(word in held or stems(word) & held for word in self.words)
        return all(map(wording_of(text).bears, self.words))


@lru_cache(maxsize=512)
def topic(said: str) -> Topic:
    """What the person's words stand for."""
    folded = fold(said)
    alone = folded in {*_sections(), *_parts()}
    return Topic(
        said=said,
        section=_sections().get(folded),
        part=_parts().get(folded),
        skills=frozenset(() if alone else skills_in(f"with {said}") or ([skill_key(said)] if skill_key(said) != folded else ())),
        themes=()
        if alone
        else tuple(name for name, held in table("feedback")["themes"].items() if re.search(held["named"], folded)),
        words=tuple(word for word in pieces(said) if is_weighty(word)),
        numbers=frozenset(numbers(said)),
    )


def facts_about(said: str, candidate: Candidate, *, strict: bool = False) -> tuple[Fact, ...]:
    """The facts for paper that speak of a topic; by kindred words only where none does in its own."""
    about, entries = topic(said), entry_texts(candidate)
    facts = [fact for fact in candidate.facts if is_for_paper(fact)]
    if about.section or about.part:
        wanted = f"basics.{about.part or about.section}" if about.part or about.section == "summary" else str(about.section)
        return tuple(fact for fact in facts if re.match(re.escape(wanted) + r"(?![A-Za-z])", fact.path))
    told = [fact for fact in facts if fact.kind not in {"name", "contact", "link"}]
    names = {path: name_of(fact) for path, fact in ((f.path, f) for f in told) if name_of(fact)}
    own = tuple(
        fact for fact in told if about.is_in(names.get(fact.path) or said_by(fact), names.get(entry_of(fact), ""), strict=True)
    )
    if strict:
        # A whole job goes by its employer's name, never by a word of its title.
        return own or tuple(
            fact for fact in told if not name_of(fact) and about.is_in(said_by(fact), names.get(entry_of(fact), ""))
        )
    return tuple(
        fact
        for fact in told
        if fact in own or about.is_in(said_by(fact), entries.get(entry_of(fact), ""), strict=fact.kind != "bullet")
    )


def said_by(fact: Fact) -> str:
    """The words of a fact that are the person's own."""
    return str(fact.value.get("text") or fact.value.get("name") or fact.text)


def name_of(fact: Fact) -> str:
    """What an entry is called by: its employer, project or school; empty for what is no entry."""
    keys = {"employment": "employer", "project": "name", "education": "school"}
    return str(fact.value.get(keys[fact.kind]) or "") if fact.kind in keys else ""


def entry_of(fact: Fact) -> str:
    """The place of the entry a fact belongs to: `work[0]`."""
    return str(fact.value.get("entry") or fact.path.split(".", 1)[0])


def entry_texts(candidate: Candidate) -> Mapping[str, str]:
    """What each entry is called, by its place: employer and title, project, school."""
    return {fact.path: fact.text for fact in candidate.facts if fact.kind in {"employment", "project", "education"}}


class Wanted:
    """The topics of directions, ready to be asked of every statement. `leaves_out` is by fact: what goes is told before."""

    def __init__(self, directions: Directions, candidate: Candidate) -> None:
        self.directions = directions
        self._first = tuple(map(topic, directions.first))
        self._more = tuple(map(topic, directions.more))
        self._less = tuple(map(topic, directions.less))
        self._entries = entry_texts(candidate)
        gone = [fact for said in directions.without for fact in facts_about(said, candidate, strict=True)]
        # A summary speaks of many things: it goes only by its own name.
        self._gone = frozenset(fact.id for fact in gone if fact.path != "basics.summary")
        self.sections_gone = frozenset(t.section for t in map(topic, directions.without) if t.section)
        self.parts_gone = frozenset(t.part for t in map(topic, directions.without) if t.part)

    def leaves_out(self, fact: Fact) -> bool:
        return fact.id in self._gone

    def boost(self, text: str, entry: str = "", *, strict: bool = False) -> float:
        """How much nearer a statement is for what is wanted; above 0 where it must be shown.

        `entry`: the place of what it stands under; `strict`: by its own words alone.
        """
        about, section = self._entries.get(entry, ""), re.split(r"[.\[]", entry)[0]

        def meant(one: Topic) -> bool:
            return (one.section == section and bool(section)) or one.is_in(text, about, strict=strict)

        place = next((n for n, one in enumerate(self._first) if meant(one)), None)
        points = _FIRST * (len(self._first) - place) if place is not None else 0.0
        points += _MORE * any(map(meant, self._more))
        return points + (_LESS * any(map(meant, self._less)) if not points else 0.0)

    def comes_first(self, text: str, entry: str = "", *, strict: bool = False) -> bool:
        return self.boost(text, entry, strict=strict) >= _FIRST

    @property
    def sections_first(self) -> tuple[str, ...]:
        return tuple(one.section for one in self._first if one.section and one.section != "summary")


def _skills(text: str) -> set[str]:
    named = {skill_key(text), *skills_in(text)}
    return named | {other for skill in named for other in implied_by(skill)}


def _shows(theme: str, text: str) -> bool:
    shown = table("feedback")["themes"][theme]["shown"]
    return bool(re.search(shown, fold(text)) if shown else quantities(text))


@cache
def _sections() -> Mapping[str, str]:
    held = {name: section for section in SECTIONS if section not in _NO_SECTION for name in table("sections")[section]}
    # On their own these are qualities or topics of a bullet far more often than headings.
    return {name: section for name, section in held.items() if name not in {"software", "strengths", "starken", "overview"}}


@cache
def _parts() -> Mapping[str, str]:
    return {name: part for part, names in table("feedback")["parts"].items() for name in names}
