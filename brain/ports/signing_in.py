"""What signing in needs beside the page: a person who answers at once, their mailbox, and sessions that are kept."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from pydantic import SecretStr

from brain.intervention import Intervention, InterventionAction
from brain.ports.browser import AccountSite
from brain.posting import Frozen
from brain.signing_in.codes import Mail

T = TypeVar("T")


class WarmAnswer(Frozen):
    """What the person said while the page stood open."""

    action: InterventionAction
    said: SecretStr | None = None


class Warm(Protocol):
    """A running step's short wait for its person. Its step's lease is kept alive by whoever runs it."""

    @property
    def waited_s(self) -> float:
        """How long the step has waited here so far: a person's time, not its own."""
        ...

    async def take_slot(self) -> bool:
        """Takes one of the few places where a browser may stand open for a person; False where none is free. It is free again
        with the step's lease at the latest."""
        ...

    async def free_slot(self) -> None: ...

    async def others_wait(self) -> bool:
        """Whether another step of this user has its browser open for the person now."""
        ...

    async def ask(self, asked: Intervention, most_s: float) -> WarmAnswer | None:
        """Asks, and waits for the answer with everything open; None when nobody answered in time. The answer is handed over
        once and is kept nowhere. Raises what ends a step whose lease was lost."""
        ...

    async def wipe(self, intervention_id: int) -> None:
        """What was answered to this question is kept no longer."""
        ...


class MailMark(Frozen):
    """Where a mailbox stood: whatever has a higher `uid` is new. `validity`: in which life of the mailbox (UIDVALIDITY)."""

    mailbox: int
    uid: int
    validity: int


class Mailbox(Protocol):
    """The person's own mailbox, read only."""

    async def mark(self, user_id: str, email: str) -> MailMark | None:
        """The mailbox of this address, else any the person has connected, as it stands; None where none can be read."""
        ...

    async def wait(
        self, user_id: str, mark: MailMark, senders: frozenset[str], wanted: Callable[[Mail], T | None], most_s: float
    ) -> T | None:
        """The first thing `wanted` finds in messages of these domains that came after the mark, the newest first; None when the
        time is over, or the mailbox can be read no more."""
        ...


class KeptSession(Frozen):
    """What a browser held after a sign-in at a site: its cookies and storage, as Playwright's storage state in JSON."""

    site: AccountSite
    state: SecretStr


class SiteSessions(Protocol):
    """Sessions at sites, sealed. Every method is its own committed transaction."""

    async def at(self, user_id: str, candidate_id: str, url: str) -> KeptSession | None:
        """The session for the form at this address, if one is kept."""
        ...

    async def keep(self, user_id: str, candidate_id: str, kept: KeptSession, credential_id: int, url: str) -> None:
        """Keeps what a sign-in came to for the form at `url`, in the place of an earlier one."""
        ...

    async def drop(self, user_id: str, candidate_id: str, site: AccountSite) -> None:
        """The site does not know it any more."""
        ...
