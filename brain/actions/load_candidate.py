"""Loads the candidate of the task: whose facts everything that follows is held against."""

from brain.action import Action, Done, Empty, Outcome, Stop
from brain.context import Context
from brain.errors import NotFound
from brain.posting import Frozen


class Output(Frozen):
    candidate_id: str
    facts: int


async def run(_given: Empty, ctx: Context) -> Outcome:
    await ctx.emit("pipeline:start", f"Goal: {ctx.step.prompt}")
    try:
        candidate = await ctx.candidates.load(ctx.step.user_id, ctx.step.options.candidate_id)
    except NotFound as error:
        return Stop(f"{error.title} {error.fix}", "invalid")
    return Done(Output(candidate_id=candidate.id, facts=len(candidate.facts)))


action = Action(
    name="load_candidate",
    purpose="Load the candidate's facts, remembered answers and documents.",
    role="planner",
    input=Empty,
    output=Output,
    run=run,
    timeout_s=30,
)
