"""Makes the résumé for one posting: the candidate's own facts, chosen and ordered for it, as a document."""

from brain.action import Action, Done, Outcome
from brain.context import Context
from brain.ports import ResumeView
from brain.posting import Frozen
from brain.writing import tailored


class Input(Frozen):
    posting_id: str
    candidate_id: str


class Output(Frozen):
    application_id: str
    document_id: str
    sha256: str
    facts: int


async def run(given: Input, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    candidate = await ctx.candidates.load(user, given.candidate_id)
    stored = await ctx.postings.get(user, given.posting_id)
    whole = ResumeView(resume=candidate.resume, fact_ids=tuple(f.id for f in candidate.facts))
    view = tailored(candidate, stored.posting) if ctx.step.options.tailor else whole
    application = await ctx.applications.begin(user, candidate.id, stored.id, ctx.step.task_id)
    await ctx.emit("resume:tailoring", f"Choosing what to show {stored.posting.company}.", application_id=application.id)
    name = str(candidate.resume.get("basics", {}).get("name") or "candidate")
    document = await ctx.documents.render_resume(user, candidate.id, view, name)
    await ctx.applications.keep_document(user, application.id, candidate.id, document)
    await ctx.emit(
        "resume:generated",
        f"The résumé shows {len(view.fact_ids)} facts.",
        application_id=application.id,
        document_id=document.id,
    )
    return Done(Output(application_id=application.id, document_id=document.id, sha256=document.sha256, facts=len(view.fact_ids)))


action = Action(
    name="tailor_resume",
    purpose="Select and order the candidate's facts for one posting and render the résumé.",
    role="planner",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
)
