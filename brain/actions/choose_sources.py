"""Chooses the boards to search: those of the named sources, of the wanted companies, never of the unwanted ones."""

from brain.action import Action, Done, Outcome, Stop
from brain.context import Context
from brain.goal import Goal
from brain.ports import BoardRef, Site
from brain.posting import Frozen


class Input(Frozen):
    sources: tuple[str, ...] = ()


class Output(Frozen):
    refs: tuple[BoardRef, ...]


async def run(given: Input, ctx: Context) -> Outcome:
    sites = await ctx.sites.list()
    refs = [ref for site in sites for ref in _refs(site) if ref.source in given.sources and _wanted(ref, ctx.step.goal)]
    if not refs:
        known = sorted({site.api.kind for site in sites if site.api})
        return Stop(
            f"No board is known for {', '.join(given.sources)}; known sources: {', '.join(known) or 'none'}.", "unsupported"
        )
    await ctx.emit("scout:start", f"Looking on {len(refs)} boards.", boards=len(refs), sources=list(given.sources))
    return Done(Output(refs=tuple(refs)))


def _refs(site: Site) -> list[BoardRef]:
    if site.api is None:
        return []
    api = site.api
    return [
        BoardRef(
            source=api.kind,
            board=b,
            base_url=api.base_url,
            domain=site.domain,
            company=api.companies.get(b, ""),
            private=site.private,
        )
        for b in api.boards
    ]


def _wanted(ref: BoardRef, goal: Goal) -> bool:
    names = {_plain(ref.board), _plain(ref.company)} - {""}
    if names & {_plain(c) for c in goal.companies.exclude}:
        return False
    return not goal.companies.include or bool(names & {_plain(c) for c in goal.companies.include})


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


action = Action(
    name="choose_sources",
    purpose="Choose the job boards to search for this goal.",
    role="planner",
    input=Input,
    output=Output,
    run=run,
    timeout_s=30,
)
