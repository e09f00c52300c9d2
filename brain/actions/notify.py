"""Tells the person that the task is done and how it went."""

from collections import Counter

from brain.action import Action, Done, Empty, Outcome
from brain.context import Context
from brain.posting import Frozen


class Output(Frozen):
    title: str
    body: str


async def run(_given: Empty, ctx: Context) -> Outcome:
    states = Counter(b.state for b in await ctx.tasks.branches(ctx.step.user_id, ctx.step.task_id))
    goal = ctx.step.goal
    reached = states["submitted"] + states["prepared"]
    title = f"{reached} of {goal.count}: {ctx.step.prompt}"
    parts = [f"{n} {state}" for state, n in sorted(states.items())]
    output = Output(title=title, body=", ".join(parts) or "no posting fitted")
    await ctx.notifier.send(ctx.step.user_id, "task", f"task:{ctx.step.task_id}:done", output.title, output.body)
    return Done(output)


action = Action(
    name="notify",
    purpose="Tell the person how the task went.",
    role="learner",
    input=Empty,
    output=Output,
    run=run,
    timeout_s=30,
    idempotent=True,
)
