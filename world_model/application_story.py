"""One application's whole story, for whoever looks at it: the posting, the manifest, the documents, the receipt, the history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from brain.manifest import Manifest
from brain.ports import Receipt
from brain.posting import Frozen
from world_model.ids import as_uuid
from world_model.session import Database
from world_model.submissions import receipt_of
from world_model.tables import ApplicationEvent, ApplicationRow, DocumentRow, PostingRow, Submission
from world_model.unknown import unknown_application
from world_model.vault import Vault


class SentDocument(Frozen):
    document_id: str
    kind: str
    name: str
    sha256: str


class Moved(Frozen):
    at: datetime
    from_state: str | None
    to_state: str
    note: str


class ApplicationStory(Frozen):
    application_id: str
    task_id: str | None
    state: str
    score: int | None
    posting: dict[str, Any]
    manifest_hash: str | None
    manifest: Manifest | None
    documents: tuple[SentDocument, ...]
    receipt: Receipt | None
    history: tuple[Moved, ...]


class ApplicationStories:
    """Applications as their owner reads them."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def of(self, user_id: str, application_id: str) -> ApplicationStory:
        """Raises `NotFound` `no_application`."""
        number = as_uuid(application_id, unknown_application)
        async with self._database.as_user(user_id) as session:
            row = await session.get(ApplicationRow, number)
            if row is None:
                raise unknown_application(application_id)
            return await self._story(session, user_id, row)

    async def of_task(self, user_id: str, task_id: str) -> Sequence[ApplicationStory]:
        """The applications a task made, oldest first."""
        query = select(ApplicationRow).where(ApplicationRow.task_id == UUID(task_id)).order_by(ApplicationRow.id)
        async with self._database.as_user(user_id) as session:
            return [await self._story(session, user_id, row) for row in (await session.execute(query)).scalars().all()]

    async def _story(self, session: AsyncSession, user_id: str, row: ApplicationRow) -> ApplicationStory:
        posting = await session.get_one(PostingRow, row.posting_id)
        documents = await session.execute(select(DocumentRow).where(DocumentRow.application_id == row.id))
        moves = await session.execute(
            select(ApplicationEvent).where(ApplicationEvent.application_id == row.id).order_by(ApplicationEvent.id)
        )
        sent = await session.scalar(
            select(Submission).where(Submission.application_id == row.id).order_by(Submission.id.desc()).limit(1)
        )
        return ApplicationStory(
            application_id=str(row.id),
            task_id=str(row.task_id) if row.task_id else None,
            state=row.state,
            score=row.score,
            posting={"posting_id": str(posting.id), "posting_key": posting.posting_key, **_shown(posting.body)},
            manifest_hash=row.manifest_hash,
            manifest=await self._manifest(session, user_id, row),
            documents=tuple(
                SentDocument(document_id=str(d.id), kind=d.kind, name=d.name, sha256=d.sha256) for d in documents.scalars()
            ),
            receipt=receipt_of(sent) if sent else None,
            history=tuple(Moved(at=m.at, from_state=m.from_state, to_state=m.to_state, note=m.note) for m in moves.scalars()),
        )

    async def _manifest(self, session: AsyncSession, user_id: str, row: ApplicationRow) -> Manifest | None:
        if row.manifest_enc is None:
            return None
        vault = await self._vault.of(session, user_id)
        return Manifest.model_validate(vault.open(row.manifest_enc, "applications", "manifest_enc", row.id))


def _shown(body: dict[str, Any]) -> dict[str, Any]:
    return {
        key: body.get(key)
        for key in ("title", "company", "locations", "workplace", "source", "board", "external_id", "url", "apply_url", "family")
    }
