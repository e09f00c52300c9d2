"""Takes the doubted answers back. A model may give them anew within its facts; else optional fields stay empty, required ones
are asked."""

from brain.action import Action, Ask, Done, Outcome
from brain.asking import asked_fields, given_by
from brain.context import Context
from brain.intervention import Intervention
from brain.manifest_edits import with_given, without
from brain.model_answers import answered_again
from brain.posting import Frozen


class Input(Frozen):
    posting_id: str
    candidate_id: str
    doubted: tuple[str, ...]


class Output(Frozen):
    application_id: str
    taken_back: int
    llm_calls: int = 0


async def run(given: Input, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    stored = await ctx.postings.get(user, given.posting_id)
    application = await ctx.applications.begin(user, given.candidate_id, stored.id, ctx.step.task_id)
    manifest = without(application.required_manifest, given.doubted)
    if ctx.model and not ctx.step.answers:
        candidate = await ctx.candidates.load(user, given.candidate_id, application.id)
        manifest = await answered_again(ctx.model, application.required_manifest, manifest, candidate, stored.posting)
    if ctx.step.answers:
        manifest = with_given(manifest, given_by(ctx.step.answers))
    await ctx.emit("critic:start", f"{len(given.doubted)} answer(s) are taken back.", fields=list(given.doubted))
    if manifest.open_required:
        asked = asked_fields(manifest.open_required)
        question = f"{stored.posting.title} at {stored.posting.company}: these answers did not hold against your facts."
        return Ask(
            Intervention(
                kind="question",
                question=question,
                fields=asked,
                context={"application_id": application.id, "labels": {a.key: a.label for a in asked}},
            )
        )
    await ctx.applications.keep_manifest(user, application.id, manifest)
    calls = ctx.model.used.calls if ctx.model else 0
    return Done(Output(application_id=application.id, taken_back=len(given.doubted), llm_calls=calls))


action = Action(
    name="repair_answer",
    purpose="Answer the fields the audit doubts anew, or ask.",
    role="critic",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
)
