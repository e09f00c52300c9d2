"""Recalls what similar goals taught: which plans met them, found by meaning in the person's own history."""

from brain.action import Action, Done, Empty, Outcome
from brain.context import Context
from brain.errors import JobHunterError
from brain.ports import RecalledPlan
from brain.posting import Frozen


class Output(Frozen):
    recalled: tuple[RecalledPlan, ...] = ()


async def run(_given: Empty, ctx: Context) -> Outcome:
    try:
        found = tuple(await ctx.recall.plans(ctx.step.user_id, ctx.step.prompt, 3))
    except JobHunterError as error:
        # Memory makes a plan better, never possible: without it the rules' plan stands.
        await ctx.emit("planner:recalled", "Memory does not answer; planning without it.", plans=[], problem=error.code)
        return Done(Output())
    said = f"Recalled {len(found)} plan(s) of similar goals." if found else "No similar goal was met before."
    await ctx.emit("planner:recalled", said, plans=[p.model_dump(mode="json") for p in found])
    return Done(Output(recalled=found))


action = Action(
    name="recall_plans",
    purpose="Find successful plans of similar goals in memory.",
    role="planner",
    input=Empty,
    output=Output,
    run=run,
    timeout_s=30,
    idempotent=True,
)
