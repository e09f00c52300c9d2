"""Makes the résumé for one posting: the candidate's own facts, chosen and ordered for it, as a document."""

from brain.action import Action, Done, Outcome
from brain.context import Context
from brain.posting import Frozen
from brain.rewriting import Rewritten, rewritten_bullets
from brain.writing import changes, tailored, whole


class Input(Frozen):
    posting_id: str
    candidate_id: str


class Output(Frozen):
    application_id: str
    document_id: str
    sha256: str
    facts: int
    llm_calls: int = 0


async def run(given: Input, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    candidate = await ctx.candidates.load(user, given.candidate_id)
    stored = await ctx.postings.get(user, given.posting_id)
    view = tailored(candidate, stored.posting) if ctx.step.options.tailor else whole(candidate)
    view, by_model = (
        await rewritten_bullets(ctx, candidate, stored.posting, view) if ctx.step.options.tailor else (view, Rewritten())
    )
    application = await ctx.applications.begin(user, candidate.id, stored.id, ctx.step.task_id)
    await ctx.emit("resume:tailoring", f"Choosing what to show {stored.posting.company}.", application_id=application.id)
    name = str(candidate.resume.get("basics", {}).get("name") or "candidate")
    document = await ctx.documents.render_resume(user, candidate.id, view, name)
    await ctx.applications.keep_document(user, application.id, candidate.id, document)
    changed = changes(candidate, view)
    await ctx.emit(
        "resume:generated",
        f"The résumé shows {len(view.fact_ids)} facts.",
        application_id=application.id,
        document_id=document.id,
        left_out=[fact.fact_id for fact in changed.left_out],
        warnings=changed.warnings(),
        **by_model.told(),
    )
    return Done(
        Output(
            application_id=application.id,
            document_id=document.id,
            sha256=document.sha256,
            facts=len(view.fact_ids),
            llm_calls=by_model.calls,
        )
    )


action = Action(
    name="tailor_resume",
    purpose="Select and order the candidate's facts for one posting and render the résumé.",
    role="planner",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
)
