"""Audits the whole manifest against the facts, by plain code.

Doubts are repaired, at most three rounds; then a person is asked.
"""

from brain.action import Action, Ask, Done, Outcome
from brain.asking import given_by
from brain.context import Context
from brain.critic import audit
from brain.intervention import AskedField, Intervention
from brain.manifest import Manifest, Verdict
from brain.manifest_edits import with_given
from brain.planner import repair_round
from brain.ports import StoredPosting
from brain.posting import Frozen

MAX_ROUNDS = 3


class Input(Frozen):
    posting_id: str
    candidate_id: str
    branch: str
    round: int
    next_key: str


class Output(Frozen):
    application_id: str
    manifest_hash: str
    doubts: int


async def run(given: Input, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    stored = await ctx.postings.get(user, given.posting_id)
    application = await ctx.applications.begin(user, given.candidate_id, stored.id, ctx.step.task_id)
    manifest = application.required_manifest
    if ctx.step.answers:
        manifest = with_given(manifest, given_by(ctx.step.answers))
        await ctx.applications.keep_manifest(user, application.id, manifest)
    candidate = await ctx.candidates.load(user, given.candidate_id, application.id)
    verdict = audit(manifest, candidate, stored.posting)
    said = "Every answer holds against its facts." if verdict.clean else f"{len(verdict.doubts)} answer(s) do not hold."
    await ctx.emit("critic:result", said, doubts=[d.model_dump(mode="json", exclude={"detail"}) for d in verdict.doubts])
    output = Output(application_id=application.id, manifest_hash=manifest.hash, doubts=len(verdict.doubts))
    if verdict.clean:
        return Done(output)
    if given.round >= MAX_ROUNDS:
        return Ask(_question(manifest, verdict, stored, application.id))
    doubted = sorted({d.key for d in verdict.doubts})
    return Done(output, grow=repair_round(given.branch, given.posting_id, given.round, doubted, given.next_key))


def _question(manifest: Manifest, verdict: Verdict, stored: StoredPosting, application_id: str) -> Intervention:
    fields = {f.key: f for f in manifest.fields}
    asked = tuple(
        AskedField(
            key=d.key,
            label=fields[d.key].label,
            kind=fields[d.key].kind,
            options=fields[d.key].options,
            reason=f"It fails the check “{d.check}”.",
        )
        for d in verdict.doubts
        if d.key in fields
    )
    return Intervention(
        kind="question",
        question=f"Some answers for {stored.posting.title} do not hold against your facts. What is right?",
        fields=asked,
        context={"application_id": application_id, "labels": {a.key: a.label for a in asked}},
    )


action = Action(
    name="audit_answers",
    purpose="Hold every answer of a form against the candidate's facts.",
    role="critic",
    input=Input,
    output=Output,
    run=run,
    timeout_s=60,
)
