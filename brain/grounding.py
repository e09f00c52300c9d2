"""How much of a text its facts say: a floor under the critic's checks for what a model wrote.

The critic looks for what is false: numbers, names, titles, ranks. The floor is for what has no such name: a sentence most of
whose words come from nowhere is not told by the facts, whatever it claims.
"""

import re
from collections.abc import Sequence

from brain.critique.support import Support
from brain.facts import Candidate, Fact
from brain.manifest import Doubt
from brain.posting import Posting
from brain.prompting import gives_orders
from brain.recombining import recombined
from brain.skills import skill_key
from brain.wording import content, forms, is_in
from brain.words import numbers, words

SHOWN_KINDS = frozenset({"employment", "bullet", "education", "skill", "language", "certificate", "project"})
LEAST_HELD = 0.65  # of a sentence's content words
LEAST_HELD_WITH_NUMBER = 0.8  # a number is soon that of something else
_CLAUSE = re.compile(r"[,;:()]|\s[–—-]\s|\b(?:who|which|that|while|welche\w*|qui|que)\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CONTACT = re.compile(r"https?://|www\.|[\w.+-]+@[\w-]+\.\w|\+?\d[\d ()/.-]{8,}\d")


def facts_for_a_model(candidate: Candidate) -> tuple[Fact, ...]:
    """What a model may read of a person: public facts of working life; no contact data, nothing sensitive or secret."""
    named = {word for fact in candidate.facts if fact.kind == "name" for word in words(fact.text)} - {"name"}
    return tuple(
        fact
        for fact in candidate.facts
        if fact.sensitivity == "public"
        and fact.kind in SHOWN_KINDS
        and (fact.path == "basics.summary" or not fact.path.startswith(("x-jobhunter", "references", "basics")))
        and not _CONTACT.search(fact.text)
        and not (fact.path == "basics.summary" and named & set(words(fact.text)))
    )


def numbered(facts: Sequence[Fact]) -> str:
    """The facts as a prompt holds them: one line each, by id."""
    return "\n".join(f"{fact.id}. {' '.join(fact.text.split())}" for fact in facts)


def strays(text: str, cited: Sequence[Fact], key: str = "") -> list[Doubt]:
    """The doubts about addresses, numbers to call and orders, which no text of ours holds."""
    support, ids = Support(cited), tuple(fact.id for fact in cited)
    doubts: list[Doubt] = []
    for sentence in _sentences(text):
        if _CONTACT.search(sentence) and not support.holds(sentence):
            doubts.append(Doubt(key=key, check="address_not_in_facts", detail=f"An address or number: “{sentence}”", facts=ids))
        if gives_orders(sentence):
            doubts.append(Doubt(key=key, check="repeats_an_order", detail=f"It gives orders: “{sentence}”", facts=ids))
    return doubts


def ungrounded(
    text: str, cited: Sequence[Fact], posting: Posting | None = None, question: str = "", key: str = ""
) -> list[Doubt]:
    """The doubts about sentences that the facts cited do not tell, and what strays. Words of the question and the posting's
    title and employer may be said; they support nothing."""
    support, ids = Support(cited), tuple(fact.id for fact in cited)
    own = forms(support.own_texts)
    before = forms((question, *((posting.title, posting.company) if posting else ())))

    def is_held(word: str) -> bool:
        return is_in(word, own) or skill_key(word) in support.skills

    doubts = strays(text, cited, key)
    for sentence in _sentences(text):
        found = content(sentence)
        known = [word for word in found if is_held(word) or is_in(word, before)]
        least = LEAST_HELD_WITH_NUMBER if numbers(sentence) else LEAST_HELD
        if found and (not any(map(is_held, found)) or len(known) < least * len(found)):
            detail = f"The facts cited do not tell this: “{sentence}”"
            doubts.append(Doubt(key=key, check="sentence_not_in_facts", detail=detail, facts=ids))
        for clause in _CLAUSE.split(sentence):
            if (said := content(clause)) and not any(is_held(word) or is_in(word, before) for word in said):
                detail = f"The facts cited do not tell “{' '.join(clause.split())}”: “{sentence}”"
                doubts.append(Doubt(key=key, check="claim_not_in_facts", detail=detail, facts=ids))
        doubts += recombined(sentence, cited, posting, key)
    return list(dict.fromkeys(doubts))


def _sentences(text: str) -> list[str]:
    return [" ".join(part.split())[:400] for part in _SENTENCE.split(text) if part.strip()]
