"""What can keep the embedded PostgreSQL from running.

JobHunterError
└── Missing ── PostgresNotStarted   `postgres_missing`, `postgres_version`, `postgres_user`, `postgres_failed`
"""

from brain.errors import Missing


class PostgresNotStarted(Missing):
    """The embedded PostgreSQL cannot run on this machine as it is."""
