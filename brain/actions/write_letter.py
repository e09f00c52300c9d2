"""Writes the cover letter for one posting from facts alone; a letter the critic doubts is not written at all."""

from brain.action import Action, Done, Outcome
from brain.context import Context
from brain.critic import audit_text
from brain.posting import Frozen
from brain.rewriting import letter_by_model
from brain.text_language import language_of
from brain.writing import claims_of, letter, letterhead


class Input(Frozen):
    posting_id: str
    candidate_id: str


class Output(Frozen):
    document_id: str | None = None
    fact_ids: tuple[int, ...] = ()
    llm_calls: int = 0


async def run(given: Input, ctx: Context) -> Outcome:
    if ctx.step.options.letter == "never":
        return Done(Output())
    user = ctx.step.user_id
    candidate = await ctx.candidates.load(user, given.candidate_id)
    stored = await ctx.postings.get(user, given.posting_id)
    text, fact_ids = letter(candidate, stored.posting, ctx.step.options.tone)
    text, fact_ids, by_model = await letter_by_model(ctx, candidate, stored.posting, text, fact_ids)
    cited = [f for f in candidate.facts if f.id in fact_ids]
    verdict = audit_text(claims_of(text), cited, stored.posting)
    if not verdict.clean:
        await ctx.emit(
            "cover_letter:complete", "No letter: the critic doubts it.", doubts=[d.model_dump() for d in verdict.doubts]
        )
        return Done(Output())
    application = await ctx.applications.begin(user, candidate.id, stored.id, ctx.step.task_id)
    name = str(candidate.resume.get("basics", {}).get("name") or "candidate")
    head = letterhead(candidate.resume, stored.posting, language_of(text))
    document = await ctx.documents.render_letter(user, candidate.id, text, f"{name} Letter", head)
    await ctx.applications.keep_document(user, application.id, candidate.id, document)
    await ctx.emit(
        "cover_letter:complete",
        f"A letter from {len(fact_ids)} facts.",
        application_id=application.id,
        document_id=document.id,
        **by_model.told(),
    )
    return Done(Output(document_id=document.id, fact_ids=fact_ids, llm_calls=by_model.calls))


action = Action(
    name="write_letter",
    purpose="Write a cover letter for one posting from the candidate's facts.",
    role="planner",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
)
