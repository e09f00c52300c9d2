"""Questions to people, and what is to be told them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from world_model.tables.base import INTERVENTION_KIND, INTERVENTION_STATUS, Base, bigint_key, now, one_of


class InterventionRow(Base):
    __tablename__ = "interventions"
    __table_args__ = (
        UniqueConstraint("step_id", "round", name="interventions_round"),
        one_of("kind", INTERVENTION_KIND),
        one_of("status", INTERVENTION_STATUS),
        Index("interventions_open", "user_id", postgresql_where=text("status = 'open'")),
        Index("interventions_expiring", "expires_at", postgresql_where=text("status = 'open'")),
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


class Outbox(Base):
    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_unsent", "id", postgresql_where=text("sent_at IS NULL")),)
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID | None]
    topic: Mapped[str]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = now()
