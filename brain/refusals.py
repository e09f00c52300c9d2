"""What follows when a site took nothing and said what it finds fault with: another try with the same facts, or a question."""

from datetime import timedelta

from brain.accounts import not_about_accounts
from brain.action import Retry
from brain.answers import GivenAnswers, answer_form
from brain.asking import given_by
from brain.context import Context
from brain.critic import audit
from brain.intervention import AskedField, Intervention
from brain.likeness import likeness
from brain.manifest import Manifest
from brain.manifest_edits import as_held, with_answers
from brain.mending import MOST_ROUNDS, mended
from brain.ports import Application, FormSession, StoredPosting, SubmitResult

ROUNDS = "mended"  # how often the same facts were put into another form
BY_HAND = "by_hand"  # the page believes only keys and mouse


async def another_try(
    ctx: Context,
    stored: StoredPosting,
    application: Application,
    manifest: Manifest,
    session: FormSession,
    result: SubmitResult,
    candidate_id: str,
) -> Retry | None:
    """Another try where the site said why it took nothing: the same facts in the form it asks for, or all of it as by a
    person's hands. None where only the person can say. What changed is approved anew, like everything that is sent.
    """
    keys = {key for key in result.errors if key}
    rounds = int(await ctx.recalled(ROUNDS) or 0)
    if result.state != "rejected" or not keys or result.wait_s is not None or rounds >= MOST_ROUNDS:
        return None
    candidate = await ctx.candidates.load(ctx.step.user_id, candidate_id, application.id)
    given = GivenAnswers(answers=(*given_by(not_about_accounts(ctx.step.answers)).answers, *ctx.step.given.answers))
    page = await session.read()
    held = {m.key: m.value for m in manifest.fields}
    similar = await likeness(ctx, candidate, given)
    posting = stored.posting
    better = mended(page, result.errors, held, lambda shown: answer_form(shown, candidate, posting, given, similar=similar))
    await ctx.checkpoint(ROUNDS, rounds + 1)
    if keys <= {a.field.key for a in better}:
        amended = with_answers(manifest, better, page.number)
        if not audit(amended, candidate, stored.posting).clean:
            return None
        await ctx.applications.keep_manifest(ctx.step.user_id, application.id, amended)
        return Retry(timedelta(seconds=1), f"The site wants {len(better)} answer(s) in another form.")
    if result.requests or await ctx.recalled(BY_HAND):
        return None
    await ctx.checkpoint(BY_HAND, True)
    return Retry(timedelta(seconds=1), "The page did not believe what it shows; it is filled in again as by hand.")


def what_it_refused(stored: StoredPosting, application: Application, manifest: Manifest, result: SubmitResult) -> Intervention:
    """The question to the person, with what the site says of each answer."""
    known = {f.key: f for f in manifest.fields} | {u.field.key: as_held(u.field) for u in manifest.unanswered}
    asked = tuple(
        AskedField(key=key, label=held.label, kind=held.kind, options=held.options, required=True, reason=message)
        if (held := known.get(key))
        else AskedField(key=key, label=key.split(".", 1)[-1] or "The form", reason=message)
        for key, message in result.errors.items()
    )
    return Intervention(
        kind="question",
        question=f"{stored.posting.company} did not take {len(asked)} of the answers for {stored.posting.title}.",
        fields=asked,
        context={"application_id": application.id, "posting_id": stored.id, "labels": {a.key: a.label for a in asked}},
    )
