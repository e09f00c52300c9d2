"""Merges what the searches found: each posting once."""

from brain.action import Action, Done, Outcome, Stop
from brain.context import Context
from brain.posting import Frozen


class Found(Frozen):
    posting_ids: tuple[str, ...] = ()
    found: int = 0
    problems: tuple[str, ...] = ()


class Input(Frozen):
    searches: tuple[Found, ...] = ()


class Output(Frozen):
    posting_ids: tuple[str, ...]
    found: int


async def run(given: Input, ctx: Context) -> Outcome:
    if not given.searches:
        return Stop("No source answered; the searches say why.", "blocked")
    ids = tuple(dict.fromkeys(i for search in given.searches for i in search.posting_ids))
    await ctx.emit("scout:complete", f"{len(ids)} postings to choose from.", found=len(ids), searches=len(given.searches))
    return Done(Output(posting_ids=ids, found=len(ids)))


action = Action(
    name="merge_postings",
    purpose="Merge the postings of all searches.",
    role="planner",
    input=Input,
    output=Output,
    run=run,
    timeout_s=30,
    idempotent=True,
)
