"""Finding out what became of an application that was sent and not confirmed, before a person is asked.

Only what the site says itself counts: that one has applied, or its own list of applications. The list's silence counts as
"not sent" only where it is shown whole and the site had time to put the application there. Nothing is filled in meanwhile.
"""

from datetime import UTC, datetime, timedelta

from brain.context import Context
from brain.errors import InvalidInput, Missing, Refused, Unavailable
from brain.ports import THE_SITE, Application, LookBack, Receipt, Resume, StoredPosting, SubmitResult
from brain.posting import Frozen
from brain.site_knowledge import known_of

LISTED_AFTER = timedelta(minutes=2)  # until then a list may be behind what was received


class Found(Frozen):
    """What was found out. `result`: None where nothing was. `again_after`: when the site's list can be believed."""

    result: SubmitResult | None = None
    screenshots: tuple[str, ...] = ()
    again_after: timedelta | None = None


async def found_out(
    ctx: Context, stored: StoredPosting, application: Application, candidate_id: str, receipt: Receipt
) -> Found:  # fmt: skip
    """Looks at the site with the session that is kept of it, if any: nobody is signed in for this, and no code is sent."""
    posting, user = stored.posting, ctx.step.user_id
    known = await known_of(ctx, posting)
    label = f"{ctx.step.task_id}/{ctx.step.key.replace(':', '-')}-verify"
    kept = await ctx.sessions.at(user, candidate_id, posting.apply_url)
    resume = Resume(state=kept.state) if kept else None
    try:
        async with ctx.browser.open(posting.apply_url, known.selectors, label, known.registered, known.others, resume) as session:
            told = await session.look_back(posting.title, posting.company)
    except (Unavailable, Refused, InvalidInput, Missing) as error:
        await ctx.emit("task:progress", "It could not be looked up at the site.", reason=type(error).__name__)
        return Found()
    if told.screenshot:
        await ctx.emit(
            "browser:screenshot", "What the site says of it now.", screenshot=told.screenshot, application_id=application.id
        )
    return _judged(told, receipt)


def _judged(told: LookBack, receipt: Receipt) -> Found:
    shots = (told.screenshot,) if told.screenshot else ()
    match told.state:
        case "applied":
            said = SubmitResult(state="confirmed", text=told.text, url=told.url, by=THE_SITE)
            return Found(result=said, screenshots=shots)
        case "absent" if receipt.requested_at is not None:
            left = receipt.requested_at + LISTED_AFTER - datetime.now(UTC)
            if left > timedelta(0):
                return Found(screenshots=shots, again_after=left)
            text = "the site's own list of applications does not have it"
            return Found(result=SubmitResult(state="not_sent", text=text, url=told.url, by=THE_SITE), screenshots=shots)
        case _:
            return Found(screenshots=shots)
