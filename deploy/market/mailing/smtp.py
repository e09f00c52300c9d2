"""The mail server that takes messages: SMTP on loopback, with or without a sign-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import compare_digest
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from deploy.market.mailing.mailboxes import Mailboxes
from deploy.market.serve import HOST

NAME = "mail.market.example"
MAX_BYTES = 20 * 1024 * 1024


class _Deliver:
    """What aiosmtpd calls with each message it has taken."""

    def __init__(self, mailboxes: Mailboxes) -> None:
        self.mailboxes = mailboxes

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mailboxes.deliver(envelope.original_content or b"", envelope.rcpt_tos)
        return "250 OK"


@asynccontextmanager
async def smtp_server(mailboxes: Mailboxes) -> AsyncIterator[str]:
    """Takes mail for any address while the context is open; yields `smtp://127.0.0.1:<port>`."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and compare_digest(data.password, mailboxes.password.encode())
        return AuthResult(success=right, handled=right)

    def protocol() -> SMTP:
        return SMTP(
            _Deliver(mailboxes),
            hostname=NAME,
            ident="Practice market",
            data_size_limit=MAX_BYTES,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=authenticate,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(protocol, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"smtp://{HOST}:{port}"
    finally:
        server.close()
