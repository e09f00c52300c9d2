"""The second factor while its page is open: a code made here, one from the person's mailbox, or one they give.

The person is waited for in two steps: cold, with nothing open, for as long as it takes; then warm, with the page open, for five
minutes at most. A code is counted before it is typed, and none is typed twice.
"""

import asyncio
import json
import time
from datetime import timedelta
from typing import Literal

from pydantic import SecretStr

from brain.action import PutOff
from brain.context import Context
from brain.form import FormPage
from brain.ports import AccountForms, AccountSite, Challenge, Credential, MailMark
from brain.signing_in.asking import AccountNeeded, Asking, host_of, named
from brain.signing_in.codes import Mail, Mailed, fits, mailed, plain_code
from brain.signing_in.slots import Slot
from brain.signing_in.totp import code_of, seconds_left, time_step
from brain.signing_in.waiting import LONGEST_MAIL_S, LONGEST_WARM_S, MAX_CODES, NO_SLOT_S
from brain.sites import domain_of

CHECKPOINT = "signing_in"  # where a page that waits for a code was left
NOT_TAKEN = "That code was not taken."


class SecondFactor:
    """One round of codes: from the password to the page behind it. `ready`: the person has said that they are there."""

    def __init__(self, ctx: Context, asking: Asking, forms: AccountForms, slot: Slot) -> None:
        self._ctx, self._asking, self._forms, self._slot = ctx, asking, forms, slot
        self._user = ctx.step.user_id
        self._mark: MailMark | None = None
        self._mail_until = 0.0
        self._mail_read = 0  # the newest message that was used
        self._warm_until = 0.0
        self._typed = 0
        self._pressed = False
        self._note = ""
        self._last_step = 0
        self.ready = False
        self.given: SecretStr | None = None

    async def before_sign_in(self, site: AccountSite, held: Credential) -> None:
        """Looks where the mailbox stands. No code is sent for while nobody is there to read it. Raises `AccountNeeded`."""
        self._mark = await self._ctx.mailbox.mark(self._user, held.email)
        if held.asks_code and self._by_hand(held) and not self.ready:
            await self._let_others_in()
            raise await self._cold(site, keep=False)
        self.given = None  # what was given belongs to a code that was sent before
        self._typed, self._pressed = 0, False

    def _by_hand(self, held: Credential) -> bool:
        return self._mark is None and (held.totp is None or held.code_tries >= MAX_CODES)

    async def past(self, page: FormPage, challenge: Challenge, site: AccountSite, held: Credential) -> FormPage:
        """One move on a page that wants a code or a link: the page then, which may want one again. Raises `AccountNeeded`."""
        if challenge.kind == "link":
            return await self._link(challenge, site, held)
        if held.totp is not None and challenge.kind == "code" and (challenge.by_app or not challenge.sent):
            return await self._made(page, site, held, held.totp)
        if self._mark is not None and challenge.kind == "code" and (found := await self._mailed(challenge, site, "code")):
            return found if isinstance(found, FormPage) else await self._type(page, site, held, found)
        if challenge.kind == "code" and self.given is not None:
            given, self.given = self.given, None
            return await self._type(page, site, held, given)
        if challenge.kind == "send" and self._mark is not None and not self._pressed:
            self._pressed = True
            return await self._forms.send_code(page)
        return await self._by_person(page, challenge, site, held)

    # --- made here ---------------------------------------------------------------------------------------------------
    async def _made(self, page: FormPage, site: AccountSite, held: Credential, secret: SecretStr) -> FormPage:
        if held.code_tries + self._typed >= MAX_CODES:
            why = f"{host_of(site)} does not take the codes that are made from the secret you gave."
            raise self._asking.login(site, f"{why} Give its new one as totp_secret.")
        last = max(held.totp_step, self._last_step)
        if time_step(secret) <= last:  # each time step has one code, and it was typed
            await asyncio.sleep(seconds_left(secret) + 0.05)
        step = self._last_step = max(time_step(secret), last + 1)
        return await self._type(page, site, held, code_of(secret, step), step)

    # --- from the mailbox --------------------------------------------------------------------------------------------
    async def _mailed(
        self, challenge: Challenge, site: AccountSite, wants: Literal["code", "link"]
    ) -> FormPage | SecretStr | None:
        """What the site has sent since: the code, or the page its own link leads to."""
        assert self._mark is not None
        now = time.monotonic()
        self._mail_until = self._mail_until or now + LONGEST_MAIL_S
        if self._typed >= MAX_CODES or now >= self._mail_until:
            return None
        await self._ctx.emit("applier:account", f"Waiting for a message of {host_of(site)}.", site=host_of(site))

        senders = challenge.senders | await self._named_senders(challenge)

        def wanted(mail: Mail) -> Mailed | None:
            if mail.uid <= self._mail_read:
                return None
            found = mailed(mail, senders, challenge.shape, site.origin, wants)
            self._mail_read = mail.uid if found else self._mail_read
            return found

        found = await self._ctx.mailbox.wait(self._user, self._mark, senders, wanted, self._mail_until - now)
        if found is None:
            self._mail_until = now
            return None
        if found.code is not None:
            return found.code
        if found.link is not None:
            return await self._forms.follow(found.link, site)
        question = f"{host_of(site)} has sent you a link that leads to {found.elsewhere}. Follow it yourself, then try again."
        raise self._asking.needed("login", question, site=site)

    async def _named_senders(self, challenge: Challenge) -> frozenset[str]:
        """The domains the site's own entry names (`login_config.mail_from`)."""
        known = await self._ctx.sites.at(domain_of(challenge.origin))
        named = known.login_config.get("mail_from", []) if known else []
        return frozenset(str(one).casefold() for one in ([named] if isinstance(named, str) else named))

    async def _link(self, challenge: Challenge, site: AccountSite, held: Credential) -> FormPage:
        if self._mark is not None and isinstance(found := await self._mailed(challenge, site, "link"), FormPage):
            return found
        question = f"{host_of(site)} has sent you a code or a link to confirm your account. Confirm it there, then try again."
        raise self._asking.needed("login", question, site=site)

    # --- from the person ---------------------------------------------------------------------------------------------
    async def _by_person(self, page: FormPage, challenge: Challenge, site: AccountSite, held: Credential) -> FormPage:
        await self._ctx.credentials.asks_code(self._user, held.id, True)
        if not self.ready:
            await self._let_others_in()
            raise await self._cold(site, keep=challenge.kind == "code")
        await self._slot.take()
        if challenge.kind == "send" and not self._pressed:
            self._pressed = True
            return await self._forms.send_code(page)
        if self._typed >= MAX_CODES:
            raise await self._cold(site, keep=False, why=f"{host_of(site)} took neither of the codes.")
        code = await self._warm(challenge, site)
        return await self._type(page, site, held, code)

    async def _let_others_in(self) -> None:
        """Who signs in just now may open this door as well: the person is not asked beside that. Raises `AccountNeeded`."""
        if await self._ctx.warm.others_wait():
            raise AccountNeeded(PutOff(timedelta(seconds=NO_SLOT_S), "Somebody signs in just now."))

    async def _warm(self, challenge: Challenge, site: AccountSite) -> SecretStr:
        """Asks with the page open until a code comes that can be one. Raises `AccountNeeded`."""
        self._warm_until = self._warm_until or time.monotonic() + LONGEST_WARM_S
        while (left := self._warm_until - time.monotonic()) > 0:
            asked = self._asking.question(
                "code", f"{self._note} {host_of(site)} has sent you a code. What is it?".strip(), site=site, warm=True
            ).model_copy(update={"expires_in_s": left})
            answer = await self._ctx.warm.ask(asked, left)
            if answer is None:
                break
            if answer.action not in ("answer", "retry"):
                raise self._asking.refused(site)
            code = plain_code(answer.said.get_secret_value() if answer.said else "")
            if code and fits(code, challenge.shape):
                return SecretStr(code)
            self._note = "That is no code as the page takes it."
        raise await self._cold(site, keep=False, why="Nobody gave the code in time.")

    async def _cold(self, site: AccountSite, keep: bool, why: str = "") -> AccountNeeded:
        """Leaves the page. `keep`: a code was sent already and may still be given for it."""
        left = {"url": self._forms.address, "state": (await self._forms.held(site)).get_secret_value()} if keep else {}
        await self._ctx.checkpoint(CHECKPOINT, json.dumps({**left, "site": named(site)}))
        return self._asking.ready(site, why)

    # --- typing ------------------------------------------------------------------------------------------------------
    async def _type(self, page: FormPage, site: AccountSite, held: Credential, code: SecretStr, totp_step: int = 0) -> FormPage:
        self._typed += 1
        await self._ctx.credentials.typing(self._user, held.id, totp_step)
        await self._ctx.emit("applier:account", f"Typing a code at {host_of(site)}.", site=host_of(site))
        entered = await self._forms.enter_code(page, site, code)
        if entered.state == "locked":
            raise self._asking.login(site, f"{host_of(site)} says that the account is locked.")
        if entered.state == "entered":
            await self._ctx.credentials.code_taken(self._user, held.id)
        else:
            self._note = NOT_TAKEN
        return entered.page
