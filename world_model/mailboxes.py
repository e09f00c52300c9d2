"""Mailboxes the person has connected: credentials of another kind, found by user."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import SecretStr
from sqlalchemy import select

from world_model.credentials import TABLE
from world_model.session import Database
from world_model.tables import CredentialRow
from world_model.vault import SealBroken, Vault


@dataclass(frozen=True, slots=True)
class MailAccount:
    """A mailbox that is connected. `address`: `imaps://host:port`, or `imap://` on an own network."""

    id: int
    address: str
    email: str
    password: SecretStr


class Mailboxes:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def mailboxes(self, user_id: str) -> Sequence[MailAccount]:
        """The newest first; one that does not open is left out."""
        found: list[MailAccount] = []
        async with self._database.as_user(user_id) as session:
            query = select(CredentialRow).where(CredentialRow.kind == "mailbox").order_by(CredentialRow.id.desc())
            rows = (await session.execute(query)).scalars().all()
            if not rows:
                return ()
            vault = await self._vault.of(session, user_id)
            for row in rows:
                try:
                    email = vault.open(row.email_enc, TABLE, "email_enc", row.id)
                    password = vault.open(row.password_enc, TABLE, "password_enc", row.id)
                except SealBroken:
                    continue
                found.append(MailAccount(row.id, row.origin, email, SecretStr(password)))
        return found
