"""The local similarity of texts, for a form's questions; loaded only where there is an answer to compare with."""

from brain.answering.given import GivenAnswers
from brain.answers import Similarity
from brain.context import Context
from brain.facts import Candidate


async def likeness(ctx: Context, candidate: Candidate, given: GivenAnswers) -> Similarity | None:
    known = candidate.remembered or any(not answer.exact for answer in given.answers)
    return await ctx.recall.likeness() if known else None
