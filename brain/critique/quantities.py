"""Numbers in a sentence: each must stand in the sources, of the same unit and of the same thing."""

import re
from itertools import pairwise

from brain.answering.profile import Profile
from brain.critique.amounts import Amount, amounts, in_figures
from brain.critique.claim import Claim
from brain.critique.support import Support, stems
from brain.critique.wording import is_weighty, pieces, wording_of
from brain.facts import Fact
from brain.skills import skills_in
from brain.words import fold

_ONE = re.compile(r"\b(?:one|a|an|ein\w{0,2}|une?|un[ao]?)\b")
# An ordinal is a number of nothing.
_NEXT = re.compile(r"(?:\s-?\s?|-)(?:%|percent\b|of\b|de\b|von\b)?\s*([^\W\d_]{3,})")


def numbers_not_held(sentence: str, support: Support, profile: Profile | None, strict: bool = False) -> list[Claim]:
    """`strict`: the sources are the few that are cited, so a number must also be of the thing it is of there."""
    found = []
    for amount in amounts(sentence):
        if profile is not None and counted(sentence, amount, profile):
            continue
        holding = support.with_number(amount)
        if not holding and amount.value == 1 and any(_ONE.search(fold(text)) for text in support.own_texts):
            continue
        shown = f"{amount.value:.10g}{' %' if amount.unit == 'percent' else ''}"
        if not holding:
            found.append(Claim("number_not_in_facts", f"{shown} is in none of the facts", shown))
        elif not any(kindred(sentence, fact) for fact in holding):
            found.append(Claim("number_of_something_else", f"the facts say {shown} of something else", shown, tuple(holding)))
        elif strict and not _same_scale(sentence, amount, holding):
            found.append(Claim("number_not_in_facts", f"no fact says “out of {shown}”", shown, tuple(holding)))
        elif thing := _of_another(sentence, amount, holding):
            found.append(Claim("number_of_something_else", f"the facts say another number of “{thing}”", shown, tuple(holding)))
    return found + (_turned(sentence, support) if strict else [])


def kindred(sentence: str, fact: Fact) -> bool:
    """Whether a sentence speaks of what a fact speaks of: a content word in common."""
    said = " ".join([fact.text, *(str(value) for value in fact.value.values())])
    if stems(sentence) & stems(said):
        return True
    wording = wording_of(said)
    return any(is_weighty(piece) and wording.bears(piece) for piece in pieces(sentence))


_JOINT = re.compile(r"[,;:]|\b(?:and|with|on|in|to|from|by|per|und|mit|auf|et|avec|sur|y|con|en)\b")
_SCALE = re.compile(r"(?:\bout of|\bscale of|\d\s?/|\bauf|\bvon|\bsur|\bsobre|\bde)\s?$")
_OUT_OF = re.compile(r"(?:\bout of|\bscale of|\d\s?/)\s?$")


def _same_scale(sentence: str, amount: Amount, holding: list[Fact]) -> bool:
    """What a score is out of is so in a source too."""
    if not _OUT_OF.search(in_figures(sentence)[: amount.start]):
        return True
    return any(
        _SCALE.search(in_figures(fact.text)[: held.start])
        for fact in holding
        for held in amounts(fact.text)
        if held.value == amount.value
    )


def _thing(said: str, amount: Amount) -> str:
    """What a number is a number of: the stem of the first word after it."""
    match = _NEXT.match(said, amount.end)
    return next(iter(stems(match.group(1))), "") if match else ""


def _of_another(sentence: str, amount: Amount, holding: list[Fact]) -> str:
    """The thing a sentence counts with a number that the sources count with another."""
    thing = _thing(in_figures(sentence), amount)
    if not thing:
        return ""
    own, others = False, False
    for fact in holding:
        said, held = in_figures(fact.text), amounts(fact.text)
        for number, one in enumerate(held):
            before = _JOINT.split(said[held[number - 1].end if number else 0 : one.start])[-1]
            near = stems(before) | stems(said[one.start : one.end + 60].split(",")[0])
            until = min(held[number + 1].start if number + 1 < len(held) else len(said), one.end + 30)
            if one.value == amount.value:
                own = own or thing in near
            else:
                others = others or thing in stems(said[one.end : until])
    return thing if others and not own else ""


_FROM = re.compile(r"\b(?:from|von|de|du)\s(?:[a-z]{3}\s?|[$€£¥]\s?)?$")
_TO = re.compile(r"[^.;\d]{0,24}\b(?:to|auf|a|bis)\b[^.;\d]{0,12}")


def _steps(text: str) -> set[tuple[float, float]]:
    """The pairs of “from A to B”."""
    said, held = in_figures(text), amounts(text)
    return {
        (one.value, other.value)
        for one, other in pairwise(held)
        if _FROM.search(said[: one.start]) and _TO.fullmatch(said[one.end : other.start])
    }


def _turned(sentence: str, support: Support) -> list[Claim]:
    """“From 3 to 9” where the source says from 9 to 3."""
    for fact in support.facts:
        held = _steps(fact.text)
        for one, other in _steps(sentence):
            if (other, one) in held and (one, other) not in held:
                return [Claim("turned_round", f"the facts say from {other:.10g} to {one:.10g}", f"{one:.10g}", (fact,))]
    return []


_LEAST = re.compile(r"\b(?:more than|over|at least|mehr als|uber|plus de|au moins|mas de|al menos)\s$")
_YEARS = re.compile(r"\s?\+?\s?-?(?:years?|jahren?|ans|annees|anos)\b")


def counted(sentence: str, amount: Amount, profile: Profile) -> bool:
    """`12 years of experience` where the dated jobs come to as many; with a skill named, where the jobs that name it do."""
    said = in_figures(sentence)
    if not _YEARS.match(said, amount.end):
        return False
    least = bool(_LEAST.search(said[: amount.start])) or said[amount.end : amount.end + 2].strip().startswith("+")
    named = skills_in(sentence)
    known = [profile.experience_with(skill) for skill in named] if named else [profile.experience()]
    return bool(known) and all(
        one is not None and amount.value <= one.value / 12 and (least or one.value / 12 < amount.value + 1.0) for one in known
    )
