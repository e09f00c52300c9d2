"""Plans of any shape, run by four workers at once with random failures: all end, in order, and only what has to be skipped is."""

import asyncio
import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain.plan import StepSpec
from tests.support.protocol import USER, Bench, question, step
from tests.support.protocol_rules import Snapshot, broken_rules
from tests.support.protocol_world import World, opened_world
from world_model.embedded import EmbeddedPostgres
from world_model.steps import Claim, Steps, Take

pytestmark = [pytest.mark.stack, pytest.mark.slow]

WORKERS = 4
ROLES = ("planner", "executor")
FATES = ("succeed",) * 14 + ("retry", "retry", "ask", "ask", "stop", "dead")
EXAMPLES = {"ci": 30, "thorough": 500}[os.environ.get("HYPOTHESIS_PROFILE", "ci")]


@dataclass(frozen=True)
class Drawn:
    """A plan, and what becomes of each of its steps when it runs for the first time."""

    steps: list[StepSpec]
    fates: Mapping[str, str]

    def outcome(self) -> dict[str, str]:
        """How each step has to end: `stop` and `dead` fail, and whatever waits for all of its parents is skipped behind that."""
        ends: dict[str, str] = {}
        for spec in self.steps:
            behind_failure = spec.join == "all" and any(ends[p] != "succeeded" for p in spec.depends_on)
            fails = self.fates[spec.key] in ("stop", "dead")
            ends[spec.key] = "skipped" if behind_failure else "failed" if fails else "succeeded"
        return ends


def a_plan(size: int, seed: int, parents: int, asking: bool) -> Drawn:
    """A DAG of this size: each step has up to `parents` parents, mostly among those made shortly before it."""
    dice = random.Random(seed)
    steps: list[StepSpec] = []
    for number in range(size):
        reach = dice.choice([number, min(number, 8)])
        above = {f"s{number - 1 - dice.randrange(reach)}" for _ in range(dice.randint(0, parents))} if reach else set()
        join = dice.choice(["all", "all", "all", "settled"])
        action = dice.choice(["noop", "short"])
        steps.append(step(f"s{number}", *sorted(above), join=join, action=action, role=dice.choice(ROLES)))
    fates = {s.key: dice.choice([f for f in FATES if asking or f != "ask"]) for s in steps}
    return Drawn(steps, fates)


async def run_all(here: Bench, task: str, drawn: Drawn) -> None:
    """Four workers and a person, until the task has ended."""
    ended = asyncio.Event()

    async def work(number: int) -> None:
        worker = Steps(here.database, f"worker-{number}", short=("short",))
        dice, claims = random.Random(number), ()
        while not ended.is_set():
            claims = claims or await worker.wake(None, ROLES)
            if not claims:
                await asyncio.sleep(0.002)
                continue
            well = [c for c in claims if not await _ends_otherwise(worker, c, drawn.fates[c.key])]
            claims = (await worker.finish([(c, {}) for c in well], dice.choice(list(Take)))).next if well else ()

    async def answer() -> None:
        while (await here.task_status(task)) not in ("completed", "failed", "cancelled"):
            for row in await here.rows("SELECT step_id FROM interventions WHERE task_id = :t AND status = 'open'", t=task):
                await here.answer(task, row["step_id"])
            await asyncio.sleep(0.002)
        ended.set()

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for number in range(WORKERS):
            group.create_task(work(number))
        group.create_task(answer())


async def _ends_otherwise(worker: Steps, claim: Claim, fate: str) -> bool:
    """Ends the step as its fate is, unless it is to succeed now."""
    if fate == "stop" or (fate == "dead" and claim.failures):
        await worker.stop(claim, {"kind": "closed", "reason": "gone"}, failure=fate == "dead")
    elif fate in ("retry", "dead") and not claim.failures:
        await worker.retry(claim, 0, {"kind": "transient", "reason": "busy"})
    elif fate == "ask" and not claim.answers:
        await worker.ask(claim, question())
    else:
        return False
    return True


def out_of_order(now: Snapshot, drawn: Drawn) -> list[str]:
    """Steps that began before what they wait for: for `all`, the success of every parent; for `settled`, every parent's end."""
    began: dict[int, int] = {}
    ended: dict[int, int] = {}
    for seq, kind, step_id, _, becomes in now.events:
        if kind == "step:status" and step_id is not None:
            if becomes == "running":
                began.setdefault(step_id, seq)
            elif becomes in ("succeeded", "failed", "skipped"):
                ended[step_id] = seq
    asked = "ask" in drawn.fates.values()  # a settled join does not wait for a branch that waits for a person
    return [
        f"{now.steps[e['child_id']]['key']} before {now.steps[e['parent_id']]['key']}"
        for e in now.edges
        if e["child_id"] in began
        and began[e["child_id"]] < ended[e["parent_id"]]
        and not (asked and now.steps[e["child_id"]]["join"] == "settled")
    ]


@pytest.fixture
def world(postgres_server: EmbeddedPostgres, migrated_database_url: str) -> Iterator[World]:
    with opened_world(
        postgres_server.layout.superuser_url(), migrated_database_url, engine_connections=WORKERS + 1, user_connections=2
    ) as world:
        yield world


@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(size=st.integers(1, 200), seed=st.integers(0, 2**32), parents=st.integers(0, 4), asking=st.booleans())
def test_a_plan_of_any_shape_ends_in_order_whatever_fails(world: World, size: int, seed: int, parents: int, asking: bool) -> None:
    drawn = a_plan(size, seed, parents, asking)
    task = world.run(world.here.task(drawn.steps, user=USER, max_steps=400))
    world.run(run_all(world.here, task, drawn))
    now = world.snapshot(task)
    world.clear()
    assert not (wrong := [*broken_rules(now), *out_of_order(now, drawn)]), "\n".join(wrong)
    assert {s["key"]: s["status"] for s in now.steps.values()} == drawn.outcome()
    first = [s["attempt"] for s in now.steps.values() if drawn.fates[s["key"]] in ("succeed", "stop")]
    assert set(first) <= {0, 1}, "what ends at its first try is tried once"
