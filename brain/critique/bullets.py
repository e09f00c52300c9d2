"""A rewritten bullet against the bullets it cites: within one job, near its source, with nothing added and no part made whole."""

import re
from collections.abc import Sequence
from itertools import pairwise

from brain.critique.amounts import in_figures
from brain.critique.claim import Claim
from brain.critique.prose import as_doubt, check_text
from brain.critique.ranks import patterns
from brain.critique.support import Support
from brain.critique.wording import Wording, is_ordinary, is_weighty, pieces
from brain.facts import Candidate, Fact
from brain.manifest import Doubt
from brain.posting import Posting
from brain.skills import skills_in
from brain.text_language import spoken_language_of
from brain.words import fold, words

# The share of a rewrite's words of weight that its sources must bear out, as they stand or by another word for the same.
FLOOR = 0.5
_ADDED_WORDS, _ADDED_SHARE = 2, 0.7
_CLAUSE = re.compile(
    r"[,;:()]|\s[–—-]\s|\b(?:which|that|who|whose|while|thereby|thus|resulting|leading to|earning|saving|winning|making|so that|"
    r"wodurch|welche\w*|was|sodass|ce qui|qui|dont|lo que|que|logrando)\b"
)


def check_bullet(
    text: str, cited: Sequence[Fact], candidate: Candidate, posting: Posting | None = None, key: str = ""
) -> list[Doubt]:
    """The doubts about a rewritten bullet."""
    if not cited:
        return [Doubt(key=key, check="no_citation", detail=f"No source is named: “{' '.join(text.split())[:160]}”")]
    unknown = [fact for fact in cited if fact not in candidate.facts]
    if unknown:
        return [Doubt(key=key, check="unknown_fact", detail=f"There is no such fact: “{unknown[0].text[:120]}”")]
    if any(fact.sensitivity != "public" for fact in cited):
        return [Doubt(key=key, check="private_fact", detail="A fact is cited that no document shows.")]
    support = Support(cited, (), _context(cited, candidate))
    wording = Wording(support.own_texts)
    claims = _of_one_place(cited) + _added(text, wording, Wording(support.own_texts + support.context_texts))
    found = [as_doubt(claim, text, support, key) for claim in claims] + check_text(text, support, None, key, wording)
    return [_told(doubt, text, wording, posting) for doubt in found]


def _told(doubt: Doubt, text: str, wording: Wording, posting: Posting | None) -> Doubt:
    """A doubt about words that only the posting has says so."""
    asked = f"{posting.title} {posting.description_text or ''}" if posting else ""
    lent = [word for word in wording.foreign(text) if asked and f" {word}" in f" {fold(asked)}"]
    said = f"{doubt.detail} Only the posting says “{', '.join(dict.fromkeys(lent))}”."
    return doubt.model_copy(update={"detail": said}) if lent else doubt


def _context(cited: Sequence[Fact], candidate: Candidate) -> list[Fact]:
    """What may be named besides: the person's skills and languages, and the job, project or school of the bullets."""
    entries = {str(fact.value.get("entry", "")) for fact in cited} - {""}
    return [
        fact
        for fact in candidate.facts
        if fact not in cited
        and fact.sensitivity == "public"
        and (
            fact.kind in {"skill", "language"}
            or (fact.kind in {"employment", "project", "education"} and fact.value.get("entry") in entries)
        )
    ]


def _of_one_place(cited: Sequence[Fact]) -> list[Claim]:
    """A bullet stands under one job: with bullets of two, a deed would move to another employer."""
    entries = sorted({str(fact.value.get("entry") or fact.path) for fact in cited if fact.kind == "bullet"})
    if len(entries) < 2:
        return []
    return [Claim("cites_several_jobs", "it cites bullets of more than one job", ", ".join(entries), tuple(cited))]


def _added(text: str, wording: Wording, named: Wording) -> list[Claim]:
    """Too little in common with what is cited, or a half sentence of its own.

    `named` has the words of the job and of the person's skills as well.
    """
    if wording.share(text) < FLOOR:
        return [Claim("too_far_from_source", "too little of it is in the facts it cites", " ".join(wording.foreign(text)))]
    for clause in _CLAUSE.split(text):
        weighty = [word for word in pieces(clause) if is_weighty(word)]
        foreign = [word for word in weighty if not wording.bears(word)]
        if len(foreign) >= _ADDED_WORDS and len(foreign) >= _ADDED_SHARE * len(weighty):
            return [Claim("claim_not_in_facts", f"no fact it cites says “{' '.join(foreign)}”", " ".join(foreign))]
    if narrowed := _of_another_kind(text, wording, named):
        return [Claim("claim_not_in_facts", f"no fact it cites says “{narrowed}”", narrowed)]
    return []


_VERB_FORM = re.compile(r"(?:ed|ing|ly|en)$")


def _of_another_kind(text: str, wording: Wording, named: Wording) -> str:
    """A word no source has before one they have: the cardiac ward of who worked on a ward. English alone puts it there."""
    if spoken_language_of(text) != "en":
        return ""
    said = words(in_figures(text))
    for one, other in pairwise(said[1:]):
        if not (one.isalpha() and other[0].isalpha() and is_weighty(one) and is_weighty(other)) or skills_in(f"{one} {other}"):
            continue
        if any(span.search(other) for span in patterns()["spans"].values()):
            continue
        if not (named.bears(one) or is_ordinary(one) or _VERB_FORM.search(one)) and wording.bears(other):
            return f"{one} {other}"
    return ""
