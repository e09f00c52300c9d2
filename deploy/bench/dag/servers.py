"""The servers all contenders share: a PostgreSQL with its default durability and a Redis, in a home of their own."""

import asyncio
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from deploy.stack.redis import RedisServer
from jobhunter.home import Home
from migrations.upgrade import upgrade
from world_model.embedded import EmbeddedPostgres
from world_model.settings import sqlalchemy_url


class Servers:
    """An async context manager. `home`: its folder; it is gone with the servers."""

    def __init__(self) -> None:
        self._exits = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.home = _temporary_home()
        self._exits.callback(shutil.rmtree, self.home.folder, ignore_errors=True)
        try:
            self._postgres = EmbeddedPostgres(self.home)
            await self._postgres.start()
            self._exits.push_async_callback(self._stop_postgres)
            self._redis = RedisServer(self.home)
            await self._redis.start()
            self._exits.push_async_callback(self._redis.stop)
        except BaseException:
            await self._exits.aclose()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._exits.aclose()

    @property
    def database_url(self) -> str:
        """The application's own database, empty."""
        return self._postgres.url

    @property
    def superuser_url(self) -> str:
        """The application's database as the server's own superuser."""
        return self._postgres.layout.superuser_url().replace("/postgres?", "/jobhunter?")

    async def migrate(self) -> None:
        """Brings the application's database to this release."""
        await asyncio.to_thread(upgrade, sqlalchemy_url(self.database_url))

    def redis_url(self, number: int = 0) -> str:
        """One of the databases of the Redis, in redis-py's form."""
        return self._redis.url.replace("?db=0", f"?db={number}")

    async def create_database(self, name: str) -> str:
        """The URL of a new, empty database beside the application's, with the same owner."""
        async with await psycopg.AsyncConnection.connect(self._postgres.layout.superuser_url(), autocommit=True) as connection:
            await connection.execute(sql.SQL("CREATE DATABASE {} OWNER jobhunter").format(sql.Identifier(name)))
        return self.database_url.replace("/jobhunter?", f"/{name}?")

    async def _stop_postgres(self) -> None:
        await self._postgres.stop()
        if self.home.folder not in self._postgres.layout.folder.parents:
            shutil.rmtree(self._postgres.layout.folder, ignore_errors=True)


def _temporary_home() -> Home:
    folder = Path(tempfile.mkdtemp(prefix="jh-"))  # a short path, for the sockets
    folder.chmod(0o711)  # the database server's own user must walk through
    return Home(folder).create()
