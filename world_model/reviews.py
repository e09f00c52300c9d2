"""What a review shows beside its question: the manifests as they would be sent, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from brain.manifest import Manifest
from world_model.session import Database
from world_model.tables import ApplicationRow, PostingRow
from world_model.vault import Vault

SHOWN = ("locations", "workplace", "url", "apply_url", "source", "family")


@dataclass(frozen=True, slots=True)
class Draft:
    """One application as it would be sent now. `held`: its manifest as it is stored."""

    application_id: str
    score: int | None
    posting: dict[str, Any]
    manifest: Manifest
    manifest_hash: str
    held: dict[str, Any]


class Drafts:
    """The applications of one database that wait for a yes; every method works as the user it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def of(self, user_id: str, application_ids: Sequence[str]) -> dict[str, Draft]:
        """Those of these applications whose form was explored, by their id, in one transaction."""
        wanted = [UUID(i) for i in dict.fromkeys(application_ids)]
        if not wanted:
            return {}
        row, posting = ApplicationRow, PostingRow
        # The whole posting is long; what is shown of it is not.
        shown = func.jsonb_build_object(*(part for key in SHOWN for part in (key, posting.body[key])))
        columns = (row.id, row.score, row.manifest_enc, row.manifest_hash, posting.id, posting.title, posting.company, shown)
        query = select(*columns).join(posting, posting.id == row.posting_id).where(row.id.in_(wanted))
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            found = (await session.execute(query)).all()
        drafts = {}
        for number, score, sealed, digest, posting_id, title, company, body in found:
            if sealed is None:
                continue
            held = vault.open(sealed, "applications", "manifest_enc", number)
            about = {"posting_id": str(posting_id), "title": title, "company": company, **body}
            drafts[str(number)] = Draft(str(number), score, about, Manifest.model_validate(held), digest or "", held)
        return drafts

    async def hash_of(self, user_id: str, application_id: str) -> str | None:
        """What would be sent now, by hash; None where there is no such form."""
        query = select(ApplicationRow.manifest_hash).where(ApplicationRow.id == UUID(application_id))
        async with self._database.as_user(user_id) as session:
            return await session.scalar(query)
