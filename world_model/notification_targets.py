"""Where a person is told what. An address is sealed; outside this file it is seen only masked, or by who sends to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import InvalidInput, NotFound
from brain.posting import Frozen
from brain.telling import NEWS_KINDS, URGENT, NewsKind
from world_model.events import in_utc
from world_model.notification_addresses import ServiceAddress
from world_model.session import Database
from world_model.tables import DeliveryRow, NotificationTargetRow, Outbox
from world_model.vault import UserVault, Vault

MOST_TARGETS = 20
TABLE = "notification_targets"


class TargetRules(Frozen):
    """What is told there and when. `urgent`: the kinds that quiet hours do not hold back."""

    name: str = ""
    kinds: tuple[NewsKind, ...] = NEWS_KINDS
    urgent: tuple[NewsKind, ...] = URGENT
    quiet_from: time | None = None
    quiet_to: time | None = None
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Target:
    """One target. `url` is its address in full. `error`: why the last try failed, if it did; `given_up`: news it never got."""

    id: int
    rules: TargetRules
    shown: str
    url: SecretStr
    created_at: datetime
    error: str | None = None
    given_up: int = 0

    def document(self) -> dict[str, Any]:
        """As the API shows it: the address masked."""
        rules = self.rules
        hours = {"quiet_from": _clock(rules.quiet_from), "quiet_to": _clock(rules.quiet_to), "time_zone": rules.time_zone}
        return {
            "target_id": self.id, "name": rules.name, "url": self.shown, "kinds": list(rules.kinds), "urgent": list(rules.urgent),
            **hours, "created_at": in_utc(self.created_at), "last_error": self.error, "given_up": self.given_up,
        }  # fmt: skip

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.rules.time_zone)


class NotificationTargets:
    """The targets of one database; every method works as the user it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def all(self, user_id: str) -> tuple[Target, ...]:
        async with self._database.as_user(user_id) as session:
            return await _all(session, await self._vault.of(session, user_id))

    async def get(self, user_id: str, target_id: int) -> Target:
        """Raises `NotFound` `target_unknown`."""
        async with self._database.as_user(user_id) as session:
            found = await _all(session, await self._vault.of(session, user_id), target_id)
        if not found:
            raise _unknown(target_id)
        return found[0]

    async def add(self, user_id: str, address: ServiceAddress, rules: TargetRules) -> Target:
        """Raises `InvalidInput` `too_many_targets`."""
        async with self._database.as_user(user_id) as session:
            lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:place, 0))")
            await session.execute(lock, {"place": f"{TABLE}|{user_id}"})
            if int(await session.scalar(select(func.count()).select_from(NotificationTargetRow)) or 0) >= MOST_TARGETS:
                fix = "Remove one first."
                raise InvalidInput("too_many_targets", "There are too many targets.", f"The limit is {MOST_TARGETS}.", fix)
            vault = await self._vault.of(session, user_id)
            row = NotificationTargetRow(user_id=user_id, address_enc=b"", **_columns(rules))
            session.add(row)
            await session.flush()
            row.address_enc = _sealed(vault, row.id, address)
            await session.flush()
            return (await _all(session, vault, row.id))[0]

    async def replace(self, user_id: str, target_id: int, address: ServiceAddress | None, rules: TargetRules) -> Target:
        """New rules, and a new address unless it is None. Raises `NotFound` `target_unknown`."""
        async with self._database.as_user(user_id) as session:
            row = await session.get(NotificationTargetRow, target_id)
            if row is None:
                raise _unknown(target_id)
            vault = await self._vault.of(session, user_id)
            for name, value in _columns(rules).items():
                setattr(row, name, value)
            if address is not None:
                row.address_enc = _sealed(vault, target_id, address)
            await session.flush()
            return (await _all(session, vault, target_id))[0]

    async def remove(self, user_id: str, target_id: int) -> None:
        """Raises `NotFound` `target_unknown`."""
        query = delete(NotificationTargetRow).where(NotificationTargetRow.id == target_id).returning(NotificationTargetRow.id)
        async with self._database.as_user(user_id) as session:
            if (await session.execute(query)).scalar() is None:
                raise _unknown(target_id)

    async def trial(self, user_id: str, target_id: int, key: str) -> int:
        """Puts a trial message into the outbox; its row's id. Raises `NotFound` `target_unknown`."""
        async with self._database.as_user(user_id) as session:
            if await session.get(NotificationTargetRow, target_id) is None:
                raise _unknown(target_id)
            row = Outbox(user_id=user_id, topic="trial", dedupe_key=f"trial:{key}", payload={"target_id": target_id})
            session.add(row)
            await session.flush()
            return row.id

    async def trial_state(self, user_id: str, outbox_id: int, target_id: int) -> tuple[str, str | None]:
        """What became of a trial: `waiting`, `failed` with the reason, or `sent`."""
        query = select(DeliveryRow.sent_at, DeliveryRow.error).where(
            DeliveryRow.outbox_id == outbox_id, DeliveryRow.target_id == target_id
        )
        async with self._database.as_user(user_id) as session:
            row = (await session.execute(query)).first()
        if row is None or (row[0] is None and row[1] is None):
            return "waiting", None
        return ("sent", None) if row[0] is not None else ("failed", row[1])


async def _all(session: AsyncSession, vault: UserVault, target_id: int | None = None) -> tuple[Target, ...]:
    query = select(NotificationTargetRow).order_by(NotificationTargetRow.id).execution_options(populate_existing=True)
    if target_id is not None:
        query = query.where(NotificationTargetRow.id == target_id)
    rows: Sequence[NotificationTargetRow] = (await session.execute(query)).scalars().all()
    troubles = await _troubles(session)
    return tuple(_target(vault, row, *troubles.get(row.id, (None, 0))) for row in rows)


async def _troubles(session: AsyncSession) -> dict[int, tuple[str | None, int]]:
    """Of each target the error of its newest delivery, and how many were given up."""
    of, newest = DeliveryRow.target_id, DeliveryRow.outbox_id
    given_up = func.count().filter(DeliveryRow.ended_at.is_not(None), DeliveryRow.sent_at.is_(None)).over(partition_by=of)
    query = select(of, DeliveryRow.error, DeliveryRow.sent_at, given_up).ext(distinct_on(of)).order_by(of, newest.desc())
    rows = (await session.execute(query)).all()
    return {target: (None if sent_at else error, int(count)) for target, error, sent_at, count in rows}


def _target(vault: UserVault, row: NotificationTargetRow, error: str | None, given_up: int) -> Target:
    address = vault.open(row.address_enc, TABLE, "address_enc", row.id)
    rules = TargetRules(
        name=row.name, kinds=_known(row.kinds), urgent=_known(row.urgent), quiet_from=row.quiet_from, quiet_to=row.quiet_to,
        time_zone=row.time_zone,
    )  # fmt: skip
    return Target(row.id, rules, address["shown"], SecretStr(address["url"]), row.created_at, error, given_up)


def _known(kinds: Sequence[str]) -> tuple[NewsKind, ...]:
    return tuple(kind for kind in NEWS_KINDS if kind in kinds)


def _columns(rules: TargetRules) -> dict[str, Any]:
    return {**rules.model_dump(), "kinds": list(rules.kinds), "urgent": list(rules.urgent)}


def _sealed(vault: UserVault, target_id: int, address: ServiceAddress) -> bytes:
    return vault.seal({"url": address.url, "shown": address.shown}, TABLE, "address_enc", target_id)


def _clock(at: time | None) -> str | None:
    return None if at is None else at.strftime("%H:%M")


def _unknown(target_id: int) -> NotFound:
    fix = "List yours with GET /api/v1/notification-targets."
    return NotFound("target_unknown", "There is no such target.", str(target_id), fix)
