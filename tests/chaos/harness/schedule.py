"""When what is struck: drawn from a seed, told by how much of the work is done, so that a run's end waits for nothing."""

import random
from dataclasses import dataclass
from enum import StrEnum

WANDER = 0.4  # how far a blow may be from its even place, in shares of the distance between two of its kind


class Target(StrEnum):
    """What is killed: one process of a worker's pool, its main process alone, a worker with all its processes; a server."""

    POOL_PROCESS = "pool process"
    MAIN_PROCESS = "main process"
    WHOLE_WORKER = "whole worker"
    REDIS = "redis"
    POSTGRES = "postgres"


WORKER_TARGETS = (Target.POOL_PROCESS, Target.MAIN_PROCESS, Target.WHOLE_WORKER)
WEIGHTS = (3, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Blow:
    """`at`: the share of the steps that are done by then. `at_submit`: a worker is struck while it submits, if it can be."""

    at: float
    target: Target
    at_submit: bool = False


def schedule(seed: int, *, workers: int, redis: int, postgres: int) -> tuple[Blow, ...]:
    """The blows of a run in their order; all of them fall before the work is done."""
    dice = random.Random(seed)
    blows = [Blow(at, dice.choices(WORKER_TARGETS, WEIGHTS)[0], dice.random() < 0.5) for at in _spread(dice, workers)]
    blows += [Blow(at, Target.REDIS) for at in _spread(dice, redis)]
    blows += [Blow(at, Target.POSTGRES) for at in _spread(dice, postgres)]
    return tuple(sorted(blows))


def _spread(dice: random.Random, count: int) -> list[float]:
    return [(k + 1 + dice.uniform(-WANDER, WANDER)) / (count + 1) for k in range(count)]
