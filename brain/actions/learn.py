"""Learns from what happened: which selectors held, and that this plan met its goal.

Nothing from a page becomes a lesson as text.
"""

from collections import defaultdict

from pydantic import ConfigDict

from brain.action import Action, Done, Outcome
from brain.context import Context
from brain.errors import JobHunterError
from brain.ports import SelectorEvidence
from brain.posting import Frozen


class FormWork(Frozen):
    """What one step that worked on a form reported; what else it reported is not needed here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    domain: str
    family: str | None = None
    selector_hits: int = 0
    llm_calls: int = 0
    evidence: tuple[SelectorEvidence, ...] = ()


class Input(Frozen):
    explored: tuple[FormWork, ...] = ()
    submitted: tuple[FormWork, ...] = ()


class Output(Frozen):
    submitted: int
    selectors: int
    selector_hits: int
    llm_calls: int
    families: tuple[str, ...] = ()
    remembered: bool = False


async def run(given: Input, ctx: Context) -> Outcome:
    work = [*given.explored, *given.submitted]
    await ctx.emit("learner:start", f"Looking back at {len(work)} forms.")
    selectors = await _selectors(work, ctx)
    families = tuple(sorted({w.family for w in work if w.family}))
    remembered = await _plan(families, len(given.submitted), ctx) if given.submitted else False
    hits = sum(w.selector_hits for w in work)
    output = Output(
        submitted=len(given.submitted),
        selectors=selectors,
        selector_hits=hits,
        llm_calls=sum(w.llm_calls for w in work),
        families=families,
        remembered=remembered,
    )
    await ctx.tasks.keep_learned(ctx.step.user_id, ctx.step.task_id, output.model_dump(mode="json"))
    said = f"{selectors} selectors known, {hits} used this time."
    await ctx.emit("learner:complete", said, **output.model_dump(mode="json"))
    return Done(output)


async def _selectors(work: list[FormWork], ctx: Context) -> int:
    by_site: dict[str, list[SelectorEvidence]] = defaultdict(list)
    families: dict[str, str | None] = {}
    for done in work:
        by_site[done.domain] += done.evidence
        families[done.domain] = done.family or families.get(done.domain)
    known = 0
    for domain, evidence in sorted(by_site.items()):
        known += await ctx.sites.record(domain, evidence)
        said = f"{domain}: {len(evidence)} uses of selectors kept."
        await ctx.emit("learner:updated", said, domain=domain, family=families[domain])
    return known


async def _plan(families: tuple[str, ...], submitted: int, ctx: Context) -> bool:
    try:
        await ctx.recall.remember_plan(ctx.step.user_id, ctx.step.task_id, ctx.step.prompt, families, f"submitted {submitted}")
    except JobHunterError as error:
        # The plan itself is in Postgres: memory can be rebuilt from it at any time.
        await ctx.emit("learner:updated", "Memory does not answer; this plan is not in it yet.", problem=error.code)
        return False
    return True


action = Action(
    name="learn",
    purpose="Keep what worked: selectors with evidence, and the plan itself.",
    role="learner",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
    idempotent=True,
)
