"""The mail server that shows messages, on one loopback port."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from deploy.market.mailing.imap import Connection
from deploy.market.mailing.mailboxes import Mailboxes
from deploy.market.serve import HOST


class ImapServer:
    """Serves the mailboxes on one loopback port, which it keeps while it is taken down and up again."""

    def __init__(self, mailboxes: Mailboxes) -> None:
        self.mailboxes, self.port = mailboxes, 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"imap://{HOST}:{self.port}"

    async def up(self) -> None:
        """Listens; a server that does stays as it is."""
        if self._server is None:
            self._server = await asyncio.start_server(self._client, HOST, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    def down(self) -> None:
        """From now on connections are refused; those that are open end."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.drop()

    def drop(self) -> None:
        """Ends the connections that are open."""
        for writer in tuple(self._open):
            writer.close()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
                await Connection(self.mailboxes, reader, writer).serve()
        finally:
            self._open.discard(writer)
            writer.close()


@contextlib.asynccontextmanager
async def imap_server(mailboxes: Mailboxes) -> AsyncIterator[ImapServer]:
    """Serves while the context is open."""
    server = ImapServer(mailboxes)
    await server.up()
    try:
        yield server
    finally:
        server.down()
