"""A person who has connected no mailbox."""

from collections.abc import Callable
from typing import TypeVar

from brain.ports import MailMark
from brain.signing_in.codes import Mail

T = TypeVar("T")


class NoMailbox:
    """Implements `brain.ports.Mailbox`."""

    async def mark(self, user_id: str, email: str) -> MailMark | None:
        return None

    async def wait(
        self, user_id: str, mark: MailMark, senders: frozenset[str], wanted: Callable[[Mail], T | None], most_s: float
    ) -> T | None:
        return None


NO_MAILBOX = NoMailbox()
