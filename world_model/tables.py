"""The tables, as SQLAlchemy models. Rows that belong to a person carry `user_id` and stand under row-level security.

Columns ending in `_enc` are sealed by `world_model/vault.py`. The protocol's own writes are the functions of `world_model/sql/`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import DOMAIN, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

TASK_STATUS = ("queued", "running", "waiting", "paused", "completed", "failed", "cancelled")
STEP_JOIN = ("all", "settled")
STEP_STATUS = ("pending", "ready", "running", "waiting", "succeeded", "failed", "cancelled", "skipped")
ATTEMPT_OUTCOME = ("done", "retry", "ask", "stop", "lost", "fenced", "cancelled")
SUBMISSION_STATE = ("planned", "approved", "armed", "confirmed", "failed_before", "unknown")
INTERVENTION_STATUS = ("open", "answered", "expired", "cancelled")
INTERVENTION_KIND = ("code", "login", "captcha", "question", "review", "verify")
CREDENTIAL_STATE = ("planned", "created", "works", "refused")
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


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _domain(name: str, values: tuple[str, ...]) -> DOMAIN:
    """A text that is one of these, for columns that every step writes: a table's CHECK is read anew for each statement."""
    listed = ", ".join(f"'{v}'" for v in values)
    return DOMAIN(name, Text, check=f"VALUE IN ({listed})", constraint_name=f"{name}_known", create_type=False)


TASK_STATUS_TYPE = _domain("task_status", TASK_STATUS)
STEP_STATUS_TYPE = _domain("step_status", STEP_STATUS)
STEP_JOIN_TYPE = _domain("step_join", STEP_JOIN)
ATTEMPT_OUTCOME_TYPE = _domain("attempt_outcome", ATTEMPT_OUTCOME)


def _owner() -> Mapped[UUID]:
    return mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


def _now() -> Mapped[datetime]:
    return mapped_column(server_default=func.now())


def _bigint_key() -> Mapped[int]:
    return mapped_column(BigInteger, Identity(), primary_key=True)


class User(Base):
    __tablename__ = "users"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(server_default="user")
    data_key_wrapped: Mapped[bytes]
    master_key_id: Mapped[str]
    stopped_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = _now()


class Task(Base):
    __tablename__ = "tasks"
    __table_args__ = (
        Index("tasks_by_user", "user_id", text("created_at DESC")),
        Index("tasks_with_deadline", "deadline_at", postgresql_where=text("finished_at IS NULL AND deadline_at IS NOT NULL")),
        {"postgresql_with": {"fillfactor": 50}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    candidate_id: Mapped[UUID | None]
    raw_prompt: Mapped[str]
    goal: Mapped[dict[str, Any]]
    options: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(TASK_STATUS_TYPE, server_default="queued")
    plan_summary: Mapped[str]
    plan_version: Mapped[int] = mapped_column(server_default="1")
    event_seq: Mapped[int] = mapped_column(BigInteger, server_default="0")
    open_steps: Mapped[int] = mapped_column(server_default="0")
    active_steps: Mapped[int] = mapped_column(server_default="0")
    steps: Mapped[int] = mapped_column(server_default="0")
    claims: Mapped[int] = mapped_column(server_default="0")
    spent_usd: Mapped[float] = mapped_column(server_default="0")
    max_steps: Mapped[int] = mapped_column(server_default="2000")
    max_cost_usd: Mapped[float] = mapped_column(server_default="1.0")
    deadline_at: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    learned: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = _now()
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


_DUE = text("status = 'ready' AND available_at < 'infinity'")  # a paused task's ready steps are nobody's to look at


class TaskStep(Base):
    __tablename__ = "task_steps"
    __table_args__ = (
        UniqueConstraint("task_id", "key", name="task_steps_key"),
        Index("task_steps_turn", "role", "user_id", "task_id", "available_at", postgresql_where=_DUE),
        Index("task_steps_put_off", "available_at", postgresql_where=text("status = 'waiting' AND waiting_for = 'time'")),
        Index("task_steps_dead", "user_id", "id", postgresql_where=text("dead_letter")),
        Index("task_steps_running", "id", postgresql_where=text("status = 'running'")),
        {"postgresql_with": {"fillfactor": 60}},
    )
    id: Mapped[int] = _bigint_key()
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"))
    user_id: Mapped[UUID]
    key: Mapped[str]
    step_order: Mapped[int]
    title: Mapped[str] = mapped_column(server_default="")
    action_type: Mapped[str]
    role: Mapped[str]
    join: Mapped[str] = mapped_column(STEP_JOIN_TYPE, server_default="all")
    status: Mapped[str] = mapped_column(STEP_STATUS_TYPE, server_default="pending")
    waiting_for: Mapped[str | None]
    waits_on: Mapped[int | None] = mapped_column(BigInteger)  # another step's open question, whose answer this one needs too
    deps_left: Mapped[int] = mapped_column(server_default="0")
    attempt: Mapped[int] = mapped_column(server_default="0")
    failures: Mapped[int] = mapped_column(server_default="0")
    max_attempts: Mapped[int] = mapped_column(server_default="3")
    worker_losses: Mapped[int] = mapped_column(server_default="0")
    round: Mapped[int] = mapped_column(server_default="0")
    dead_letter: Mapped[bool] = mapped_column(server_default=text("false"))
    available_at: Mapped[datetime] = _now()
    dispatched_at: Mapped[datetime | None]
    last_batch: Mapped[str | None]
    lease_owner: Mapped[str | None]
    lease_token: Mapped[int] = mapped_column(BigInteger, server_default="0")
    lease_expires_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    payload: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]


class StepEdge(Base):
    """`held`: the parent's branch waits for a person, so a settled join does not wait for it."""

    __tablename__ = "step_edges"
    __table_args__ = (Index("step_edges_child", "child_id"),)
    parent_id: Mapped[int] = mapped_column(ForeignKey("task_steps.id", ondelete="CASCADE"), primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("task_steps.id", ondelete="CASCADE"), primary_key=True)
    task_id: Mapped[UUID] = mapped_column(index=True)
    user_id: Mapped[UUID]
    held: Mapped[bool] = mapped_column(server_default=text("false"))


class Attempt(Base):
    """Goes with its step, by a trigger: a foreign key would be checked at every claim."""

    __tablename__ = "attempts"
    __table_args__ = ({"postgresql_with": {"fillfactor": 80}},)
    step_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    lease_token: Mapped[int] = mapped_column(BigInteger)
    worker: Mapped[str]
    started_at: Mapped[datetime] = _now()
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(ATTEMPT_OUTCOME_TYPE)
    error: Mapped[dict[str, Any] | None]


class Checkpoint(Base):
    __tablename__ = "checkpoints"
    step_id: Mapped[int] = mapped_column(ForeignKey("task_steps.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    value_enc: Mapped[bytes]
    at: Mapped[datetime] = _now()


class ExecutionLog(Base):
    """Goes with its task, by a trigger: a foreign key would be checked at every event."""

    __tablename__ = "execution_logs"
    task_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    user_id: Mapped[UUID]
    step_id: Mapped[int | None] = mapped_column(BigInteger)
    log_level: Mapped[str] = mapped_column(server_default="info")
    type: Mapped[str]
    agent: Mapped[str]
    message: Mapped[str]
    data: Mapped[dict[str, Any]]
    screenshot_path: Mapped[str | None]
    at: Mapped[datetime] = _now()


class Submission(Base):
    """At most one per candidate and posting key, and per candidate and fingerprint unless a person said it is another job."""

    __tablename__ = "submissions"
    __table_args__ = (
        _one_of("state", SUBMISSION_STATE),
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
    )
    id: Mapped[int] = _bigint_key()
    user_id: Mapped[UUID] = _owner()
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
    arms: Mapped[int] = mapped_column(server_default="0")
    armed_at: Mapped[datetime | None]
    request_at: Mapped[datetime | None]
    evidence: Mapped[dict[str, Any] | None]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = _now()


class InterventionRow(Base):
    __tablename__ = "interventions"
    __table_args__ = (
        UniqueConstraint("step_id", "round", name="interventions_round"),
        _one_of("kind", INTERVENTION_KIND),
        _one_of("status", INTERVENTION_STATUS),
        Index("interventions_open", "user_id", postgresql_where=text("status = 'open'")),
        Index("interventions_expiring", "expires_at", postgresql_where=text("status = 'open'")),
    )
    id: Mapped[int] = _bigint_key()
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
    created_at: Mapped[datetime] = _now()
    expires_at: Mapped[datetime]


class Outbox(Base):
    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_unsent", "id", postgresql_where=text("sent_at IS NULL")),)
    id: Mapped[int] = _bigint_key()
    user_id: Mapped[UUID | None]
    topic: Mapped[str]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = _now()


class Worker(Base):
    __tablename__ = "workers"
    id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    queues: Mapped[str]
    version: Mapped[str]
    last_seen: Mapped[datetime] = _now()


class SitePace(Base):
    """How fast one domain is visited, by all users together: a token bucket, and how many steps may be at it at once."""

    __tablename__ = "site_pace"
    __table_args__ = (CheckConstraint("per_minute > 0 AND burst >= 1 AND at_once >= 1", name="pace_lets_something_through"),)
    domain: Mapped[str] = mapped_column(primary_key=True)
    per_minute: Mapped[float] = mapped_column(server_default="12")
    burst: Mapped[float] = mapped_column(server_default="4")
    at_once: Mapped[int] = mapped_column(server_default="2")
    tokens: Mapped[float] = mapped_column(server_default="4")
    refilled_at: Mapped[datetime] = _now()


class CandidateRow(Base):
    __tablename__ = "candidates"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = _owner()
    content_digest: Mapped[str]
    resume_enc: Mapped[bytes]
    not_understood: Mapped[list[Any]]
    created_at: Mapped[datetime] = _now()
    updated_at: Mapped[datetime] = _now()


class FactRow(Base):
    __tablename__ = "facts"
    id: Mapped[int] = _bigint_key()
    user_id: Mapped[UUID]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    path: Mapped[str]
    sensitivity: Mapped[str]
    body_enc: Mapped[bytes]


class RememberedAnswerRow(Base):
    """`meaning`: what makes two wordings one question; `origin`: the word of the person it was kept from, kept only once.

    One that was forgotten or replaced keeps its row without question and value, so that its origin does not bring it back.
    """

    __tablename__ = "remembered_answers"
    __table_args__ = (Index("remembered_answers_once", "candidate_id", "origin", "meaning"),)
    id: Mapped[int] = _bigint_key()
    user_id: Mapped[UUID]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"), index=True)
    question: Mapped[str]
    value_enc: Mapped[bytes]
    scope: Mapped[str]
    company: Mapped[str | None]
    family: Mapped[str | None]
    meaning: Mapped[str] = mapped_column(server_default="")
    origin: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime] = _now()
    forgotten_at: Mapped[datetime | None]


class Consent(Base):
    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("candidate_id", "name", "site", name="consents_once"),)
    id: Mapped[int] = _bigint_key()
    user_id: Mapped[UUID]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    name: Mapped[str]
    site: Mapped[str] = mapped_column(server_default="")
    given: Mapped[bool]
    at: Mapped[datetime] = _now()


class CredentialRow(Base):
    """An account at one site. `tenant`: where one origin has many. Login and password are sealed for the row."""

    __tablename__ = "credentials"
    __table_args__ = (_one_of("state", CREDENTIAL_STATE), Index("credentials_by_site", "user_id", "origin", "tenant"))
    id: Mapped[int] = _bigint_key()
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidates.id", ondelete="SET NULL"))
    origin: Mapped[str]
    tenant: Mapped[str] = mapped_column(server_default="")
    email_enc: Mapped[bytes]
    password_enc: Mapped[bytes]
    state: Mapped[str] = mapped_column(server_default="planned")
    tries: Mapped[int] = mapped_column(server_default="0")
    told: Mapped[int] = mapped_column(BigInteger, server_default="0")
    created_at: Mapped[datetime] = _now()
    updated_at: Mapped[datetime] = _now()


class DocumentRow(Base):
    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("candidate_id", "kind", "sha256", name="documents_once"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    application_id: Mapped[UUID | None] = mapped_column(index=True)
    kind: Mapped[str]
    name: Mapped[str]
    path: Mapped[str]
    sha256: Mapped[str]
    fact_ids: Mapped[list[Any]]
    created_at: Mapped[datetime] = _now()


class DocumentVersionRow(Base):
    """One version of a letter or résumé. `document`: what all its versions share; `recipe`: the hash of all it was made of."""

    __tablename__ = "document_versions"
    __table_args__ = (
        UniqueConstraint("user_id", "document", "number", name="document_versions_numbered"),
        Index("document_versions_by_recipe", "document", "recipe"),
        Index("document_versions_by_content", "user_id", "sha256"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    document: Mapped[UUID]
    number: Mapped[int]
    came_from: Mapped[int | None]
    kind: Mapped[str]
    recipe: Mapped[str]
    file_id: Mapped[UUID]
    name: Mapped[str]
    path: Mapped[str]
    sha256: Mapped[str]
    body_enc: Mapped[bytes]
    created_at: Mapped[datetime] = _now()


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
    first_seen_at: Mapped[datetime] = _now()
    last_seen_at: Mapped[datetime] = _now()


class ApplicationRow(Base):
    __tablename__ = "applications"
    __table_args__ = (
        _one_of("state", APPLICATION_STATE),
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
    created_at: Mapped[datetime] = _now()
    updated_at: Mapped[datetime] = _now()


class ApplicationEvent(Base):
    __tablename__ = "application_events"
    id: Mapped[int] = _bigint_key()
    user_id: Mapped[UUID]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime] = _now()


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
    updated_at: Mapped[datetime] = _now()


USER_OWNED = tuple(sorted(t.name for t in Base.metadata.tables.values() if "user_id" in t.c))
