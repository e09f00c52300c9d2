"""The people an installation works for. The local stack has one, who needs no registration."""

from datetime import datetime

from sqlalchemy import func, select, text, update

from world_model.session import Database
from world_model.tables import User
from world_model.vault import Vault

LOCAL_USER = "00000000-0000-7000-8000-000000000001"
"""The single user of a local stack: the same in every home, so that commands without a gateway find the same rows."""


class Users:
    """Users of one database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def ensure_local(self) -> None:
        """The local user's row, made when there is none."""
        async with self._database.as_user(LOCAL_USER) as session:
            await self._vault.ensure_user(session, LOCAL_USER, None)

    async def stop(self, user_id: str, stopped: bool) -> datetime | None:
        """The stop button: while it is pressed nothing is armed. Answers since when it is pressed, None when it is not."""
        # The first press counts: pressing again does not move the time.
        since = func.coalesce(User.stopped_at, func.clock_timestamp()) if stopped else None
        async with self._database.as_user(user_id) as session:
            await session.execute(update(User).where(User.id == user_id).values(stopped_at=since))
            return (await session.execute(select(User.stopped_at).where(User.id == user_id))).scalar_one()

    async def stopped_at(self, user_id: str) -> datetime | None:
        async with self._database.as_user(user_id) as session:
            return (await session.execute(select(User.stopped_at).where(User.id == user_id))).scalar_one()


async def workers_seen(database: Database, within_s: float) -> int:
    """How many workers were heard of in the last `within_s` seconds."""
    query = text("SELECT count(*) FROM workers WHERE last_seen > clock_timestamp() - make_interval(secs => :s)")
    async with database.users.connect() as connection:
        return int((await connection.execute(query, {"s": within_s})).scalar_one())
