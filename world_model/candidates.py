"""The candidate's row: résumé, facts, remembered answers, documents; personal data sealed."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from brain.errors import NotFound
from brain.facts import Candidate, Document, Fact
from brain.ports import Kept
from world_model.remembered import Said, alive, keep
from world_model.session import Database
from world_model.tables import CandidateRow, Consent, DocumentRow, FactRow
from world_model.vault import UserVault, Vault


class CandidateStore:
    """Implements `brain.ports.Candidates`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def import_resume(
        self, user_id: str, document: dict[str, Any], facts: Sequence[Fact], not_understood: Sequence[str]
    ) -> str:
        """Stores a candidate and their facts; the same content again is the same candidate. Returns the candidate's id."""
        digest = hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            held = await session.scalar(select(CandidateRow.id).where(CandidateRow.content_digest == digest))
            candidate_id = held or uuid7()
            sealed = vault.seal(document, "candidates", "resume_enc", candidate_id)
            if held is not None:
                await session.execute(update(CandidateRow).where(CandidateRow.id == held).values(updated_at=datetime.now(UTC)))
                return str(candidate_id)
            session.add(
                CandidateRow(
                    id=candidate_id,
                    user_id=user_id,
                    content_digest=digest,
                    resume_enc=sealed,
                    not_understood=list(not_understood),
                )
            )
            await session.flush()
            await add_facts(session, vault, user_id, candidate_id, facts)
            await _add_consents(session, user_id, candidate_id, document)
        return str(candidate_id)

    async def load(self, user_id: str, candidate_id: str | None, application_id: str | None = None) -> Candidate:
        async with self._database.as_user(user_id) as session:
            query = select(CandidateRow).order_by(CandidateRow.updated_at.desc()).limit(1)
            row = await session.scalar(query.where(CandidateRow.id == candidate_id) if candidate_id else query)
            if row is None:
                raise no_candidate()
            vault = await self._vault.of(session, user_id)
            return Candidate(
                id=str(row.id),
                resume=vault.open(row.resume_enc, "candidates", "resume_enc", row.id),
                facts=await facts_of(session, vault, row.id),
                remembered=await alive(session, vault, row.id),
                documents=await _documents(session, row.id, application_id),
                consents=await _consents(session, row.id),
            )

    async def consents(self, user_id: str, candidate_id: str) -> dict[str, bool]:
        async with self._database.as_user(user_id) as session:
            return await _consents(session, candidate_id)

    async def not_understood(self, user_id: str, candidate_id: str) -> tuple[str, ...]:
        async with self._database.as_user(user_id) as session:
            return tuple(await session.scalar(select(CandidateRow.not_understood).where(CandidateRow.id == candidate_id)) or ())

    async def remember(
        self, user_id: str, candidate_id: str, question: str, value: Any, scope: str, company: str, family: str, origin: str = ""
    ) -> Kept:
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            return await keep(session, vault, candidate_id, Said(question, value, scope, company, family, origin))

    async def keep_consent(self, user_id: str, candidate_id: str, name: str, site: str, given: bool) -> None:
        async with self._database.as_user(user_id) as session:
            said = insert(Consent).values(user_id=user_id, candidate_id=candidate_id, name=name, site=site, given=given)
            newest = {"given": given, "at": datetime.now(UTC)}
            await session.execute(said.on_conflict_do_update(constraint="consents_once", set_=newest))


async def add_facts(session: AsyncSession, vault: UserVault, user_id: str, candidate_id: Any, facts: Sequence[Fact]) -> None:
    # The row's id is part of what a value is sealed for, so ids are drawn before the rows are written.
    if not facts:
        return
    sequence = func.pg_get_serial_sequence("facts", "id")
    drawn = (
        (await session.execute(select(func.nextval(sequence)).select_from(func.generate_series(1, len(facts))))).scalars().all()
    )
    rows = [
        {
            "id": row_id,
            "user_id": user_id,
            "candidate_id": candidate_id,
            "kind": fact.kind,
            "path": fact.path,
            "sensitivity": fact.sensitivity,
            "body_enc": vault.seal(fact.model_dump(mode="json", exclude={"id"}), "facts", "body_enc", row_id),
        }
        for row_id, fact in zip(drawn, facts, strict=True)
    ]
    await session.execute(insert(FactRow).values(rows))


async def _add_consents(session: AsyncSession, user_id: str, candidate_id: Any, document: dict[str, Any]) -> None:
    extra = document.get("x-jobhunter")
    given = extra.get("consents") if isinstance(extra, dict) else None
    for name, value in (given or {}).items() if isinstance(given, dict) else ():
        if isinstance(value, bool):
            session.add(Consent(user_id=user_id, candidate_id=candidate_id, name=str(name), given=value, site=""))


async def facts_of(session: AsyncSession, vault: UserVault, candidate_id: Any) -> tuple[Fact, ...]:
    rows = (await session.execute(select(FactRow).where(FactRow.candidate_id == candidate_id).order_by(FactRow.id))).scalars()
    return tuple(Fact.model_validate({**vault.open(r.body_enc, "facts", "body_enc", r.id), "id": r.id}) for r in rows)


async def _documents(session: AsyncSession, candidate_id: Any, application_id: str | None) -> tuple[Document, ...]:
    """The documents that may be sent: those made for this application before the candidate's own, one of a kind."""
    query = select(DocumentRow).where(DocumentRow.candidate_id == candidate_id).order_by(DocumentRow.created_at.desc())
    rows = [
        r for r in (await session.execute(query)).scalars() if r.application_id is None or str(r.application_id) == application_id
    ]
    rows.sort(key=lambda r: r.application_id is None)
    by_kind: dict[str, Document] = {}
    for row in rows:
        by_kind.setdefault(row.kind, document_of(row))
    return tuple(by_kind.values())


async def _consents(session: AsyncSession, candidate_id: Any) -> dict[str, bool]:
    rows = (await session.execute(select(Consent).where(Consent.candidate_id == candidate_id))).scalars()
    return {f"{r.name}:{r.site}" if r.site else r.name: r.given for r in rows}


def no_candidate() -> NotFound:
    return NotFound("no_candidate", "There is no candidate yet.", "", "Import a résumé: jobhunter candidate import FILE")


def document_of(row: DocumentRow) -> Document:
    return Document(id=str(row.id), kind=row.kind, name=row.name, path=row.path, sha256=row.sha256, fact_ids=tuple(row.fact_ids))
