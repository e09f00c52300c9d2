"""Our own engine as a contender: two Celery pool processes, the embedded PostgreSQL and Redis, nothing left out.

Each step is claimed with a fencing token, opens and closes an attempt, writes its events and its result; the run's clock holds
creating the task with all its steps and edges. `fan-N-chunked` uses an action that is declared idempotent and short.
"""

from collections.abc import Sequence

from deploy.bench.dag.peer import Peer
from deploy.bench.dag.servers import Servers
from deploy.bench.dag.shapes import Shape

WORKERS = 2
FORM = "Celery workers"


class Ours(Peer):
    """`config`: `database_url`, migrated, and `redis_url`."""

    name = "ours"
    package = "celery"
    requirement = "celery[redis]>=5.7,<5.8"
    module = "deploy.bench.dag.our_program"

    @classmethod
    async def on(cls, servers: Servers) -> "Ours":
        """On these servers, whose database is migrated for it."""
        await servers.migrate()
        return cls(servers.home.folder, {"database_url": servers.database_url, "redis_url": servers.redis_url()})

    def forms(self, shape: Shape) -> Sequence[str]:
        return (FORM,)
