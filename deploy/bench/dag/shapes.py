"""The graphs that are measured. Steps are numbered from 0, layer by layer, so a layer is a range of numbers."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from brain.errors import InvalidInput

NAMES = ("chain-200", "fan-500", "fan-500-chunked", "layered-1000")
CHUNK = 16
LAYERS = 10
EDGES_PER_STEP = 3
SEED = 7


@dataclass(frozen=True, slots=True)
class Shape:
    """`parents[i]` are the steps that step i waits for, all of the layer before its own; `widths` are the layers' sizes.

    `chunk`: how many short steps may share one message, for a contender that can. `plain`: the name of the same graph
    without that permission; its figures stand in for a contender that cannot.
    """

    name: str
    widths: tuple[int, ...]
    parents: tuple[tuple[int, ...], ...]
    chunk: int = 1
    plain: str = ""

    @property
    def steps(self) -> int:
        return len(self.parents)

    @property
    def edges(self) -> int:
        return sum(map(len, self.parents))

    @property
    def is_chain(self) -> bool:
        return set(self.widths) == {1}


def layers_of(widths: Sequence[int]) -> Iterator[range]:
    """The steps of each layer, for layers of these sizes."""
    return (range(first, end) for first, end in pairwise(accumulate(widths, initial=0)))


def shape_named(name: str) -> Shape:
    """`chain-N`, `fan-N`, `fan-N-chunked` or `layered-N`. Raises `InvalidInput`."""
    found = re.fullmatch(r"(chain|fan|layered)-([1-9]\d{0,3})(-chunked)?", name)
    if found is None or (found[3] and found[1] != "fan"):
        raise InvalidInput("unknown_shape", "There is no such shape.", name, f"Known shapes: {', '.join(NAMES)}")
    size = int(found[2])
    match found[1]:
        case "chain":
            return chain(name, size)
        case "fan":
            return fan(name, size, chunked=bool(found[3]))
        case _:
            return layered(name, max(1, size // LAYERS))


def chain(name: str, steps: int) -> Shape:
    """One step after the other."""
    return Shape(name, (1,) * steps, tuple((i - 1,) if i else () for i in range(steps)))


def fan(name: str, width: int, *, chunked: bool = False) -> Shape:
    """One step, then `width` steps at once, then one that waits for them all."""
    parents = ((), *((0,) for _ in range(width)), tuple(range(1, width + 1)))
    if chunked:
        return Shape(name, (1, width, 1), parents, CHUNK, f"fan-{width}")
    return Shape(name, (1, width, 1), parents)


def layered(name: str, width: int) -> Shape:
    """Ten layers; each step of a later one waits for three or four of the layer before, three edges per step of the graph."""
    dice = random.Random(SEED)
    widths = (width,) * LAYERS
    children = width * (LAYERS - 1)
    least, more = divmod(EDGES_PER_STEP * width * LAYERS, children)
    four = set(dice.sample(range(children), more))
    parents: list[tuple[int, ...]] = [()] * width
    for before, layer in pairwise(layers_of(widths)):
        for step in layer:
            count = least + (step - width in four)
            parents.append(tuple(sorted(dice.sample(before, min(count, width)))))
    return Shape(name, widths, tuple(parents))
