"""A tailored résumé as a whole: its structure is the person's own, and no job is left out in silence."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from brain.answering.profile import Profile
from brain.dates import MONTH_NAMES
from brain.facts import Candidate, Fact
from brain.manifest import Doubt
from brain.skills import skill_key

# What a text may never write, by section: copied from the person's résumé or absent.
_STRUCTURE: dict[str, tuple[str, ...]] = {
    "work": ("name", "company", "position", "location", "startDate", "endDate", "description", "summary"),
    "volunteer": ("organization", "position", "startDate", "endDate", "summary"),
    "education": ("institution", "studyType", "area", "startDate", "endDate", "score", "gpa"),
    "certificates": ("name", "issuer", "date"),
    "languages": ("language", "fluency"),
    "projects": ("name", "description", "startDate", "endDate", "entity"),
    "awards": ("title", "date", "awarder", "summary"),
    "publications": ("name", "publisher", "releaseDate", "summary"),
}
_SHORTEST_GAP = 2


def structure_doubts(resume: Mapping[str, Any], candidate: Candidate) -> list[Doubt]:
    """Entries of a résumé whose employer, title, dates, school, degree or certificate are not those of one of the person's."""
    doubts = []
    for section, keys in _STRUCTURE.items():
        own = [_held(entry, keys) for entry in _entries(candidate.resume, section)]
        for number, entry in enumerate(_entries(resume, section)):
            said = _held(entry, keys)
            if not any(said.items() <= held.items() for held in own):
                changed = ", ".join(f"{key} “{said[key]}”" for key in _changed(said, own))
                detail = f"No entry of your résumé has {changed}."
                doubts.append(Doubt(key=f"{section}[{number}]", check="structure_changed", detail=detail))
    basics, mine = resume.get("basics") or {}, candidate.resume.get("basics") or {}
    doubts += [
        Doubt(key=f"basics.{key}", check="structure_changed", detail=f"Your résumé does not say {key} “{basics[key]}”.")
        for key in ("name", "label", "email", "phone", "url", "summary", "location")
        if basics.get(key) and basics[key] != mine.get(key)
    ]
    names = {skill_key(name) for name in _skills(candidate.resume)}
    doubts += [
        Doubt(key="skills", check="skill_not_in_facts", detail=f"Your résumé names no skill “{name}”.")
        for name in _skills(resume)
        if skill_key(name) not in names
    ]
    return doubts


def _entries(resume: Mapping[str, Any], section: str) -> list[Mapping[str, Any]]:
    return [entry for entry in resume.get(section) or () if isinstance(entry, Mapping)]


def _held(entry: Mapping[str, Any], keys: Sequence[str]) -> dict[str, str]:
    return {key: " ".join(str(entry[key]).split()) for key in keys if entry.get(key)}


def _changed(said: Mapping[str, str], own: Sequence[Mapping[str, str]]) -> list[str]:
    nearest = max(own, key=lambda held: len(said.items() & held.items()), default={})
    return [key for key in said if said[key] != nearest.get(key)]


def _skills(resume: Mapping[str, Any]) -> Iterator[str]:
    for entry in resume.get("skills") or ():
        named = [entry.get("name"), *(entry.get("keywords") or ())] if isinstance(entry, Mapping) else [entry]
        yield from (str(name) for name in named if name)


def bullets_of(resume: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every bullet of a résumé with its place: `work[0].highlights[1]`, text."""
    for section in _STRUCTURE:
        for number, entry in enumerate(_entries(resume, section)):
            for place, text in enumerate(entry.get("highlights") or ()):
                yield f"{section}[{number}].highlights[{place}]", str(text)


def gap_doubts(shown: Collection[int], candidate: Candidate, today: date) -> list[Doubt]:
    """Months of work between the first job that is shown and today that only jobs left out cover."""
    profile = Profile(candidate, today)
    dated = [(job, held) for job in profile.jobs if (held := profile.stretch(job))]
    kept = [held for job, held in dated if job.id in shown]
    if not kept:
        return []
    first = min(start for start, _ in kept)
    covered = {month for start, end in kept for month in range(start, end)}
    doubts = []
    for job, (start, end) in dated:
        hidden = [month for month in range(max(start, first), end) if month not in covered]
        if job.id not in shown and len(hidden) >= _SHORTEST_GAP:
            doubts.append(_gap(job, hidden))
    return doubts


def _gap(job: Fact, hidden: Sequence[int]) -> Doubt:
    said = f"Without “{job.text}” there is a gap from {_month(hidden[0])} to {_month(hidden[-1])}."
    return Doubt(key=job.path, check="gap_by_selection", detail=said, facts=(job.id,))


def _month(number: int) -> str:
    return f"{MONTH_NAMES[number % 12]} {number // 12}"
