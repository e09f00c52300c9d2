"""Reads one posting anew where it is published: what is closed meanwhile ends its branch here."""

from datetime import timedelta

from brain.action import Action, Done, Outcome, Retry, Stop
from brain.context import Context
from brain.errors import Unavailable
from brain.ports import BoardRef
from brain.posting import Frozen


class Input(Frozen):
    posting_id: str
    candidate_id: str
    boards: tuple[BoardRef, ...] = ()


class Output(Frozen):
    posting_id: str
    family: str | None


async def run(given: Input, ctx: Context) -> Outcome:
    stored = await ctx.postings.get(ctx.step.user_id, given.posting_id)
    posting = stored.posting
    await ctx.emit("analyst:fetching", f"Reading {posting.title} at {posting.company}.", posting_id=stored.id, url=posting.url)
    ref = next((r for r in given.boards if r.source == posting.source and r.board.lower() == posting.board.lower()), None)
    if ref is None:
        return Done(Output(posting_id=stored.id, family=posting.family))
    try:
        fresh = await ctx.boards.read(ref, posting.external_id)
    except Unavailable as error:
        return Retry(timedelta(seconds=5), f"{error.title} {error.detail}")
    if fresh is None:
        await ctx.postings.mark_closed(ctx.step.user_id, stored.id)
        return Stop(f"{posting.title} at {posting.company} is closed.", "closed")
    await ctx.postings.save(ctx.step.user_id, [fresh])
    return Done(Output(posting_id=stored.id, family=fresh.family))


action = Action(
    name="read_posting",
    purpose="Read one posting in full and see that it is still open.",
    role="executor",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
)
