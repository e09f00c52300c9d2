"""Users, candidates, and what they said and keep."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from world_model.tables.base import Base, bigint_key, now, owner


class User(Base):
    __tablename__ = "users"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(server_default="user")
    data_key_wrapped: Mapped[bytes]
    master_key_id: Mapped[str]
    stopped_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = now()


class CandidateRow(Base):
    __tablename__ = "candidates"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = owner()
    content_digest: Mapped[str]
    resume_enc: Mapped[bytes]
    not_understood: Mapped[list[Any]]
    created_at: Mapped[datetime] = now()
    updated_at: Mapped[datetime] = now()


class FactRow(Base):
    __tablename__ = "facts"
    id: Mapped[int] = bigint_key()
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
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"), index=True)
    question: Mapped[str]
    value_enc: Mapped[bytes]
    scope: Mapped[str]
    company: Mapped[str | None]
    family: Mapped[str | None]
    meaning: Mapped[str] = mapped_column(server_default="")
    origin: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime] = now()
    forgotten_at: Mapped[datetime | None]


class Consent(Base):
    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("candidate_id", "name", "site", name="consents_once"),)
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    name: Mapped[str]
    site: Mapped[str] = mapped_column(server_default="")
    given: Mapped[bool]
    at: Mapped[datetime] = now()


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
    created_at: Mapped[datetime] = now()


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
    created_at: Mapped[datetime] = now()
