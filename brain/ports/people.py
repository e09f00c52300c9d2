"""The person: candidates, what they answered and agreed to, their accounts."""

from collections.abc import Mapping
from typing import Any, Protocol

from pydantic import SecretStr

from brain.facts import Candidate
from brain.ports.browser import AccountSite, Credential
from brain.posting import Frozen


class Kept(Frozen):
    """What is remembered of an answer now; without `id` it is not to be remembered. `forgotten`: by the person, since."""

    id: int | None = None
    value: Any = None
    forgotten: bool = False


class Candidates(Protocol):
    async def consents(self, user_id: str, candidate_id: str) -> Mapping[str, bool]:
        """What the candidate has agreed to or refused, by its kind."""
        ...

    async def load(self, user_id: str, candidate_id: str | None, application_id: str | None = None) -> Candidate:
        """The candidate (the newest one when no id is given); documents made for `application_id` stand before all others
        of their kind. Raises `NotFound` `no_candidate` when none was imported."""
        ...

    async def remember(
        self, user_id: str, candidate_id: str, question: str, value: Any, scope: str, company: str, family: str, origin: str
    ) -> Kept:
        """Keeps what the person answered, once per `origin` (the intervention or task it came with): what they have changed or
        forgotten since stays so."""
        ...

    async def keep_consent(self, user_id: str, candidate_id: str, name: str, site: str, given: bool) -> None:
        """Keeps what the person said about `name` at one site ("" = everywhere); the newest word counts."""
        ...


class Credentials(Protocol):
    """Accounts at sites, sealed. Every method is its own committed transaction."""

    async def of(self, user_id: str, candidate_id: str, site: AccountSite, email: str) -> Credential | None:
        """The account for exactly this site; one of another candidate of this user counts where its e-mail is the same."""
        ...

    async def plan(
        self, user_id: str, candidate_id: str, site: AccountSite, email: str, password: SecretStr, told: int = 0
    ) -> Credential:
        """Keeps an account before it is used anywhere; the one that is kept already, where there is one."""
        ...

    async def tried(self, user_id: str, credential_id: int) -> None:
        """Counts a sign-in, before it is tried."""
        ...

    async def move(self, user_id: str, credential_id: int, state: str) -> None:
        """What became of it; `created` and `works` begin the count of sign-ins anew."""
        ...

    async def tell(
        self, user_id: str, credential_id: int, password: SecretStr | None, told: int, totp: SecretStr | None = None
    ) -> None:
        """The person's answer to an intervention: its password or secret, or that what is kept may be tried again."""
        ...

    async def typing(self, user_id: str, credential_id: int, totp_step: int = 0) -> None:
        """Counts a code, before it is typed. `totp_step`: of which time step, where it was made here."""
        ...

    async def code_taken(self, user_id: str, credential_id: int) -> None:
        """The site took a code: their count begins anew."""
        ...

    async def asks_code(self, user_id: str, credential_id: int, asks: bool) -> None:
        """Whether the site wants a code of the person."""
        ...
