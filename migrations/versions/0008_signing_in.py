"""Signing in: sessions kept sealed, one-time codes, warm slots.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("credentials", sa.Column("kind", sa.Text(), nullable=False, server_default="account"))
    op.add_column("credentials", sa.Column("totp_enc", sa.LargeBinary()))
    op.add_column("credentials", sa.Column("totp_step", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("credentials", sa.Column("code_tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("credentials", sa.Column("asks_code", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("credentials", sa.Column("used_at", sa.DateTime(timezone=True)))
    op.create_check_constraint("kind_known", "credentials", "kind IN ('account', 'mailbox')")
    op.create_table(
        "site_sessions",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), sa.ForeignKey("candidates.id", ondelete="CASCADE"), nullable=False),
        sa.Column("credential_id", sa.BigInteger(), sa.ForeignKey("credentials.id", ondelete="CASCADE")),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False, server_default=""),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("state_enc", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("candidate_id", "origin", "tenant", name="site_sessions_one_each"),
    )
    op.create_index("site_sessions_of_user", "site_sessions", ["user_id"])
    op.create_table(
        "warm_slots",
        sa.Column("step_id", sa.BigInteger(), sa.ForeignKey("task_steps.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("warm_slots")
    op.drop_table("site_sessions")
    op.drop_constraint("kind_known", "credentials")
    for column in ("used_at", "asks_code", "code_tries", "totp_step", "totp_enc", "kind"):
        op.drop_column("credentials", column)
