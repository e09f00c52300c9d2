"""Accounts at sites."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from world_model.tables.base import CREDENTIAL_STATE, Base, bigint_key, now, one_of


class CredentialRow(Base):
    """An account at one site. `tenant`: where one origin has many. Login and password are sealed for the row."""

    __tablename__ = "credentials"
    __table_args__ = (one_of("state", CREDENTIAL_STATE), Index("credentials_by_site", "user_id", "origin", "tenant"))
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidates.id", ondelete="SET NULL"))
    origin: Mapped[str]
    tenant: Mapped[str] = mapped_column(server_default="")
    email_enc: Mapped[bytes]
    password_enc: Mapped[bytes]
    state: Mapped[str] = mapped_column(server_default="planned")
    tries: Mapped[int] = mapped_column(server_default="0")
    told: Mapped[int] = mapped_column(BigInteger, server_default="0")
    created_at: Mapped[datetime] = now()
    updated_at: Mapped[datetime] = now()
