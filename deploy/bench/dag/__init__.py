"""How fast a graph of no-op steps runs here and on two peers: a raw Celery canvas and DBOS.

A step does nothing but note when it began and ended, so what is measured is what orchestration costs. Every contender gets two
cores' worth of processes at most, the same embedded PostgreSQL with its default durability and the same embedded Redis. All are
started once, warmed up, and measured in interleaved rounds, since the same system varies by a factor between minutes: only ratios
inside one round mean anything, and a row holds the median of them.

The clock runs from handing over a finished description of the graph until the contender's own client knows that it has ended.
After each run the notes are checked: every step ran once, and none began before its parents had ended.
"""
