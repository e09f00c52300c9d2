"""The résumé for one posting, by selection and order alone: not a new word."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from brain.dates import PartialDate, partial
from brain.facts import Candidate, Fact
from brain.ports import ResumeView
from brain.posting import Frozen, Posting
from brain.writing.relevance import Relevance

PRIVATE = frozenset({"x-jobhunter", "references", "$schema", "meta"})

_LINE = 95
"""Characters on a line of a résumé, nearly enough to tell how many pages it takes."""
TWO_PAGES = 112
_ENTRY_LINES = 2.2
# How many bullets the latest job may show, the one before it, and so on; the last number is for all that are older. Tried in turn
# until the résumé fits two pages. No job is ever left out.
_BULLETS = (
    (5, 5, 5, 4, 4, 3), (5, 4, 3, 2, 2, 1), (4, 3, 2, 1, 1, 1), (4, 3, 2, 1, 0, 0), (3, 2, 1, 0, 0, 0),
    (2, 1, 1, 0, 0, 0), (1, 1, 0, 0, 0, 0), (0,),
)  # fmt: skip
_LAST_TO_FIT = 5  # of them; the rest are for who asks for less
_ROWS = (30, 10, 6, 4, 3)
_MOST_MORE = 3  # bullets above the measure that are shown because they must be
ENTRIES = ("work", "volunteer", "projects")
_LISTS = ("publications", "awards", "interests")
_SECTIONS = (*ENTRIES, *_LISTS, "education", "certificates", "languages", "skills")


class Choice:
    """How near a statement is to what is wanted, and what may not or must not be missing; by itself nearness to a posting alone.

    `path` names the statement's place in the candidate's own résumé (`work[0].highlights[2]`).
    """

    def __init__(self, relevance: Relevance | None) -> None:
        self._relevance = relevance

    def of(self, text: str, path: str = "") -> float:
        return self._relevance.of(text) if self._relevance else 0.0

    def keeps(self, path: str) -> bool:
        """Whether what stands there may be shown at all."""
        return True

    def must(self, text: str, path: str) -> bool:
        """Whether it is shown also where there is room for fewer."""
        return False

    def finished(self, resume: dict[str, Any]) -> dict[str, Any]:
        return resume


class Chosen(Frozen):
    """A résumé, and where each of its rows stands in the candidate's own, by section."""

    view: ResumeView
    rows: dict[str, tuple[int, ...]]


def tailored(candidate: Candidate, posting: Posting) -> ResumeView:
    """Every job, school and certificate as it is, the bullets and skills that matter first.

    Employers, titles and dates stay by reference; nothing of `x-jobhunter` is shown. Of a job with many bullets the nearest
    stay, fewer the longer ago it was, so that the whole takes two pages at most; `brain.writing.changes` tells what went.
    """
    return fitted(candidate, Choice(Relevance(posting))).view


def fitted(candidate: Candidate, choice: Choice, most_lines: float = TWO_PAGES, length: int = 0) -> Chosen:
    """The most that fits into so many lines. `length`: steps longer than that, or shorter where it is below 0."""
    level = -1 if length > 0 else 0
    made = _chosen(candidate, choice, level)
    while level < _LAST_TO_FIT - 1 and _lines(made.view.resume) > most_lines:
        level += 1
        made = _chosen(candidate, choice, level)
    for _ in range(-length):
        before = _lines(made.view.resume)
        while level < len(_BULLETS) - 1 and _lines(made.view.resume) >= before:
            level += 1
            made = _chosen(candidate, choice, level)
    return made


def whole(candidate: Candidate) -> ResumeView:
    """All that may be shown, in the candidate's own order."""
    resume = {key: deepcopy(value) for key, value in candidate.resume.items() if key not in PRIVATE}
    return ResumeView(resume=resume, fact_ids=tuple(fact.id for fact in candidate.facts if is_for_paper(fact)))


def is_for_paper(fact: Fact) -> bool:
    """Whether a fact may stand on a résumé at all: not what is told to forms alone, no references, nothing secret."""
    return fact.path.split(".")[0].split("[")[0] not in PRIVATE and fact.sensitivity != "secret"


def _chosen(candidate: Candidate, choice: Choice, level: int) -> Chosen:
    resume: dict[str, Any] = {key: deepcopy(value) for key, value in candidate.resume.items() if key not in PRIVATE}
    kept: dict[str, Sequence[int]] = {}
    for section in ENTRIES:
        ages = _ages(resume.get(section))
        for number, entry in enumerate(_rows(resume.get(section))):
            if isinstance(entry, dict) and isinstance(entry.get("highlights"), list):
                most = _most(level, ages[number])
                path = f"{section}[{number}].highlights"
                kept[path] = near = _nearest(entry["highlights"], choice, most, path)
                entry["highlights"] = [entry["highlights"][index] for index in near]
    rows = {section: _rows_of(resume, section, choice, _ROWS[min(max(level, 0), len(_ROWS) - 1)]) for section in _SECTIONS}
    kept |= {section: stay for section, stay in rows.items() if len(stay) < len(_rows(resume.get(section)))}
    for section, stay in rows.items():
        if isinstance(resume.get(section), list):
            _leave_out_of(resume[section], section, choice)
            resume[section] = [resume[section][index] for index in stay]
    _order_skills(resume, choice)
    resume = choice.finished({key: value for key, value in resume.items() if value != [] or not _rows(candidate.resume.get(key))})
    ids = tuple(
        f.id
        for f in candidate.facts
        if is_for_paper(f) and choice.keeps(f.path) and _is_kept(f.path, kept) and _is_in(resume, f.path)
    )
    return Chosen(view=ResumeView(resume=resume, fact_ids=ids), rows=rows)


def _most(level: int, age: int) -> int:
    return 99 if level < 0 else _BULLETS[level][min(age, len(_BULLETS[level]) - 1)]


def _rows_of(resume: Mapping[str, Any], section: str, choice: Choice, most: int) -> tuple[int, ...]:
    """The rows that stay, in the candidate's order, of long lists the nearest; what must be shown first, but jobs by date."""
    rows = _rows(resume.get(section))
    stay = [number for number, row in enumerate(rows) if choice.keeps(f"{section}[{number}]")]
    if section == "skills":
        stay = [number for number in stay if _has_skills(rows[number], f"{section}[{number}]", choice)]
    if section in _LISTS and len(stay) > most:
        stay = sorted(sorted(stay, key=lambda n: -choice.of(_words_of(rows[n]), f"{section}[{n}]"))[:most])
    if section not in {"work", "skills"}:
        stay.sort(
            key=lambda n: -choice.of(_words_of(rows[n]), f"{section}[{n}]") * choice.must(_words_of(rows[n]), f"{section}[{n}]")
        )
    return tuple(stay)


def _has_skills(row: Any, path: str, choice: Choice) -> bool:
    """Whether a group of skills still names one."""
    named = _rows(row.get("keywords")) if isinstance(row, dict) else []
    return not named or any(choice.keeps(f"{path}.keywords[{number}]") for number in range(len(named)))


def _leave_out_of(rows: list[Any], section: str, choice: Choice) -> None:
    """Takes what is to go out of each row: its summary or description, single skills."""
    for number, row in enumerate(rows):
        path = f"{section}[{number}]"
        if not isinstance(row, dict):
            continue
        for key in ("summary", "description"):
            if key in row and not choice.keeps(f"{path}.{key}"):
                del row[key]
        if isinstance(row.get("keywords"), list):
            row["keywords"] = [word for n, word in enumerate(row["keywords"]) if choice.keeps(f"{path}.keywords[{n}]")]


def _is_in(resume: Mapping[str, Any], path: str) -> bool:
    """Whether the section of a path, or its line of the head, is still there."""
    section, _, rest = path.partition(".")
    section = section.split("[")[0]
    if section not in resume:
        return False
    basics = resume["basics"] if section == "basics" and isinstance(resume["basics"], Mapping) else None
    return basics is None or re.split(r"[.\[]", rest)[0] in basics


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


def _nearest(texts: Sequence[Any], choice: Choice, most: int, path: str) -> list[int]:
    """The indexes to show, nearest first; equals keep their order."""
    stay = [index for index in range(len(texts)) if choice.keeps(f"{path}[{index}]")]
    near = {index: choice.of(_words_of(texts[index]), path) for index in stay}
    must = sum(choice.must(_words_of(texts[index]), path) for index in stay)
    return sorted(stay, key=lambda index: -near[index])[: max(most, min(must, most + _MOST_MORE))]


def _words_of(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(_words_of(part) for part in value.values())
    return " ".join(map(_words_of, value)) if isinstance(value, list) else str(value)


def _order_skills(resume: dict[str, Any], relevance: Choice) -> None:
    if not isinstance(resume.get("skills"), list):
        return
    for entry in resume["skills"]:
        if isinstance(entry, dict) and isinstance(entry.get("keywords"), list):
            entry["keywords"] = sorted(entry["keywords"], key=lambda name: -relevance.of(str(name)))
    resume["skills"] = sorted(resume["skills"], key=lambda entry: -_group_relevance(entry, relevance))


def _group_relevance(entry: Any, relevance: Choice) -> float:
    if not isinstance(entry, Mapping):
        return relevance.of(str(entry))
    return relevance.of(str(entry.get("name", ""))) + sum(relevance.of(str(name)) for name in _rows(entry.get("keywords")))


def _is_kept(path: str, kept: Mapping[str, Sequence[int]]) -> bool:
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
