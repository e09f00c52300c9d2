"""The short chaos run of the ordinary suite, always the same one; `make chaos` is the long one."""

import pytest

from tests.chaos.harness.look import Ended
from tests.chaos.harness.run import run
from tests.chaos.harness.schedule import WORKER_TARGETS, Target, schedule
from tests.chaos.harness.verdict import Scale, Struck, shortfalls

SEED = 7
SMALL = Scale(tasks=30, workers=3, redis=1, postgres=1, limit_s=180)


@pytest.mark.slow
@pytest.mark.stack
@pytest.mark.timeout(240)
async def test_every_application_is_sent_once_whatever_is_killed_meanwhile() -> None:
    verdict = await run(SMALL, SEED)
    assert verdict.good, "\n".join((verdict.line(), *verdict.trouble))


def test_a_seed_repeats_its_schedule_and_all_of_it_falls_before_the_end() -> None:
    blows = schedule(SEED, workers=20, redis=4, postgres=6)
    assert blows == schedule(SEED, workers=20, redis=4, postgres=6)
    assert blows != schedule(SEED + 1, workers=20, redis=4, postgres=6)
    assert all(0 < blow.at < 1 for blow in blows)
    targets = [blow.target for blow in blows]
    assert (targets.count(Target.REDIS), targets.count(Target.POSTGRES), len(targets)) == (4, 6, 30)
    assert set(targets) == {*WORKER_TARGETS, Target.REDIS, Target.POSTGRES}


@pytest.mark.parametrize(
    ("ended", "submitted", "twice", "said"),
    [
        (Ended(30, 330, 0, 90), 90, 0, []),
        (Ended(30, 330, 0, 90), 91, 1, ["applications the site got: 91 of 90", "postings applied to twice: 1 of 0"]),
        (Ended(29, 328, 2, 90), 90, 0, ["tasks completed: 29 of 30", "steps succeeded: 328 of 330", "steps stuck: 2 of 0"]),
    ],
)
def test_a_run_is_good_only_when_every_count_is_right(ended: Ended, submitted: int, twice: int, said: list[str]) -> None:
    assert shortfalls(SMALL, Struck(kills=4, restarts=1), ended, submitted, twice) == said
