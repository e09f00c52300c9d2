"""The account pages of one session: signing in with what is kept, else an account made with the person's consent."""

from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from brain.accounts_rules import asks_for_account, login_field, new_password, passwords
from brain.action import Stop
from brain.answering.given import GivenAnswers
from brain.answers import answer_form
from brain.asking import asked_fields, given_by
from brain.by_hand import work_captcha
from brain.context import Context
from brain.facts import Candidate
from brain.form import Entry, FormPage
from brain.intervention import AskedField, HumanAnswer
from brain.manifest import Answer, Unanswered
from brain.ports import AccountForms, AccountSite, Challenge, Credential, Entered, FormSession, StoredPosting
from brain.signing_in.asking import READY, AccountNeeded, Asking, agrees, host_of
from brain.signing_in.codes import plain_code
from brain.signing_in.second_factor import SecondFactor
from brain.signing_in.slots import Slot
from brain.signing_in.totp import totp_secret

CONSENT = "creates_accounts"
MAX_PAGES = 12
MAX_TRIES = 2  # sites lock an account after a few wrong passwords
Kind = Literal["sign_in", "sign_up"]


class Door:
    """From a page that asks who it is to the page behind it. `known`: the account the session was opened with, if any."""

    def __init__(
        self, ctx: Context, asking: Asking, session: FormSession, forms: AccountForms, slot: Slot, candidate: Candidate,
        stored: StoredPosting, known: AccountSite | None,
    ) -> None:  # fmt: skip
        self._ctx, self._asking, self._session, self._forms, self._slot = ctx, asking, session, forms, slot
        self._candidate, self._stored = candidate, stored
        self._user = ctx.step.user_id
        self._no_way: set[Kind] = set()  # what was tried in this session, or is not offered
        self._signed_in = False
        self._worked = False  # a captcha, by the person
        self._second = SecondFactor(ctx, asking, forms, slot)
        self.at: tuple[AccountSite, Credential] | None = None
        self._known = known

    async def past(self, page: FormPage) -> FormPage:
        """The first page behind. Raises `AccountNeeded`."""
        for _ in range(MAX_PAGES):
            if challenge := self._forms.challenge(page):
                if await self._account_of(challenge) is None:
                    return page
                page = await self._challenged(page, challenge)
            elif not asks_for_account(page):
                return page
            else:
                page = await self._account_page(page)
        raise self._asking.login(self._site(page) if self.at is None else self.at[0], "It asks to sign in again and again.")

    async def _account_page(self, page: FormPage) -> FormPage:
        site = self._site(page)
        await self._ctx.sessions.drop(self._user, self._candidate.id, site)
        held = await self._held(site)
        wanted = self._wanted(page, held)
        if wanted is None:
            known = "did not let JobHunter in" if held else "wants you to sign in, and no account there is known"
            raise self._login(site, f"{host_of(site)} {known}.")
        if page.kind != wanted:
            return await self._turned(wanted)
        return await (self._sign_in(page, site, held) if wanted == "sign_in" else self._sign_up(page, site, held))

    # --- second factors ----------------------------------------------------------------------------------------------
    async def _account_of(self, challenge: Challenge) -> tuple[AccountSite, Credential] | None:
        """Whose code a page wants: the account just signed in to, else the one the session was opened with."""
        if self.at is None:
            site = self._known or AccountSite(origin=challenge.origin)
            held = await self._held(site)
            self.at = (site, held) if held else None
        return self.at

    async def _challenged(self, page: FormPage, challenge: Challenge) -> FormPage:
        assert self.at is not None
        site, held = self.at
        after = await self._second.past(page, challenge, site, held)
        if not asks_for_account(after) and self._forms.challenge(after) is None:
            self._signed_in = True
        return after

    def _site(self, page: FormPage) -> AccountSite:
        site = self._forms.site(page)
        if site is None:
            host = urlsplit(page.url).hostname
            raise self._asking.needed("login", f"{host} asks for a password in a place where none is typed. Apply there by hand.")
        return site

    def _wanted(self, page: FormPage, held: Credential | None) -> Kind | None:
        """Signing in with an account that is known to exist, else making it, else signing in with what was kept."""
        known = held is not None and held.state != "planned"
        order: tuple[Kind, ...] = ("sign_in", "sign_up") if known else ("sign_up", "sign_in") if held else ("sign_up",)
        return next((kind for kind in order if kind not in self._no_way), None)

    async def _turned(self, wanted: Kind) -> FormPage:
        page = await self._forms.other(wanted)
        if page.kind != wanted:
            self._no_way.add(wanted)
        return page

    # --- what is kept ------------------------------------------------------------------------------------------------
    async def _held(self, site: AccountSite) -> Credential | None:
        """What is kept, after what the person has said of it since was heard."""
        held = await self._ctx.credentials.of(self._user, self._candidate.id, site, self._email())
        told = self._asking.told(site)
        if told is None or (held is not None and held.told >= told.intervention_id):
            return held
        if not agrees(told):
            raise self._asking.refused(site)
        if held is not None and told.context.get(READY):
            await self._slot.take()
        await self._hear(site, held, told)
        return await self._ctx.credentials.of(self._user, self._candidate.id, site, self._email())

    async def _hear(self, site: AccountSite, held: Credential | None, told: HumanAnswer) -> None:
        ready = bool(told.context.get(READY))
        said = told.fields.get("password") or (told.human_input if told.kind == "login" and not ready else None)
        password = SecretStr(str(said)) if said else None
        totp = totp_secret(str(told.fields.get("totp_secret") or ""))
        code = plain_code(told.human_input) if ready else ""
        if held is None and password is not None and self._email():
            held = await self._ctx.credentials.plan(self._user, self._candidate.id, site, self._email(), password)
        if held is not None:
            await self._ctx.credentials.tell(self._user, held.id, password, told.intervention_id, totp)
        await self._ctx.warm.wipe(told.intervention_id)
        self._second.ready = ready
        self._second.given = SecretStr(code) if code else None

    def _email(self) -> str:
        basics = self._candidate.resume.get("basics")
        return str((basics.get("email") if isinstance(basics, dict) else "") or "")

    # --- signing in --------------------------------------------------------------------------------------------------
    async def _sign_in(self, page: FormPage, site: AccountSite, held: Credential | None) -> FormPage:
        if held is None or self._signed_in:
            raise self._login(site, f"{host_of(site)} wants you to sign in, and no account there is known.")
        if not held.password.get_secret_value():
            raise self._login(site, f"{host_of(site)} wants a password, and none is kept.")
        if held.tries >= MAX_TRIES:
            raise self._login(site, f"{host_of(site)} did not take the password that is kept.")
        await self._second.before_sign_in(site, held)
        await self._captcha(page, site)
        login = login_field(page)
        await self._fill([Entry(field=login, value=held.email)] if login else [], page, site)
        await self._ctx.credentials.tried(self._user, held.id)
        await self._ctx.emit("applier:account", f"Signing in at {host_of(site)}.", site=host_of(site))
        entered = await self._forms.enter(page, held)
        match entered.state:
            case "entered":
                self._signed_in = entered.page.kind != "sign_up"
                await self._ctx.credentials.move(self._user, held.id, "works")
                await self._note_code(held, False)
                self.at = (site, held)
                return entered.page
            case "code":
                return await self._goes_on(entered, site, held, "works")
            case "refused" | "exists":
                self._no_way.add("sign_in")
                if "sign_up" in self._no_way:
                    await self._ctx.credentials.move(self._user, held.id, "refused")
                    raise self._login(site, f"{host_of(site)} did not take the password that is kept.")
                return entered.page  # there may be no such account: one origin can serve employers that each have their own
            case _:
                raise self._person(site, entered)

    async def _goes_on(self, entered: Entered, site: AccountSite, held: Credential, state: str) -> FormPage:
        """The password did; what the page wants now is a second factor."""
        await self._ctx.credentials.move(self._user, held.id, state)
        self.at = (site, held)
        if self._forms.challenge(entered.page) is None:
            raise self._person(site, entered)
        return entered.page

    async def _note_code(self, held: Credential, asks: bool) -> None:
        if held.asks_code is not asks:
            await self._ctx.credentials.asks_code(self._user, held.id, asks)

    # --- signing up --------------------------------------------------------------------------------------------------
    async def _sign_up(self, page: FormPage, site: AccountSite, held: Credential | None) -> FormPage:
        await self._require_consent(site)
        entries, email = self._answers(page)
        held = held or await self._planned(page, site, email)
        await self._second.before_sign_in(site, held)
        login = login_field(page)
        named = [e for e in entries if not (login and e.field.key == login.key)]
        await self._captcha(page, site)
        await self._fill([*([Entry(field=login, value=held.email)] if login else []), *named], page, site)
        await self._ctx.emit("applier:account", f"Making an account at {host_of(site)}.", site=host_of(site))
        entered = await self._forms.enter(page, held)
        self._no_way.add("sign_up")
        match entered.state:
            case "entered":
                await self._ctx.credentials.move(self._user, held.id, "created")
                self.at = (site, held)
                return entered.page
            case "exists":
                if "sign_in" in self._no_way:
                    raise self._login(
                        site, f"{host_of(site)} has an account of yours, and did not take the password that is kept."
                    )
                return await self._turned("sign_in") if entered.page.kind == "sign_up" else entered.page
            case "refused":
                said = f" It says: {entered.text[:200]}" if entered.text else ""
                raise self._login(site, f"{host_of(site)} did not make an account.{said}")
            case "code":
                return await self._goes_on(entered, site, held, "created")
            case _:
                raise self._person(site, entered)

    async def _planned(self, page: FormPage, site: AccountSite, email: str) -> Credential:
        limits = [f.constraints.max_length for f in passwords(page) if f.constraints.max_length]
        password = new_password(min(limits, default=None))
        if password is None or not email:
            raise self._login(site, f"{host_of(site)} wants an account that only you can make.")
        # Committed before it is typed: an account whose password was lost would keep the person out.
        return await self._ctx.credentials.plan(self._user, self._candidate.id, site, email, password)

    def _answers(self, page: FormPage) -> tuple[list[Entry], str]:
        """What the candidate's facts say to the page's other fields, and the account's e-mail."""
        step = self._ctx.step
        given = GivenAnswers(answers=(*given_by(step.answers).answers, *step.given.answers))
        answers, unanswered = answer_form(page, self._candidate, self._stored.posting, given)
        login = login_field(page)
        own = {f.key for f in passwords(page)} | ({login.key} if login and self._email() else set())
        if missing := [u for u in unanswered if u.field.required and u.field.key not in own]:
            raise self._questions(page, missing)
        email = next((str(a.value) for a in answers if a.field.kind == "email" and a.value), "") or self._email()
        return [Entry(field=a.field, value=a.value) for a in answers if _is_said(a) and a.field.key not in own], email

    async def _fill(self, entries: Sequence[Entry], page: FormPage, site: AccountSite) -> None:
        wrong = [e.field.label for e, r in zip(entries, await self._session.fill(page, entries), strict=True) if not r.ok]
        if wrong:
            raise self._login(site, f"The account page of {host_of(site)} did not take: {', '.join(wrong)}.")

    async def _require_consent(self, site: AccountSite) -> None:
        host = host_of(site)
        said = _said([*(v for a in reversed(self._ctx.step.answers) for k, v in a.fields.items() if k == CONSENT)])
        said = said if said is not None else _said([g.value for g in self._ctx.step.given.answers if g.question == CONSENT])
        consents = self._candidate.consents
        if said is not None and consents.get(CONSENT) is not said:
            await self._ctx.candidates.keep_consent(self._user, self._candidate.id, CONSENT, "", said)
        agreed = said if said is not None else consents.get(f"{CONSENT}:{host}", consents.get(CONSENT))
        if agreed is None:
            raise self._asking.needed("question", f"May accounts be created in your name at {host} and sites like it?", [_MAY])
        if not agreed:
            reason = f"{host} wants an account, and you do not want accounts created in your name."
            raise AccountNeeded(Stop(reason, "refused", "no_account_wanted"))

    async def _captcha(self, page: FormPage, site: AccountSite) -> None:
        """Before a password is typed, and once: what a person has given back is taken as it is."""
        if not self._worked:
            await work_captcha(self._ctx, self._session, page, host_of(site), self._asking.about)
            self._worked = True

    # --- the person --------------------------------------------------------------------------------------------------
    def _questions(self, page: FormPage, missing: Sequence[Unanswered]) -> AccountNeeded:
        told = {key for human in self._ctx.step.answers for key in human.fields}
        if still := [u.field.label for u in missing if u.field.key in told]:
            reason = f"The account page asks what only you can fill in there: {', '.join(still)}."
            return AccountNeeded(Stop(reason, "unsupported", "only_by_hand"))
        host = urlsplit(page.url).hostname
        return self._asking.needed(
            "question", f"The account page of {host} asks what only you can answer.", asked_fields(missing)
        )

    def _person(self, site: AccountSite, entered: Entered) -> AccountNeeded:
        host = host_of(site)
        match entered.state:
            case "code":
                question = f"{host} has sent you a code or a link to confirm your account. Confirm it there, then try again."
                return self._asking.needed("login", question, site=site)
            case "captcha":
                return self._login(site, f"{host} wants to see that a person signs in.")
            case _:
                return self._login(site, f"{host} says that the account is locked.")

    def _login(self, site: AccountSite, why: str) -> AccountNeeded:
        return self._asking.login(site, why)


_MAY = AskedField(key=CONSENT, label="May accounts be created in your name?", kind="boolean", options=("yes", "no"))


def _is_said(answer: Answer) -> bool:
    return answer.value not in (None, "", ())


def _said(values: Sequence[object]) -> bool | None:
    """The newest plain yes or no; None where none was said."""
    words = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
    return next((words[text] for value in values if (text := str(value).strip().casefold()) in words), None)
