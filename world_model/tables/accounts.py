"""Accounts at sites: what is known of them, the sessions that are kept, and who may wait for a code just now."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from world_model.tables.base import CREDENTIAL_KIND, CREDENTIAL_STATE, Base, bigint_key, now, one_of


class CredentialRow(Base):
    """An account at one site. `tenant`: where one origin has many. Login, password and TOTP secret are sealed for the row.

    A mailbox has the address of its server (`imaps://host:port`) for origin. `code_tries`: codes typed since one was last taken;
    `totp_step`: the time step of the last code made here (RFC 6238), which is never typed again. `asks_code`: whether the site
    wanted a code of the person the last time.
    """

    __tablename__ = "credentials"
    __table_args__ = (
        one_of("state", CREDENTIAL_STATE),
        one_of("kind", CREDENTIAL_KIND),
        Index("credentials_by_site", "user_id", "origin", "tenant"),
    )
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidates.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(server_default="account")
    origin: Mapped[str]
    tenant: Mapped[str] = mapped_column(server_default="")
    email_enc: Mapped[bytes]
    password_enc: Mapped[bytes]
    totp_enc: Mapped[bytes | None]
    totp_step: Mapped[int] = mapped_column(BigInteger, server_default="0")
    state: Mapped[str] = mapped_column(server_default="planned")
    tries: Mapped[int] = mapped_column(server_default="0")
    code_tries: Mapped[int] = mapped_column(server_default="0")
    asks_code: Mapped[bool] = mapped_column(server_default=text("false"))
    told: Mapped[int] = mapped_column(BigInteger, server_default="0")
    created_at: Mapped[datetime] = now()
    updated_at: Mapped[datetime] = now()
    used_at: Mapped[datetime | None]


class SiteSessionRow(Base):
    """What a browser held after a sign-in that worked: cookies and storage of the site alone, sealed for the row.

    `entry`: where the form is opened that the session serves.
    """

    __tablename__ = "site_sessions"
    __table_args__ = (
        UniqueConstraint("candidate_id", "origin", "tenant", name="site_sessions_one_each"),
        Index("site_sessions_of_user", "user_id"),
    )
    id: Mapped[int] = bigint_key()
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    credential_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("credentials.id", ondelete="CASCADE"))
    origin: Mapped[str]
    tenant: Mapped[str] = mapped_column(server_default="")
    entry: Mapped[str]
    state_enc: Mapped[bytes]
    saved_at: Mapped[datetime] = now()
    used_at: Mapped[datetime | None]


class WarmSlot(Base):
    """A running step that waits for a person's code with its page open. It counts while the step holds its lease."""

    __tablename__ = "warm_slots"
    step_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("task_steps.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[int] = mapped_column(BigInteger)
    taken_at: Mapped[datetime] = now()
    until: Mapped[datetime]
