"""How large a run is, what was done to the system in it, and how it ended."""

from dataclasses import dataclass

from tests.chaos.harness.catalogue import BRANCHES, STEPS_PER_TASK
from tests.chaos.harness.look import Ended


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of what. `workers`, `redis`, `postgres`: blows of each kind. `terminations`: how often at most, a second apart,
    every client of PostgreSQL is cut off. `limit_s`: from the first task to the end.
    """

    tasks: int = 400
    workers: int = 20
    redis: int = 4
    postgres: int = 6
    terminations: int = 0
    limit_s: float = 280.0


@dataclass(slots=True)
class Struck:
    """What was done to the system so far."""

    kills: int = 0
    restarts: int = 0
    terminations: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """`submitted`: applications the site got. `twice`: postings it got several for. `trouble`: what went wrong, as lines."""

    scale: Scale
    struck: Struck
    ended: Ended
    submitted: int
    twice: int
    asked: int
    seconds: float
    trouble: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.trouble

    def line(self) -> str:
        """The run in one line."""
        ended, struck = self.ended, self.struck
        return (
            f"tasks={ended.completed} steps={ended.succeeded} kills={struck.kills} restarts={struck.restarts} "
            f"submitted={self.submitted} twice={self.twice} stuck={ended.stuck} seconds={self.seconds:.1f}"
        )


def shortfalls(scale: Scale, struck: Struck, ended: Ended, submitted: int, twice: int) -> list[str]:
    """What is not as it should be, as lines for a person."""
    applications = scale.tasks * len(BRANCHES)
    wanted = {
        "tasks completed": (ended.completed, scale.tasks),
        "steps succeeded": (ended.succeeded, scale.tasks * STEPS_PER_TASK),
        "steps stuck": (ended.stuck, 0),
        "applications the site got": (submitted, applications),
        "postings applied to twice": (twice, 0),
        "submissions confirmed": (ended.confirmed, applications),
        "kills": (struck.kills, scale.workers + scale.redis),
        "restarts": (struck.restarts, scale.postgres),
    }
    return [f"{what}: {found} of {right}" for what, (found, right) in wanted.items() if found != right]
