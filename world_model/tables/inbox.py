"""Questions to people, and what is to be told them."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from world_model.tables.base import (
    EXPIRY_POLICY,
    INTERVENTION_KIND,
    INTERVENTION_STATUS,
    OUTBOX_OUTCOME,
    Base,
    bigint_key,
    now,
    one_of,
    owner,
)


class InterventionRow(Base):
    """`on_expiry`: what becomes of it when nobody answers; `default_enc`: the answer that then holds, sealed as one is.
    `reminded`: how often the person was reminded of it."""

    __tablename__ = "interventions"
    __table_args__ = (
        UniqueConstraint("step_id", "round", name="interventions_round"),
        one_of("kind", INTERVENTION_KIND),
        one_of("status", INTERVENTION_STATUS),
        Index("interventions_open", "user_id", postgresql_where=text("status = 'open'")),
        one_of("on_expiry", EXPIRY_POLICY),
        CheckConstraint(
            "on_expiry <> 'default' OR (kind = 'question' AND NOT prospect AND default_enc IS NOT NULL)",
            name="default_is_harmless",
        ),
        Index("interventions_expiring", "expires_at", postgresql_where=text("status = 'open'")),
        Index("interventions_reminding", "reminded", "created_at", postgresql_where=text("status = 'open' AND reminded < 2")),
    )
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID]
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"), index=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("task_steps.id", ondelete="CASCADE"))
    round: Mapped[int]
    kind: Mapped[str]
    prompt: Mapped[str]
    fields: Mapped[list[Any]]
    context: Mapped[dict[str, Any]]
    prospect: Mapped[bool] = mapped_column(server_default=text("false"))
    status: Mapped[str] = mapped_column(server_default="open")
    action: Mapped[str | None]
    answer_enc: Mapped[bytes | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = now()
    expires_at: Mapped[datetime]
    snoozed_until: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(server_default="0")
    on_expiry: Mapped[str] = mapped_column(server_default="skip")
    default_enc: Mapped[bytes | None]


class Outbox(Base):
    """What is to be told a person. It ends `sent`, `given_up`, `pointless` (answered meanwhile) or `nobody` (no target)."""

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("outcome", OUTBOX_OUTCOME),
        Index("outbox_waiting", "due_at", postgresql_where=text("ended_at IS NULL")),
    )
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID | None]
    topic: Mapped[str]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = now()
    due_at: Mapped[datetime] = now()
    claimed_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class NotificationTargetRow(Base):
    """Where a person is told what: an address of a service, sealed, for some kinds of news. Quiet hours are local times."""

    __tablename__ = "notification_targets"
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID] = owner()
    name: Mapped[str]
    address_enc: Mapped[bytes]
    kinds: Mapped[list[Any]]
    urgent: Mapped[list[Any]]
    quiet_from: Mapped[time | None]
    quiet_to: Mapped[time | None]
    time_zone: Mapped[str]
    created_at: Mapped[datetime] = now()


class DeliveryRow(Base):
    """One row of the outbox at one target, so that who was told is not told again."""

    __tablename__ = "outbox_deliveries"
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[int] = mapped_column(
        ForeignKey("notification_targets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    user_id: Mapped[UUID] = owner()
    tries: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime] = now()
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str | None]


class AnswerLinkRow(Base):
    """A link that answers one intervention once. Of its token only the hash is kept."""

    __tablename__ = "answer_links"
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID] = owner()
    intervention_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("interventions.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = now()
