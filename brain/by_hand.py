"""What only a person's own hands can do on a page: work a captcha, and fill in a field that takes nothing from the machine.

The page is shown to them in the live view, and read again when they have given it back. Nothing here works a captcha, and nothing
goes round one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

from brain.action import Ask, PutOff
from brain.context import Context
from brain.form import FormPage
from brain.intervention import HumanAnswer, Intervention
from brain.manifest import Answer, Provenance
from brain.ports import FormSession
from brain.signing_in.asking import SAID_NO
from brain.signing_in.waiting import LONGEST_WARM_S, NO_SLOT_S

TYPED = "typed by the person in the live view"
READY = "hands_ready"  # in the context of the question whether the person is there
USED = "hands_used"  # the checkpoint of the last yes that was acted on: one yes keeps a browser open once


class HandsNeeded(Exception):
    """It goes on only by a person's own hands. `outcome`: how the step ends."""

    def __init__(self, outcome: Ask | PutOff) -> None:
        super().__init__("a person's hands are needed")
        self.outcome = outcome


def typed_answers(session: FormSession, page: FormPage) -> list[Answer]:
    """What a person has put into this page by hand, as answers they gave."""
    typed = session.typed_by_person
    given = Provenance(kind="given", detail=TYPED)
    return [Answer(field=f, value=typed[f.key], provenance=given) for f in page.fields if f.key in typed]


async def lend(ctx: Context, labels: Sequence[str]) -> bool:
    """Whether somebody who looks on took over to fill these in; nobody is waited for where none does."""
    return ctx.live is not None and bool(labels) and await ctx.live.by_hand(f"Fill in by hand: {', '.join(labels)}")


async def work_captcha(ctx: Context, session: FormSession, page: FormPage, where: str, about: Mapping[str, Any]) -> None:
    """Returns once a person has had the page's captcha in their hands; at once where it shows none. Raises `HandsNeeded`."""
    if page.captcha:
        await in_their_hands(ctx, session, "captcha", f"{where} shows a captcha, which only you can work.", about)


async def in_their_hands(
    ctx: Context, session: FormSession, kind: Literal["captcha", "question"], why: str, about: Mapping[str, Any]
) -> None:
    """Returns once a person has had the page in their hands.

    Raises `HandsNeeded`: where nobody looks on, they are asked cold whether they are there; the page then stands open for them
    for five minutes.
    """
    if ctx.live is not None and await ctx.live.by_hand(why):
        return
    shown = {**about, "live": live_address(ctx)}
    if await _is_there(ctx, kind) and await _stands_open(ctx, kind, why, shown):
        return
    cold = f"{why} Are you ready? The page then stands open for you in the live view for five minutes."
    context = {**shown, READY: True, "screenshot": await session.screenshot("by-hand")}
    raise HandsNeeded(Ask(Intervention(kind=kind, question=cold, context=context)))


def live_address(ctx: Context) -> str:
    """Where the person sees this step's browser, on the gateway."""
    return f"/live/{ctx.step.task_id}/{ctx.step.id}"


async def _is_there(ctx: Context, kind: str) -> bool:
    yes = next((a for a in reversed(ctx.step.answers) if a.kind == kind and READY in a.context), None)
    if yes is None or not _agrees(yes) or await ctx.recalled(USED) == yes.intervention_id:
        return False
    await ctx.checkpoint(USED, yes.intervention_id)
    return True


def _agrees(human: HumanAnswer) -> bool:
    return human.action in ("answer", "retry", "approve") and (human.human_input or "").strip().casefold() not in SAID_NO


async def _stands_open(ctx: Context, kind: Literal["captcha", "question"], why: str, shown: Mapping[str, Any]) -> bool:
    """Keeps the page open until the person has given it back, or says that it is done."""
    if ctx.live is None:
        return False
    if not await ctx.warm.take_slot():
        raise HandsNeeded(PutOff(timedelta(seconds=NO_SLOT_S), "Other browsers stand open for their people just now."))
    asked = Intervention(kind=kind, question=f"{why} It stands open for you now.", context={**shown, "warm": True})
    said = asyncio.ensure_future(ctx.warm.ask(asked, LONGEST_WARM_S))
    done = asyncio.ensure_future(ctx.live.by_hand(why, LONGEST_WARM_S))
    try:
        await asyncio.wait((said, done), return_when=asyncio.FIRST_COMPLETED)
        if done.done():
            return done.result()
        told = said.result()
        return told is not None and told.action in ("answer", "retry", "approve")
    finally:
        for one in (said, done):
            one.cancel()
        await asyncio.gather(said, done, return_exceptions=True)
        await ctx.warm.free_slot()
