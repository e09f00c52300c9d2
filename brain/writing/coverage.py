"""Which of a posting's keywords a résumé shows, which the candidate could show, and which are missing."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from brain.answering.profile import Profile, ids
from brain.evidence import having, weigh
from brain.facts import Candidate
from brain.ports import ResumeView
from brain.posting import Frozen, Posting
from brain.requirements import requirements
from brain.skills import skill_key, skills_in
from brain.words import fold
from brain.writing.relevance import Relevance
from brain.writing.tailoring import PRIVATE

_UNDRAWN = frozenset({"image", "url", "id", "address", "postalCode"})


class Keyword(Frozen):
    """A skill the posting names. `held`: the facts have it, or one that shows it, but the résumé does not say the word."""

    skill: str
    preferred: bool
    state: Literal["shown", "held", "missing"]
    facts: tuple[int, ...] = ()


class AskedFor(Frozen):
    """A requirement line with the facts that meet it. `shown` tells whether any of those facts is on the paper."""

    requirement: str
    preferred: bool
    state: str
    facts: tuple[int, ...] = ()
    shown: bool = False


class Coverage(Frozen):
    keywords: tuple[Keyword, ...] = ()
    requirements: tuple[AskedFor, ...] = ()
    share: float | None = None
    """The share of keywords that is shown, 0 to 1; None where the posting names none."""


def coverage(candidate: Candidate, posting: Posting, view: ResumeView, *, today: date | None = None) -> Coverage:
    """Holds a résumé against a posting. `today` dates the counting of years."""
    profile, relevance = Profile(candidate, today or date.today()), Relevance(posting)
    text = "\n".join(shown_texts(view.resume))
    said = {*skills_in(text), *(skill_key(line) for line in shown_texts(view.resume))}
    rows = [(skill, False) for skill in relevance.required] + [(skill, True) for skill in relevance.preferred]
    keywords = tuple(_keyword(skill, preferred, said, text, profile) for skill, preferred in rows)
    on_paper = set(view.fact_ids)
    asked = tuple(
        AskedFor(
            requirement=found.requirement,
            preferred=found.preferred,
            state=found.state,
            facts=found.facts,
            shown=bool(on_paper & set(found.facts)),
        )
        for found in (weigh(line, profile) for line in requirements(posting))
    )
    share = round(sum(word.state == "shown" for word in keywords) / len(keywords), 3) if keywords else None
    return Coverage(keywords=keywords, requirements=asked, share=share)


def _keyword(skill: str, preferred: bool, said: set[str], text: str, profile: Profile) -> Keyword:
    facts = ids(having(profile, skill))[:8]
    if skill in said or f" {fold(skill)} " in f" {fold(text)} ":
        return Keyword(skill=skill, preferred=preferred, state="shown", facts=facts)
    return Keyword(skill=skill, preferred=preferred, state="held" if facts else "missing", facts=facts)


def shown_texts(resume: Mapping[str, Any]) -> list[str]:
    """Every text of a résumé document that is put on paper."""
    return [text for key, value in resume.items() if key not in PRIVATE for text in _texts(value)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key not in _UNDRAWN and not str(key).startswith("x-"):
                yield from _texts(part)
