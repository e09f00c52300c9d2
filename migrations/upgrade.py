"""Brings a database to this release, in one transaction under an advisory lock.

Revisions change tables; the functions of `world_model/sql/` are replaced whole at each run, so a function's history is its
file's. Three roles come first: they need a login that may create roles.
"""

from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config
from psycopg import errors
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from brain.errors import Unavailable
from world_model.tables import USER_OWNED

ROLES = ("jobhunter_owner", "jobhunter_app", "jobhunter_engine")
LOCK_KEY = 4241
LOCK_TIMEOUT_S = 10  # a migration that waits keeps everybody behind it waiting
TRIES = 5
BUSY = (errors.DeadlockDetected, errors.LockNotAvailable)


def upgrade(database_url: str, revision: str = "head") -> None:
    """Migrates the database of `database_url` (SQLAlchemy form), also while workers use it.

    Raises `Unavailable`: `database_unreachable`; `database_busy` where others hold its tables for too long.
    """
    engine = create_engine(database_url)
    try:
        for left in reversed(range(TRIES)):
            try:
                _upgrade_once(engine, revision)
                return
            except OperationalError as error:
                if not isinstance(error.orig, BUSY):
                    fix = "Check JOBHUNTER_DATABASE_URL, or unset it."
                    raise Unavailable("database_unreachable", "PostgreSQL does not answer.", str(error.orig), fix) from error
                if not left:
                    fix = "Stop the workers, or whoever holds its tables, and start again."
                    raise Unavailable("database_busy", "The database is in use.", str(error.orig), fix) from error
    finally:
        engine.dispose()


def _upgrade_once(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S}s'")
        _make_roles(connection)
        connection.execute(text("SET LOCAL ROLE jobhunter_owner"))
        command.upgrade(alembic_config(connection), revision)
        apply_functions(connection)


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for a connection that is already open."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def apply_functions(connection: Connection) -> None:
    """Replaces the protocol's functions, then row-level security and the roles' rights."""
    for name in sorted(f.name for f in files("world_model.sql").iterdir() if f.name.endswith(".sql")):
        if name.startswith("90_"):
            _secure_tables(connection)
        connection.exec_driver_sql(files("world_model.sql").joinpath(name).read_text().replace("%", "%%"))


def _make_roles(connection: Connection) -> None:
    # Roles belong to the whole server: two databases may be migrated at once, each under its own lock.
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4240)")
    for role in ROLES:
        if not connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role}).scalar():
            connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
        if not connection.execute(text("SELECT pg_has_role(current_user, :r, 'MEMBER')"), {"r": role}).scalar() or not _may_set(
            connection, role
        ):
            connection.exec_driver_sql(f"GRANT {role} TO CURRENT_USER")
    connection.exec_driver_sql("GRANT USAGE, CREATE ON SCHEMA public TO jobhunter_owner")


def _may_set(connection: Connection, role: str) -> bool:
    # PostgreSQL 16 tells membership from the right to SET ROLE; before that the one implied the other.
    if connection.dialect.server_version_info and connection.dialect.server_version_info < (16,):
        return True
    return bool(connection.execute(text("SELECT pg_has_role(current_user, :r, 'SET')"), {"r": role}).scalar())


def _secure_tables(connection: Connection) -> None:
    own = "nullif(current_setting('app.user_id', true), '')::uuid"
    for table, column in [*((t, "user_id") for t in USER_OWNED), ("users", "id")]:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS own_rows ON {table}")
        connection.exec_driver_sql(
            f"CREATE POLICY own_rows ON {table} TO jobhunter_app USING ({column} = {own}) WITH CHECK ({column} = {own})"
        )
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS owner_all ON {table}")
        connection.exec_driver_sql(f"CREATE POLICY owner_all ON {table} TO jobhunter_owner USING (true) WITH CHECK (true)")
