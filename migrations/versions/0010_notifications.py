"""Whom to tell, where and when; links that answer one question once.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _outbox()
    op.create_table(
        "notification_targets",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        _user(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address_enc", sa.LargeBinary(), nullable=False),
        sa.Column("kinds", JSONB(), nullable=False),
        sa.Column("urgent", JSONB(), nullable=False),
        sa.Column("quiet_from", sa.Time()),
        sa.Column("quiet_to", sa.Time()),
        sa.Column("time_zone", sa.Text(), nullable=False),
        _time("created_at", now=True),
    )
    op.create_index("ix_notification_targets_user_id", "notification_targets", ["user_id"])
    _deliveries()
    op.create_table(
        "answer_links",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        _user(),
        sa.Column("intervention_id", sa.BigInteger(), sa.ForeignKey("interventions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _time("used_at"),
        _time("created_at", now=True),
    )
    op.create_index("ix_answer_links_user_id", "answer_links", ["user_id"])
    op.create_index("ix_answer_links_intervention_id", "answer_links", ["intervention_id"])


def downgrade() -> None:
    for table in ("answer_links", "outbox_deliveries", "notification_targets"):
        op.drop_table(table)
    op.drop_index("outbox_waiting", table_name="outbox")
    op.drop_constraint("outcome_known", "outbox")
    for column in ("outcome", "ended_at", "claimed_until", "due_at"):
        op.drop_column("outbox", column)
    op.create_index("outbox_unsent", "outbox", ["id"], postgresql_where=sa.text("sent_at IS NULL"))


def _outbox() -> None:
    op.add_column("outbox", _time("due_at", now=True))
    for column in ("claimed_until", "ended_at"):
        op.add_column("outbox", _time(column))
    op.add_column("outbox", sa.Column("outcome", sa.Text()))
    op.create_check_constraint("outcome_known", "outbox", "outcome IN ('sent', 'given_up', 'pointless', 'nobody')")
    # What was written while nobody delivered it is no news any more.
    op.execute("UPDATE outbox SET ended_at = now(), outcome = 'nobody'")
    op.drop_index("outbox_unsent", table_name="outbox")
    op.create_index("outbox_waiting", "outbox", ["due_at"], postgresql_where=sa.text("ended_at IS NULL"))


def _deliveries() -> None:
    target = sa.ForeignKey("notification_targets.id", ondelete="CASCADE")
    op.create_table(
        "outbox_deliveries",
        sa.Column("outbox_id", sa.BigInteger(), sa.ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("target_id", sa.BigInteger(), target, primary_key=True),
        _user(),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        _time("due_at", now=True),
        _time("claimed_until"),
        _time("sent_at"),
        _time("ended_at"),
        sa.Column("error", sa.Text()),
    )
    op.create_index("ix_outbox_deliveries_user_id", "outbox_deliveries", ["user_id"])
    op.create_index("ix_outbox_deliveries_target_id", "outbox_deliveries", ["target_id"])


def _user() -> sa.Column[object]:
    return sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False)


def _time(name: str, *, now: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not now, server_default=sa.func.now() if now else None)
