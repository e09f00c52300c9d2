"""What the tables are made with: the base of all models, closed lists, and kinds of columns."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    LargeBinary,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import DOMAIN, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

TASK_STATUS = ("queued", "running", "waiting", "paused", "completed", "failed", "cancelled")
STEP_JOIN = ("all", "settled")
STEP_STATUS = ("pending", "ready", "running", "waiting", "succeeded", "failed", "cancelled", "skipped")
ATTEMPT_OUTCOME = ("done", "retry", "ask", "stop", "lost", "fenced", "cancelled")
SUBMISSION_STATE = ("planned", "approved", "armed", "confirmed", "failed_before", "unknown")
INTERVENTION_STATUS = ("open", "answered", "expired", "cancelled")
EXPIRY_POLICY = ("skip", "fail", "default")
INTERVENTION_KIND = ("code", "login", "captcha", "question", "review", "verify")
OUTBOX_OUTCOME = ("sent", "given_up", "pointless", "nobody")
CREDENTIAL_STATE = ("planned", "created", "works", "refused")
CREDENTIAL_KIND = ("account", "mailbox")
APPLICATION_STATE = (
    "saved", "preparing", "waiting", "submitted", "unknown", "rejected", "interview", "offer", "accepted", "withdrawn", "closed",
)  # fmt: skip


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: Text,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        datetime: DateTime(timezone=True),
        bytes: LargeBinary,
    }


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def domain(name: str, values: tuple[str, ...]) -> DOMAIN:
    """A text that is one of these, for columns that every step writes: a table's CHECK is read anew for each statement."""
    listed = ", ".join(f"'{v}'" for v in values)
    return DOMAIN(name, Text, check=f"VALUE IN ({listed})", constraint_name=f"{name}_known", create_type=False)


TASK_STATUS_TYPE = domain("task_status", TASK_STATUS)
STEP_STATUS_TYPE = domain("step_status", STEP_STATUS)
STEP_JOIN_TYPE = domain("step_join", STEP_JOIN)
ATTEMPT_OUTCOME_TYPE = domain("attempt_outcome", ATTEMPT_OUTCOME)


def owner() -> Mapped[UUID]:
    return mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


def now() -> Mapped[datetime]:
    return mapped_column(server_default=func.now())


def bigint_key() -> Mapped[int]:
    return mapped_column(BigInteger, Identity(), primary_key=True)
