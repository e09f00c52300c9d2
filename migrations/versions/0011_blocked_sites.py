"""Sites that let nobody in any more: how long they are left alone, and how much slower they are visited then.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("site_pace", sa.Column("slowed", sa.Integer(), server_default="0", nullable=False))
    op.add_column("site_pace", sa.Column("paused_until", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("site_pace", "paused_until")
    op.drop_column("site_pace", "slowed")
