"""The outbox: what is to be told people, and who was told. Each method is a transaction of its own.

Towards the network this is at least once: a process that dies between sending and noting it tells that one target once more.
Everything else is once: rows by their `dedupe_key`, targets by their delivery.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from brain.telling import about
from world_model.interventions import AskedIntervention
from world_model.session import Database
from world_model.tables import Outbox, PostingRow

MOST_AT_ONCE = 50
GATHER_S = 5.0
HOLD_S = 60.0
AGAIN_AFTER_S = (10.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 7200.0)  # then it is given up

_TAKE = """
UPDATE outbox_deliveries SET claimed_until = clock_timestamp() + make_interval(secs => :hold), tries = tries + 1
 WHERE target_id = :target AND outbox_id = ANY (:rows) AND ended_at IS NULL AND due_at <= clock_timestamp()
   AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) RETURNING outbox_id
"""
_TOLD = """
UPDATE outbox_deliveries SET sent_at = clock_timestamp(), ended_at = clock_timestamp(), claimed_until = NULL, error = NULL
 WHERE target_id = :target AND outbox_id = ANY (:rows) AND ended_at IS NULL
"""
_FAILED = """
UPDATE outbox_deliveries SET claimed_until = NULL, error = :error,
       ended_at = CASE WHEN tries > cardinality(CAST(:again AS float8[])) THEN clock_timestamp() END,
       due_at = clock_timestamp() + make_interval(secs => coalesce((CAST(:again AS float8[]))[tries], 0))
 WHERE target_id = :target AND outbox_id = ANY (:rows) AND ended_at IS NULL
RETURNING ended_at IS NOT NULL
"""
_SETTLE = """
UPDATE outbox o SET claimed_until = NULL, due_at = coalesce(d.next, o.due_at),
       ended_at = CASE WHEN d.open = 0 THEN clock_timestamp() END,
       sent_at = CASE WHEN d.open = 0 AND d.sent > 0 THEN clock_timestamp() END,
       outcome = CASE WHEN d.open > 0 THEN NULL WHEN d.sent > 0 THEN 'sent' WHEN d.made > 0 THEN 'given_up' ELSE 'nobody' END
  FROM (SELECT w.id, count(x.target_id) AS made, count(x.sent_at) AS sent,
               count(x.target_id) FILTER (WHERE x.ended_at IS NULL) AS open,
               min(greatest(x.due_at, x.claimed_until)) FILTER (WHERE x.ended_at IS NULL) AS next
          FROM unnest(CAST(:rows AS bigint[])) AS w(id) LEFT JOIN outbox_deliveries x ON x.outbox_id = w.id GROUP BY w.id) d
 WHERE o.id = d.id AND o.ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One thing to tell. `payload`: `intervention_id`, or `title` and `body`, or `target_id`."""

    id: int
    topic: str
    payload: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """What one user is to be told at once."""

    user_id: str
    rows: tuple[OutboxRow, ...]


class OutboxStore:
    """The outbox of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, user_id: str, topic: str, dedupe_key: str, payload: Mapping[str, Any]) -> None:
        """One thing to tell, unless it is there already."""
        values = {"user_id": UUID(user_id), "topic": topic, "dedupe_key": dedupe_key, "payload": dict(payload)}
        async with self._database.as_user(user_id) as session:
            await session.execute(insert(Outbox).values(**values).on_conflict_do_nothing(index_elements=["dedupe_key"]))

    async def claim(self) -> Batch | None:
        """What somebody is to be told now, for a minute nobody else's; None when nothing is due."""
        found = await self._database.call("claim_outbox", MOST_AT_ONCE, GATHER_S, HOLD_S)
        if found is None:
            return None
        async with self._database.as_user(found["user_id"]) as session:
            query = select(Outbox).where(Outbox.id.in_(found["ids"])).order_by(Outbox.id)
            rows = (await session.execute(query)).scalars()
            return Batch(found["user_id"], tuple(OutboxRow(r.id, r.topic, r.payload, r.created_at) for r in rows))

    async def end(self, user_id: str, rows: Sequence[int], outcome: str) -> None:
        """These need not be told any more."""
        query = "UPDATE outbox SET ended_at = clock_timestamp(), outcome = :outcome, claimed_until = NULL WHERE id = ANY (:rows)"
        await self._run(user_id, query, rows=list(rows), outcome=outcome)

    async def put_off(self, user_id: str, rows: Sequence[int], until: datetime) -> None:
        """Not before `until`: the person has put the question off."""
        query = "UPDATE outbox SET due_at = :until, claimed_until = NULL WHERE id = ANY (:rows)"
        await self._run(user_id, query, rows=list(rows), until=until)

    async def plan(self, user_id: str, target: int, rows: Sequence[int]) -> None:
        """A delivery of each row to this target, unless there is one."""
        query = (
            "INSERT INTO outbox_deliveries (outbox_id, target_id, user_id) "
            "SELECT id, t.target, CAST(:user AS uuid) FROM unnest(CAST(:rows AS bigint[])) AS r(id), "
            "(SELECT id AS target FROM notification_targets WHERE id = :target) t ON CONFLICT DO NOTHING"
        )
        await self._run(user_id, query, rows=list(rows), target=target, user=user_id)

    async def hold_back(self, user_id: str, target: int, rows: Sequence[int], until: datetime) -> None:
        """Not before `until`: the target's quiet hours."""
        query = (
            "UPDATE outbox_deliveries SET due_at = greatest(due_at, :until) "
            "WHERE target_id = :target AND outbox_id = ANY (:rows) AND ended_at IS NULL"
        )
        await self._run(user_id, query, rows=list(rows), target=target, until=until)

    async def take(self, user_id: str, target: int, rows: Sequence[int]) -> frozenset[int]:
        """Those of the rows that are to be told this target now, and by nobody else for a minute."""
        found = await self._run(user_id, _TAKE, rows=list(rows), target=target, hold=HOLD_S)
        return frozenset(int(row[0]) for row in found)

    async def told(self, user_id: str, target: int, rows: Sequence[int]) -> None:
        await self._run(user_id, _TOLD, rows=list(rows), target=target)

    async def failed(self, user_id: str, target: int, rows: Sequence[int], error: str, again_after_s: Sequence[float]) -> int:
        """They were not told; tried again later, and later still. Answers how many were given up."""
        found = await self._run(user_id, _FAILED, rows=list(rows), target=target, error=error, again=list(again_after_s))
        return sum(bool(row[0]) for row in found)

    async def settle(self, user_id: str, rows: Sequence[int]) -> None:
        """Ends the rows whose deliveries have all ended; the others are due when the first of theirs is."""
        await self._run(user_id, _SETTLE, rows=list(rows))

    async def named(self, user_id: str, asked: Sequence[AskedIntervention]) -> dict[int, str]:
        """Whose application each of these questions is about, by intervention: “title at company”, as a message names it."""
        async with self._database.as_user(user_id) as session:
            postings = await postings_of(session, asked)
        return {i.id: about(*postings.get(i.id, ("", ""))) for i in asked}

    async def posting_of(self, user_id: str, asked: AskedIntervention) -> tuple[str, str]:
        """Title and company of the posting a question is about, as they stand; empty where it is about none."""
        async with self._database.as_user(user_id) as session:
            return (await postings_of(session, [asked])).get(asked.id, ("", ""))

    async def _run(self, user_id: str, query: str, **values: Any) -> Sequence[Any]:
        async with self._database.as_user(user_id) as session:
            result: Any = await session.execute(text(query), values)
            return list(result.all()) if result.returns_rows else []


async def postings_of(session: AsyncSession, asked: Sequence[AskedIntervention]) -> dict[int, tuple[str, str]]:
    """Title and company of the posting that each intervention is about, where it says so, by intervention."""
    ids = {i.id: str(i.context["posting_id"]) for i in asked if i.context.get("posting_id")}
    query = select(PostingRow.id, PostingRow.title, PostingRow.company).where(cast(PostingRow.id, Text).in_(ids.values()))
    found = {str(row_id): (title, company) for row_id, title, company in (await session.execute(query)).all()} if ids else {}
    said = {i.id: (str(i.context.get("title") or ""), str(i.context.get("company") or "")) for i in asked}
    return {i: found.get(posting, said[i]) if (posting := ids.get(i)) else said[i] for i in said}
