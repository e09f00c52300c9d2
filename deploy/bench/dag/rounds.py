"""Interleaved rounds: in each one every shape is run by every contender, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from deploy.bench.dag.contender import Contender, Measured
from deploy.bench.dag.shapes import Shape

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Results:
    """`runs[shape name, contender's name]`: one run per round, in order. `reasons`: why there are none. `forms`: how it ran."""

    shapes: tuple[Shape, ...]
    runs: dict[tuple[str, str], list[Measured]] = field(default_factory=dict)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    forms: dict[tuple[str, str], str] = field(default_factory=dict)


async def measure(
    contenders: Sequence[Contender],
    shapes: Sequence[Shape],
    rounds: int = ROUNDS,
    on_progress: Callable[[str], None] = lambda _: None,
) -> Results:
    """Runs started contenders. Raises `RunFailed` where one fails after its warm-up."""
    results = Results(tuple(shapes))
    for shape in shapes:
        for contender in contenders:
            on_progress(f"warming up: {shape.name}, {contender.name}")
            await _warm_up(contender, shape, results)
    for number in range(1, rounds + 1):
        on_progress(f"round {number} of {rounds}")
        for shape in shapes:
            for contender in contenders:
                if (runs := results.runs.get((shape.name, contender.name))) is not None:
                    runs.append(await contender.run(shape))
    return results


async def _warm_up(contender: Contender, shape: Shape, results: Results) -> None:
    key = shape.name, contender.name
    if not contender.cannot(shape):
        await contender.warm_up(shape)
    if reason := contender.cannot(shape):
        results.reasons[key] = reason
    else:
        results.runs[key] = []
        results.forms[key] = contender.form(shape)
