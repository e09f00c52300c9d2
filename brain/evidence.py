"""How far the facts meet one requirement, and which facts say so."""

import re
from functools import cache

from brain.answering.options import rank
from brain.answering.profile import Profile, ids
from brain.facts import Fact
from brain.languages import language_code
from brain.posting import Frozen
from brain.requirements import Requirement
from brain.roles import field_of_work
from brain.skills import implied_by, skill_key, skills_in
from brain.tables import table
from brain.words import fold, words

State = str
_YEARS = re.compile(r"(\d{1,2})\s?\+?\s*(?:-|to|bis)?\s*(?:\d{1,2})?\s*\+?\s*(?:or more )?(?:years?|yrs?|jahre|ans|anos)")
_LEVEL = re.compile(r"\b(a1|a2|b1|b2|c1|c2|native|fluent|fluency|professional)\b")


@cache
def _words_of_no_weight() -> frozenset[str]:
    return frozenset(table("words")["requirements"].split())


class Evidence(Frozen):
    """One requirement held against the facts: `met`, `partly` or `missing`, with the facts' ids."""

    requirement: str
    state: State
    facts: tuple[int, ...] = ()
    preferred: bool = False


def weigh(requirement: Requirement, profile: Profile) -> Evidence:
    state, facts = _judge(requirement, profile)
    return Evidence(requirement=requirement.text, state=state, facts=ids(facts)[:8], preferred=requirement.preferred)


def _judge(requirement: Requirement, profile: Profile) -> tuple[State, list[Fact]]:
    text = fold(requirement.text)
    for look in (_degree, _language):
        found = look(text, requirement, profile)
        if found is not None:
            return found
    state, facts = _skills(requirement, profile) if requirement.skills else _by_words(requirement, profile)
    needed = _YEARS.search(text)
    if needed and state != "missing":
        return _years(float(needed.group(1)), requirement, profile, state, facts)
    return state, facts


def _skills(requirement: Requirement, profile: Profile) -> tuple[State, list[Fact]]:
    """All skills of a line are wanted, unless it says `or`, `such as`, a slash: then one will do."""
    held = {skill: having(profile, skill) for skill in requirement.skills}
    met = [skill for skill, facts in held.items() if facts]
    facts = [fact for skill in met for fact in held[skill][:2]]
    choice = bool(
        re.search(r"\bor\b|\boder\b|\bou\b|such as|e\.g\.|like\b|/|comparable|similar|one of|any of", fold(requirement.text))
    )
    if not met:
        return "missing", []
    return ("met" if len(met) == len(held) or choice else "partly"), facts


def having(profile: Profile, skill: str) -> list[Fact]:
    """Facts that name a skill, or one that shows it."""
    own = profile.skill(skill)
    if own:
        return own
    key = skill_key(skill)
    shown = [
        fact
        for fact in profile.facts
        if fact.kind in {"skill", "bullet", "employment"} and any(key in implied_by(other) for other in skills_in(_text(fact)))
    ]
    if shown or not key.endswith("ing") or " " in key:
        return shown
    # What is done is told by its verb: "Mentored four developers" is mentoring.
    return [fact for fact in profile.facts if fact.kind == "bullet" and _stem(key) in _stems(fact)]


def _text(fact: Fact) -> str:
    return str(fact.value.get("name") or fact.value.get("text") or fact.value.get("title") or "")


def _years(
    needed: float, requirement: Requirement, profile: Profile, state: State, facts: list[Fact]
) -> tuple[State, list[Fact]]:
    counted = [known for skill in requirement.skills if (known := profile.experience_with(skill))]
    trade = next((field for size in (3, 2, 1) for field in _fields(requirement.text, size)), None)
    if not counted and trade and (known := profile.experience_as(*trade)):
        counted = [known]
    if not counted:
        # Years with something the facts name without dates.
        return "partly", facts
    best = max(counted, key=lambda known: known.value)
    enough = best.value / 12 >= needed
    return (state if enough else "partly"), [*facts, *best.facts]


def _fields(text: str, size: int) -> list[tuple[frozenset[str], frozenset[str]]]:
    said = words(text)
    spans = [" ".join(said[start : start + size]) for start in range(len(said) - size + 1)]
    return [found for span in spans if (found := field_of_work(span))]


def _degree(text: str, requirement: Requirement, profile: Profile) -> tuple[State, list[Fact]] | None:
    if not re.search(
        r"\bdegree\b|\bbachelor|\bmaster'?s\b|\bmaster of\b|\bph\.?d\b|\bdiploma\b|\bstudium\b|\bdiplome\b|"
        r"\bmba\b|\bb\.?sc\b|\bm\.?sc\b",
        text,
    ):
        return None
    wanted = min(
        (level for part in re.split(r"\bor\b|/|,", text) if (level := rank("degree", part.strip())) is not None), default=3
    )
    held = [(rank("degree", str(school.value.get("degree", ""))) or 0, school) for school in profile.schools]
    good = [school for level, school in held if level >= wanted]
    if good:
        return "met", good[:1]
    return ("partly" if "equivalent" in text and profile.jobs else "missing"), profile.jobs[:1] if "equivalent" in text else []


def _language(text: str, requirement: Requirement, profile: Profile) -> tuple[State, list[Fact]] | None:
    named = [code for word in words(requirement.text) if len(word) > 3 and (code := language_code(word))]
    if not named or requirement.skills:
        return None
    held = [fact for fact in profile.of("language") if language_code(str(fact.value.get("language"))) in named]
    if len(held) < len(set(named)):
        return ("partly" if held else "missing"), held
    level = _LEVEL.search(text)
    wanted = rank("fluency", level.group()) if level else None
    low = [fact for fact in held if wanted and (rank("fluency", str(fact.value.get("fluency", ""))) or 0) < wanted]
    return ("partly" if low else "met"), held


def _by_words(requirement: Requirement, profile: Profile) -> tuple[State, list[Fact]]:
    """A requirement without a known skill: how many of its own words one fact, or all of them, speak."""
    wanted = {
        _stem(word)
        for word in words(requirement.text)
        if word not in _words_of_no_weight() and not word.isdigit() and len(word) > 2
    }
    if not wanted:
        return "missing", []
    scored = [
        (len(wanted & _stems(fact)), fact)
        for fact in profile.facts
        if fact.kind in {"bullet", "skill", "employment", "certificate", "education", "project"}
    ]
    scored = sorted((row for row in scored if row[0]), key=lambda row: (-row[0], row[1].id))
    if not scored:
        return "missing", []
    facts = [fact for _, fact in scored[:3]]
    covered = len(set().union(*(_stems(fact) for fact in facts)) & wanted) / len(wanted)
    return ("met" if covered >= 0.6 else "partly" if covered >= 0.3 else "missing"), facts if covered >= 0.3 else []


def _stems(fact: Fact) -> set[str]:
    return {_stem(word) for word in words(f"{fact.text} {_text(fact)}")}


def _stem(word: str) -> str:
    return re.sub(r"(?:ations?|ings?|ers?|ies|ed|es|s|ly|ment)$", "", word)[:7] or word
