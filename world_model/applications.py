"""Applications: one candidate × one posting, with its manifest (sealed), documents and history."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from brain.errors import NotFound
from brain.facts import Document
from brain.manifest import Manifest
from brain.ports import Application, Rejection
from world_model.rejections import Rejections
from world_model.session import Database
from world_model.tables import ApplicationEvent, ApplicationRow, DocumentRow, PostingRow, Submission, Task
from world_model.vault import Vault

OPEN_TASK = ("queued", "running", "waiting", "paused")


class ApplicationStore:
    """Implements `brain.ports.Applications`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self._rejections = Rejections(database, vault)

    async def keep_rejection(self, user_id: str, candidate_id: str, rejection: Rejection) -> None:
        await self._rejections.keep(user_id, candidate_id, rejection)

    async def rejections(self, user_id: str, candidate_id: str) -> Sequence[Rejection]:
        return await self._rejections.of(user_id, candidate_id)

    async def applied(self, user_id: str, candidate_id: str) -> frozenset[str]:
        async with self._database.as_user(user_id) as session:
            sent = await session.execute(
                select(Submission.posting_key, Submission.fingerprint).where(
                    Submission.candidate_id == UUID(candidate_id), Submission.state.in_(("armed", "confirmed", "unknown"))
                )
            )
            elsewhere = await session.execute(
                select(PostingRow.posting_key, PostingRow.fingerprint)
                .join(ApplicationRow, ApplicationRow.posting_id == PostingRow.id)
                .outerjoin(Task, Task.id == ApplicationRow.task_id)
                .where(
                    ApplicationRow.candidate_id == UUID(candidate_id),
                    ApplicationRow.state.in_(("submitted", "unknown", "rejected", "interview", "offer", "accepted", "withdrawn"))
                    | Task.status.in_(OPEN_TASK),
                )
            )
            return frozenset(value for row in (*sent, *elsewhere) for value in row)

    async def begin(self, user_id: str, candidate_id: str, posting_id: str, task_id: str) -> Application:
        async with self._database.as_user(user_id) as session:
            made = await session.execute(
                insert(ApplicationRow)
                .values(id=uuid7(), user_id=user_id, candidate_id=candidate_id, posting_id=posting_id, task_id=task_id)
                .on_conflict_do_nothing()
                .returning(ApplicationRow.id)
            )
            query = select(ApplicationRow).where(
                ApplicationRow.candidate_id == UUID(candidate_id), ApplicationRow.posting_id == UUID(posting_id)
            )
            row = (await session.execute(query)).scalar_one()
            if made.scalar_one_or_none() is not None:
                session.add(
                    ApplicationEvent(user_id=user_id, application_id=row.id, from_state=None, to_state=row.state, note="Begun.")
                )
            elif row.task_id != UUID(task_id):
                row.task_id = UUID(task_id)
            return await self._application(session, user_id, row)

    async def get(self, user_id: str, application_id: str) -> Application:
        async with self._database.as_user(user_id) as session:
            row = await session.get(ApplicationRow, UUID(application_id))
            if row is None:
                raise NotFound(
                    "no_application", "There is no such application.", application_id, "List them with `jobhunter track`."
                )
            return await self._application(session, user_id, row)

    async def move(self, user_id: str, application_id: str, state: str, note: str) -> None:
        async with self._database.as_user(user_id) as session:
            row = await session.get(ApplicationRow, UUID(application_id), with_for_update=True)
            if row is None:
                raise NotFound("no_application", "There is no such application.", application_id, "")
            session.add(ApplicationEvent(user_id=user_id, application_id=row.id, from_state=row.state, to_state=state, note=note))
            row.state = state

    async def keep_score(self, user_id: str, application_id: str, score: int) -> None:
        async with self._database.as_user(user_id) as session:
            await session.execute(update(ApplicationRow).where(ApplicationRow.id == UUID(application_id)).values(score=score))

    async def keep_manifest(self, user_id: str, application_id: str, manifest: Manifest) -> None:
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            sealed = vault.seal(manifest.model_dump(mode="json"), "applications", "manifest_enc", UUID(application_id))
            await session.execute(
                update(ApplicationRow)
                .where(ApplicationRow.id == UUID(application_id))
                .values(manifest_enc=sealed, manifest_hash=manifest.hash)
            )

    async def keep_document(self, user_id: str, application_id: str, candidate_id: str, document: Document) -> None:
        async with self._database.as_user(user_id) as session:
            statement = insert(DocumentRow).values(
                id=UUID(document.id),
                user_id=user_id,
                candidate_id=candidate_id,
                application_id=application_id,
                kind=document.kind,
                name=document.name,
                path=document.path,
                sha256=document.sha256,
                fact_ids=list(document.fact_ids),
            )
            # The very same document made for another application as well belongs to the candidate: either may send it.
            shared = statement.on_conflict_do_update(
                constraint="documents_once",
                set_={"application_id": None, "created_at": func.clock_timestamp()},
                where=DocumentRow.application_id.is_distinct_from(UUID(application_id)),
            )
            await session.execute(shared)

    async def sent_before(self, user_id: str, candidate_id: str, limit: int = 50) -> Sequence[Manifest]:
        query = (
            select(ApplicationRow.id, ApplicationRow.manifest_enc)
            .join(Submission, Submission.application_id == ApplicationRow.id)
            .where(
                ApplicationRow.candidate_id == UUID(candidate_id),
                Submission.state.in_(("confirmed", "unknown")),
            )
            .order_by(Submission.id.desc())
            .limit(limit)
        )
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            rows = (await session.execute(query)).all()
        held = [(number, sealed) for number, sealed in rows if sealed is not None]
        return [Manifest.model_validate(vault.open(sealed, "applications", "manifest_enc", number)) for number, sealed in held]

    async def _application(self, session: AsyncSession, user_id: str, row: ApplicationRow) -> Application:
        manifest: Any = None
        if row.manifest_enc is not None:
            vault = await self._vault.of(session, user_id)
            manifest = Manifest.model_validate(vault.open(row.manifest_enc, "applications", "manifest_enc", row.id))
        return Application(id=str(row.id), posting_id=str(row.posting_id), state=row.state, manifest=manifest, score=row.score)
