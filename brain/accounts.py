"""Past the account pages in front of a form, as whoever the site knows: with a session that is kept, else by signing in.

A password is kept before it is typed. It goes from the vault to the hands and nowhere else: it is in no answer, no manifest and
no event; the same holds for codes. Where a person is needed, `AccountNeeded` carries the step's outcome.
"""

import json

from pydantic import SecretStr

from brain.accounts_rules import asks_for_account
from brain.action import Ask, PutOff, Stop
from brain.context import Context
from brain.form import FormPage
from brain.intervention import HumanAnswer
from brain.ports import AccountForms, AccountSite, FormSession, KeptSession, Resume, StoredPosting
from brain.signing_in.asking import ABOUT, AccountNeeded, Asking, not_about_accounts, site_named
from brain.signing_in.codes import plain_code
from brain.signing_in.door import CONSENT, Door
from brain.signing_in.second_factor import CHECKPOINT
from brain.signing_in.slots import Slot

__all__ = ["ABOUT", "CONSENT", "AccountNeeded", "Accounts", "not_about_accounts"]
MOST_RETURNS = 2  # how often a form is begun again because its site forgot who it is


class Accounts:
    """One candidate's way past the account pages of one posting's form, for one claimed step."""

    def __init__(self, ctx: Context, stored: StoredPosting, candidate_id: str, application_id: str) -> None:
        self._ctx, self._stored, self._candidate_id, self._application_id = ctx, stored, candidate_id, application_id
        self._user = ctx.step.user_id
        self._asking = Asking(application_id, stored.id, ctx.step.answers)
        self._known: AccountSite | None = None  # whose session the form was opened with
        self._elsewhere = False  # opened at a page that waited for a code
        self._reached, self._returns = False, 0
        self._slot = Slot(ctx.warm)

    async def resume(self) -> Resume | None:
        """As whom the form is opened: where a code is awaited that has come by now, else with the session that is kept.

        Raises `AccountNeeded` where the person is there, but too many others are.
        """
        told = await self._fresh_yes()
        if told is not None:
            await self._slot.take()
        if told is not None and plain_code(told.human_input) and (left := await self._ctx.recalled(CHECKPOINT)):
            found = json.loads(left)
            if found.get("url"):
                self._known, self._elsewhere = site_named(found["site"]), True
                return Resume(state=SecretStr(found["state"]), url=found["url"])
        kept = await self._ctx.sessions.at(self._user, self._candidate_id, self._stored.posting.apply_url)
        if kept is None:
            return None
        self._known = kept.site
        return Resume(state=kept.state)

    async def _fresh_yes(self) -> HumanAnswer | None:
        """The person's word that they are there, if nothing was done with it yet."""
        told = self._asking.said_ready()
        if told is None:
            return None
        site = site_named(told.context[ABOUT])
        held = await self._ctx.credentials.of(self._user, self._candidate_id, site, "")
        return told if held is not None and held.told < told.intervention_id else None

    async def past(self, session: FormSession, page: FormPage) -> FormPage:
        """The first page after the account pages; the page itself where it is none. Raises `AccountNeeded`.

        Where the site asks in the midst of the form, the form is begun again behind the sign-in.
        """
        forms = session.accounts
        if forms is not None and self._elsewhere and not self._asks(forms, page):
            page = await forms.begin_again()
        self._elsewhere = False
        if forms is None or not self._asks(forms, page):
            self._reached = True
            await self._slot.free()
            return page
        try:
            after = await self._through(session, forms, page)
        except AccountNeeded as needed:
            raise AccountNeeded(await _with_picture(needed.outcome, session)) from None
        finally:
            await self._slot.free()
        if self._reached and after is not page:
            after = await forms.begin_again()
        self._reached = True
        return after

    def _asks(self, forms: AccountForms, page: FormPage) -> bool:
        return asks_for_account(page) or ((self._known is not None or not self._reached) and forms.challenge(page) is not None)

    async def _through(self, session: FormSession, forms: AccountForms, page: FormPage) -> FormPage:
        candidate = await self._ctx.candidates.load(self._user, self._candidate_id, self._application_id)
        door = Door(self._ctx, self._asking, session, forms, self._slot, candidate, self._stored, self._known)
        after = await door.past(page)
        if door.at is not None and after is not page:
            self._known, held = door.at
            self._returns += self._reached
            if self._returns > MOST_RETURNS:
                raise self._asking.login(self._known, "It asks to sign in again and again.")
            kept = KeptSession(site=self._known, state=await forms.held(self._known))
            await self._ctx.sessions.keep(self._user, self._candidate_id, kept, held.id, self._stored.posting.apply_url)
        return after


async def _with_picture(outcome: Ask | Stop | PutOff, session: FormSession) -> Ask | Stop | PutOff:
    if not isinstance(outcome, Ask):
        return outcome
    asked = outcome.intervention
    shown = {**asked.context, "screenshot": await session.screenshot("account")}
    return Ask(asked.model_copy(update={"context": shown}))
