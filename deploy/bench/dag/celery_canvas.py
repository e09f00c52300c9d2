"""Raw Celery on Redis: one prefork worker with two pool processes, results in Redis, since a canvas needs them.

Set as for steps that must not be lost, late acks and a prefetch of one; events, gossip, mingling and heartbeats are off, chords
need not keep the order of their results. Nothing survives the loss of Redis. Two contenders: the canvas as documented,
and the same sent piece by piece, by somebody who has found that a message of a chain carries all that is left of it.

What was tried, the fastest of which is found anew in each warm-up:

- a chain: as it is; with only its last result kept (somewhat faster). By pieces: twenty steps in a message whose last task
  sends the next piece (another 1.5 times);
- a fan: a chord inside a chain. By pieces: the first step's successor sends the chord (twice as fast);
- chunks of a chord's header, by `task.chunks`, in either form;
- layers: a canvas has no words for a graph, only for a barrier after each layer, which is stricter and never wrong. Groups in a
  row run some of their tasks twice; with a task between them they run right but at some forty steps a second, since every
  message carries all later layers; chords that each send the next are more than ten times faster: the pieces stand for both.
"""

from collections.abc import Sequence

from deploy.bench.dag.peer import Peer
from deploy.bench.dag.shapes import Shape

WORKERS = 2
CHAIN, NO_RESULTS = "chain", "chain, last result only"
CHORD, CONTINUED = "chord", "piece by piece"


class CeleryCanvas(Peer):
    """`config`: `redis_url`, in redis-py's form. A wide layer is a chord's header: the next waits for all of it."""

    name = "celery"
    package = "celery"
    requirement = "celery[redis]>=5.7,<5.8"
    module = "deploy.bench.dag.celery_program"

    def forms(self, shape: Shape) -> Sequence[str]:
        if shape.is_chain:
            return CHAIN, NO_RESULTS
        return (CHORD,) if shape.widths[-1] == 1 else (CONTINUED,)


class CeleryPieces(CeleryCanvas):
    """The same workers, given the graph piece by piece by its own tasks."""

    name = "celery_pieces"

    def forms(self, shape: Shape) -> Sequence[str]:
        return (CONTINUED,) if shape.is_chain or shape.widths[-1] == 1 else ()
