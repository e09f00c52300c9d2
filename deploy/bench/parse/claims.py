"""What a résumé is counted by: name, contacts, each job's employer, title and dates, each degree, skills and the like."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from brain.words import bare, words

Row = tuple[str, ...]
Claim = tuple[str, str]

_JOB = ("employer", "title", "start", "end")
_SCHOOL = ("school", "degree", "start", "end")
_LINKING = {"in", "of", "the", "degree", "and", "und", "et", "y", "en", "der", "de", "-"}


@dataclass(frozen=True)
class Truth:
    """What a résumé says. A part that is None is not judged; an empty one says that there is none."""

    name: str | None = None
    label: str | None = None
    email: str | None = None
    phone: str | None = None
    city: str | None = None
    links: tuple[str, ...] | None = None
    work: tuple[Row, ...] | None = None
    education: tuple[Row, ...] | None = None
    skills: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    certificates: tuple[str, ...] | None = None
    projects: tuple[str, ...] | None = None
    highlights: int | None = None


@dataclass
class Score:
    """Facts expected and recovered, and what was claimed that is not so."""

    expected: list[Claim] = field(default_factory=list)
    missed: list[Claim] = field(default_factory=list)
    invented: list[Claim] = field(default_factory=list)

    @property
    def recovered(self) -> int:
        return len(self.expected) - len(self.missed)

    @property
    def share(self) -> float:
        return self.recovered / len(self.expected) if self.expected else 1.0


def truth_from(held: Mapping[str, Any]) -> Truth:
    """One entry of `resumes/truth.yaml`."""
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in held.items()}
    for key in ("work", "education"):
        if key in plain:
            plain[key] = tuple(tuple(map(str, row)) for row in plain[key])
    lists: dict[str, Any] = {key: () for key in ("links", "languages", "certificates") if key not in plain}
    return Truth(**{**lists, **plain})


def score(resume: Mapping[str, Any], truth: Truth) -> Score:
    """Compares a JSON Resume document with what its file says."""
    found, basics = Score(), resume.get("basics", {})
    for key in ("name", "label", "email"):
        _single(found, key, getattr(truth, key), basics.get(key), bare)
    _single(found, "phone", truth.phone, basics.get("phone"), _number)
    home = basics.get("location") or resume.get("x-jobhunter", {}).get("address") or {}
    _single(found, "city", truth.city, home.get("city"), bare)
    _listed(found, "link", truth.links, _links(basics), _address)
    _rows(found, _JOB, truth.work, [_job(entry) for entry in resume.get("work", ())])
    _rows(found, _SCHOOL, truth.education, [_school(entry) for entry in resume.get("education", ())])
    skills = [name for entry in resume.get("skills", ()) for name in entry.get("keywords") or [entry.get("name")]]
    _listed(found, "skill", truth.skills, skills, bare)
    for section, key in (("languages", "language"), ("certificates", "name"), ("projects", "name")):
        said = [str(entry.get(key, "")) for entry in resume.get(section, ())]
        _listed(found, section.rstrip("s"), getattr(truth, section), said, bare)
    bullets = sum(len(entry.get("highlights", ())) for entry in resume.get("work", ()))
    _single(found, "highlights", None if truth.highlights is None else str(truth.highlights), str(bullets), str)
    return found


def _single(found: Score, key: str, true: str | None, said: Any, form: Callable[[str], str]) -> None:
    if true is None:
        return
    found.expected.append((key, true))
    if form(str(said or "")) != form(true):
        found.missed.append((key, true))
        if said:
            found.invented.append((key, str(said)))


def _listed(found: Score, key: str, true: Sequence[str] | None, said: Iterable[Any], form: Callable[[str], str]) -> None:
    if true is None:
        return
    shown = [str(value) for value in said if value]
    got, wanted = {form(value) for value in shown}, {form(value) for value in true}
    found.expected += [(key, value) for value in true]
    found.missed += [(key, value) for value in true if form(value) not in got]
    found.invented += [(key, value) for value in shown if form(value) not in wanted]


def _rows(found: Score, names: Sequence[str], true: Sequence[Row] | None, said: list[Row]) -> None:
    """Entries are paired by how much they share; what is left over on either side is missed or invented."""
    if true is None:
        return
    left = list(said)
    for row in true:
        best = max(left, key=lambda other: _shared(row, other), default=None)
        if best is not None and _shared(row, best):
            left.remove(best)
        else:
            best = ("",) * len(names)
        for name, wanted, got in zip(names, row, best, strict=True):
            found.expected += [(name, wanted)] if wanted else []
            if _same(wanted, got):
                continue
            found.missed += [(name, wanted)] if wanted else []
            found.invented += [(name, got)] if got else []
    found.invented += [(name, value) for row in left for name, value in zip(names, row, strict=True) if value]


def _shared(one: Row, other: Row) -> int:
    return sum(bool(a) and _same(a, b) for a, b in zip(one, other, strict=True))


def _same(one: str, other: str) -> bool:
    return bare(one) == bare(other) or (_degree_words(one) == _degree_words(other) != [])


def _degree_words(text: str) -> list[str]:
    return sorted(word for word in words(text) if word not in _LINKING)


def _job(entry: Mapping[str, Any]) -> Row:
    return tuple(str(entry.get(key) or "") for key in ("name", "position", "startDate", "endDate"))


def _school(entry: Mapping[str, Any]) -> Row:
    degree = " ".join(str(entry[key]) for key in ("studyType", "area") if entry.get(key))
    return (str(entry.get("institution") or ""), degree, str(entry.get("startDate") or ""), str(entry.get("endDate") or ""))


def _links(basics: Mapping[str, Any]) -> list[str]:
    return [str(basics.get("url") or ""), *(str(profile.get("url") or "") for profile in basics.get("profiles", ()))]


def _address(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.lower()).rstrip("/")


def _number(text: str) -> str:
    """The subscriber's part, which the national and the international spelling share."""
    return re.sub(r"\D", "", text)[-8:]
