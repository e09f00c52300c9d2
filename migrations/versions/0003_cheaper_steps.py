"""What a step's ending costs: statuses are domains, the log and the attempts go with their task by triggers, pages keep room.

A CHECK is read and prepared anew for each statement that writes its table, a domain's once a session; a foreign key of the
log is one more query an event. Of the indexes of open steps those stay that are right whatever the planner believes: on tables
that were never analysed it took the one on the due time and read every task's ready steps to find one task's.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOMAINS = {
    "task_status": ("queued", "running", "waiting", "paused", "completed", "failed", "cancelled"),
    "step_status": ("pending", "ready", "running", "waiting", "succeeded", "failed", "cancelled", "skipped"),
    "step_join": ("all", "settled"),
    "attempt_outcome": ("done", "retry", "ask", "stop", "lost", "fenced", "cancelled"),
}
COLUMNS = {
    ("tasks", "status"): "task_status",
    ("task_steps", "status"): "step_status",
    ("task_steps", "join"): "step_join",
    ("attempts", "outcome"): "attempt_outcome",
}
DEFAULTS = {("tasks", "status"): "queued", ("task_steps", "status"): "pending", ("task_steps", "join"): "all"}
TURN = ["role", "user_id", "task_id", "available_at"]
ROOM = {"tasks": 50, "task_steps": 60, "attempts": 80}


def upgrade() -> None:
    for table, name in _CHECKS:
        op.drop_constraint(name, table)
    op.drop_constraint("execution_logs_task_id_fkey", "execution_logs")
    op.drop_constraint("attempts_step_id_fkey", "attempts")
    for index in ("task_steps_at_site", "task_steps_due", "task_steps_leased", "task_steps_turn"):
        op.drop_index(index, table_name="task_steps")
    op.execute("DROP TRIGGER IF EXISTS task_steps_moves ON task_steps")  # made again with the functions
    for table, percent in ROOM.items():
        op.execute(f"ALTER TABLE {table} SET (fillfactor = {percent})")
    for domain, values in DOMAINS.items():
        op.execute(f"CREATE DOMAIN {domain} AS text CONSTRAINT {domain}_known CHECK (VALUE IN ({_listed(values)}))")
    _retype(COLUMNS)
    op.add_column("task_steps", sa.Column("last_batch", sa.Text()))
    op.create_index(
        "task_steps_turn", "task_steps", TURN, postgresql_where=sa.text("status = 'ready' AND available_at < 'infinity'")
    )
    op.create_index("task_steps_running", "task_steps", ["id"], postgresql_where=sa.text("status = 'running'"))
    unfinished = sa.text("finished_at IS NULL AND deadline_at IS NOT NULL")
    op.create_index("tasks_with_deadline", "tasks", ["deadline_at"], postgresql_where=unfinished)
    op.create_index("interventions_expiring", "interventions", ["expires_at"], postgresql_where=sa.text("status = 'open'"))


def downgrade() -> None:
    op.drop_index("interventions_expiring", table_name="interventions")
    op.drop_index("tasks_with_deadline", table_name="tasks")
    for index in ("task_steps_running", "task_steps_turn"):
        op.drop_index(index, table_name="task_steps")
    op.drop_column("task_steps", "last_batch")
    op.execute("DROP TRIGGER IF EXISTS task_steps_moves ON task_steps")
    for table in ROOM:
        op.execute(f"ALTER TABLE {table} RESET (fillfactor)")
    _retype(dict.fromkeys(COLUMNS, "text"))
    for domain in DOMAINS:
        op.execute(f"DROP DOMAIN {domain}")
    op.create_index("task_steps_turn", "task_steps", TURN, postgresql_where=sa.text("status = 'ready'"))
    op.create_index("task_steps_due", "task_steps", ["role", "available_at"], postgresql_where=sa.text("status = 'ready'"))
    op.create_index("task_steps_leased", "task_steps", ["lease_expires_at"], postgresql_where=sa.text("status = 'running'"))
    op.create_index(
        "task_steps_at_site",
        "task_steps",
        [sa.literal_column("((payload->'limits')->>'site')")],
        postgresql_where=sa.text("status = 'running' AND payload ? 'limits'"),
    )
    op.create_foreign_key("execution_logs_task_id_fkey", "execution_logs", "tasks", ["task_id"], ["id"], ondelete="CASCADE")
    op.create_foreign_key("attempts_step_id_fkey", "attempts", "task_steps", ["step_id"], ["id"], ondelete="CASCADE")
    for (table, name), condition in _CHECKS.items():
        op.create_check_constraint(name, table, condition)


def _retype(columns: dict[tuple[str, str], str]) -> None:
    """One rewrite a table, however many of its columns change."""
    for table in ROOM:
        changes = []
        for (of, column), to in columns.items():
            if of == table:
                default = DEFAULTS.get((of, column))
                changes += [f'ALTER "{column}" DROP DEFAULT'] if default else []
                changes += [f'ALTER "{column}" TYPE {to}']
                changes += [f"ALTER \"{column}\" SET DEFAULT '{default}'"] if default else []
        op.execute(f"ALTER TABLE {table} {', '.join(changes)}")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_CHECKS = {
    ("tasks", "status_known"): f"status IN ({_listed(DOMAINS['task_status'])})",
    ("task_steps", "status_known"): f"status IN ({_listed(DOMAINS['step_status'])})",
    ("task_steps", "join_known"): f'"join" IN ({_listed(DOMAINS["step_join"])})',
    ("task_steps", "running_has_lease"): "status <> 'running' OR lease_expires_at IS NOT NULL",
    ("attempts", "outcome_known"): f"outcome IS NULL OR outcome IN ({_listed(DOMAINS['attempt_outcome'])})",
}
