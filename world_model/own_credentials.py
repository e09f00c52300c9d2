"""Accounts and mailboxes as the person keeps them: what is there, never what is secret."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import Conflict, NotFound
from brain.posting import Frozen
from world_model.credentials import TABLE
from world_model.events import in_utc
from world_model.session import Database
from world_model.tables import CandidateRow, CredentialRow, SiteSessionRow
from world_model.vault import UserVault, Vault


class OwnCredential(Frozen):
    """What a person gives. `origin`: of the site, or the address of a mailbox's server. An empty password is none."""

    kind: Literal["account", "mailbox"]
    origin: str
    tenant: str = ""
    email: str
    password: SecretStr = SecretStr("")
    totp: SecretStr | None = None


class OwnCredentials:
    """Each method is a transaction of its own."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def list(self, user_id: str) -> Sequence[dict[str, Any]]:
        """All of them, the oldest first."""
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            rows = (await session.execute(select(CredentialRow).order_by(CredentialRow.id))).scalars().all()
            kept = (await session.execute(select(SiteSessionRow.credential_id))).scalars().all()
            return [_shown(vault, row, row.id in kept) for row in rows]

    async def add(self, user_id: str, given: OwnCredential) -> dict[str, Any]:
        """Raises `Conflict` `credential_exists`."""
        async with self._database.as_user(user_id) as session:
            place = f"{TABLE}|{user_id}|{given.origin}|{given.tenant}"
            await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:place, 0))"), {"place": place})
            vault = await self._vault.of(session, user_id)
            await _refuse_second(session, vault, given)
            newest = select(CandidateRow.id).order_by(CandidateRow.created_at.desc()).limit(1)
            candidate = None if given.kind == "mailbox" else (await session.execute(newest)).scalar()
            row = CredentialRow(
                user_id=user_id, candidate_id=candidate, kind=given.kind, origin=given.origin, tenant=given.tenant,
                email_enc=b"", password_enc=b"", state="created",
            )  # fmt: skip
            session.add(row)
            await session.flush()
            row.email_enc = vault.seal(given.email, TABLE, "email_enc", row.id)
            _seal(vault, row, given.password, given.totp)
            await session.flush()
            await session.refresh(row)
            return _shown(vault, row, False)

    async def change(
        self, user_id: str, credential_id: int, email: str | None, password: SecretStr | None, totp: SecretStr | None
    ) -> dict[str, Any]:
        """What is None stays; an empty secret is taken away. It may be tried again. Raises `NotFound` `credential_unknown`."""
        async with self._database.as_user(user_id) as session:
            row = await _row(session, credential_id)
            vault = await self._vault.of(session, user_id)
            if email is not None:
                row.email_enc = vault.seal(email, TABLE, "email_enc", row.id)
            _seal(vault, row, password, totp)
            row.state, row.tries, row.code_tries, row.updated_at = "created", 0, 0, datetime.now(UTC)
            await session.execute(delete(SiteSessionRow).where(SiteSessionRow.credential_id == row.id))
            return _shown(vault, row, False)

    async def remove(self, user_id: str, credential_id: int) -> None:
        """It and the sessions it brought. Raises `NotFound` `credential_unknown`."""
        async with self._database.as_user(user_id) as session:
            await session.delete(await _row(session, credential_id))


async def _row(session: AsyncSession, credential_id: int) -> CredentialRow:
    found = await session.get(CredentialRow, credential_id)
    if found is None:
        fix = "List them with GET /api/v1/credentials."
        raise NotFound("credential_unknown", "No such credential is kept.", str(credential_id), fix)
    return found


async def _refuse_second(session: AsyncSession, vault: UserVault, given: OwnCredential) -> None:
    row = CredentialRow
    here = (row.kind == given.kind, row.origin == given.origin, row.tenant == given.tenant)
    for held in (await session.execute(select(row).where(*here))).scalars():
        if str(vault.open(held.email_enc, TABLE, "email_enc", held.id)).casefold() == given.email.casefold():
            fix = f"Change it with PUT /api/v1/credentials/{held.id}."
            raise Conflict("credential_exists", "This account is kept already.", "", fix, credential_id=held.id)


def _seal(vault: UserVault, row: CredentialRow, password: SecretStr | None, totp: SecretStr | None) -> None:
    if password is not None:
        row.password_enc = vault.seal(password.get_secret_value(), TABLE, "password_enc", row.id)
    if totp is not None:
        secret = totp.get_secret_value()
        row.totp_enc = vault.seal(secret, TABLE, "totp_enc", row.id) if secret else None
        row.totp_step = 0


def _shown(vault: UserVault, row: CredentialRow, session: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "origin": row.origin,
        "tenant": row.tenant,
        "candidate_id": str(row.candidate_id) if isinstance(row.candidate_id, UUID) else None,
        "email": vault.open(row.email_enc, TABLE, "email_enc", row.id),
        "has_password": bool(vault.open(row.password_enc, TABLE, "password_enc", row.id)),
        "has_totp": row.totp_enc is not None,
        "has_session": session,
        "state": row.state,
        "used_at": in_utc(row.used_at) if row.used_at else None,
        "created_at": in_utc(row.created_at),
    }
