"""The résumé for one posting, by selection and order alone: not a new word."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from brain.dates import PartialDate, partial
from brain.facts import Candidate, Fact
from brain.ports import ResumeView
from brain.posting import Posting
from brain.writing.relevance import Relevance

PRIVATE = frozenset({"x-jobhunter", "references", "$schema", "meta"})

_LINE = 95
"""Characters on a line of a résumé, nearly enough to tell how many pages it takes."""
_TWO_PAGES = 112
_ENTRY_LINES = 2.2
# How many bullets the latest job may show, the one before it, and so on; the last number is for all that are older. Tried in turn
# until the résumé fits two pages. No job is ever left out.
_BULLETS = ((5, 5, 5, 4, 4, 3), (5, 4, 3, 2, 2, 1), (4, 3, 2, 1, 1, 1), (4, 3, 2, 1, 0, 0), (3, 2, 1, 0, 0, 0))
_ROWS = (30, 10, 6, 4, 3)
_ENTRIES = ("work", "volunteer", "projects")
_LISTS = ("publications", "awards", "interests")


def tailored(candidate: Candidate, posting: Posting) -> ResumeView:
    """Every job, school and certificate as it is, the bullets and skills that matter first.

    Employers, titles and dates stay by reference; nothing of `x-jobhunter` is shown. Of a job with many bullets the nearest
    stay, fewer the longer ago it was, so that the whole takes two pages at most; `brain.writing.changes` tells what went.
    """
    relevance = Relevance(posting)
    view = _chosen(candidate, relevance, 0)
    for level in range(1, len(_BULLETS)):
        if _lines(view.resume) <= _TWO_PAGES:
            break
        view = _chosen(candidate, relevance, level)
    return view


def whole(candidate: Candidate) -> ResumeView:
    """All that may be shown, in the candidate's own order."""
    resume = {key: deepcopy(value) for key, value in candidate.resume.items() if key not in PRIVATE}
    return ResumeView(resume=resume, fact_ids=tuple(fact.id for fact in candidate.facts if is_for_paper(fact)))


def is_for_paper(fact: Fact) -> bool:
    """Whether a fact may stand on a résumé at all: not what is told to forms alone, no references, nothing secret."""
    return fact.path.split(".")[0].split("[")[0] not in PRIVATE and fact.sensitivity != "secret"


def _chosen(candidate: Candidate, relevance: Relevance, level: int) -> ResumeView:
    resume: dict[str, Any] = {key: deepcopy(value) for key, value in candidate.resume.items() if key not in PRIVATE}
    kept: dict[str, list[int]] = {}
    for section in _ENTRIES:
        ages = _ages(resume.get(section))
        for number, entry in enumerate(_rows(resume.get(section))):
            if isinstance(entry, dict) and isinstance(entry.get("highlights"), list):
                most = _BULLETS[level][min(ages[number], len(_BULLETS[level]) - 1)]
                kept[f"{section}[{number}].highlights"] = stay = _nearest(entry["highlights"], relevance, most)
                entry["highlights"] = [entry["highlights"][index] for index in stay]
    for section in _LISTS:
        rows = _rows(resume.get(section))
        if len(rows) > _ROWS[level]:
            kept[section] = stay = sorted(_nearest(rows, relevance, _ROWS[level]))
            resume[section] = [rows[index] for index in stay]
    _order_skills(resume, relevance)
    return ResumeView(resume=resume, fact_ids=tuple(f.id for f in candidate.facts if is_for_paper(f) and _is_kept(f.path, kept)))


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _ages(entries: Any) -> dict[int, int]:
    """The place of each entry in time, 0 for the latest; what has no dates keeps its place."""
    rows = _rows(entries)

    def latest(number: int) -> tuple[int, int]:
        held = rows[number] if isinstance(rows[number], dict) else {}
        start, end = partial(held.get("startDate") or ""), partial(held.get("endDate") or "")
        if start and not end:
            end = PartialDate(year=9999)
        return (-(end.months if end else 0), number)

    dated = any(isinstance(row, dict) and partial(row.get("startDate") or row.get("endDate") or "") for row in rows)
    order = sorted(range(len(rows)), key=latest) if dated else range(len(rows))
    return {number: age for age, number in enumerate(order)}


def _nearest(texts: Sequence[Any], relevance: Relevance, most: int) -> list[int]:
    """The indexes to show, nearest first; equals keep their order."""
    return sorted(range(len(texts)), key=lambda index: -relevance.of(_words_of(texts[index])))[:most]


def _words_of(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(_words_of(part) for part in value.values())
    return " ".join(map(_words_of, value)) if isinstance(value, list) else str(value)


def _order_skills(resume: dict[str, Any], relevance: Relevance) -> None:
    if not isinstance(resume.get("skills"), list):
        return
    for entry in resume["skills"]:
        if isinstance(entry, dict) and isinstance(entry.get("keywords"), list):
            entry["keywords"] = sorted(entry["keywords"], key=lambda name: -relevance.of(str(name)))
    resume["skills"] = sorted(resume["skills"], key=lambda entry: -_group_relevance(entry, relevance))


def _group_relevance(entry: Any, relevance: Relevance) -> float:
    if not isinstance(entry, Mapping):
        return relevance.of(str(entry))
    return relevance.of(str(entry.get("name", ""))) + sum(relevance.of(str(name)) for name in _rows(entry.get("keywords")))


def _is_kept(path: str, kept: Mapping[str, list[int]]) -> bool:
    for prefix, indexes in kept.items():
        found = re.match(re.escape(prefix) + r"\[(\d+)\]", path)
        if found and int(found.group(1)) not in indexes:
            return False
    return True


def _lines(resume: Mapping[str, Any]) -> float:
    """About how many lines the résumé takes on paper."""
    taken = 6.0
    for key, value in resume.items():
        if key == "basics":
            taken += len(_words_of(value.get("summary", ""))) / _LINE if isinstance(value, Mapping) else 0
        elif key in {"skills", "languages", "interests"}:
            taken += 2 + sum(max(1.0, len(_words_of(row)) / _LINE) for row in _rows(value))
        elif _rows(value):
            taken += 2 + sum(_entry_lines(row) for row in value)
    return taken


def _entry_lines(row: Any) -> float:
    if not isinstance(row, Mapping):
        return 1.0
    texts = [str(row.get(key) or "") for key in ("summary", "description")] + [str(text) for text in _rows(row.get("highlights"))]
    return _ENTRY_LINES + sum(len(text) // _LINE + 1 for text in texts if text)
