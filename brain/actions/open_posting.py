"""Finds out which posting an address leads to. The address is the person's own; what its page says only names the job."""

from datetime import timedelta

from brain.action import Action, Done, Outcome, Retry, RetryPolicy, Stop
from brain.context import Context
from brain.errors import InvalidInput, Unavailable
from brain.posting import Frozen


class Input(Frozen):
    url: str


class Output(Frozen):
    posting_ids: tuple[str, ...]
    found: int = 1


async def run(given: Input, ctx: Context) -> Outcome:
    await ctx.emit("scout:start", f"Opening {given.url}.", url=given.url)
    try:
        posting = await ctx.boards.at(given.url, await ctx.sites.list())
    except InvalidInput as error:
        return Stop(f"{error.title} {error.detail}", "refused", error.code)
    except Unavailable as error:
        return Retry(timedelta(seconds=2), f"{error.title} {error.detail}", "page_not_reached")
    if posting is None:
        return Stop(f"There is no open posting at {given.url}.", "closed", "posting_closed")
    [stored] = await ctx.postings.save(ctx.step.user_id, [posting])
    await ctx.emit("scout:found", f"{posting.title} at {posting.company}.", posting_id=stored.id, url=given.url)
    return Done(Output(posting_ids=(stored.id,)))


action = Action(
    name="open_posting",
    purpose="Find out which posting an address leads to.",
    role="executor",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
    retry=RetryPolicy(max_attempts=2, backoff_s=2),
)
