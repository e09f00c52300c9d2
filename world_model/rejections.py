"""What the person did not want, sealed; listed, and forgotten when they say so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import NotFound
from brain.ports import Rejection
from world_model.session import Database
from world_model.tables import ApplicationEvent, ApplicationRow, PostingRow, RejectionRow
from world_model.vault import UserVault, Vault

PLACE = ("rejections", "body_enc")
MOST_READ = 1000  # the newest count
Row = RejectionRow


class Rejections:
    """The rejections of one database; every method works as the user it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def keep(self, user_id: str, candidate_id: str, rejection: Rejection) -> None:
        """Once per posting; the newest reason counts."""
        body = rejection.model_dump(mode="json", exclude={"id", "posting_key", "fingerprint"})
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            of_posting = (Row.candidate_id == UUID(candidate_id), Row.posting_key == rejection.posting_key)
            await session.execute(delete(Row).where(*of_posting))
            # The row's id is part of what a value is sealed for.
            number = await session.scalar(select(func.nextval(func.pg_get_serial_sequence("rejections", "id"))))
            row = Row(
                id=number,
                user_id=user_id,
                candidate_id=candidate_id,
                posting_key=rejection.posting_key,
                fingerprint=rejection.fingerprint,
                body_enc=vault.seal(body, *PLACE, number),
            )
            session.add(row)

    async def of(self, user_id: str, candidate_id: str) -> Sequence[Rejection]:
        """One candidate's, the newest first."""
        return [one for one, _ in await self._read(user_id, Row.candidate_id == UUID(candidate_id))]

    async def list(self, user_id: str) -> Sequence[tuple[Rejection, datetime]]:
        """All of them with when they were said, the newest first."""
        return await self._read(user_id)

    async def forget(self, user_id: str, rejection_id: int) -> None:
        """The posting may be proposed again, and its reason rules out nothing any more. Raises `NotFound` `rejection_unknown`."""
        async with self._database.as_user(user_id) as session:
            row = await session.get(Row, rejection_id, with_for_update=True)
            if row is None:
                fix = "List them with `jobhunter rejections`."
                raise NotFound("rejection_unknown", "There is no such rejection.", str(rejection_id), fix)
            await _reopen(session, user_id, row)
            await session.delete(row)

    async def _read(self, user_id: str, *where: Any) -> Sequence[tuple[Rejection, datetime]]:
        query = select(Row).where(*where).order_by(Row.id.desc()).limit(MOST_READ)
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            return [(_opened(row, vault), row.created_at) for row in (await session.execute(query)).scalars()]


async def _reopen(session: AsyncSession, user_id: str, row: Row) -> None:
    """What was withdrawn by it is merely closed from now on."""
    query = (
        select(ApplicationRow)
        .join(PostingRow, PostingRow.id == ApplicationRow.posting_id)
        .where(
            ApplicationRow.candidate_id == row.candidate_id,
            ApplicationRow.state == "withdrawn",
            PostingRow.posting_key == row.posting_key,
        )
        .with_for_update(of=ApplicationRow)
    )
    for application in (await session.execute(query)).scalars():
        note = "The rejection was taken back."
        session.add(
            ApplicationEvent(user_id=user_id, application_id=application.id, from_state="withdrawn", to_state="closed", note=note)
        )
        application.state = "closed"


def _opened(row: Row, vault: UserVault) -> Rejection:
    body = vault.open(row.body_enc, *PLACE, row.id)
    return Rejection(id=row.id, posting_key=row.posting_key, fingerprint=row.fingerprint, **body)
