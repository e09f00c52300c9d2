"""Accounts at sites: e-mail and password sealed for their row, found by exact origin and tenant."""

from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from brain.ports import AccountSite, Credential
from jobhunter.faults import fault
from world_model.session import Database
from world_model.tables import CredentialRow
from world_model.vault import UserVault, Vault

TABLE = "credentials"


class CredentialStore:
    """Implements `brain.ports.Credentials`. Each method is a transaction of its own: what it returns from is kept."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def of(self, user_id: str, candidate_id: str, site: AccountSite, email: str) -> Credential | None:
        """The candidate's account at exactly this site, else one of this user's with the same e-mail."""
        async with self._database.as_user(user_id) as session:
            return await _find(session, await self._vault.of(session, user_id), candidate_id, site, email)

    async def plan(
        self, user_id: str, candidate_id: str, site: AccountSite, email: str, password: SecretStr, told: int = 0
    ) -> Credential:
        """Keeps an account before it is used; two that plan at once get the same one."""
        async with self._database.as_user(user_id) as session:
            await session.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:place, 0))"),
                {"place": f"credentials|{user_id}|{site.origin}|{site.tenant}"},
            )
            vault = await self._vault.of(session, user_id)
            if held := await _find(session, vault, candidate_id, site, email):
                return held
            row = CredentialRow(
                user_id=user_id, candidate_id=candidate_id, origin=site.origin, tenant=site.tenant,
                email_enc=b"", password_enc=b"", state="planned", tries=0, told=told,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            row.email_enc = vault.seal(email, TABLE, "email_enc", row.id)
            row.password_enc = vault.seal(password.get_secret_value(), TABLE, "password_enc", row.id)
            planned = _credential(vault, row)
        fault("after_plan", TABLE)
        return planned

    async def tried(self, user_id: str, credential_id: int) -> None:
        await self._set(user_id, credential_id, {"tries": CredentialRow.tries + 1})

    async def move(self, user_id: str, credential_id: int, state: str) -> None:
        fault("before_note", TABLE)
        anew: dict[str, Any] = {"tries": 0, "used_at": datetime.now(UTC)} if state in ("created", "works") else {}
        await self._set(user_id, credential_id, {"state": state, **anew})

    async def tell(
        self, user_id: str, credential_id: int, password: SecretStr | None, told: int, totp: SecretStr | None = None
    ) -> None:
        """What the person answered: their password or secret, sealed, or leave to try again."""
        values: dict[str, Any] = {"told": told, "tries": 0, "code_tries": 0, "state": "created"}
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            for column, secret in (("password_enc", password), ("totp_enc", totp)):
                if secret is not None:
                    values[column] = vault.seal(secret.get_secret_value(), TABLE, column, credential_id)
            await _set(session, credential_id, values)

    async def typing(self, user_id: str, credential_id: int, totp_step: int = 0) -> None:
        """Counts a code before it is typed; the time step of one that was made here is never used again."""
        step = {"totp_step": totp_step} if totp_step else {}
        await self._set(user_id, credential_id, {"code_tries": CredentialRow.code_tries + 1, **step})

    async def code_taken(self, user_id: str, credential_id: int) -> None:
        await self._set(user_id, credential_id, {"code_tries": 0, "state": "works", "used_at": datetime.now(UTC)})

    async def asks_code(self, user_id: str, credential_id: int, asks: bool) -> None:
        await self._set(user_id, credential_id, {"asks_code": asks})

    async def _set(self, user_id: str, credential_id: int, values: dict[str, Any]) -> None:
        async with self._database.as_user(user_id) as session:
            await _set(session, credential_id, values)


async def _set(session: AsyncSession, credential_id: int, values: dict[str, Any]) -> None:
    changed = {**values, "updated_at": datetime.now(UTC)}
    await session.execute(update(CredentialRow).where(CredentialRow.id == credential_id).values(**changed))


async def _find(session: AsyncSession, vault: UserVault, candidate_id: str, site: AccountSite, email: str) -> Credential | None:
    here = (CredentialRow.origin == site.origin, CredentialRow.tenant == site.tenant, CredentialRow.kind == "account")
    rows = (await session.execute(select(CredentialRow).where(*here).order_by(CredentialRow.id.desc()))).scalars().all()
    found = [(row, _credential(vault, row)) for row in sorted(rows, key=lambda row: str(row.candidate_id) != candidate_id)]
    same, own = email.casefold(), (candidate_id, "None")
    return next((held for row, held in found if str(row.candidate_id) in own or held.email.casefold() == same), None)


def _credential(vault: UserVault, row: CredentialRow) -> Credential:
    return Credential.model_validate(
        {
            "id": row.id,
            "site": AccountSite(origin=row.origin, tenant=row.tenant),
            "email": vault.open(row.email_enc, TABLE, "email_enc", row.id),
            "password": vault.open(row.password_enc, TABLE, "password_enc", row.id),
            "state": row.state,
            "tries": row.tries,
            "told": row.told,
            "totp": None if row.totp_enc is None else vault.open(row.totp_enc, TABLE, "totp_enc", row.id),
            "totp_step": row.totp_step,
            "code_tries": row.code_tries,
            "asks_code": row.asks_code,
        }
    )
