"""The inbox: reminders, snoozing, what becomes of a question nobody answers; approvals by autopilot; rejections to learn from.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("interventions", sa.Column("snoozed_until", sa.DateTime(timezone=True)))
    op.add_column("interventions", sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("interventions", sa.Column("on_expiry", sa.Text(), nullable=False, server_default="skip"))
    op.add_column("interventions", sa.Column("default_enc", sa.LargeBinary()))
    op.create_check_constraint("on_expiry_known", "interventions", "on_expiry IN ('skip', 'fail', 'default')")
    # Nothing but a plain question is ever answered by nobody: no approval, no sign-in, no word on what was sent.
    op.create_check_constraint(
        "default_is_harmless",
        "interventions",
        "on_expiry <> 'default' OR (kind = 'question' AND NOT prospect AND default_enc IS NOT NULL)",
    )
    op.create_index(
        "interventions_reminding",
        "interventions",
        ["reminded", "created_at"],
        postgresql_where=sa.text("status = 'open' AND reminded < 2"),
    )
    op.add_column("submissions", sa.Column("autopiloted_at", sa.DateTime(timezone=True)))
    op.create_index(
        "submissions_autopiloted",
        "submissions",
        ["user_id", "autopiloted_at"],
        postgresql_where=sa.text("autopiloted_at IS NOT NULL"),
    )
    op.create_table(
        "rejections",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), sa.ForeignKey("candidates.id", ondelete="CASCADE"), nullable=False),
        sa.Column("posting_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("body_enc", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("candidate_id", "posting_key", name="rejections_once"),
    )


def downgrade() -> None:
    op.drop_table("rejections")
    op.drop_column("submissions", "autopiloted_at")
    op.drop_index("interventions_reminding", "interventions")
    for name in ("default_is_harmless", "on_expiry_known"):
        op.drop_constraint(name, "interventions")
    for column in ("default_enc", "on_expiry", "reminded", "snoozed_until"):
        op.drop_column("interventions", column)
