"""PostgreSQL as a part: the embedded server of `world_model.embedded`, or one that was given by URL."""

import asyncio

import psycopg

from deploy.errors import GivenPartUnreachable
from deploy.stack.part import Part, PartName
from jobhunter.home import Home
from world_model.embedded import EmbeddedPostgres

WATCH_S = 0.25


class PostgresPart(Part):
    name = PartName.POSTGRES

    def __init__(self, home: Home) -> None:
        self._server = EmbeddedPostgres(home)

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def pid(self) -> int | None:
        return self._server.pid

    async def start(self) -> None:
        await self._server.stop()  # let go of a server that ended under us
        await self._server.start()
        self.address = str(self._server.layout.sockets)

    async def ended(self) -> str:
        while self._server.pid is not None:  # noqa: ASYNC110 -- it may be another's child, so it is watched from outside
            await asyncio.sleep(WATCH_S)
        return "is gone"

    async def stop(self) -> None:
        await self._server.stop()


async def check_given(url: str) -> None:
    """Raises `GivenPartUnreachable` where no database answers at this URL."""
    try:
        plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
        async with await psycopg.AsyncConnection.connect(plain, connect_timeout=5):
            pass
    except (psycopg.Error, UnicodeError) as error:
        raise GivenPartUnreachable("database", "JOBHUNTER_DATABASE_URL", _without_secrets(error)) from error


def _without_secrets(error: Exception) -> str:
    # A server's refusal names host and user; a malformed URL would be quoted whole, password and all.
    return str(error).strip() if isinstance(error, psycopg.OperationalError) else type(error).__name__
