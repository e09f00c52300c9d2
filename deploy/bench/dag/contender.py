"""What a contender is, and what one run of it yields."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import TracebackType
from typing import Protocol, Self

from deploy.bench.dag.errors import RunFailed
from deploy.bench.dag.shapes import Shape
from deploy.bench.dag.step_log import Note

NS_PER_MS = 1e6


@dataclass(frozen=True, slots=True)
class Measured:
    """One run. `gaps_ms`: in a chain from the end of a step to the start of the next, else between the starts of consecutive
    steps of one worker process. `cpu_s`: of the contender's own processes, PostgreSQL and Redis excluded."""

    seconds: float
    gaps_ms: list[float]
    cpu_s: float
    steps: int

    @property
    def steps_per_s(self) -> float:
        return self.steps / self.seconds

    @property
    def cpu_ms_per_step(self) -> float:
        return self.cpu_s * 1000 / self.steps


class Contender(Protocol):
    """Started once, as an async context manager; then warmed up and run shape by shape, never two at a time."""

    name: str

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def cannot(self, shape: Shape) -> str:
        """Why it has no figures for this shape; empty if it has."""

    def form(self, shape: Shape) -> str:
        """In which of its ways it runs this shape, for the report."""

    async def warm_up(self, shape: Shape) -> None:
        """Runs it uncounted, and settles on the fastest way. Raises `RunFailed`."""

    async def run(self, shape: Shape) -> Measured:
        """One measured run. Raises `RunFailed`."""


def measured(contender: str, shape: Shape, notes: Sequence[Note], seconds: float, cpu_s: float) -> Measured:
    """The run these notes are of. Raises `RunFailed` unless every step ran once, after its parents."""
    check(contender, shape, notes)
    return Measured(seconds, gaps(shape, notes), cpu_s, shape.steps)


def check(contender: str, shape: Shape, notes: Sequence[Note]) -> None:
    """Raises `RunFailed` unless every step ran once, after its parents."""
    times = Counter(note.step for note in notes)
    if wrong := [step for step in range(shape.steps) if times[step] != 1]:
        detail = (
            f"{shape.name}: {len(wrong)} of {shape.steps} steps did not run once; step {wrong[0]} ran {times[wrong[0]]} times."
        )
        raise RunFailed("bench_incomplete", contender, detail)
    by_step = {note.step: note for note in notes}
    for step, parents in enumerate(shape.parents):
        if any(by_step[parent].ended > by_step[step].began for parent in parents):
            raise RunFailed("bench_unordered", contender, f"{shape.name}: step {step} began before its parents had ended.")


def gaps(shape: Shape, notes: Sequence[Note]) -> list[float]:
    """In milliseconds; see `Measured`."""
    ordered = sorted(notes, key=lambda note: note.began)
    if shape.is_chain:
        return [(after.began - before.ended) / NS_PER_MS for before, after in pairwise(ordered)]
    workers: defaultdict[int, list[Note]] = defaultdict(list)
    for note in ordered:
        workers[note.worker].append(note)
    return [(after.began - before.began) / NS_PER_MS for notes in workers.values() for before, after in pairwise(notes)]
