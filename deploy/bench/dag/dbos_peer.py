"""DBOS: steps of a workflow, each recorded in PostgreSQL, whose durability is the default one.

What was tried, the fastest of which is found anew in each warm-up:

- a chain: a workflow of plain steps; one of async steps, which hop between threads (more CPU, about as fast);
- a wide layer: async steps gathered (the slowest: the most CPU per step); steps with reserved numbers on four threads (one thread
  is half as fast, eight no faster: every record locks the row of its workflow until it has committed); six child workflows with
  a share of the layer each, which have rows of their own (a quarter faster on a wide fan; two are slower, eight no faster);
  eight queued child workflows shared by two processes, polling every 10 ms (a quarter slower to a quarter faster on a wide fan,
  half as fast on layers, where each one waits to be found);
- a queued workflow for every step: several transactions more for each, so not measured.

The engine's pool does not ask each connection whether it is alive before using it (`pool_pre_ping`), which saves two round trips
and about half a millisecond of CPU per step. Layers run one after the other, which is stricter than the graph and never wrong.
"""

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
