"""Postings as seen, once per user and posting key."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from brain.errors import NotFound
from brain.ports import StoredPosting
from brain.posting import Posting
from world_model.session import Database
from world_model.tables import PostingRow

CHUNK = 500


class PostingStore:
    """Implements `brain.ports.Postings`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, user_id: str, postings: Sequence[Posting]) -> Sequence[StoredPosting]:
        unique = list({p.posting_key: p for p in postings}.values())
        stored: list[StoredPosting] = []
        async with self._database.as_user(user_id) as session:
            for start in range(0, len(unique), CHUNK):
                part = unique[start : start + CHUNK]
                statement = insert(PostingRow).values([_values(user_id, p) for p in part])
                new = statement.excluded
                statement = statement.on_conflict_do_update(
                    constraint="postings_once",
                    set_={
                        "body": new.body,
                        "title": new.title,
                        "fingerprint": new.fingerprint,
                        "closed_at": None,
                        "last_seen_at": func.now(),
                    },
                )
                rows = (await session.execute(statement.returning(PostingRow.id, PostingRow.posting_key))).all()
                ids = {key: str(row_id) for row_id, key in rows}
                stored += [StoredPosting(id=ids[p.posting_key], posting=p) for p in part]
        return stored

    async def get(self, user_id: str, posting_id: str) -> StoredPosting:
        found = await self.many(user_id, [posting_id])
        if not found:
            raise NotFound("no_posting", "There is no such posting.", posting_id, "List postings with `jobhunter search`.")
        return found[0]

    async def many(self, user_id: str, posting_ids: Sequence[str]) -> Sequence[StoredPosting]:
        wanted = [UUID(i) for i in posting_ids]
        async with self._database.as_user(user_id) as session:
            rows = (
                await session.execute(select(PostingRow).where(PostingRow.id.in_(wanted), PostingRow.closed_at.is_(None)))
            ).scalars()
            found = {row.id: StoredPosting(id=str(row.id), posting=Posting.model_validate(row.body)) for row in rows}
        return [found[i] for i in wanted if i in found]

    async def mark_closed(self, user_id: str, posting_id: str) -> None:
        async with self._database.as_user(user_id) as session:
            await session.execute(update(PostingRow).where(PostingRow.id == UUID(posting_id)).values(closed_at=datetime.now(UTC)))


def _values(user_id: str, posting: Posting) -> dict[str, object]:
    return {
        "id": uuid7(),
        "user_id": user_id,
        "posting_key": posting.posting_key,
        "fingerprint": posting.fingerprint,
        "source": posting.source,
        "title": posting.title,
        "company": posting.company,
        "body": posting.model_dump(mode="json"),
    }
