"""Shows the person the manifest and waits for their yes. What was shown is what is approved, by hash."""

from typing import assert_never

from brain.action import Action, Ask, Done, Outcome, Stop
from brain.context import Context
from brain.critic import audit
from brain.drafts import doubts_in_words, draft_review, same_job_question, says_yes
from brain.errors import InvalidInput, Refused
from brain.intervention import HumanAnswer
from brain.manifest import Manifest
from brain.manifest_edits import edited
from brain.ports import Application, StoredPosting
from brain.posting import Frozen


class Input(Frozen):
    posting_id: str
    candidate_id: str


class Output(Frozen):
    application_id: str
    submission_id: int
    manifest_hash: str
    approved_by: str


async def run(given: Input, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    stored = await ctx.postings.get(user, given.posting_id)
    application = await ctx.applications.begin(user, given.candidate_id, stored.id, ctx.step.task_id)
    manifest = application.required_manifest
    answers = [a for a in ctx.step.answers if a.kind == "review"]
    if not answers:
        return Ask(draft_review(stored, application, manifest))
    return await _decide(given, ctx, stored, application, answers[-1])


async def _decide(given: Input, ctx: Context, stored: StoredPosting, application: Application, human: HumanAnswer) -> Outcome:
    manifest, user = application.required_manifest, ctx.step.user_id
    shown = human.context.get("manifest_hash")
    match human.action:
        case "reject" | "skip" | "abort":
            reason = human.human_input or "no reason given"
            await ctx.applications.move(user, application.id, "withdrawn", f"Rejected by the person: {reason}")
            return Stop(f"The person rejected it: {reason}", "refused")
        case "edit" | "answer":
            await ctx.emit("draft:edit", "The person edited the draft.", fields=sorted(human.fields))
            try:
                manifest = edited(manifest, human.fields)
            except InvalidInput as error:
                return Ask(draft_review(stored, application, manifest, error.title))
            await ctx.applications.keep_manifest(user, application.id, manifest)
            candidate = await ctx.candidates.load(user, given.candidate_id, application.id)
            verdict = audit(manifest, candidate, stored.posting)
            if not verdict.clean or not human.approve:
                said = doubts_in_words(manifest, verdict)
                return Ask(draft_review(stored, application.model_copy(update={"manifest": manifest}), manifest, said))
        case "approve" if shown != manifest.hash:
            return Ask(draft_review(stored, application, manifest, "The draft changed since it was shown."))
        case "retry":
            return Ask(draft_review(stored, application, manifest))
        case "approve":
            pass
        case _:
            assert_never(human.action)
    return await _approved(given, ctx, stored, application, manifest, human.answered_by)


async def _approved(
    given: Input, ctx: Context, stored: StoredPosting, application: Application, manifest: Manifest, by: str
) -> Outcome:
    same_job = [a for a in ctx.step.answers if a.kind == "verify" and a.context.get("same_job")]
    if same_job and not says_yes(same_job[-1]):
        return Stop("The person applied to this job already, on another board.", "refused")
    distinct_by = same_job[-1].answered_by if same_job else ""
    try:
        receipt = await ctx.submissions.plan(manifest, stored, given.candidate_id, application.id, distinct_by)
        await ctx.submissions.approve(receipt.submission_id, manifest.hash, by)
    except Refused as error:
        if error.code == "same_job":
            return Ask(same_job_question(stored, error.extra.get("submission_id")))
        return Stop(f"{error.title} {error.detail}", "refused")
    await ctx.emit("draft:confirm", f"Approved by {by}.", submission_id=receipt.submission_id, manifest_hash=manifest.hash)
    return Done(
        Output(application_id=application.id, submission_id=receipt.submission_id, manifest_hash=manifest.hash, approved_by=by)
    )


action = Action(
    name="review",
    purpose="Show the person the filled form and wait for their yes.",
    role="critic",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
)
