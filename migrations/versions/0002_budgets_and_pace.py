"""Budgets and pace where steps are claimed: a task's money and steps as counters, a site's token bucket, fair turns.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("steps", sa.Integer(), server_default="0", nullable=False))
    op.add_column("tasks", sa.Column("claims", sa.Integer(), server_default="0", nullable=False))
    op.add_column("tasks", sa.Column("spent_usd", sa.Double(), server_default="0", nullable=False))
    op.execute(
        "UPDATE tasks t SET steps = s.n, claims = s.claims FROM (SELECT task_id, count(*) AS n, sum(attempt) AS claims"
        " FROM task_steps GROUP BY task_id) s WHERE s.task_id = t.id"
    )
    op.execute(
        "UPDATE tasks t SET spent_usd = e.spent FROM (SELECT task_id, sum((data->>'cost_usd')::float8) AS spent FROM execution_logs"
        " WHERE data ? 'cost_usd' GROUP BY task_id) e WHERE e.task_id = t.id"
    )
    op.drop_index("task_steps_ready", table_name="task_steps")
    op.create_index("task_steps_due", "task_steps", ["role", "available_at"], postgresql_where=sa.text("status = 'ready'"))
    op.create_index(
        "task_steps_turn",
        "task_steps",
        ["role", "user_id", "task_id", "available_at"],
        postgresql_where=sa.text("status = 'ready'"),
    )
    op.create_index(
        "task_steps_put_off",
        "task_steps",
        ["available_at"],
        postgresql_where=sa.text("status = 'waiting' AND waiting_for = 'time'"),
    )
    op.create_index(
        "task_steps_at_site",
        "task_steps",
        [sa.literal_column("((payload->'limits')->>'site')")],
        postgresql_where=sa.text("status = 'running' AND payload ? 'limits'"),
    )
    op.create_index("task_steps_dead", "task_steps", ["user_id", "id"], postgresql_where=sa.text("dead_letter"))
    op.create_index("submissions_by_day", "submissions", ["user_id", "armed_at"])
    op.create_table(
        "site_pace",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("per_minute", sa.Double(), server_default="12", nullable=False),
        sa.Column("burst", sa.Double(), server_default="4", nullable=False),
        sa.Column("at_once", sa.Integer(), server_default="2", nullable=False),
        sa.Column("tokens", sa.Double(), server_default="4", nullable=False),
        sa.Column("refilled_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("domain"),
        sa.CheckConstraint("per_minute > 0 AND burst >= 1 AND at_once >= 1", name="pace_lets_something_through"),
    )


def downgrade() -> None:
    op.drop_table("site_pace")
    op.drop_index("submissions_by_day", table_name="submissions")
    for index in ("task_steps_dead", "task_steps_at_site", "task_steps_put_off", "task_steps_turn", "task_steps_due"):
        op.drop_index(index, table_name="task_steps")
    op.create_index("task_steps_ready", "task_steps", ["available_at"], postgresql_where=sa.text("status = 'ready'"))
    for column in ("spent_usd", "claims", "steps"):
        op.drop_column("tasks", column)
