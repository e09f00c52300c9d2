"""Ranks what was found and grows a branch for each of the best: as many as the goal asks for, the rest in reserve."""

from brain.action import Action, Done, Outcome
from brain.context import Context
from brain.matching import quick_fit, score
from brain.planner import branches, first_branches
from brain.ports import StoredPosting
from brain.posting import Frozen
from brain.rejections import Because, judge

SHOWN = 20  # of what was passed over or lowered, in the event; the step's output has all


class Input(Frozen):
    count: int
    candidate_id: str
    found: tuple[str, ...] = ()


class Ranked(Frozen):
    posting_id: str
    title: str
    score: int


class Rejected(Frozen):
    """A posting that stands lower, or is passed over, by what the person rejected before; why, in words."""

    posting_id: str
    title: str
    because: tuple[str, ...]


class Output(Frozen):
    ranked: tuple[Ranked, ...]
    selected: int
    lowered: tuple[Rejected, ...] = ()
    passed_over: tuple[Rejected, ...] = ()


async def run(given: Input, ctx: Context) -> Outcome:
    ranked, lowered, passed_over = await _rank(given, ctx)
    chosen = ranked[: given.count]
    stored = await ctx.postings.many(ctx.step.user_id, [r.posting_id for r in chosen])
    new = branches(ctx.step.goal, ctx.step.options, [(i, r.posting_id, r.title) for i, r in enumerate(chosen)], stored)
    await ctx.emit(
        "analyst:start",
        f"{len(ranked)} of {len(given.found)} postings fit; going for {len(chosen)}.",
        fit=len(ranked),
        **({"passed_over": [r.model_dump() for r in passed_over[:SHOWN]]} if passed_over else {}),
        **({"lowered": [r.model_dump() for r in lowered[:SHOWN]]} if lowered else {}),
    )
    output = Output(ranked=tuple(ranked), selected=len(chosen), lowered=tuple(lowered), passed_over=tuple(passed_over))
    return Done(output, grow=first_branches(new) if new else None)


async def _rank(given: Input, ctx: Context) -> tuple[list[Ranked], list[Rejected], list[Rejected]]:
    """The postings that fit, the best first; those that stand lower by what the person rejected; those it excludes."""
    candidate = await ctx.candidates.load(ctx.step.user_id, given.candidate_id)
    applied = await ctx.applications.applied(ctx.step.user_id, given.candidate_id)
    goal = ctx.step.goal
    found = await ctx.postings.many(ctx.step.user_id, given.found)
    if goal.urls:
        # Who names a posting has chosen it. That it looks like a job applied to before is then asked, not decided here.
        return [_ranked(0, s) for s in found if s.posting.posting_key not in applied], [], []
    fitting = [s for s in found if quick_fit(s.posting, goal) and not {s.posting.posting_key, s.posting.fingerprint} & applied]
    rejections = await ctx.applications.rejections(ctx.step.user_id, given.candidate_id)
    kept: list[tuple[int, StoredPosting]] = []
    lowered: list[Rejected] = []
    passed_over: list[Rejected] = []
    for stored in _once_per_job(fitting):
        match, because = score(stored.posting, candidate, goal), judge(stored.posting, rejections)
        if match.hard_fails:
            continue
        if because.reasons:
            (passed_over if because.excluded else lowered).append(_rejected(stored, because))
        if not because.excluded:
            kept.append((max(match.score - because.lowered_by, 0), stored))
    kept.sort(key=lambda pair: (-pair[0], pair[1].posting.posting_key))
    return [_ranked(value, s) for value, s in kept], lowered, passed_over


def _rejected(stored: StoredPosting, because: Because) -> Rejected:
    return Rejected(posting_id=stored.id, title=f"{stored.posting.title} at {stored.posting.company}", because=because.reasons)


def _ranked(value: int, stored: StoredPosting) -> Ranked:
    return Ranked(posting_id=stored.id, title=f"{stored.posting.title} at {stored.posting.company}", score=value)


def _once_per_job(found: list[StoredPosting]) -> list[StoredPosting]:
    """The same job on two boards is gone for once; which of the two is decided by the key, so that every run agrees."""
    first: dict[str, StoredPosting] = {}
    for stored in sorted(found, key=lambda s: s.posting.posting_key):
        first.setdefault(stored.posting.fingerprint, stored)
    return list(first.values())


action = Action(
    name="select_postings",
    purpose="Rank the postings and grow a branch for each of the best.",
    role="planner",
    input=Input,
    output=Output,
    run=run,
    timeout_s=120,
)
