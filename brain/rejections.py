"""What a person did not want, and what follows from why: by plain rules over their own words, in four languages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from brain.context import Context
from brain.languages import language_names
from brain.matching import workplace_of
from brain.ports import Rejection, RejectionRule, StoredPosting
from brain.posting import Frozen, Posting
from brain.roles import title_of
from brain.skills import skill_key, skills_in
from brain.tables import table
from brain.words import fold

LOWERED_BY = 30
_YEARLY = {"hour": 2080.0, "day": 260.0, "week": 52.0, "month": 12.0, "year": 1.0}
_MARKS = re.compile(r"\([^)]*\)|\[[^\]]*\]|\b(?:m/?w/?d|f/?h|h/?f|all genders|remote)\b|[^a-z0-9+#]+")
Topic = Literal["company", "agency", "on_site", "hybrid", "place", "salary", "seniority", "denial", "lack", "agency_names"]


class Because(Frozen):
    """What the person's rejections say of one posting: it is not proposed, or stands lower. `reasons` in words."""

    excluded: bool = False
    lowered_by: int = 0
    reasons: tuple[str, ...] = ()


async def learn_from(ctx: Context, candidate_id: str, stored: StoredPosting, reason: str | None) -> None:
    """Keeps that the person did not want this posting, with what their reason says of others."""
    posting, why = stored.posting, (reason or "").strip()
    made = Rejection(
        posting_key=posting.posting_key,
        fingerprint=posting.fingerprint,
        company=posting.company,
        title=posting.title,
        source=posting.source,
        locations=posting.locations,
        reason=why,
        rules=rules_in(why, posting),
    )
    await ctx.applications.keep_rejection(ctx.step.user_id, candidate_id, made)


def rules_in(reason: str, posting: Posting) -> tuple[RejectionRule, ...]:
    """What a reason given for this posting says of postings alike. What is not understood rules out nothing else."""
    found = [rule for clause in _clauses(reason) for rule in _rules(clause, posting, alone=clause == fold(reason).strip())]
    return tuple(dict.fromkeys(found))


def judge(posting: Posting, rejections: Sequence[Rejection]) -> Because:
    """What earlier rejections say of a posting."""
    reasons: list[str] = []
    lowered: set[RejectionRule] = set()
    for one in rejections:
        name = f"{one.title} at {one.company}"
        if _same_job(posting, one):
            return Because(excluded=True, reasons=(f"you rejected {name}, which is the same job",))
        for rule in one.rules:
            if rule in lowered or not _applies(rule, posting):
                continue
            said = f"you rejected {name} because of {in_words(rule)}"
            if rule.kind in ("company", "agency"):
                return Because(excluded=True, reasons=(said,))
            lowered.add(rule)
            reasons.append(said)
    return Because(lowered_by=LOWERED_BY * len(lowered), reasons=tuple(reasons))


def in_words(rule: RejectionRule) -> str:
    """What a rule is about, as a person reads it."""
    match rule.kind:
        case "company":
            return f"the company {rule.value}"
        case "agency":
            return "its being an agency"
        case "on_site":
            return "where one has to work: hybrid" if rule.value == "hybrid" else "where one has to work: on site"
        case "place":
            return f"its place ({rule.value})"
        case "salary":
            return f"its pay (at most {float(rule.value.split()[0]):,.0f} {' '.join(rule.value.split()[1:])} a year)"
        case "seniority":
            return f"its level ({rule.value})"
        case "language":
            return f"the language {rule.value}"
        case "skill":
            return f"the skill {rule.value}"


def document_of(one: Rejection, at: datetime | None) -> Mapping[str, object]:
    """A rejection as its owner reads it."""
    held = one.model_dump(mode="json", include={"company", "title", "source", "reason"})
    rules = [{"kind": r.kind, "value": r.value, "text": in_words(r)} for r in one.rules]
    return {"rejection_id": one.id, **held, "rules": rules, "at": at.isoformat() if at else None}


def _rules(clause: str, posting: Posting, *, alone: bool) -> Iterator[RejectionRule]:
    lacks = _says(clause, "lack")
    if _says(clause, "agency"):
        yield RejectionRule(kind="agency", value=posting.company)
    elif _names_company(clause, posting, alone):
        yield RejectionRule(kind="company", value=posting.company)
    workplace = workplace_of(posting)
    if _says(clause, "hybrid") and workplace == "hybrid":
        yield RejectionRule(kind="on_site", value="hybrid")
    elif _says(clause, "on_site") and workplace != "remote":
        yield RejectionRule(kind="on_site", value=workplace or "onsite")
    named = [place for place in posting.locations if _place_in(place, clause)]
    if posting.locations and workplace != "remote" and (named or _says(clause, "place")):
        yield RejectionRule(kind="place", value=(named or list(posting.locations))[0])
    top = _yearly_top(posting)
    if top and _says(clause, "salary"):
        yield RejectionRule(kind="salary", value=f"{top[0]:.0f} {top[1]}".strip())
    if _says(clause, "seniority"):
        yield from (RejectionRule(kind="seniority", value=level) for level in _levels(posting))
    if not lacks:
        yield from _of_languages_and_skills(clause, posting)


def _of_languages_and_skills(clause: str, posting: Posting) -> Iterator[RejectionRule]:
    for language in posting.languages:
        names = {fold(name) for name in (language, *language_names(language))}
        if any(re.search(rf"\b{re.escape(name)}\b", clause) for name in names if name):
            yield RejectionRule(kind="language", value=language)
    named = (*skills_in(posting.title), *posting.skills.preferred, *posting.skills.required)
    asked = {skill_key(name): name for name in named}  # in the posting's own spelling
    said = dict.fromkeys(skill_key(name) for name in skills_in(clause))
    yield from (RejectionRule(kind="skill", value=asked[key]) for key in said if key in asked)


def _applies(rule: RejectionRule, posting: Posting) -> bool:
    match rule.kind:
        case "company":
            return _company(posting.company) == _company(rule.value)
        case "agency":
            return _company(posting.company) == _company(rule.value) or _says(fold(posting.company), "agency_names")
        case "on_site":
            return workplace_of(posting) == rule.value
        case "place":
            return workplace_of(posting) != "remote" and any(_same_place(place, rule.value) for place in posting.locations)
        case "salary":
            top, (least, *currency) = _yearly_top(posting), rule.value.split()
            return top is not None and top[0] <= float(least) and top[1] == (currency[0] if currency else "")
        case "seniority":
            return rule.value in _levels(posting)
        case "language":
            return fold(rule.value) in {fold(name) for name in posting.languages}
        case "skill":
            wanted = (*posting.skills.required, *skills_in(posting.title))
            return skill_key(rule.value) in {skill_key(name) for name in wanted}


def _same_job(posting: Posting, one: Rejection) -> bool:
    if posting.posting_key == one.posting_key or posting.fingerprint == one.fingerprint:
        return True
    places = {_plain(p) for p in posting.locations}
    before = {_plain(p) for p in one.locations}
    alike = _company(posting.company) == _company(one.company) and _plain(posting.title) == _plain(one.title)
    return alike and (not places or not before or bool(places & before))


def _names_company(clause: str, posting: Posting, alone: bool) -> bool:
    name = _company(posting.company)
    named = bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", clause) is not None
    if named and (_says(clause, "denial") or (alone and len(clause.split()) <= len(name.split()) + 1)):
        return True
    return _says(clause, "company")


def _company(name: str) -> str:
    """A company's name without its legal form."""
    own = re.sub(table("rejections")["legal_forms"], " ", fold(name))
    return " ".join(re.sub(r"[^a-z0-9&+]+", " ", own).split()) or fold(name)


def _place_in(place: str, clause: str) -> bool:
    city = fold(place).split(",")[0].strip()
    return len(city) > 2 and city != "remote" and re.search(rf"\b{re.escape(city)}\b", clause) is not None


def _same_place(one: str, other: str) -> bool:
    return fold(one).split(",")[0].strip() == fold(other).split(",")[0].strip()


def _levels(posting: Posting) -> tuple[str, ...]:
    held = {posting.seniority} if posting.seniority else set(title_of(posting.title).levels)
    return tuple(sorted(held))


def _yearly_top(posting: Posting) -> tuple[float, str] | None:
    pay = posting.salary
    top = (pay.max or pay.min) if pay else None
    return (top * _YEARLY[pay.period or "year"], pay.currency or "") if pay and top else None


def _clauses(reason: str) -> list[str]:
    return [part.strip() for part in re.split(table("rejections")["clauses"], fold(reason)) if part.strip()]


def _says(text: str, topic: Topic) -> bool:
    return re.search(table("rejections")[topic], text) is not None


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", fold(text)).split())
