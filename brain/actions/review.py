"""Shows the person the manifest and waits for their yes. What was shown is what is approved, by hash.

Where the person has set an autopilot and the application matches its rule, that is the yes, counted per day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from brain.action import Action, Ask, Done, Outcome, Stop
from brain.autopilot import Autopilot, judge, stored_rule
from brain.context import Context
from brain.critic import audit
from brain.drafts import Seen, doubts_in_words, draft_review, look_at, same_job_question, says_yes
from brain.errors import InvalidInput, Refused
from brain.facts import Candidate
from brain.intervention import HumanAnswer
from brain.manifest import Manifest
from brain.manifest_edits import edited
from brain.ports import Application, Receipt, StoredPosting
from brain.posting import Frozen
from brain.rejections import learn_from
from brain.standing import renewed

CHANGED = "The draft changed since it was shown."


class Input(Frozen):
    posting_id: str
    candidate_id: str
    screenshots: tuple[str, ...] | None = None


class Output(Frozen):
    application_id: str
    submission_id: int
    manifest_hash: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is reviewed, and for whom."""

    ctx: Context
    candidate: Candidate
    stored: StoredPosting
    application: Application
    manifest: Manifest
    screenshots: Sequence[str]

    async def seen(self, manifest: Manifest) -> Seen:
        return await look_at(self.ctx, self.candidate, self.stored, manifest, self.screenshots)

    async def ask(self, manifest: Manifest, remark: str = "", seen: Seen | None = None) -> Ask:
        """The review, as it stands now."""
        return Ask(draft_review(self.stored, self.application, manifest, remark, seen or await self.seen(manifest)))

    async def keep(self, manifest: Manifest) -> None:
        await self.ctx.applications.keep_manifest(self.ctx.step.user_id, self.application.id, manifest)


async def run(given: Input, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    stored = await ctx.postings.get(user, given.posting_id)
    application = await ctx.applications.begin(user, given.candidate_id, stored.id, ctx.step.task_id)
    candidate = await ctx.candidates.load(user, given.candidate_id, application.id)
    now = renewed(application.required_manifest, candidate, stored.posting)
    draft = Draft(ctx, candidate, stored, application, now.manifest, given.screenshots or ())
    answers = [a for a in ctx.step.answers if a.kind == "review"]
    if answers and answers[-1].action in ("reject", "skip", "abort"):
        return await _rejected(draft, answers[-1])
    if now.manifest is not application.required_manifest:
        await draft.keep(now.manifest)
    if not answers:
        return await _first(draft, now.remark)
    return await _decide(draft, answers[-1], now.remark)


async def _first(draft: Draft, remark: str) -> Outcome:
    """Approved by the person's rule, or shown to them with why not."""
    rule, manifest = stored_rule(draft.ctx.step.options.autopilot), draft.manifest
    seen = await draft.seen(manifest)
    if rule is None or remark:
        return await draft.ask(manifest, remark, seen)
    judged = judge(
        rule,
        draft.stored.posting,
        manifest,
        score=draft.application.score,
        new=seen.new,
        doubted=tuple(d.key for d in seen.doubts),
    )
    why_not = judged.why_not
    if judged.rule:
        outcome = await _approved(draft, manifest, judged.rule, rule)
        if not isinstance(outcome, str):
            return outcome
        why_not = f"Not sent by autopilot: {outcome}"
    return await draft.ask(manifest, "", seen.model_copy(update={"autopilot": why_not}))


async def _decide(draft: Draft, human: HumanAnswer, remark: str) -> Outcome:
    manifest = draft.manifest
    match human.action:
        case "edit" | "answer":
            await draft.ctx.emit("draft:edit", "The person edited the draft.", fields=sorted(human.fields))
            shown = human.context.get("manifest_hash")
            changed = CHANGED if shown != manifest.hash else ""
            try:
                manifest = edited(manifest, human.fields, strict=True)
            except InvalidInput as error:
                return await draft.ask(manifest, error.title)
            await draft.keep(manifest)
            verdict = audit(manifest, draft.candidate, draft.stored.posting)
            if not verdict.clean or not human.approve or changed:
                return await draft.ask(
                    manifest, doubts_in_words(manifest, verdict) or remark or (changed if human.approve else "")
                )
        case "approve" if human.context.get("manifest_hash") != manifest.hash:
            return await draft.ask(manifest, remark or CHANGED)
        case "retry":
            return await draft.ask(manifest, remark)
        case "approve":
            pass
        case "reject" | "skip" | "abort":
            return await _rejected(draft, human)
        case _:
            assert_never(human.action)
    if manifest.open_required:
        return await draft.ask(manifest, f"“{manifest.open_required[0].field.label}” needs an answer first.")
    outcome = await _approved(draft, manifest, human.answered_by)
    return outcome if not isinstance(outcome, str) else Stop(outcome, "refused")


async def _rejected(draft: Draft, human: HumanAnswer) -> Stop:
    # Why is the person's own word: it is kept sealed, and what follows from it is used the next time.
    if human.action == "reject":
        await learn_from(draft.ctx, draft.candidate.id, draft.stored, human.human_input)
    await draft.ctx.applications.move(draft.ctx.step.user_id, draft.application.id, "withdrawn", "Rejected by the person.")
    return Stop("The person rejected it.", "refused")


async def _approved(draft: Draft, manifest: Manifest, by: str, rule: Autopilot | None = None) -> Outcome | str:
    """Approves; a sentence where a rule does not let it. `rule`: the person's own, under which nobody was asked."""
    ctx, stored = draft.ctx, draft.stored
    same_job = [a for a in ctx.step.answers if a.kind == "verify" and a.context.get("same_job")]
    if same_job and not says_yes(same_job[-1]):
        return Stop("The person applied to this job already, on another board.", "refused")
    distinct_by = same_job[-1].answered_by if same_job else ""
    try:
        receipt = await ctx.submissions.plan(manifest, stored, draft.candidate.id, draft.application.id, distinct_by)
        await _approve(ctx, receipt, manifest, by, rule)
    except Refused as error:
        if error.code == "same_job":
            return Ask(same_job_question(stored, error.extra.get("submission_id")))
        return f"{error.title} {error.detail}".strip()
    who = {"by": "autopilot", "rule": by} if rule else {"by": by}
    await ctx.emit("draft:confirm", f"Approved by {by}.", submission_id=receipt.submission_id, manifest_hash=manifest.hash, **who)
    return Done(
        Output(
            application_id=draft.application.id,
            submission_id=receipt.submission_id,
            manifest_hash=manifest.hash,
            approved_by=by,
        )
    )


async def _approve(ctx: Context, receipt: Receipt, manifest: Manifest, by: str, rule: Autopilot | None) -> None:
    if rule is None:
        await ctx.submissions.approve(receipt.submission_id, manifest.hash, by)
    else:
        await ctx.submissions.approve_by_autopilot(receipt.submission_id, manifest.hash, by, rule.per_day)


action = Action(
    name="review",
    purpose="Show the person the filled form and wait for their yes.",
    role="critic",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
)
