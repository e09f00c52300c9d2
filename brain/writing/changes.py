"""What a résumé made for a posting changed against the candidate's own: what went, what moved, what is new, which gaps opened."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from brain.dates import partial
from brain.facts import Candidate
from brain.ports import ResumeView
from brain.posting import Frozen
from brain.writing.tailoring import PRIVATE, is_for_paper

_NAMED_BY = ("name", "company", "organization", "institution", "title", "position", "startDate", "endDate", "language", "network")
_OPEN_END = 9999 * 12


class LeftOut(Frozen):
    """A fact the candidate's own résumé shows and this one does not."""

    fact_id: int
    kind: str
    path: str
    text: str


class Moved(Frozen):
    """A statement or name at another place of its list; places count from 1 among what is shown."""

    path: str
    text: str
    before: int
    after: int


class Reworded(Frozen):
    """A statement that is not in the candidate's own words."""

    path: str
    text: str


class Gap(Frozen):
    """A stretch of work that the candidate has and this résumé does not show; dates are `YYYY-MM`, `end` None runs on."""

    start: str
    end: str | None
    employer: str
    title: str


class Changes(Frozen):
    left_out: tuple[LeftOut, ...] = ()
    moved: tuple[Moved, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def warnings(self) -> tuple[str, ...]:
        """What a person must know before it is sent, in sentences."""
        return tuple(
            f"The résumé no longer shows {gap.title or 'the job'} at {gap.employer} ({gap.start} to {gap.end or 'now'}): "
            "it leaves a gap in your employment."
            for gap in self.gaps
        )


def changes(candidate: Candidate, view: ResumeView) -> Changes:
    """Holds a résumé against the candidate's own, whoever made it."""
    shown = set(view.fact_ids)
    left_out = tuple(
        LeftOut(fact_id=fact.id, kind=fact.kind, path=fact.path, text=fact.text)
        for fact in candidate.facts
        if is_for_paper(fact) and fact.id not in shown
    )
    moved: list[Moved] = []
    reworded: list[Reworded] = []
    for path, before, after in _lists(candidate.resume, view.resume):
        kept = [text for text in before if text in after]
        order = [text for text in after if text in before]
        moved += [
            Moved(path=path, text=text, before=kept.index(text) + 1, after=place)
            for place, text in enumerate(order, 1)
            if kept.index(text) + 1 != place
        ]
        reworded += [Reworded(path=path, text=text) for text in after if text not in before]
    return Changes(left_out=left_out, moved=tuple(moved), reworded=tuple(reworded), gaps=_gaps(candidate.resume, view.resume))


def _lists(base: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every list of both documents that belongs together, as texts, with its path in the first."""
    for section, rows in base.items():
        others = made.get(section)
        if section in PRIVATE or not isinstance(rows, list) or not isinstance(others, list):
            continue
        yield section, [_key(row) for row in rows], [_key(row) for row in others]
        by_key = {_key(row): row for row in others}
        for number, row in enumerate(rows):
            other = by_key.get(_key(row))
            for part in ("highlights", "keywords", "courses"):
                if isinstance(row, Mapping) and isinstance(other, Mapping) and isinstance(row.get(part), list):
                    yield (
                        f"{section}[{number}].{part}",
                        [str(text) for text in row[part]],
                        [str(t) for t in other.get(part) or ()],
                    )


def _key(row: Any) -> str:
    """What an entry is called; never the whole of it, which may be shortened."""
    if not isinstance(row, Mapping):
        return str(row)
    return ", ".join(str(row[name]) for name in _NAMED_BY if row.get(name))


def _gaps(base: Mapping[str, Any], made: Mapping[str, Any]) -> tuple[Gap, ...]:
    """Stretches of at least one month that the base's jobs cover and the shown ones do not."""
    shown = {_key(row) for row in made.get("work") or ()}
    covered = [stretch for row in made.get("work") or () if (stretch := _stretch(row))]
    found = []
    for row in base.get("work") or ():
        stretch = _stretch(row)
        if _key(row) in shown or stretch is None:
            continue
        for start, end in _uncovered(stretch, covered):
            employer, title = str(row.get("name") or row.get("company") or ""), str(row.get("position") or "")
            found.append(
                Gap(start=_month(start), end=_month(end - 1) if end < _OPEN_END else None, employer=employer, title=title)
            )
    return tuple(found)


def _stretch(row: Any) -> tuple[int, int] | None:
    """The months of a job as a half-open range; a year alone is all of it."""
    if not isinstance(row, Mapping) or not (start := partial(row.get("startDate") or "")):
        return None
    end = partial(row.get("endDate") or "")
    until = _OPEN_END if end is None else end.months + (1 if end.month else 12)
    return (start.months, until) if until > start.months else None


def _uncovered(stretch: tuple[int, int], covered: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    inside = sorted((max(a, stretch[0]), min(b, stretch[1])) for a, b in covered if a < stretch[1] and b > stretch[0])
    edges = [(stretch[0], stretch[0]), *inside, (stretch[1], stretch[1])]
    reached = stretch[0]
    for (_, end), (start, _) in pairwise(edges):
        reached = max(reached, end)
        if start > reached:
            yield reached, start


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
