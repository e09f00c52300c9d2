"""Searches the boards of one source through its API and stores what is published there."""

import asyncio

from brain.action import Action, Done, Outcome, Stop
from brain.context import Context
from brain.ports import BoardRef, SearchResult
from brain.posting import Frozen

AT_ONCE = 4


class Input(Frozen):
    source: str
    part: int = 0
    parts: int = 1
    boards: tuple[BoardRef, ...] = ()


class Output(Frozen):
    posting_ids: tuple[str, ...]
    found: int
    problems: tuple[str, ...] = ()


async def run(given: Input, ctx: Context) -> Outcome:
    refs = [ref for ref in given.boards if ref.source == given.source][given.part :: given.parts]
    await ctx.emit("scout:searching", f"Searching {len(refs)} {given.source} boards.", source=given.source, boards=len(refs))
    results = await _search(refs, ctx)
    problems = tuple(f"{r.board.board}: {r.error}" for r in results if r.error)
    postings = [p for r in results for p in r.postings]
    if refs and len(problems) == len(refs):
        return Stop(f"No board of {given.source} answered. {problems[0]}", "blocked")
    stored = await ctx.postings.save(ctx.step.user_id, postings)
    await ctx.emit(
        "scout:found",
        f"Found {len(stored)} postings on {given.source}.",
        source=given.source,
        found=len(stored),
        problems=list(problems),
    )
    return Done(Output(posting_ids=tuple(s.id for s in stored), found=len(stored), problems=problems))


async def _search(refs: list[BoardRef], ctx: Context) -> list[SearchResult]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(ref: BoardRef) -> SearchResult:
        async with gate:
            return await ctx.boards.search(ref)

    return list(await asyncio.gather(*(one(ref) for ref in refs)))


action = Action(
    name="search_postings",
    purpose="Search one source's boards for open postings.",
    role="executor",
    input=Input,
    output=Output,
    run=run,
    timeout_s=180,
)
