"""Who is told: a mail server and an ntfy server on this machine, and the drain that tells them."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from jobhunter.address import AddressPolicy
from tests.support.protocol import USER, Bench, question, step
from tests.support.small_server import SmallHandler, SmallServer
from workers.hands.notify import AppriseSender
from workers.notifying import OutboxDrain
from world_model.notification_addresses import check_address
from world_model.notification_targets import NotificationTargets, Target, TargetRules

HOME = "https://jobs.example"


@dataclass
class Inbox:
    """`url`: what Apprise is told; `origin`: what the installation lists. Mail and pushes as (title, text)."""

    url: str
    origin: str
    got: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def mail_server(password: str = "pw") -> Iterator[Inbox]:
    """A real SMTP server that wants a password."""
    inbox = Inbox("", "")

    class Handler:
        async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            inbox.got.append((str(mail["subject"]), _text_of(mail)))
            return "250 kept"

    def known(_server: SMTP, _session: Any, _envelope: Envelope, _mechanism: str, said: Any) -> AuthResult:
        return AuthResult(success=said.password == password.encode())

    # It asks itself for the port it was given, so a free one is found first.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(Handler(), hostname="127.0.0.1", port=port, authenticator=known, auth_require_tls=False)
    server.start()
    try:
        assert server.server is not None
        port = server.server.sockets[0].getsockname()[1]
        inbox.url = f"mailto://ada:{password}@127.0.0.1:{port}?from=jobhunter@example.test&to=ada@example.test"
        inbox.origin = f"http://127.0.0.1:{port}"
        yield inbox
    finally:
        server.stop()


def _text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    assert part is not None
    return str(part.get_content())


@contextmanager
def push_server(status: Callable[[], int] = lambda: 200, headers: dict[str, str] | None = None) -> Iterator[Inbox]:
    """A server that takes what ntfy takes."""
    inbox = Inbox("", "")

    class Handler(SmallHandler):
        def serve(self, body: str) -> None:
            answered = status()
            if answered == 200:
                pushed = json.loads(body)
                inbox.got.append((pushed.get("title", ""), pushed["message"]))
            self.answer("{}", answered, {"content-type": "application/json", **(headers or {})})

    with SmallServer(Handler) as server:
        inbox.url, inbox.origin = f"ntfy://{urlsplit(server.origin).netloc}/jobs", server.origin
        yield inbox


@dataclass
class People:
    """One user's targets and the drain that serves them, on a bench."""

    here: Bench
    origins: frozenset[str]

    @property
    def targets(self) -> NotificationTargets:
        return NotificationTargets(self.here.database, self.here.vault)

    def drain(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> OutboxDrain:
        sender = AppriseSender(AddressPolicy(self.origins))
        return OutboxDrain(self.here.database, self.here.vault, sender, HOME, now)

    async def target(self, inbox: Inbox, **rules: Any) -> Target:
        address = check_address(inbox.url, AddressPolicy(self.origins))
        return await self.targets.add(USER, address, TargetRules(**rules))

    async def ask(self, **asked: Any) -> tuple[str, int]:
        """A task whose step asks; the task and the intervention."""
        task = await self.here.task([step("ask")])
        claim = await self.here.claim(task, "ask")
        await self.here.steps.ask(claim, question() | asked)
        rows = await self.here.rows("SELECT id FROM interventions WHERE step_id = :s", s=claim.id)
        return task, int(rows[0]["id"])

    async def gathered(self) -> None:
        """What was asked was asked a while ago."""
        await self.here.rows("UPDATE outbox SET created_at = created_at - interval '1 minute' RETURNING id")

    async def due(self) -> None:
        """What had to wait, or was claimed by somebody who is gone, need not wait any more."""
        back = "SET due_at = now() - interval '1 second', claimed_until = NULL"
        for table in ("outbox_deliveries", "outbox"):
            await self.here.rows(f"UPDATE {table} {back} WHERE ended_at IS NULL RETURNING user_id")

    async def ends(self) -> list[str | None]:
        return [row["outcome"] for row in await self.here.rows("SELECT outcome FROM outbox ORDER BY id")]
