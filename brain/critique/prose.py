"""Free text, claim by claim: every number, name, skill, title, degree and verb of rank must be in the facts it stands on."""

import re

from brain.answering.profile import Profile
from brain.critique.claim import Claim
from brain.critique.names import names_not_known
from brain.critique.quantities import numbers_not_held
from brain.critique.ranks import direction_not_held, part_made_whole, ranks_not_held, reach_not_held, spans_not_held
from brain.critique.standing import (
    certificates_not_held,
    degrees_not_held,
    levels_not_held,
    title_of_another_job,
    titles_not_held,
)
from brain.critique.support import Support, stems
from brain.critique.wording import Wording, pieces, wording_of
from brain.facts import Fact
from brain.manifest import Doubt
from brain.skills import skill_key, skills_in
from brain.words import fold, words

_SENTENCE = re.compile(
    r"(?:(?<=[!?])|(?<=\.)(?<!\b(?:e\.g|i\.e|z\.b)\.)(?<!\b(?:st|dr|mr|ms|no|nr|co|vs)\.)(?<!\b(?:mrs|etc|inc|ltd|bzw)\.)(?<!\bprof\.))"
    r"\s+|\n+",
    re.I,
)
_WANTED = re.compile(r"\b(?:your|you|the role|looking for|posting|position|requires?|seek|ihre?\w*|stelle|votre|poste|puesto)\b")


def check_text(
    text: str, support: Support, profile: Profile | None = None, key: str = "", wording: Wording | None = None
) -> list[Doubt]:
    """The doubts about a text, each naming the words it is about and the facts that were looked at.

    `profile` lets years of work that were counted stand; `wording` is that of cited bullets, and makes the checks as strict as
    a text that stands on few sources can bear.
    """
    doubts: list[Doubt] = []
    strict = wording is not None
    for sentence in (part for part in _SENTENCE.split(text) if part.strip()):
        own = _without_posting(sentence, support)
        claims = numbers_not_held(own, support, profile, strict)
        claims += _skills(own, support)
        claims += [
            Claim("name_not_in_facts", f"{name} is in none of the facts", name) for name in names_not_known(own, support, wording)
        ]
        claims += ranks_not_held(own, support, strict)
        claims += reach_not_held(own, support, strict) + part_made_whole(own, support)
        claims += direction_not_held(own, support) + spans_not_held(own, support) if strict else []
        claims += titles_not_held(own, support, strict) + title_of_another_job(own, support)
        claims += degrees_not_held(own, support) + certificates_not_held(own, support) + levels_not_held(own, support)
        doubts += [as_doubt(claim, own, support, key) for claim in claims]
    return list(dict.fromkeys(doubts))


def as_doubt(claim: Claim, sentence: str, support: Support, key: str = "") -> Doubt:
    """A claim with its sentence and the source beside it: the ids of the facts, and the words of the nearest."""
    facts = claim.against or _nearest(sentence, support.facts)
    shown = " ".join(sentence.split())
    source = "; ".join(f"[{fact.id}] “{' '.join(fact.text.split())[:120]}”" for fact in facts[:2])
    detail = f"{claim.reason}: “{shown[:160]}”" + (f" — the facts: {source}" if source else "")
    return Doubt(key=key, check=claim.check, detail=detail, facts=tuple(fact.id for fact in facts))


def _nearest(sentence: str, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts that speak most of what the sentence speaks of; all of them where they are few."""
    if len(facts) <= 3:
        return facts
    said = wording_of(sentence)
    return tuple(sorted(facts, key=lambda fact: -said.share(fact.text))[:3])


def _without_posting(sentence: str, support: Support) -> str:
    """The sentence without the posting's own title, employer and places, which are no claims about the person."""
    for about in sorted(support.about, key=len, reverse=True):
        shown = " ".join(about.split())
        if len(shown) > 2:
            sentence = re.sub(re.escape(shown), "…", sentence, flags=re.I)
    return sentence


def _skills(sentence: str, support: Support) -> list[Claim]:
    about = {skill for text in support.about for skill in skills_in(text)}
    wanted = _WANTED.search(fold(sentence))
    missing = [skill for skill in skills_in(sentence) if skill not in support.skills and skill_key(skill) not in support.skills]
    missing = [skill for skill in missing if not (skill in about and wanted) and not _in_words(skill, sentence, support)]
    return [Claim("skill_not_in_facts", f"{skill} is in none of the facts", skill) for skill in missing]


def _in_words(skill: str, sentence: str, support: Support) -> bool:
    """A skill of several words that a source says with other endings: `electronic health record`, `A/B tests`."""
    held = frozenset(word for text in support.own_texts + support.context_texts for word in pieces(text))
    forms = {stem for word in held for stem in stems(word)}
    said = words(sentence)
    spelled = [" ".join(said[n : n + size]) for size in (1, 2, 3, 4) for n in range(len(said) - size + 1)]
    named = [skill, *(text for text in spelled if skills_in(text) == (skill,))]
    several = [parts for text in named if len(parts := pieces(text)) > 1]
    return any(all(part in held or stems(part) & forms for part in parts) for parts in several)
