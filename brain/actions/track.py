"""Keeps the record of one application: what it came to, in its history."""

from brain.action import Action, Done, Outcome
from brain.context import Context
from brain.posting import Frozen


class Input(Frozen):
    posting_id: str
    candidate_id: str
    sent: bool


class Output(Frozen):
    application_id: str
    state: str


async def run(given: Input, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    stored = await ctx.postings.get(user, given.posting_id)
    application = await ctx.applications.begin(user, given.candidate_id, stored.id, ctx.step.task_id)
    state, note = ("submitted", "Confirmed by the site.") if given.sent else ("saved", "Prepared, not sent.")
    await ctx.applications.move(user, application.id, state, note)
    await ctx.emit(
        "pipeline:complete", f"{stored.posting.title} at {stored.posting.company}: {state}.", application_id=application.id
    )
    return Done(Output(application_id=application.id, state=state))


action = Action(
    name="track",
    purpose="Record what an application came to.",
    role="critic",
    input=Input,
    output=Output,
    run=run,
    timeout_s=30,
)
