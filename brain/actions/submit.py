"""Submits one application, once: plain code, no model.

Opens the form anew, fills it from the approved manifest, reads the page back, and only when what it holds equals the
manifest: `approved → armed` in its own committed transaction, then the one click. What is armed and unresolved is never
clicked again by itself.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from brain import saving
from brain.accounts import AccountNeeded, Accounts, not_about_accounts
from brain.action import Action, Ask, Done, Outcome, Retry, RetryPolicy, Stop
from brain.by_hand import HandsNeeded, work_captcha
from brain.context import Context
from brain.drafts import draft_review, look_at, same_job_question, says_no, says_yes
from brain.errors import InvalidInput, Refused, Unavailable
from brain.facts import Candidate
from brain.intervention import AskedField, Intervention
from brain.manifest import Manifest
from brain.manifest_edits import edited
from brain.ports import Application, FormSession, Receipt, SelectorEvidence, StoredPosting, SubmitResult
from brain.posting import Frozen
from brain.refilling import FormChanged, fill_to_the_end
from brain.refusals import BY_HAND, another_try, what_it_refused
from brain.rejections import learn_from
from brain.site_knowledge import SiteKnowledge, known_of
from brain.sites import domain_of
from brain.standing import outdated, renewed, stands_on_answers
from brain.verifying import found_out

ARMS_WITHOUT_A_PERSON = 2
LAST_PICTURE = "last_picture"  # what a person is shown when the attempt that took it did not come back


class Input(Frozen):
    posting_id: str
    candidate_id: str
    reviewed: bool


class Output(Frozen):
    application_id: str
    submission_id: int
    state: str
    manifest_hash: str
    domain: str
    family: str | None
    selector_hits: int = 0
    evidence: tuple[SelectorEvidence, ...] = ()
    screenshots: tuple[str, ...] = ()


async def run(given: Input, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    stored = await ctx.postings.get(user, given.posting_id)
    application = await ctx.applications.begin(user, given.candidate_id, stored.id, ctx.step.task_id)
    manifest = application.required_manifest
    same_job = [a for a in ctx.step.answers if a.kind == "verify" and a.context.get("same_job")]
    if same_job and says_no(same_job[-1]):
        return Stop("The person applied to this job already, on another board.", "refused")
    if ctx.step.answers and ctx.step.answers[-1].action == "reject":
        await learn_from(ctx, given.candidate_id, stored, ctx.step.answers[-1].human_input)
        await ctx.applications.move(user, application.id, "withdrawn", "Rejected by the person.")
        return Stop("The person rejected it.", "refused")
    distinct_by = same_job[-1].answered_by if same_job and says_yes(same_job[-1]) else ""
    try:
        manifest = await _corrected(ctx, application, manifest)
        standing = await _as_answered_now(given, ctx, stored, application, manifest)
        if not isinstance(standing, Manifest):
            return standing
        manifest = standing
        receipt = await ctx.submissions.plan(manifest, stored, given.candidate_id, application.id, distinct_by)
    except Refused as error:
        return _not_planned(error, stored)
    if receipt.state in ("armed", "unknown"):
        resolved = await _resolve(ctx, stored, application, receipt, given.candidate_id)
        if not isinstance(resolved, Receipt):
            return resolved
        receipt = resolved
    if receipt.state == "confirmed":
        known = SiteKnowledge(domain_of(stored.posting.apply_url), None, stored.posting.family, ())
        return Done(_output(application, receipt, manifest, known, None))
    try:
        if by := _approver(given, ctx, manifest):
            await ctx.submissions.approve(receipt.submission_id, manifest.hash, by)
        elif receipt.state == "planned":
            return Ask(draft_review(stored, application, manifest, "It changed after it was approved."))
        return await _send(ctx, stored, application, manifest, receipt, given.candidate_id)
    except Refused as error:
        return await _refused(ctx, application, stored, manifest, error)
    except (AccountNeeded, HandsNeeded) as needed:
        return needed.outcome
    except Unavailable as error:
        return Retry(timedelta(seconds=5), f"{error.title} {error.detail}", error.code)
    except InvalidInput as error:
        return Stop(f"{error.title} {error.detail}", "blocked", error.code)
    except FormChanged as changed:
        await ctx.applications.move(user, application.id, "closed", f"The form changed after it was approved: {changed}")
        return Stop(f"The form changed after it was approved: {changed}", "invalid", "form_changed")


async def _send(
    ctx: Context,
    stored: StoredPosting,
    application: Application,
    manifest: Manifest,
    receipt: Receipt,
    candidate_id: str,
) -> Outcome:
    known = await known_of(ctx, stored.posting)
    label = f"{ctx.step.task_id}/{ctx.step.key.replace(':', '-')}"
    accounts = Accounts(ctx, stored, candidate_id, application.id)
    url, resume = stored.posting.apply_url, await accounts.resume()
    async with ctx.browser.open(url, known.selectors, label, known.registered, known.others, resume) as session:
        said = await ctx.candidates.consents(ctx.step.user_id, candidate_id)
        consents = {**said, **saving.given_with_the_task(ctx.step.given.answers)}
        session.may_save(saving.allowed(consents, manifest.url) is True)
        if await ctx.recalled(BY_HAND):
            session.by_hand()
        page, shots = await fill_to_the_end(ctx, session, manifest, accounts.past)
        await work_captcha(ctx, session, page, stored.posting.title, {"application_id": application.id, "posting_id": stored.id})
        await ctx.checkpoint(LAST_PICTURE, shots[-1])
        if stands_on_answers(manifest) and outdated(manifest, (await _candidate(ctx, application, candidate_id)).remembered):
            return Retry(timedelta(seconds=1), "An answer of yours changed while the form was filled in.", "answer_changed")
        await ctx.submissions.arm(receipt.submission_id, manifest.hash, beyond=_beyond(ctx))

        async def let_go(_method: str, url: str) -> bool:
            return await ctx.submissions.note_request(receipt.submission_id, urlsplit(url).hostname or "")

        result = await session.submit(page, let_go)
        shots += [result.screenshot] if result.screenshot else []
        receipt = await ctx.submissions.settle(receipt.submission_id, result, shots)
        output = _output(application, receipt, manifest, known, session, shots)
        another = await another_try(ctx, stored, application, manifest, session, result, candidate_id)
    for path in shots[-1:]:
        await ctx.emit("applier:screenshot", "The page after sending.", screenshot=path, application_id=application.id)
    if another is not None:
        return another
    if result.captcha or result.wait_s is not None:
        await ctx.sites.met_block(known.domain, result.wait_s)
    elif result.state == "confirmed":
        await ctx.sites.met_no_block(known.domain)
    if result.state == "unknown":
        told = await _looked_up(ctx, stored, application, receipt, candidate_id, result.screenshot)
        return Done(output.model_copy(update={"state": told.state})) if isinstance(told, Receipt) else told
    return await _after(ctx, stored, application, manifest, receipt, result, output)


async def _after(
    ctx: Context, stored: StoredPosting, application: Application, manifest: Manifest, receipt: Receipt, result: SubmitResult,
    output: Output,
) -> Outcome:  # fmt: skip
    user = ctx.step.user_id
    match result.state:
        case "confirmed":
            return Done(output)
        case "not_sent":
            return Retry(timedelta(seconds=5), f"The submit request did not leave the browser. {result.text[:200]}".strip())
        case "rejected" if result.wait_s is not None and receipt.arms < ARMS_WITHOUT_A_PERSON:
            return Retry(timedelta(seconds=result.wait_s), "The site was asked too often and took nothing.")
        case "rejected" if result.errors and len(ctx.step.answers) < 3:
            return Ask(what_it_refused(stored, application, manifest, result))
        case _ if result.captcha:
            await ctx.applications.move(user, application.id, "closed", "The site shows a captcha.")
            return Stop(
                f"The site asks for a captcha, which only you can do. {result.text[:200]}".strip(), "blocked", "captcha_shown"
            )
        case _:
            await ctx.applications.move(user, application.id, "closed", f"The site refused it: {result.text[:200]}")
            return Stop(f"The site refused the application: {result.text[:300] or 'without a reason'}", "blocked", "site_refused")


async def _resolve(
    ctx: Context, stored: StoredPosting, application: Application, receipt: Receipt, candidate_id: str
) -> Receipt | Outcome:  # fmt: skip
    """An earlier attempt ended between arming and its receipt. Positive evidence or a person decides, never a second click."""
    asked = {"submission_id": receipt.submission_id, "arms": receipt.arms}
    told = [a for a in ctx.step.answers if a.kind == "verify" and {k: a.context.get(k) for k in asked} == asked]
    if told and (says_yes(told[-1]) or says_no(told[-1])):
        sent, by = says_yes(told[-1]), told[-1].answered_by
        text = f"{by} looked: {'it was sent' if sent else 'it was not sent'}"
        found = SubmitResult(state="confirmed" if sent else "not_sent", text=text, by=by)
        return await ctx.submissions.settle(receipt.submission_id, found, [])
    if not receipt.requested and receipt.arms < ARMS_WITHOUT_A_PERSON:
        text = "no submit request was written, so nothing was sent"
        return await ctx.submissions.settle(receipt.submission_id, SubmitResult(state="not_sent", text=text), [])
    if receipt.state == "armed":
        receipt = await ctx.submissions.settle(receipt.submission_id, SubmitResult(state="unknown", text="the attempt ended"), [])
    return await _looked_up(ctx, stored, application, receipt, candidate_id, await ctx.recalled(LAST_PICTURE))


async def _looked_up(
    ctx: Context, stored: StoredPosting, application: Application, receipt: Receipt, candidate_id: str, picture: str | None
) -> Receipt | Outcome:  # fmt: skip
    """What the site says of it; else the person is asked. What is not known to have arrived is never clicked again by itself."""
    await ctx.applications.move(ctx.step.user_id, application.id, "unknown", "It is not known whether it was received.")
    found = await found_out(ctx, stored, application, candidate_id, receipt)
    if found.again_after is not None:
        return Retry(found.again_after, "The site's list of applications may be behind: it is looked at again.", "looks_again")
    if found.result is not None and (found.result.state == "confirmed" or receipt.arms < ARMS_WITHOUT_A_PERSON):
        settled = await ctx.submissions.settle(receipt.submission_id, found.result, found.screenshots)
        if settled.state == "confirmed":
            return settled
        return Retry(timedelta(seconds=1), f"It was not received: {found.result.text}.", "not_received")
    return Ask(_verify(stored, application, receipt, picture))


async def _as_answered_now(
    given: Input, ctx: Context, stored: StoredPosting, application: Application, manifest: Manifest
) -> Manifest | Ask:
    """The manifest, unless the person changed or forgot an answer it stands on: then what they say now, which they are shown
    before it is sent. Where they wanted no review it is sent, as long as every answer holds."""
    before = await ctx.submissions.of_posting(given.candidate_id, stored.posting.posting_key)
    if not stands_on_answers(manifest) or (before and before.state in ("armed", "unknown", "confirmed")):
        return manifest
    candidate = await _candidate(ctx, application, given.candidate_id)
    now = renewed(manifest, candidate, stored.posting)
    if now.manifest is not manifest:
        await ctx.applications.keep_manifest(ctx.step.user_id, application.id, now.manifest)
    seen = await look_at(ctx, candidate, stored, now.manifest) if not now.same else None
    if seen is None or not (given.reviewed or seen.doubts or now.manifest.open_required):
        return now.manifest
    return Ask(draft_review(stored, application, now.manifest, now.remark, seen))


async def _candidate(ctx: Context, application: Application, candidate_id: str) -> Candidate:
    return await ctx.candidates.load(ctx.step.user_id, candidate_id, application.id)


async def _corrected(ctx: Context, application: Application, manifest: Manifest) -> Manifest:
    """What the person changed since, because the site found fault with it or they were shown it again: their own words."""
    told = not_about_accounts(ctx.step.answers)
    changes = [a for a in told if a.fields and (a.kind == "question" or (a.kind == "review" and a.action == "edit"))]
    for human in changes:
        manifest = edited(manifest, human.fields)
    if changes:
        await ctx.applications.keep_manifest(ctx.step.user_id, application.id, manifest)
    return manifest


def _approver(given: Input, ctx: Context, manifest: Manifest) -> str:
    """Who approves this very manifest here: the goal that asked for no review, or the person who corrected it after the site
    had refused it or who said that this one is sent too. Empty: it was approved in its review, or not at all."""
    if not given.reviewed:
        return "the goal: without review"
    last = next(reversed(not_about_accounts(ctx.step.answers)), None)
    if last is not None and last.kind == "review" and last.action == "edit" and last.approve:
        return last.answered_by
    if last is None or last.action not in ("answer", "approve"):
        return ""
    corrected = last.kind == "question" and bool(last.fields)
    return last.answered_by if corrected or last.context.get("manifest_hash") == manifest.hash else ""


def _name(stored: StoredPosting) -> str:
    return f"{stored.posting.title} at {stored.posting.company}"


def _not_planned(error: Refused, stored: StoredPosting) -> Outcome:
    if error.code == "same_job":
        return Ask(same_job_question(stored, error.extra.get("submission_id")))
    return Stop(f"{error.title} {error.detail}", "refused", error.code)


async def _refused(ctx: Context, application: Application, stored: StoredPosting, manifest: Manifest, error: Refused) -> Outcome:
    """Arming was refused. The stop button and a changed manifest wait for the person; all else ends the branch."""
    if error.code == "not_let_go":
        return Retry(timedelta(seconds=5), error.detail)
    if error.code == "not_approved":
        return Ask(draft_review(stored, application, manifest, "It changed after it was approved."))
    if error.code == "goal_met" and any(a.context.get("beyond") for a in ctx.step.answers) and not _beyond(ctx):
        return Stop("The goal is met, and the person wants no more.", "refused")
    if error.code == "stopped":
        question = "JobHunter is stopped: nothing is sent. Start it again and answer “retry” to send this one."
        context = {"application_id": application.id, "posting_id": stored.id}
        return Ask(Intervention(kind="verify", question=question, context=context, prospect=True))
    if error.code == "day_limit":
        # Where the step is claimed again, it is put off until the day has room.
        return Retry(timedelta(seconds=60), error.title)
    if error.code == "goal_met" and not _beyond(ctx) and await _some_unknown(ctx):
        question = f"Send the application to {_name(stored)} too? It is not known whether an earlier one arrived."
        about: dict[str, Any] = {
            "application_id": application.id,
            "posting_id": stored.id,
            "beyond": True,
            "manifest_hash": manifest.hash,
        }
        return Ask(Intervention(kind="review", question=question, context=about, prospect=True))
    await ctx.applications.move(ctx.step.user_id, application.id, "closed", f"Not sent: {error.title}")
    if error.code == "company_limit":
        most = ctx.step.options.applications_per_company
        sentence = f"Not sent: {stored.posting.company} got {most} of your applications within 30 days, which is your limit."
        return Stop(sentence, "budget", error.code)
    return Stop(f"Not sent: {error.title} {error.detail}".strip(), "refused", error.code)


def _beyond(ctx: Context) -> bool:
    return any(a.context.get("beyond") and says_yes(a) for a in ctx.step.answers)


async def _some_unknown(ctx: Context) -> bool:
    return any(b.state == "unknown" for b in await ctx.tasks.branches(ctx.step.user_id, ctx.step.task_id))


def _verify(stored: StoredPosting, application: Application, receipt: Receipt, screenshot: str | None) -> Intervention:
    return Intervention(
        kind="verify",
        question=f"Was your application to {_name(stored)} received (yes/no)? The page did not say.",
        fields=(AskedField(key="sent", label="Was it received?", options=("yes", "no")),),
        context={
            "application_id": application.id,
            "posting_id": stored.id,
            "submission_id": receipt.submission_id,
            "arms": receipt.arms,
            "screenshot": screenshot,
        },
    )


def _output(
    application: Application,
    receipt: Receipt,
    manifest: Manifest,
    known: SiteKnowledge,
    session: FormSession | None,
    shots: list[str] | None = None,
) -> Output:
    return Output(
        application_id=application.id,
        submission_id=receipt.submission_id,
        state=receipt.state,
        manifest_hash=manifest.hash,
        domain=known.domain,
        family=known.family,
        selector_hits=session.selector_hits if session else 0,
        evidence=tuple(session.evidence) if session else (),
        screenshots=tuple(shots or ()),
    )


action = Action(
    name="submit",
    purpose="Send one approved application, once.",
    role="executor",
    input=Input,
    output=Output,
    run=run,
    timeout_s=240,
    retry=RetryPolicy(max_attempts=5, backoff_s=5),
    irreversible=True,
)
