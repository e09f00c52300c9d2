"""Answers to a form's fields, each with its provenance. No fact, no answer: what cannot be answered honestly is asked.

In this order: what the person gave for this form → what they answered before to the same question → a rule over facts →
what they answered to a nearly equal question. A model comes after all of these, is asked by the caller for what
`may_ask_model` allows, and is held to cite facts.
"""

import re
from datetime import date
from typing import Any, Literal

from brain.answering.asked import Asked, PageView
from brain.answering.fitting import fit
from brain.answering.given import GivenAnswers, parse_given
from brain.answering.matching import Similarity
from brain.answering.meaning import Finding, Gap, Several, YesNo
from brain.answering.options import choose
from brain.answering.profile import Profile, ids
from brain.answering.questions import Question, classify
from brain.answering.remembering import recalled
from brain.answering.rules import find
from brain.answering.spoken import put
from brain.facts import Candidate, Fact, RememberedAnswer
from brain.form import Field, FieldValue, FormPage
from brain.manifest import Answer, Provenance, Unanswered
from brain.posting import Frozen, Posting
from brain.words import fold

__all__ = ["GivenAnswers", "Release", "Similarity", "answer_form", "may_ask_model", "parse_given", "question_texts"]

_DENIES = re.compile(
    r"\b(?:i|you)(?: \w+)? (?:not|never)\b|\b(?:do|does|did|am|are|is|will|would|can|could|have)(?: not|"
    r"n't)\b|\b(?:unwilling|unable|nicht|ne .{1,12} pas)\b"
)
# These rules read a denial themselves.
_TURNED_BY_RULE = {"work_authorisation", "sponsorship", "authorised_without_sponsorship"}
Letter = tuple[str, tuple[int, ...]]


class Release(Frozen):
    """What may leave to whom. `sensitive`: salary, visa, address and self-identification may go into this application.

    `origins`: the origins whose frames may be filled (None: any, the caller has checked them).
    """

    sensitive: bool = True
    origins: frozenset[str] | None = None


def answer_form(
    page: FormPage,
    candidate: Candidate,
    posting: Posting,
    given: GivenAnswers | None = None,
    *,
    similar: Similarity | None = None,
    release: Release | None = None,
    letter: Letter | None = None,
    today: date | None = None,
) -> tuple[tuple[Answer, ...], tuple[Unanswered, ...]]:
    """Answers and open fields of one page, both in the page's order.

    `similar` compares two questions (local embedding); `letter` is the written cover letter with its fact ids; `today` dates
    the counting of years.
    """
    view = PageView(page)
    profile = Profile(candidate, today or date.today())
    allowed = release or Release(sensitive=candidate.consents.get("sensitive", True))
    answers: list[Answer] = []
    open_fields: list[Unanswered] = []
    for field in page.fields:
        asked = Asked(field, view.question(field), view, posting, profile, letter)
        found = _answer(asked, given or GivenAnswers(), similar, allowed)
        if isinstance(found, Gap):
            open_fields.append(_open(field, found))
        else:
            answers.append(found)
    return tuple(answers), tuple(open_fields)


def _answer(asked: Asked, given: GivenAnswers, similar: Similarity | None, release: Release) -> Answer | Gap:
    barred = _barred(asked, release)
    if barred is not None:
        return barred
    mine = given.match(asked.field, asked.page, similar)
    if mine is not None:
        said = Provenance(kind="given", detail=f"given: {mine.question}", answer=mine.answer, digest=mine.digest)
        return _spoken(asked, mine.value, said)
    if asked.field.entry:  # a job or school is told from its own facts alone
        told = find(asked)
        return _from_facts(asked, told, release) if isinstance(told, Finding) else told
    same = recalled(asked)
    if same is not None:
        return _reused(asked, same, 1.0)
    found = find(asked)
    if isinstance(found, Finding):
        return _from_facts(asked, found, release)
    near = recalled(asked, similar) if similar and found.reason != "not_allowed" else None
    return _reused(asked, near, 0.8) if near is not None else found


def _barred(asked: Asked, release: Release) -> Gap | None:
    """Fields that nothing may be put into, whoever gave it."""
    field = asked.field
    if field.honeypot or field.kind == "hidden" or (not field.visible and field.kind != "file"):
        return Gap("not_allowed", "No person can see this field.")
    if asked.question.who == "nobody":
        return Gap("only_the_person", "Never filled in by JobHunter: it belongs to you alone.")
    foreign = release.origins is not None and field.origin and field.origin not in release.origins
    if foreign or field.origin in asked.page.page.foreign:
        return Gap("not_allowed", f"The field belongs to {field.origin}, which is not part of this application.")
    return None


def _spoken(asked: Asked, value: Any, provenance: Provenance, confidence: float = 1.0) -> Answer | Gap:
    found = put(asked.field, asked.question, value)
    if isinstance(found, Gap):
        return Gap(found.reason, f"{provenance.detail}: {found.detail}")
    return Answer(field=asked.field, value=found, provenance=provenance, confidence=confidence)


def _reused(asked: Asked, answer: RememberedAnswer, confidence: float) -> Answer | Gap:
    detail = f"answered before: {answer.question}"
    value = tuple(answer.value) if isinstance(answer.value, list) else answer.value
    value = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    source = Provenance(kind="remembered", ids=(answer.id,), detail=detail, answer=answer.id, digest=answer.digest)
    return _spoken(asked, value, source, confidence)


def _from_facts(asked: Asked, found: Finding, release: Release) -> Answer | Gap:
    if any(fact.sensitivity == "secret" for fact in found.facts):
        return Gap("only_the_person", "Never filled in by JobHunter: it belongs to you alone.")
    if not release.sensitive and any(fact.sensitivity == "sensitive" for fact in found.facts):
        return Gap("not_allowed", "You have not agreed to give this to this employer.")
    if isinstance(found.meaning, YesNo) and asked.question.id not in _TURNED_BY_RULE and _DENIES.search(fold(asked.field.label)):
        return Gap("ambiguous", "The question denies what it asks.")
    value = fit(asked.field, found.meaning)
    if isinstance(value, Gap):
        return value
    used = _used(asked.field, found, value)
    kind: Literal["fact", "rule"] = "fact" if len(used) == 1 and found.sure == 1.0 else "rule"
    provenance = Provenance(kind=kind, ids=ids(used), detail=found.rule)
    return Answer(
        field=asked.field, value=value, provenance=provenance, confidence=round(found.sure * _evidence(asked.question), 3)
    )


def _used(field: Field, found: Finding, value: FieldValue) -> tuple[Fact, ...]:
    """Of several facts those the value shows."""
    if not isinstance(found.meaning, Several) or not isinstance(value, tuple) or not field.options:
        return found.facts
    chosen = [(fact, choose(field.options or (), item)) for fact, item in zip(found.facts, found.meaning.items, strict=True)]
    return tuple(fact for fact, option in chosen if option is not None and option.label in value)


def _evidence(question: Question) -> float:
    return {"label": 1.0, "says": 0.98, "auto": 0.95, "section": 0.9, "name": 0.9}.get(question.evidence, 0.9)


def _open(field: Field, gap: Gap) -> Unanswered:
    # A trap is not a question, whatever it claims to require; nor is what a later step of the page will show.
    unseen = field.honeypot or field.kind == "hidden" or (not field.visible and field.kind != "file")
    return Unanswered(
        field=field.model_copy(update={"required": False}) if unseen else field, reason=gap.reason, detail=gap.detail
    )


def may_ask_model(field: Field) -> bool:
    """Whether a model may propose an answer: never where only the person may answer, never for a trap or a file."""
    return (
        not field.honeypot
        and field.visible
        and field.kind not in {"file", "hidden", "consent"}
        and classify(field).who == "anyone"
    )


def question_texts(
    page: FormPage, candidate: Candidate, given: GivenAnswers | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts `similar` may be called with, to compute them in one go: the labels of the page, and the known questions."""
    known = [answer.question for answer in candidate.remembered] + [
        answer.question for answer in (given or GivenAnswers()).answers if not answer.exact
    ]
    labels = tuple(field.label for field in page.fields if field.label)
    return labels, tuple(dict.fromkeys(known))
