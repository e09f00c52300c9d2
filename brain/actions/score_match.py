"""Scores one posting against the candidate's facts, requirement by requirement; what misses the floor ends its branch here."""

from typing import Any

from brain.action import Action, Done, Outcome, Stop
from brain.context import Context
from brain.matching import score
from brain.planner import APPLYING
from brain.posting import Frozen


class Input(Frozen):
    posting_id: str
    candidate_id: str
    min_score: int


class Output(Frozen):
    posting_id: str
    score: int
    matching_skills: tuple[str, ...] = ()
    missing_skills: tuple[str, ...] = ()
    reasoning: str = ""
    evidence: tuple[dict[str, Any], ...] = ()


async def run(given: Input, ctx: Context) -> Outcome:
    candidate = await ctx.candidates.load(ctx.step.user_id, given.candidate_id)
    stored = await ctx.postings.get(ctx.step.user_id, given.posting_id)
    match = score(stored.posting, candidate, ctx.step.goal)
    await ctx.emit(
        "analyst:result", f"{stored.posting.title}: {match.score}/100. {match.reasoning}", posting_id=stored.id, score=match.score
    )
    if match.hard_fails and not ctx.step.goal.urls:
        return Stop(f"It does not fit the goal: {'; '.join(match.hard_fails)}.", "refused")
    if match.score < given.min_score:
        return Stop(f"The match is {match.score}, the floor {given.min_score}.", "refused")
    if ctx.step.goal.verb in APPLYING:
        application = await ctx.applications.begin(ctx.step.user_id, given.candidate_id, stored.id, ctx.step.task_id)
        await ctx.applications.keep_score(ctx.step.user_id, application.id, match.score)
    output = Output(
        posting_id=stored.id,
        score=match.score,
        matching_skills=match.matching_skills,
        missing_skills=match.missing_skills,
        reasoning=match.reasoning,
        evidence=tuple(e.model_dump(mode="json") for e in match.evidence),
    )
    return Done(output)


action = Action(
    name="score_match",
    purpose="Score one posting against the candidate's facts, with evidence.",
    role="critic",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
    idempotent=True,
)
