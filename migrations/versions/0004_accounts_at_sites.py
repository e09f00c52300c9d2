"""Accounts at sites: login and password, sealed, by exact origin and tenant.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), sa.ForeignKey("candidates.id", ondelete="SET NULL")),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False, server_default=""),
        sa.Column("email_enc", sa.LargeBinary(), nullable=False),
        sa.Column("password_enc", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, server_default="planned"),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("told", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.CheckConstraint("state IN ('planned', 'created', 'works', 'refused')", name="state_known"),
    )
    op.create_index("credentials_by_site", "credentials", ["user_id", "origin", "tenant"])


def downgrade() -> None:
    op.drop_table("credentials")
