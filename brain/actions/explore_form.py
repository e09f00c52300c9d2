"""Explores the application form: reads, answers and fills every page, up to but never including the last action.

Questions no fact answers are gathered and asked at once; the answers are remembered and the form is explored again.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from brain import saving
from brain.accounts import AccountNeeded, Accounts
from brain.action import Action, Ask, Done, Outcome, PutOff, Retry, RetryPolicy, Stop
from brain.answering.given import GivenAnswers
from brain.answers import Similarity, answer_form
from brain.asked_once import about, remember
from brain.asking import asked_fields
from brain.by_hand import HandsNeeded, lend, live_address
from brain.context import Context
from brain.errors import InvalidInput, Refused, Unavailable
from brain.exploring import NO_FORMS, Explored, explore
from brain.facts import Candidate
from brain.form import FormPage
from brain.intervention import Intervention
from brain.likeness import likeness
from brain.model_answers import FormByModel
from brain.ports import SelectorEvidence, StoredPosting
from brain.posting import Frozen
from brain.site_knowledge import known_of
from brain.sites import domain_of


class Input(Frozen):
    posting_id: str
    candidate_id: str


class Output(Frozen):
    application_id: str
    posting_id: str
    manifest_hash: str
    domain: str
    family: str | None
    pages: int
    fields: int
    open_optional: int
    selector_hits: int
    llm_calls: int = 0
    screenshots: tuple[str, ...] = ()
    evidence: tuple[SelectorEvidence, ...] = ()


async def run(given: Input, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    stored = await ctx.postings.get(user, given.posting_id)
    application = await ctx.applications.begin(user, given.candidate_id, stored.id, ctx.step.task_id)
    said = await remember(ctx, given.candidate_id, stored.posting)
    await _hear_consents(ctx, given)
    candidate = await ctx.candidates.load(user, given.candidate_id, application.id)
    consents = {**candidate.consents, **saving.given_with_the_task(ctx.step.given.answers)}
    posting = stored.posting
    known = await known_of(ctx, posting)
    await ctx.emit("applier:start", f"Opening the form of {posting.title} at {posting.company}.", application_id=application.id)
    by_model = await FormByModel.of(ctx, candidate, stored.posting)
    answer = _answering(candidate, stored, said, await likeness(ctx, candidate, said))
    accounts = Accounts(ctx, stored, given.candidate_id, application.id)
    try:
        label = f"{ctx.step.task_id}/{ctx.step.key.replace(':', '-')}"
        resume = await accounts.resume()
        async with ctx.browser.open(posting.apply_url, known.selectors, label, known.registered, known.others, resume) as session:
            explored = await explore(
                session,
                answer,
                _narrator(ctx),
                lambda page: saving.allowed(consents, page.url) is True,
                accounts.past,
                by_model.further,
                partial(lend, ctx),
            )
            hits, evidence = session.selector_hits, tuple(session.evidence)
    except AccountNeeded as needed:
        asks = isinstance(needed.outcome, Ask | PutOff)
        await ctx.applications.move(user, application.id, "waiting" if asks else "closed", "Its site wants an account.")
        return needed.outcome
    except HandsNeeded as needed:
        await ctx.applications.move(user, application.id, "waiting", "Its site wants a person's own hands.")
        return needed.outcome
    except Unavailable as error:
        return Retry(timedelta(seconds=5), f"{error.title} {error.detail}", error.code)
    except (InvalidInput, Refused) as error:
        return Stop(f"{error.title} {error.detail}", "blocked", error.code)
    for path in explored.screenshots:
        await ctx.emit("browser:screenshot", "A page as it was filled.", screenshot=path, application_id=application.id)
    if explored.unsaved and explored.last.kind not in NO_FORMS:
        return await _saves_as_you_go(
            ctx, given, explored, stored, application.id, saving.allowed(consents, explored.pages[0].url)
        )
    if ended := _ended(explored, stored):
        if ended.kind == "closed":
            await ctx.postings.mark_closed(user, stored.id)
        if ended.kind == "blocked":
            until = await ctx.sites.met_block(known.domain)
            await ctx.emit("task:progress", f"{known.domain} is left alone until {until:%H:%M} UTC.", site=known.domain)
        state = "unknown" if ended.code == "sent_by_its_next" else "closed"
        await ctx.applications.move(user, application.id, state, ended.reason)
        return ended
    manifest = explored.manifest(explored.pages[0].url)
    await ctx.applications.keep_manifest(user, application.id, manifest)
    if explored.open_required:
        told = {key for human in ctx.step.answers for key in human.fields}
        if still := [u.field.label for u in explored.open_required if u.field.key in told]:
            # Secrets are never typed, and an answer the form cannot take would be asked for ever.
            await ctx.applications.move(user, application.id, "closed", "It asks what JobHunter does not fill in.")
            sentence = f"{posting.title} asks what only you can fill in on its page: {', '.join(still)}."
            return Stop(sentence, "unsupported", "only_by_hand")
        await ctx.applications.move(user, application.id, "waiting", "Questions only the person can answer.")
        asked = _questions(explored, stored, application.id, given.candidate_id)
        return Ask(asked.model_copy(update={"context": {**asked.context, "live": live_address(ctx)}}))
    await ctx.applications.move(user, application.id, "preparing", f"The form is explored: {len(manifest.fields)} fields.")
    await ctx.emit(
        "applier:complete",
        f"{len(manifest.fields)} fields on {manifest.pages} page(s), each with its source.",
        selector_hits=hits,
    )
    output = Output(
        application_id=application.id,
        posting_id=stored.id,
        manifest_hash=manifest.hash,
        domain=known.domain,
        family=explored.last.family or known.family,
        pages=manifest.pages,
        fields=len(manifest.fields),
        open_optional=len(manifest.unanswered),
        selector_hits=hits,
        llm_calls=by_model.calls,
        screenshots=tuple(explored.screenshots),
        evidence=evidence,
    )
    return Done(output)


def _answering(candidate: Candidate, stored: StoredPosting, given: GivenAnswers, similar: Similarity | None) -> Any:
    def answer(page: FormPage) -> Any:
        return answer_form(page, candidate, stored.posting, given, similar=similar)

    return answer


def _narrator(ctx: Context) -> Any:
    async def on_page(page: FormPage) -> None:
        await ctx.emit("applier:navigate", f"Page {page.number}: {len(page.fields)} fields.", page=page.number, kind=page.kind)

    return on_page


async def _saves_as_you_go(
    ctx: Context, given: Input, explored: Explored, stored: StoredPosting, application_id: str, said: bool | None
) -> Outcome:
    """The site stores the form before its end: the person is asked once; who said no applies there by hand."""
    user, url, title = ctx.step.user_id, explored.pages[0].url, stored.posting.title
    if said is False:
        sentence = f"{title}: {domain_of(url)} stores the form before it is sent, which you do not want. It is left to you."
        await ctx.applications.move(user, application_id, "closed", sentence)
        return Stop(sentence, "refused", saving.CONSENT)
    await ctx.applications.move(user, application_id, "waiting", "Whether the site may keep what is filled in.")
    return Ask(_questions(explored, stored, application_id, given.candidate_id, saving_at=url))


async def _hear_consents(ctx: Context, given: Input) -> None:
    for human in ctx.step.answers:
        if said := saving.said(human):
            await ctx.candidates.keep_consent(ctx.step.user_id, given.candidate_id, saving.CONSENT, *said)


def _ended(explored: Explored, stored: StoredPosting) -> Stop | None:
    page, title = explored.last, stored.posting.title
    match page.kind:
        case "closed":
            return Stop(f"{title} at {stored.posting.company} is closed.", "closed", "posting_closed")
        case "blocked":
            return Stop(f"{page.url} does not let JobHunter in.", "blocked", "site_blocks")
        case "sign_in":
            return Stop(f"{page.url} wants an account that only you can use.", "unsupported", "sign_in_required")
        case "confirmation":
            sentence = f"The form of {title} says that it was sent, although its last button was not pressed: look there."
            return Stop(sentence, "unsupported", "sent_by_its_next")
        case "sign_up" if not explored.answers:
            return Stop(f"{page.url} wants an account that only you can use.", "unsupported", "sign_in_required")
    if not any(p.fields for p in explored.pages):
        return Stop(f"No form was found behind {page.url}.", "unsupported", "no_form")
    if explored.stuck and not explored.open_required:
        return Stop(f"The form of {title} did not go on: {explored.stuck}", "unsupported", "form_stuck")
    return None


def _questions(
    explored: Explored, stored: StoredPosting, application_id: str, candidate_id: str, saving_at: str = ""
) -> Intervention:
    """`saving_at`: where to ask whether the site may keep the form before its end."""
    asked = explored.open_required
    what = "a question" if len(asked) == 1 else f"{len(asked)} questions"
    sentence = f"{stored.posting.title} at {stored.posting.company} asks {what} only you can answer."
    consent = saving.asked(saving_at) if saving_at else None
    return Intervention(
        kind="question",
        question=consent.label if consent else sentence,
        fields=((consent,) if consent else ()) + asked_fields(asked),
        context={
            "application_id": application_id,
            "posting_id": stored.id,
            **about(asked, candidate_id, stored.posting),
            "screenshots": explored.screenshots,
            **({saving.CONSENT: domain_of(saving_at)} if consent else {}),
        },
    )


action = Action(
    name="explore_form",
    purpose="Read, answer and fill the application form without sending it.",
    role="executor",
    input=Input,
    output=Output,
    run=run,
    timeout_s=240,
    retry=RetryPolicy(max_attempts=3, backoff_s=5),
)
