"""Replacing the master key: every user's data key is wrapped anew; sealed values stay as they are.

It works while everything runs: who meets a data key wrapped with a key it does not know reads the keys again.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from world_model.session import Database
from world_model.vault import Vault

_ANEW = """
UPDATE users SET data_key_wrapped = :wrapped, master_key_id = :now WHERE id = :id AND master_key_id = :before
   AND data_key_wrapped = :found
"""


async def users_by_key(database: Database) -> dict[str, int]:
    """How many users' data keys are wrapped with each master key, by its id."""
    async with _as_owner(database) as connection:
        rows = (await connection.execute(text("SELECT master_key_id, count(*) FROM users GROUP BY 1"))).all()
    return dict(Counter({str(key): int(count) for key, count in rows}))


async def wrap_anew(database: Database, vault: Vault) -> int:
    """Wraps every data key with the current master key, each in a transaction of its own; answers how many were.

    One whose own key is not among ours stays as it is: `users_by_key` tells of it.
    """
    current, done = vault.keys.current, 0
    async with _as_owner(database) as connection:
        query = text("SELECT id, data_key_wrapped, master_key_id FROM users WHERE master_key_id <> :now ORDER BY id")
        waiting = (await connection.execute(query, {"now": current.id})).all()
    for user, found, before in waiting:
        key = vault.keys.find(before)
        data_key = key.unwrap(found, str(user)) if key else None
        if data_key is None:
            continue
        values = {"id": user, "wrapped": current.wrap(data_key, str(user)), "now": current.id, "before": before, "found": found}
        async with _as_owner(database) as connection:
            # One that was deleted, or given another key, meanwhile is left alone.
            done += (await connection.execute(text(_ANEW), values)).rowcount
    return done


@asynccontextmanager
async def _as_owner(database: Database) -> AsyncIterator[AsyncConnection]:
    # The app sees one user at a time; wrapping keys is the owner's work.
    async with database.users.begin() as connection:
        await connection.execute(text("SET LOCAL ROLE jobhunter_owner"))
        yield connection
