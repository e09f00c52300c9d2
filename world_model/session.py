"""Connections: as the engine for the protocol's functions, as a user for everything else.

The engine's connections may run the protocol's functions and nothing else. A user's transactions stand under row-level
security: `app.user_id` is set for the length of the transaction, so a pooled connection cannot leak it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from brain.errors import Unavailable

T = TypeVar("T")
# Restarts, deadlocks, serialisation failures, a pool without a connection: psycopg names them all so.
TRANSIENT = psycopg.OperationalError
# The protocol's statements find a few rows by index, whatever the size of the tables. Plans are made once per connection, mostly
# while its tables are small or new: without this some would go on reading whole tables when they have become large.
ENGINE_PLANNER = {
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_bitmapscan": "off",
    "enable_memoize": "off",
}
ENGINE_OPTIONS = " ".join(f"-c {name}={value}" for name, value in ENGINE_PLANNER.items())
RETRY_DELAYS_S = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0)
RECONNECT_EVERY_S = 0.5
# The pool hands its connections out in turn: a second one that nothing needs halves what each backend has in its caches, and a
# step's ending takes a third longer.
SPARE_S = 1.0
FIRST_CONNECTION_S = 2.0
UNREACHABLE = "database_unreachable"
CONNECTION_LOST = ("08006", "08000", "08001", "08003", "57P01", "57P02", "57P03")  # an error without a code came from the socket


def unavailable(error: Exception) -> Unavailable:
    return Unavailable(
        UNREACHABLE,
        "PostgreSQL does not answer.",
        str(error).strip(),
        "Nothing is lost; it is tried again.",
        retry_after=2,
    )


class Database:
    """One process's pools. `url` in SQLAlchemy's form (`postgresql+psycopg://…`). Open with `async with`."""

    def __init__(self, url: str, *, engine_connections: int = 4, user_connections: int = 6) -> None:
        plain = url.replace("postgresql+psycopg://", "postgresql://")
        self._engine_pool: AsyncConnectionPool[AsyncConnection[TupleRow]] = AsyncConnectionPool(
            plain,
            min_size=1,
            max_size=engine_connections,
            max_idle=SPARE_S,
            open=False,
            timeout=10,
            # By itself the pool would wait twice as long after each failure, and so for seconds after the server is back.
            reconnect_timeout=RECONNECT_EVERY_S,
            reconnect_failed=_connect_again,
            # No check before use: it would be a second round trip for each call; one that finds it dead is tried again.
            kwargs={"autocommit": True, "prepare_threshold": 2, "options": ENGINE_OPTIONS},
            configure=_become_engine,
        )
        self.users: AsyncEngine = create_async_engine(
            url, pool_size=user_connections, max_overflow=2, pool_pre_ping=True, hide_parameters=True
        )
        event.listen(self.users.sync_engine, "connect", _become_app)
        self.hiccups = 0  # calls that had to be tried again: an answer of the first try may have been lost on its way

    async def __aenter__(self) -> "Database":
        await self._engine_pool.open()
        with suppress(PoolTimeout):  # a call before the first connection is there would open a second one
            await self._engine_pool.wait(FIRST_CONNECTION_S)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._engine_pool.close()
        await self.users.dispose()

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """An autocommit connection of the engine's role."""
        async with self._engine_pool.connection() as connection:
            yield connection

    async def call(self, function: str, *arguments: Any) -> Any:
        """One call of a protocol function as its own transaction; tried again on transient errors, as a whole.

        Dicts and lists travel as jsonb. Raises `Unavailable` when PostgreSQL stays away.
        """
        marks = ", ".join(["%s"] * len(arguments))
        query = f"SELECT {function}({marks})"
        values = [Jsonb(a) if isinstance(a, dict | list) else a for a in arguments]

        async def once() -> Any:
            async with self.engine() as connection:
                row = await (await connection.execute(query, values)).fetchone()
            return row[0] if row else None

        return await retrying(once, self._hiccup)

    def _hiccup(self) -> None:
        self.hiccups += 1

    @asynccontextmanager
    async def as_user(self, user_id: str) -> AsyncIterator[AsyncSession]:
        """One transaction of one user, committed at the end, rolled back on an error."""
        async with AsyncSession(self.users, expire_on_commit=False) as session, session.begin():
            await session.execute(text("SELECT set_config('app.user_id', :user, true)"), {"user": str(user_id)})
            yield session


async def retrying(once: Callable[[], Awaitable[T]], on_retry: Callable[[], None] = lambda: None) -> T:
    """Runs a whole transaction again when PostgreSQL was restarted under it or broke a deadlock."""
    for delay in RETRY_DELAYS_S:
        try:
            return await once()
        except (TRANSIENT, DBAPIError) as error:
            if not _is_transient(error):
                raise
            on_retry()
            await asyncio.sleep(delay)
    try:
        return await once()
    except (TRANSIENT, DBAPIError) as error:
        if not _is_transient(error):
            raise
        raise unavailable(error) from error


def _is_transient(error: BaseException) -> bool:
    # SQLAlchemy wraps the driver's error; what counts is what PostgreSQL said.
    return isinstance(error.orig, TRANSIENT) if isinstance(error, DBAPIError) else True


def connection_lost(error: BaseException) -> bool:
    """Whether PostgreSQL went away under a call, or cut this client off: what was asked was not at fault."""
    if isinstance(error, Unavailable):
        return error.code == UNREACHABLE
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, psycopg.OperationalError) and (cause.sqlstate or "08006") in CONNECTION_LOST


async def _connect_again(pool: AsyncConnectionPool[AsyncConnection[TupleRow]]) -> None:
    await pool.check()


async def _become_engine(connection: AsyncConnection[TupleRow]) -> None:
    await connection.execute("SET ROLE jobhunter_engine")


def _become_app(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE jobhunter_app")
    connection.commit()
