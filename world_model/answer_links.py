"""Links that answer one intervention once, for whoever holds them: short-lived, of no other power.

A token is 32 random bytes; the table keeps its SHA-256. A salt or a key would add nothing to a value nobody can guess, and a
master key that is replaced would end the links that are on their way.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text, update

from world_model.interventions import AskedIntervention, Interventions
from world_model.session import Database
from world_model.tables import AnswerLinkRow

TOKEN_BYTES = 32
CODE_S = 15 * 60.0
OTHERS_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """A link that was found: whose it is, what it answers, and whether it still may."""

    user_id: str
    asked: AskedIntervention
    used: bool
    late: bool
    expires_at: datetime


class AnswerLinks:
    """The links of one database."""

    def __init__(self, database: Database, interventions: Interventions) -> None:
        self._database = database
        self._interventions = interventions

    async def issue(self, user_id: str, asked: AskedIntervention) -> str:
        """A new token for this intervention; it ends with the intervention, or before."""
        token = secrets.token_bytes(TOKEN_BYTES)
        lasts = timedelta(seconds=CODE_S if asked.kind == "code" else OTHERS_S)
        ends = func.least(asked.expires_at, func.clock_timestamp() + lasts)
        row = AnswerLinkRow(user_id=user_id, intervention_id=asked.id, token_hash=_hash(token), expires_at=ends)
        async with self._database.as_user(user_id) as session:
            session.add(row)
        return base64.urlsafe_b64encode(token).decode().rstrip("=")

    async def find(self, token: str) -> AnswerLink | None:
        """The link of this token, used or late as it may be. None: there never was one, or its intervention is gone."""
        if (raw := _bytes(token)) is None:
            return None
        async with self._database.users.connect() as connection:
            owner = (await connection.execute(text("SELECT answer_link_owner(:hash)"), {"hash": _hash(raw)})).scalar_one()
        if owner is None:
            return None
        link = AnswerLinkRow
        late = link.expires_at <= func.clock_timestamp()
        query = select(link.intervention_id, link.used_at.is_not(None), late, link.expires_at)
        async with self._database.as_user(str(owner)) as session:
            row = (await session.execute(query.where(link.token_hash == _hash(raw)))).first()
        if row is None:
            return None
        intervention_id, used, is_late, expires_at = row
        asked = (await self._interventions.of_ids(str(owner), [intervention_id])).get(intervention_id)
        return AnswerLink(str(owner), asked, used, is_late, expires_at) if asked else None

    async def used(self, user_id: str, token: str) -> None:
        """It answered: from now on it is of no use."""
        values = {"used_at": func.coalesce(AnswerLinkRow.used_at, func.clock_timestamp())}
        query = update(AnswerLinkRow).where(AnswerLinkRow.token_hash == _hash(_bytes(token) or b"")).values(**values)
        async with self._database.as_user(user_id) as session:
            await session.execute(query)

    async def withdraw(self, user_id: str, token: str) -> None:
        """The message it was made for did not leave."""
        query = delete(AnswerLinkRow).where(AnswerLinkRow.token_hash == _hash(_bytes(token) or b""))
        async with self._database.as_user(user_id) as session:
            await session.execute(query)


def _hash(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()


def _bytes(token: str) -> bytes | None:
    """The bytes of a token as it stands in an address, written in the one way we write it; None where it is no token."""
    if len(token) != 43 or not token.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except ValueError:
        return None
    return raw if base64.urlsafe_b64encode(raw).decode().rstrip("=") == token else None
