"""What is asked of the person about an account, and what they have said."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from brain.action import Ask, PutOff, Stop
from brain.intervention import AskedField, HumanAnswer, Intervention, InterventionKind
from brain.ports import AccountSite

ABOUT = "account"  # in the context of every question asked here
READY = "ready"  # in the context of the one that only asks whether the person is there
SAID_NO = frozenset({"no", "n", "false", "later", "not now"})


class AccountNeeded(Exception):
    """The form cannot be reached without the person, or not now, or not at all. `outcome`: how the step ends."""

    def __init__(self, outcome: Ask | Stop | PutOff) -> None:
        super().__init__("an account is needed")
        self.outcome = outcome


class Asking:
    """Questions about accounts for one application. `answers`: what the person has answered to this step, oldest first."""

    def __init__(self, application_id: str, posting_id: str, answers: Sequence[HumanAnswer]) -> None:
        self.about = {"application_id": application_id, "posting_id": posting_id}
        self._answers = answers

    def question(
        self,
        kind: InterventionKind,
        question: str,
        fields: Sequence[AskedField] = (),
        site: AccountSite | None = None,
        **more: Any,
    ) -> Intervention:
        context = {**self.about, ABOUT: named(site) if site else "", **more}
        return Intervention(kind=kind, question=question, fields=tuple(fields), context=context)

    def needed(
        self,
        kind: InterventionKind,
        question: str,
        fields: Sequence[AskedField] = (),
        site: AccountSite | None = None,
        **more: Any,
    ) -> AccountNeeded:
        return AccountNeeded(Ask(self.question(kind, question, fields, site, **more)))

    def login(self, site: AccountSite, why: str) -> AccountNeeded:
        question = f"{why} Sign in there yourself, or give the account's password, then try again."
        return self.needed("login", question, site=site)

    def ready(self, site: AccountSite, why: str = "") -> AccountNeeded:
        """The cold question: no browser is open, and the answer may take days."""
        question = (
            f"{why} Are you ready to sign in at {host_of(site)}? A code will be sent to you, to be given within five minutes."
        )
        # Equal for all steps of a task that stand before this door: it is asked once, and all of them go in after the one.
        meant = {READY: f"sign in at {named(site)}"}
        return self.needed("login", question.strip(), site=site, ready=True, questions=meant)

    def refused(self, site: AccountSite) -> AccountNeeded:
        return AccountNeeded(Stop(f"You did not want to sign in at {host_of(site)}.", "refused", "sign_in_required"))

    def told(self, site: AccountSite) -> HumanAnswer | None:
        """The newest answer about this account; codes that were given while a page stood open are no longer any."""
        about = (a for a in reversed(self._answers) if a.kind in ("login", "code") and a.context.get(ABOUT) == named(site))
        return next((a for a in about if not a.context.get("warm")), None)

    def said_ready(self) -> HumanAnswer | None:
        """The newest answer about any account, where it says that the person is there."""
        newest = next((a for a in reversed(self._answers) if ABOUT in a.context and not a.context.get("warm")), None)
        return newest if newest is not None and is_ready(newest) else None


def is_ready(human: HumanAnswer) -> bool:
    return bool(human.context.get(READY)) and agrees(human)


def agrees(human: HumanAnswer) -> bool:
    said = (human.human_input or "").strip().casefold()
    return human.action in ("answer", "retry", "approve") and not (human.context.get(READY) and said in SAID_NO)


def not_about_accounts(answers: Sequence[HumanAnswer]) -> list[HumanAnswer]:
    """The answers that say something about the application itself."""
    return [a for a in answers if ABOUT not in a.context]


def named(site: AccountSite) -> str:
    return f"{site.origin} {site.tenant}".strip()


def site_named(name: str) -> AccountSite:
    origin, _, tenant = name.partition(" ")
    return AccountSite(origin=origin, tenant=tenant)


def host_of(site: AccountSite) -> str:
    return urlsplit(site.origin).netloc
