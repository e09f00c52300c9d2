"""The tables, as SQLAlchemy models. Rows that belong to a person carry `user_id` and stand under row-level security.

Columns ending in `_enc` are sealed by `world_model/vault.py`. The protocol's own writes are the functions of `world_model/sql/`.
"""

from world_model.tables.accounts import CredentialRow, SiteSessionRow, WarmSlot
from world_model.tables.base import Base
from world_model.tables.inbox import AnswerLinkRow, DeliveryRow, InterventionRow, NotificationTargetRow, Outbox
from world_model.tables.people import CandidateRow, Consent, DocumentRow, DocumentVersionRow, FactRow, RememberedAnswerRow, User
from world_model.tables.plan import Attempt, Checkpoint, ExecutionLog, SitePace, StepEdge, Task, TaskStep, Worker
from world_model.tables.postings import ApplicationEvent, ApplicationRow, PostingRow, RejectionRow, SiteRow, Submission

USER_OWNED = tuple(sorted(t.name for t in Base.metadata.tables.values() if "user_id" in t.c))

__all__ = [
    "USER_OWNED",
    "AnswerLinkRow",
    "ApplicationEvent",
    "ApplicationRow",
    "Attempt",
    "Base",
    "CandidateRow",
    "Checkpoint",
    "Consent",
    "CredentialRow",
    "DeliveryRow",
    "DocumentRow",
    "DocumentVersionRow",
    "ExecutionLog",
    "FactRow",
    "InterventionRow",
    "NotificationTargetRow",
    "Outbox",
    "PostingRow",
    "RejectionRow",
    "RememberedAnswerRow",
    "SitePace",
    "SiteRow",
    "SiteSessionRow",
    "StepEdge",
    "Submission",
    "Task",
    "TaskStep",
    "User",
    "WarmSlot",
    "Worker",
]
