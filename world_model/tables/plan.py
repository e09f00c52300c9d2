"""Tasks, their steps, and what keeps them going."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from world_model.tables.base import (
    ATTEMPT_OUTCOME_TYPE,
    STEP_JOIN_TYPE,
    STEP_STATUS_TYPE,
    TASK_STATUS_TYPE,
    Base,
    bigint_key,
    now,
)


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
    created_at: Mapped[datetime] = now()
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
    id: Mapped[int] = bigint_key()
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
    available_at: Mapped[datetime] = now()
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
    started_at: Mapped[datetime] = now()
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(ATTEMPT_OUTCOME_TYPE)
    error: Mapped[dict[str, Any] | None]


class Checkpoint(Base):
    __tablename__ = "checkpoints"
    step_id: Mapped[int] = mapped_column(ForeignKey("task_steps.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    value_enc: Mapped[bytes]
    at: Mapped[datetime] = now()


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
    at: Mapped[datetime] = now()


class Worker(Base):
    __tablename__ = "workers"
    id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    queues: Mapped[str]
    version: Mapped[str]
    last_seen: Mapped[datetime] = now()


class SitePace(Base):
    """How fast one domain is visited, by all users together: a token bucket, and how many steps may be at it at once.

    `slowed`: how often its pace was halved because it blocked; `paused_until`: nobody goes there before.
    """

    __tablename__ = "site_pace"
    __table_args__ = (CheckConstraint("per_minute > 0 AND burst >= 1 AND at_once >= 1", name="pace_lets_something_through"),)
    domain: Mapped[str] = mapped_column(primary_key=True)
    per_minute: Mapped[float] = mapped_column(server_default="12")
    burst: Mapped[float] = mapped_column(server_default="4")
    at_once: Mapped[int] = mapped_column(server_default="2")
    tokens: Mapped[float] = mapped_column(server_default="4")
    refilled_at: Mapped[datetime] = now()
    slowed: Mapped[int] = mapped_column(server_default="0")
    paused_until: Mapped[datetime | None]
