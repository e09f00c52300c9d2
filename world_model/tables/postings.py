"""Postings, applications, submissions and sites."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from world_model.tables.base import APPLICATION_STATE, SUBMISSION_STATE, Base, bigint_key, now, one_of, owner


class PostingRow(Base):
    __tablename__ = "postings"
    __table_args__ = (UniqueConstraint("user_id", "posting_key", name="postings_once"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    posting_key: Mapped[str]
    fingerprint: Mapped[str]
    source: Mapped[str]
    title: Mapped[str]
    company: Mapped[str]
    body: Mapped[dict[str, Any]]
    closed_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime] = now()
    last_seen_at: Mapped[datetime] = now()


class ApplicationRow(Base):
    __tablename__ = "applications"
    __table_args__ = (
        one_of("state", APPLICATION_STATE),
        UniqueConstraint("candidate_id", "posting_id", name="applications_once"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    candidate_id: Mapped[UUID]
    posting_id: Mapped[UUID] = mapped_column(ForeignKey("postings.id", ondelete="CASCADE"))
    task_id: Mapped[UUID | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(server_default="preparing")
    score: Mapped[int | None]
    manifest_enc: Mapped[bytes | None]
    manifest_hash: Mapped[str | None]
    created_at: Mapped[datetime] = now()
    updated_at: Mapped[datetime] = now()


class ApplicationEvent(Base):
    __tablename__ = "application_events"
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime] = now()


class RejectionRow(Base):
    """What the person did not want, and why, sealed: the next choice is made by it."""

    __tablename__ = "rejections"
    __table_args__ = (UniqueConstraint("candidate_id", "posting_key", name="rejections_once"),)
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    posting_key: Mapped[str]
    fingerprint: Mapped[str]
    body_enc: Mapped[bytes]
    created_at: Mapped[datetime] = now()


class Submission(Base):
    """At most one per candidate and posting key, and per candidate and fingerprint unless a person said it is another job."""

    __tablename__ = "submissions"
    __table_args__ = (
        one_of("state", SUBMISSION_STATE),
        UniqueConstraint("candidate_id", "posting_key", name="submissions_once_per_posting"),
        Index(
            "submissions_once_per_job",
            "candidate_id",
            "fingerprint",
            unique=True,
            postgresql_where=text("distinct_by IS NULL"),
        ),
        Index("submissions_by_task", "task_id", "state"),
        Index("submissions_by_day", "user_id", "armed_at"),
        Index("submissions_autopiloted", "user_id", "autopiloted_at", postgresql_where=text("autopiloted_at IS NOT NULL")),
    )
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID] = owner()
    candidate_id: Mapped[UUID]
    application_id: Mapped[UUID | None]
    posting_key: Mapped[str]
    fingerprint: Mapped[str]
    distinct_by: Mapped[str | None]
    task_id: Mapped[UUID | None]
    step_id: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(server_default="planned")
    lease_token: Mapped[int | None] = mapped_column(BigInteger)
    form_digest: Mapped[str]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    autopiloted_at: Mapped[datetime | None]
    arms: Mapped[int] = mapped_column(server_default="0")
    armed_at: Mapped[datetime | None]
    request_at: Mapped[datetime | None]
    evidence: Mapped[dict[str, Any] | None]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = now()


class SiteRow(Base):
    """What is known of a domain; rows named `family:<name>` hold what all sites of one software share.

    `selectors`: purpose → list of {selector, wins, losses, last_used}.
    """

    __tablename__ = "sites"
    domain: Mapped[str] = mapped_column(primary_key=True)
    family: Mapped[str | None]
    api: Mapped[dict[str, Any] | None]
    login_config: Mapped[dict[str, Any]]
    selectors: Mapped[dict[str, Any]]
    private: Mapped[bool] = mapped_column(server_default=text("false"))
    health: Mapped[dict[str, Any]]
    browsing: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    updated_at: Mapped[datetime] = now()
