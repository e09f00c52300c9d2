"""A question is asked once: what a remembered answer came from, and which open question a step waits for besides its own.

A forgotten or replaced answer keeps its row without its value, so that what it came from does not bring it back.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("remembered_answers", sa.Column("meaning", sa.Text(), nullable=False, server_default=""))
    op.add_column("remembered_answers", sa.Column("origin", sa.Text(), nullable=False, server_default=""))
    op.add_column("remembered_answers", sa.Column("forgotten_at", sa.DateTime(timezone=True)))
    op.create_index("remembered_answers_once", "remembered_answers", ["candidate_id", "origin", "meaning"])
    op.add_column("task_steps", sa.Column("waits_on", sa.BigInteger()))


def downgrade() -> None:
    op.drop_column("task_steps", "waits_on")
    op.drop_index("remembered_answers_once", table_name="remembered_answers")
    for column in ("forgotten_at", "origin", "meaning"):
        op.drop_column("remembered_answers", column)
