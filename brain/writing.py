"""Documents from facts by selection and order alone: a tailored résumé without a new word, a letter without a new claim."""

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from brain.answering.profile import Profile, ids
from brain.facts import Candidate, Fact
from brain.matching import requirements_in
from brain.ports import ResumeView
from brain.posting import Posting
from brain.requirements import plain_text
from brain.skills import implied_by, skill_key, skills_in
from brain.tables import table
from brain.words import words

TONES = ("professional", "enthusiastic", "formal", "casual")
_PRIVATE = {"x-jobhunter", "references", "$schema", "meta"}
_MOST_BULLETS = 5
_LETTER_BULLETS = 3
_LETTER_SKILLS = 5


class _Relevance:
    """How near a text is to a posting: skills it requires count most, then preferred ones, then shared words."""

    def __init__(self, posting: Posting) -> None:
        description = posting.description_html or posting.description_text
        read = requirements_in(description)
        self.required = {*read.required, *map(skill_key, posting.skills.required), *skills_in(posting.title)}
        self.preferred = {*read.preferred, *map(skill_key, posting.skills.preferred)} - self.required
        self.words = {word for word in words(f"{posting.title} {plain_text(description)}") if len(word) > 4}

    def of(self, text: str) -> float:
        named = {skill_key(text), *skills_in(text)}
        named |= {other for skill in named for other in implied_by(skill)}
        shared = len({word for word in words(text) if len(word) > 4} & self.words)
        return 3.0 * len(named & self.required) + 1.0 * len(named & self.preferred) + 0.2 * min(shared, 5)


def tailored(candidate: Candidate, posting: Posting) -> ResumeView:
    """The résumé for one posting: every job, school and certificate as it is, the bullets and skills that matter first.

    Employers, titles and dates stay by reference; nothing of `x-jobhunter` is shown. Of a job with many bullets the nearest
    five stay.
    """
    relevance = _Relevance(posting)
    resume: dict[str, Any] = {key: deepcopy(value) for key, value in candidate.resume.items() if key not in _PRIVATE}
    kept: dict[str, list[int]] = {}
    for section in ("work", "volunteer", "projects"):
        for number, entry in enumerate(resume.get(section) or ()):
            if isinstance(entry, dict) and isinstance(entry.get("highlights"), list):
                kept[f"{section}[{number}].highlights"] = chosen = _nearest(entry["highlights"], relevance)
                entry["highlights"] = [entry["highlights"][index] for index in chosen]
    for entry in resume.get("skills") or ():
        if isinstance(entry, dict) and isinstance(entry.get("keywords"), list):
            entry["keywords"] = sorted(entry["keywords"], key=lambda name: -relevance.of(str(name)))
    if isinstance(resume.get("skills"), list):
        resume["skills"] = sorted(resume["skills"], key=lambda entry: -_group_relevance(entry, relevance))
    return ResumeView(resume=resume, fact_ids=tuple(fact.id for fact in candidate.facts if _is_shown(fact, kept)))


def _nearest(bullets: list[Any], relevance: _Relevance) -> list[int]:
    """The indexes to show, nearest first; equals keep their order."""
    return sorted(range(len(bullets)), key=lambda index: -relevance.of(str(bullets[index])))[:_MOST_BULLETS]


def _group_relevance(entry: Any, relevance: _Relevance) -> float:
    if not isinstance(entry, Mapping):
        return relevance.of(str(entry))
    return relevance.of(str(entry.get("name", ""))) + sum(relevance.of(str(name)) for name in entry.get("keywords") or ())


def _is_shown(fact: Fact, kept: Mapping[str, list[int]]) -> bool:
    if fact.path.startswith(("x-jobhunter", "references")) or fact.sensitivity == "secret":
        return False
    match = re.fullmatch(r"(.+\.highlights)\[(\d+)\]", fact.path)
    return match is None or match.group(1) not in kept or int(match.group(2)) in kept[match.group(1)]


def letter(
    candidate: Candidate, posting: Posting, tone: str = "professional", *, today: date | None = None
) -> tuple[str, tuple[int, ...]]:
    """A short letter and the facts it stands on: who one is now, up to three bullets word for word, the skills both sides name.

    `tone` is one of `TONES`; any other is `professional`.
    """
    said: dict[str, str] = table("letters")[tone if tone in TONES else "professional"]
    profile, relevance = Profile(candidate, today or date.today()), _Relevance(posting)
    title, company = _one_line(posting.title), _one_line(posting.company)
    used: list[Fact] = []
    body = [said["opening"].format(title=title, company=company)]
    if job := _present(profile, said):
        body[0] += " " + job[0]
        used.append(job[1])
    bullets = _best_bullets(profile, relevance)
    if bullets:
        body.append("\n".join([said["bullets"], *(f"- {_undated(str(fact.value['text']))}" for fact in bullets)]))
        used += bullets
    if skills := _shared_skills(profile, relevance):
        body.append(said["skills"].format(skills=_listed([str(fact.value["name"]) for fact in skills])))
        used += skills
    body.append(said["closing"])
    name = profile.full_name()
    used += name.facts if name else ()
    end = "\n".join([said["farewell"], *([str(name.value)] if name else [])])
    return "\n\n".join([said["greeting"].format(company=company), *body, end]), ids(used)


def _one_line(text: str) -> str:
    """A title or employer as one short phrase: what a page hides in it after the first sentence is not repeated."""
    first = re.split(r"[\n\r.!?](?:\s|$)|[<>{}\[\]|]", " ".join(text.split()))[0]
    return first.strip()[:100]


def _present(profile: Profile, said: Mapping[str, str]) -> tuple[str, Fact] | None:
    job = next((job for job in profile.jobs if job.value.get("title") and job.value.get("employer")), None)
    if job is None:
        return None
    line = said["now" if job.value.get("current") else "last"]
    return line.format(job=job.value["title"], employer=job.value["employer"]), job


def _best_bullets(profile: Profile, relevance: _Relevance) -> list[Fact]:
    found = [fact for fact in profile.of("bullet") if ".highlights[" in fact.path and fact.path.startswith(("work", "projects"))]
    ranked = sorted(found, key=lambda fact: -relevance.of(str(fact.value["text"])))
    return sorted(ranked[:_LETTER_BULLETS], key=lambda fact: fact.id)


def _undated(text: str) -> str:
    return re.sub(r"^(?:19|20)\d\d(?:-\d\d)?(?:-\d\d)?:\s*", "", text).strip()


def _shared_skills(profile: Profile, relevance: _Relevance) -> list[Fact]:
    named: dict[str, Fact] = {}
    for fact in profile.of("skill"):
        key = skill_key(str(fact.value.get("name", "")))
        if key in relevance.required or key in relevance.preferred:
            named.setdefault(key, fact)
    ranked = sorted(named.items(), key=lambda row: row[0] not in relevance.required)
    return [fact for _, fact in ranked[:_LETTER_SKILLS]]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
