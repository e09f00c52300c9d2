"""Raw Celery: the canvas on Redis, one prefork worker with two pool processes, late acks, prefetch one, results in Redis."""

from collections.abc import Sequence

from deploy.bench.dag.peer import Peer
from deploy.bench.dag.shapes import Shape

WORKERS = 2
CHAIN, NO_RESULTS = "chain", "chain, only the last result kept"
CHORD, CONTINUED = "chord", "piece by piece"


class CeleryCanvas(Peer):
    """`config`: `redis_url`, in redis-py's form. A wide layer is a chord's header: the next waits for all of it."""

    name = "celery"
    package = "celery"
    requirement = "celery[redis]>=5.7,<5.8"
    module = "deploy.bench.dag.celery_program"

    def forms(self, shape: Shape) -> Sequence[str]:
        if shape.is_chain:
            return CHAIN, NO_RESULTS, CONTINUED
        return (CHORD, CONTINUED) if shape.widths[-1] == 1 else (CONTINUED,)
