"""Ranks what was found and grows a branch for each of the best: as many as the goal asks for, the rest in reserve."""

from brain.action import Action, Done, Outcome
from brain.context import Context
from brain.matching import quick_fit, score
from brain.planner import branches, first_branches
from brain.ports import StoredPosting
from brain.posting import Frozen


class Input(Frozen):
    count: int
    candidate_id: str
    found: tuple[str, ...] = ()


class Ranked(Frozen):
    posting_id: str
    title: str
    score: int


class Output(Frozen):
    ranked: tuple[Ranked, ...]
    selected: int


async def run(given: Input, ctx: Context) -> Outcome:
    ranked = await _rank(given, ctx)
    chosen = ranked[: given.count]
    stored = await ctx.postings.many(ctx.step.user_id, [r.posting_id for r in chosen])
    new = branches(ctx.step.goal, ctx.step.options, [(i, r.posting_id, r.title) for i, r in enumerate(chosen)], stored)
    await ctx.emit(
        "analyst:start", f"{len(ranked)} of {len(given.found)} postings fit; going for {len(chosen)}.", fit=len(ranked)
    )
    output = Output(ranked=tuple(ranked), selected=len(chosen))
    return Done(output, grow=first_branches(new) if new else None)


async def _rank(given: Input, ctx: Context) -> list[Ranked]:
    candidate = await ctx.candidates.load(ctx.step.user_id, given.candidate_id)
    applied = await ctx.applications.applied(ctx.step.user_id, given.candidate_id)
    goal = ctx.step.goal
    found = await ctx.postings.many(ctx.step.user_id, given.found)
    if goal.urls:
        # Who names a posting has chosen it. That it looks like a job applied to before is then asked, not decided here.
        return [_ranked(0, s) for s in found if s.posting.posting_key not in applied]
    fitting = [s for s in found if quick_fit(s.posting, goal) and not {s.posting.posting_key, s.posting.fingerprint} & applied]
    scored = [(score(s.posting, candidate, goal), s) for s in _once_per_job(fitting)]
    kept = [(m.score, s) for m, s in scored if not m.hard_fails]
    kept.sort(key=lambda pair: (-pair[0], pair[1].posting.posting_key))
    return [_ranked(value, s) for value, s in kept]


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
