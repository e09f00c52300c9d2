"""Sessions at sites, kept sealed after a sign-in that worked."""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from brain.accounts_rules import entry_of, is_entered_at
from brain.ports import AccountSite, KeptSession
from world_model.session import Database
from world_model.tables import SiteSessionRow
from world_model.vault import SealBroken, Vault

TABLE = "site_sessions"


class SiteSessionStore:
    """Implements `brain.ports.SiteSessions`. Each method is a transaction of its own."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def at(self, user_id: str, candidate_id: str, url: str) -> KeptSession | None:
        """The newest session that serves the form at this address. One that does not open is as good as none."""
        row = SiteSessionRow
        async with self._database.as_user(user_id) as session:
            query = select(row).where(row.candidate_id == UUID(candidate_id)).order_by(row.saved_at.desc())
            found = next((r for r in (await session.execute(query)).scalars() if is_entered_at(r.entry, url)), None)
            if found is None:
                return None
            vault = await self._vault.of(session, user_id)
            try:
                state = vault.open(found.state_enc, TABLE, "state_enc", found.id)
            except SealBroken:
                await session.execute(delete(row).where(row.id == found.id))
                return None
            await session.execute(update(row).where(row.id == found.id).values(used_at=datetime.now(UTC)))
            return KeptSession(site=AccountSite(origin=found.origin, tenant=found.tenant), state=SecretStr(state))

    async def keep(self, user_id: str, candidate_id: str, kept: KeptSession, credential_id: int, url: str) -> None:
        """In the place of an earlier one for the same account."""
        async with self._database.as_user(user_id) as session:
            place = f"{TABLE}|{candidate_id}|{kept.site.origin}|{kept.site.tenant}"
            await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:place, 0))"), {"place": place})
            await _drop(session, candidate_id, kept.site)
            row = SiteSessionRow(
                user_id=user_id, candidate_id=candidate_id, credential_id=credential_id, origin=kept.site.origin,
                tenant=kept.site.tenant, entry=entry_of(url, kept.site.tenant), state_enc=b"",
            )  # fmt: skip
            session.add(row)
            await session.flush()
            vault = await self._vault.of(session, user_id)
            row.state_enc = vault.seal(kept.state.get_secret_value(), TABLE, "state_enc", row.id)

    async def drop(self, user_id: str, candidate_id: str, site: AccountSite) -> None:
        async with self._database.as_user(user_id) as session:
            await _drop(session, candidate_id, site)


async def _drop(session: AsyncSession, candidate_id: str, site: AccountSite) -> None:
    row = SiteSessionRow
    here = (row.candidate_id == UUID(candidate_id), row.origin == site.origin, row.tenant == site.tenant)
    await session.execute(delete(row).where(*here))
