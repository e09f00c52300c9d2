"""DBOS."""

from collections.abc import Sequence

from deploy.bench.dag.peer import Peer
from deploy.bench.dag.shapes import Shape

SYNC, ASYNC = "steps", "async steps"
GATHER, THREADS = "async steps, gathered", "steps in threads"
CHILDREN, QUEUE = "child workflows", "queued child workflows in two processes"


class DbosSteps(Peer):
    """`config`: `database_url`, an empty database of its own. A wide layer runs at once; the next waits for all of it."""

    name = "dbos"
    package = "dbos"
    requirement = "dbos>=3.4"
    module = "deploy.bench.dag.dbos_program"

    def forms(self, shape: Shape) -> Sequence[str]:
        if shape.chunk > 1:
            return ()
        return (SYNC, ASYNC) if shape.is_chain else (GATHER, THREADS, CHILDREN, QUEUE)
