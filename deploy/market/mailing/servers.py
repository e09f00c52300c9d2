"""Both mail servers of one market."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from deploy.market.mailing.imap_server import ImapServer, imap_server
from deploy.market.mailing.mailboxes import Mailboxes
from deploy.market.mailing.smtp import smtp_server


@dataclass(frozen=True)
class MailServers:
    """Where they listen: `smtp://127.0.0.1:<port>`, and `imap` with the server itself, which can be taken down."""

    smtp: str
    imap: ImapServer


@asynccontextmanager
async def mail_servers(mailboxes: Mailboxes) -> AsyncIterator[MailServers]:
    """Serves both while the context is open."""
    async with AsyncExitStack() as exits:
        smtp = await exits.enter_async_context(smtp_server(mailboxes))
        yield MailServers(smtp, await exits.enter_async_context(imap_server(mailboxes)))
