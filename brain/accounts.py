"""Past the account pages in front of a form: signing in with what is kept, else an account made with the person's consent.

A password is kept before it is typed. It goes from the vault to the hands and nowhere else: it is in no answer, no manifest and
no event. Where a person is needed, `AccountNeeded` carries the step's outcome.
"""

from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from brain.accounts_rules import asks_for_account, login_field, new_password, passwords, wants_code
from brain.action import Ask, Stop
from brain.answering.given import GivenAnswers
from brain.answers import answer_form
from brain.asking import asked_fields, given_by
from brain.context import Context
from brain.facts import Candidate
from brain.form import Entry, FormPage
from brain.intervention import AskedField, HumanAnswer, Intervention, InterventionKind
from brain.manifest import Answer, Unanswered
from brain.ports import AccountForms, AccountSite, Credential, Entered, FormSession, StoredPosting

CONSENT = "creates_accounts"
ABOUT = "account"  # in the context of every question asked here
MAX_PAGES = 6
MAX_TRIES = 2  # sites lock an account after a few wrong passwords
Kind = Literal["sign_in", "sign_up"]


class AccountNeeded(Exception):
    """The form cannot be reached without the person, or not at all. `outcome`: how the step ends."""

    def __init__(self, outcome: Ask | Stop) -> None:
        super().__init__("an account is needed")
        self.outcome = outcome


class Accounts:
    """One candidate's way past the account pages of one posting's form, for one claimed step."""

    def __init__(self, ctx: Context, stored: StoredPosting, candidate_id: str, application_id: str) -> None:
        self._ctx, self._stored, self._candidate_id, self._application_id = ctx, stored, candidate_id, application_id
        self._user = ctx.step.user_id

    async def past(self, session: FormSession, page: FormPage) -> FormPage:
        """The first page after the account pages; the page itself where it is none. Raises `AccountNeeded`."""
        forms = session.accounts
        if forms is None or not asks_for_account(page):
            return page
        candidate = await self._ctx.candidates.load(self._user, self._candidate_id, self._application_id)
        try:
            return await _Door(self, self._ctx, session, forms, candidate, self._stored).past(page)
        except AccountNeeded as needed:
            raise AccountNeeded(await _with_picture(needed.outcome, session)) from None

    def ask(
        self, kind: InterventionKind, question: str, fields: Sequence[AskedField] = (), site: AccountSite | None = None
    ) -> AccountNeeded:
        context: dict[str, Any] = {"application_id": self._application_id, "posting_id": self._stored.id}
        context[ABOUT] = _named(site) if site else ""
        return AccountNeeded(Ask(Intervention(kind=kind, question=question, fields=tuple(fields), context=context)))


def not_about_accounts(answers: Sequence[HumanAnswer]) -> list[HumanAnswer]:
    """The answers that say something about the application itself."""
    return [a for a in answers if ABOUT not in a.context]


async def _with_picture(outcome: Ask | Stop, session: FormSession) -> Ask | Stop:
    if isinstance(outcome, Stop):
        return outcome
    asked = outcome.intervention
    shown = {**asked.context, "screenshot": await session.screenshot("account")}
    return Ask(asked.model_copy(update={"context": shown}))


class _Door:
    """The account pages of one session."""

    def __init__(
        self, accounts: Accounts, ctx: Context, session: FormSession, forms: AccountForms, candidate: Candidate,
        stored: StoredPosting,
    ) -> None:  # fmt: skip
        self._accounts, self._ctx, self._session, self._forms = accounts, ctx, session, forms
        self._candidate, self._stored = candidate, stored
        self._user = ctx.step.user_id
        self._no_way: set[Kind] = set()  # what was tried in this session, or is not offered
        self._signed_in = False

    async def past(self, page: FormPage) -> FormPage:
        for _ in range(MAX_PAGES):
            if not asks_for_account(page):
                return page
            site = self._site(page)
            held = await self._held(site)
            wanted = self._wanted(page, held)
            if wanted is None:
                known = "did not let JobHunter in" if held else "wants you to sign in, and no account there is known"
                raise self._login(site, f"{_host(site)} {known}.")
            if page.kind != wanted:
                page = await self._turned(wanted)
            else:
                page = await (self._sign_in(page, site, held) if wanted == "sign_in" else self._sign_up(page, site, held))
        raise self._login(self._site(page), "It asks to sign in again and again.")

    def _site(self, page: FormPage) -> AccountSite:
        site = self._forms.site(page)
        if site is None:
            host = urlsplit(page.url).hostname
            raise self._accounts.ask("login", f"{host} asks for a password in a place where none is typed. Apply there by hand.")
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
        held = await self._ctx.credentials.of(self._user, self._candidate.id, site, self._email())
        told = next((a for a in reversed(self._ctx.step.answers) if _is_about(a, site)), None)
        if told is None or (held is not None and held.told >= told.intervention_id):
            return held
        if told.action not in ("answer", "retry"):
            raise AccountNeeded(Stop(f"You did not want to sign in at {_host(site)}.", "refused", "sign_in_required"))
        given = SecretStr(told.human_input) if told.human_input and told.kind == "login" else None
        if held is not None:
            await self._ctx.credentials.tell(self._user, held.id, given, told.intervention_id)
        elif given is not None and self._email():
            planned = await self._ctx.credentials.plan(self._user, self._candidate.id, site, self._email(), given)
            await self._ctx.credentials.tell(self._user, planned.id, None, told.intervention_id)
        return await self._ctx.credentials.of(self._user, self._candidate.id, site, self._email())

    def _email(self) -> str:
        basics = self._candidate.resume.get("basics")
        return str((basics.get("email") if isinstance(basics, dict) else "") or "")

    # --- signing in --------------------------------------------------------------------------------------------------
    async def _sign_in(self, page: FormPage, site: AccountSite, held: Credential | None) -> FormPage:
        if held is None or self._signed_in:
            raise self._login(site, f"{_host(site)} wants you to sign in, and no account there is known.")
        if held.tries >= MAX_TRIES:
            raise self._login(site, f"{_host(site)} did not take the password that is kept.")
        login = login_field(page)
        await self._fill([Entry(field=login, value=held.email)] if login else [], page, site)
        await self._ctx.credentials.tried(self._user, held.id)
        await self._ctx.emit("applier:account", f"Signing in at {_host(site)}.", site=_host(site))
        entered = await self._forms.enter(page, held)
        match entered.state:
            case "entered":
                self._signed_in = entered.page.kind != "sign_up"
                await self._ctx.credentials.move(self._user, held.id, "works")
                return entered.page
            case "refused" | "exists":
                self._no_way.add("sign_in")
                if "sign_up" in self._no_way:
                    await self._ctx.credentials.move(self._user, held.id, "refused")
                    raise self._login(site, f"{_host(site)} did not take the password that is kept.")
                return entered.page  # there may be no such account: one origin can serve employers that each have their own
            case _:
                raise self._person(site, entered)

    # --- signing up --------------------------------------------------------------------------------------------------
    async def _sign_up(self, page: FormPage, site: AccountSite, held: Credential | None) -> FormPage:
        await self._require_consent(site)
        entries, email = self._answers(page)
        held = held or await self._planned(page, site, email)
        login = login_field(page)
        named = [e for e in entries if not (login and e.field.key == login.key)]
        await self._fill([*([Entry(field=login, value=held.email)] if login else []), *named], page, site)
        await self._ctx.emit("applier:account", f"Making an account at {_host(site)}.", site=_host(site))
        entered = await self._forms.enter(page, held)
        self._no_way.add("sign_up")
        match entered.state:
            case "entered":
                await self._ctx.credentials.move(self._user, held.id, "created")
                return entered.page
            case "exists":
                if "sign_in" in self._no_way:
                    raise self._login(site, f"{_host(site)} has an account of yours, and did not take the password that is kept.")
                return await self._turned("sign_in") if entered.page.kind == "sign_up" else entered.page
            case "refused":
                said = f" It says: {entered.text[:200]}" if entered.text else ""
                raise self._login(site, f"{_host(site)} did not make an account.{said}")
            case _:
                if entered.state == "code":
                    await self._ctx.credentials.move(self._user, held.id, "created")
                raise self._person(site, entered)

    async def _planned(self, page: FormPage, site: AccountSite, email: str) -> Credential:
        limits = [f.constraints.max_length for f in passwords(page) if f.constraints.max_length]
        password = new_password(min(limits, default=None))
        if password is None or not email:
            raise self._login(site, f"{_host(site)} wants an account that only you can make.")
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
            raise self._login(site, f"The account page of {_host(site)} did not take: {', '.join(wrong)}.")

    async def _require_consent(self, site: AccountSite) -> None:
        host = _host(site)
        said = _said([*(v for a in reversed(self._ctx.step.answers) for k, v in a.fields.items() if k == CONSENT)])
        said = said if said is not None else _said([g.value for g in self._ctx.step.given.answers if g.question == CONSENT])
        consents = self._candidate.consents
        if said is not None and consents.get(CONSENT) is not said:
            await self._ctx.candidates.keep_consent(self._user, self._candidate.id, CONSENT, "", said)
        agreed = said if said is not None else consents.get(f"{CONSENT}:{host}", consents.get(CONSENT))
        if agreed is None:
            raise self._accounts.ask("question", f"May accounts be created in your name at {host} and sites like it?", [_MAY])
        if not agreed:
            reason = f"{host} wants an account, and you do not want accounts created in your name."
            raise AccountNeeded(Stop(reason, "refused", "no_account_wanted"))

    # --- the person --------------------------------------------------------------------------------------------------
    def _questions(self, page: FormPage, missing: Sequence[Unanswered]) -> AccountNeeded:
        told = {key for human in self._ctx.step.answers for key in human.fields}
        if still := [u.field.label for u in missing if u.field.key in told]:
            reason = f"The account page asks what only you can fill in there: {', '.join(still)}."
            return AccountNeeded(Stop(reason, "unsupported", "only_by_hand"))
        host = urlsplit(page.url).hostname
        return self._accounts.ask("question", f"The account page of {host} asks what only you can answer.", asked_fields(missing))

    def _person(self, site: AccountSite, entered: Entered) -> AccountNeeded:
        host = _host(site)
        match entered.state:
            case "code":
                return self._accounts.ask(
                    "code" if wants_code(entered.page) else "login",
                    f"{host} has sent you a code or a link to confirm your account. Confirm it there, then try again.",
                    site=site,
                )
            case "captcha":
                return self._login(site, f"{host} wants to see that a person signs in.")
            case _:
                return self._login(site, f"{host} says that the account is locked.")

    def _login(self, site: AccountSite, why: str) -> AccountNeeded:
        question = f"{why} Sign in there yourself, or give the account's password, then try again."
        return self._accounts.ask("login", question, site=site)


_MAY = AskedField(key=CONSENT, label="May accounts be created in your name?", kind="boolean", options=("yes", "no"))


def _named(site: AccountSite) -> str:
    return f"{site.origin} {site.tenant}".strip()


def _is_about(human: HumanAnswer, site: AccountSite) -> bool:
    return human.kind in ("login", "code") and human.context.get(ABOUT) == _named(site)


def _is_said(answer: Answer) -> bool:
    return answer.value not in (None, "", ())


def _host(site: AccountSite) -> str:
    return urlsplit(site.origin).netloc


def _said(values: Sequence[object]) -> bool | None:
    """The newest plain yes or no; None where none was said."""
    words = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
    return next((words[text] for value in values if (text := str(value).strip().casefold()) in words), None)
