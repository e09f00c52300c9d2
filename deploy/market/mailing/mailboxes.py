"""The mail of every address, in memory."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

SEEN = r"\Seen"
DELETED = r"\Deleted"


@dataclass
class Stored:
    """One message in one mailbox. `uid` counts from 1 and never comes again; `content` is RFC 5322 with CRLF line ends."""

    uid: int
    received: datetime
    content: bytes
    flags: set[str] = field(default_factory=set)

    @property
    def parsed(self) -> EmailMessage:
        message = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message


@dataclass
class Mailbox:
    """One address's INBOX, oldest message first. `validity` (UIDVALIDITY) tells one life of the market from the next."""

    validity: int
    messages: list[Stored] = field(default_factory=list)
    _uid: int = 0

    @property
    def next_uid(self) -> int:
        return self._uid + 1

    def add(self, content: bytes) -> Stored:
        self._uid += 1
        stored = Stored(self._uid, datetime.now(UTC), content)
        self.messages.append(stored)
        return stored

    def expunge(self) -> None:
        self.messages[:] = [message for message in self.messages if DELETED not in message.flags]


class Mailboxes:
    """A mailbox for every address that is written to or opened. One password (`password`) opens them all."""

    def __init__(self) -> None:
        self.password = f"mail-{secrets.token_hex(8)}"
        self._validity = secrets.randbelow(1_000_000) + 1
        self._boxes: dict[str, Mailbox] = {}
        self._listeners: set[Callable[[], None]] = set()

    def of(self, address: str) -> Mailbox:
        return self._boxes.setdefault(address.strip().casefold(), Mailbox(self._validity))

    def deliver(self, content: bytes, recipients: Iterable[str]) -> None:
        """Puts a copy into each recipient's mailbox and tells those who listen."""
        content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        for address in recipients:
            self.of(address).add(content)
        for listener in tuple(self._listeners):
            listener()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` at each delivery, until the function it answers with is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def clear(self) -> None:
        self._boxes.clear()
        self._validity += 1
