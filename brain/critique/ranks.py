"""Verbs of rank, reach and direction: who led, how far it reached, which way it went."""

import re
from functools import cache
from typing import Any

from brain.critique.claim import Claim
from brain.critique.quantities import kindred
from brain.critique.support import Support
from brain.critique.wording import Wording, is_weighty, pieces, wording_of
from brain.facts import Fact
from brain.tables import table
from brain.words import fold

_OF_THE_POSTING = re.compile(r"\b(?:your|ihrer?|ihre[nmrs]?|votre|vos|su|sus)\b[^.,;]{0,30}$")


@cache
def patterns() -> dict[str, Any]:
    """The table of claims with its expressions compiled."""
    return _compiled(table("claims"))  # type: ignore[no-any-return]


def _compiled(held: Any) -> Any:
    if isinstance(held, dict):
        return {key: _compiled(value) for key, value in held.items()}
    return re.compile(held) if isinstance(held, str) and held.startswith(("\\b", "(?")) else held


_OBJECT_ENDS = re.compile(r"[,;:.()]|\b(?:and|und|et|y|while|by|with|mit|avec|con|which|that|who|to)\b")


def ranks_not_held(sentence: str, support: Support, strict: bool = False) -> list[Claim]:
    """Led, managed, owned, founded and their like need such a verb in a fact that speaks of the same.

    `strict`: the fact must also speak of what was led, managed or owned, and not only of something else in the sentence.
    """
    said, found = fold(sentence), []
    for name, rank in patterns()["ranks"].items():
        matches = [] if rank.get("harmless") else list(rank["says"].finditer(said))
        rest = rank["says"].sub(" ", said) if matches else ""
        holding = [fact for fact in support.facts if matches and _says_rank(fact, name) and kindred(rest, fact)]
        for match in matches:
            if not holding or (strict and not _of_the_same(said[match.end() :], holding)):
                word = match.group().strip()
                found.append(Claim("verb_of_rank", f"no fact says “{word}” of this", word))
                break
    return found


def _of_the_same(after: str, holding: list[Fact]) -> bool:
    """Whether what stands behind the verb is of the facts that have such a verb."""
    thing = [piece for piece in pieces(_OBJECT_ENDS.split(after)[0]) if is_weighty(piece)]
    wording = Wording(fact.text for fact in holding)
    return not thing or any(map(wording.bears, thing))


def _says_rank(fact: Fact, rank: str) -> bool:
    held = patterns()["ranks"]
    said = fold(" \n ".join([fact.text, str(fact.value.get("text", ""))]))
    return any(held[kin]["says"].search(said) for kin in held[rank]["kin"])


def reach_not_held(sentence: str, support: Support, strict: bool = False) -> list[Claim]:
    """Company-wide, hundreds of, the largest, single-handedly: only where a source says the same word. `strict`: all of, too."""
    said, held = fold(sentence), fold(" \n ".join(support.own_texts + support.context_texts))
    found = []
    matches = [*patterns()["reach"].finditer(said), *(patterns()["every"].finditer(said) if strict else ())]
    for match in matches:
        word = match.group()
        if re.search(rf"\b{re.escape(word[: max(6, len(word) - 2)])}", held) or _OF_THE_POSTING.search(said[: match.start()]):
            continue
        found.append(Claim("scope_not_in_facts", f"no fact says “{word}”", word))
    return found


def spans_not_held(sentence: str, support: Support) -> list[Claim]:
    """A day where the sources speak of a week: the same number of another time."""
    said, held = fold(sentence), fold(" \n ".join(support.own_texts))
    found = [
        (name, match.group())
        for name, pattern in patterns()["spans"].items()
        if (match := pattern.search(said)) and not pattern.search(held)
    ]
    return [Claim("number_of_something_else", f"the facts name no {name}", word) for name, word in found]


def direction_not_held(sentence: str, support: Support) -> list[Claim]:
    """A rise where every source speaks of a fall, or the other way round."""
    said = fold(sentence)
    up, down = patterns()["up"], patterns()["down"]
    near = [fold(fact.text) for fact in support.facts if kindred(sentence, fact)]
    for one, other in ((up, down), (down, up)):
        match = one.search(said)
        if match and not other.search(said) and not any(one.search(text) for text in near) and any(map(other.search, near)):
            return [Claim("turned_round", f"the facts say the opposite of “{match.group()}”", match.group())]
    return []


_WITH = re.compile(r"\b(?:with|mit|avec|con)\b")


def part_made_whole(sentence: str, support: Support) -> list[Claim]:
    """Who helped to do a thing is not said to have done it alone, unless another fact says that they did."""
    helped, said = patterns()["helped"], fold(sentence)
    if helped.search(said):
        return []
    found = []
    for fact in support.facts:
        for clause in re.split(r"[,;]", fold(fact.text)):
            match = helped.search(clause)
            if match is None or (_WITH.search(match.group()) and _WITH.search(said)):
                continue
            if wording_of(sentence).share(helped.sub(" ", clause)) >= 0.5 and not _done_alone(sentence, support):
                reason = f"the fact says “{match.group()}”, and the text leaves it out"
                found.append(Claim("part_made_whole", reason, match.group(), (fact,)))
    return found


def _done_alone(sentence: str, support: Support) -> bool:
    alone = (fact.text for fact in support.facts if fact.kind == "bullet" and not patterns()["helped"].search(fold(fact.text)))
    return any(wording_of(text).share(sentence) >= 0.7 for text in alone)
