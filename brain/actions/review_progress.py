"""Looks how far the goal is: tops it up from the postings in reserve, and looks again when a branch moves.

A broken site or an unanswered question costs no goal: what has ended without a submission is replaced by the next posting.
A review counts as good as done, since only a yes is missing. What is not known to have arrived is topped up too; whether
the one more is sent is then asked.
"""

from collections import Counter
from collections.abc import Sequence

from brain.action import Action, Done, Outcome
from brain.context import Context
from brain.plan import PlanFragment
from brain.planner import branches, look_again, no_longer_needed
from brain.ports import BranchState
from brain.posting import Frozen


class Ranked(Frozen):
    posting_id: str
    title: str
    score: int = 0


class Input(Frozen):
    round: int
    ranked: tuple[Ranked, ...] = ()


class Output(Frozen):
    wanted: int
    met: bool
    states: dict[str, int]
    grown: int


async def run(given: Input, ctx: Context) -> Outcome:
    goal = ctx.step.goal
    standing = await ctx.tasks.branches(ctx.step.user_id, ctx.step.task_id)
    states = Counter(b.state for b in standing)
    reached = states["submitted"] + states["prepared"]
    missing = goal.count - reached - states["running"] - states["prospect"]
    chosen = _reserve(given, standing)[: max(missing, 0)]
    still_open = [b.end_key for b in standing if b.state in ("running", "waiting", "prospect") and b.end_key]
    said = f"{reached} of {goal.count} reached" + (f", {len(chosen)} more begun" if chosen else "") + "."
    await ctx.emit("critic:result", said, states=dict(states), grown=len(chosen), wanted=goal.count)
    output = Output(wanted=goal.count, met=reached >= goal.count, states=dict(states), grown=len(chosen))
    if output.met:
        return Done(output, grow=await _drop_the_rest(standing, ctx))
    if not chosen and not still_open:
        return Done(output)
    stored = await ctx.postings.many(ctx.step.user_id, [posting_id for _, posting_id, _ in chosen])
    new = branches(goal, ctx.step.options, chosen, stored)
    return Done(output, grow=look_again(given.round + 1, new, still_open))


async def _drop_the_rest(standing: Sequence[BranchState], ctx: Context) -> PlanFragment | None:
    """The goal is met: what still waits is not needed any more. What may have been sent keeps its question."""
    left = [b for b in standing if b.state in ("waiting", "prospect") and b.open_keys]
    for branch in left:
        if branch.application_id:
            await ctx.applications.move(ctx.step.user_id, branch.application_id, "saved", "The goal was met without it.")
    return no_longer_needed([key for b in left for key in b.open_keys]) if left else None


def _reserve(given: Input, standing: Sequence[BranchState]) -> list[tuple[int, str, str]]:
    begun = {b.posting_id for b in standing}
    return [(i, r.posting_id, r.title) for i, r in enumerate(given.ranked) if r.posting_id not in begun]


action = Action(
    name="review_progress",
    purpose="See how far the goal is and top it up from the postings in reserve.",
    role="critic",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
)
