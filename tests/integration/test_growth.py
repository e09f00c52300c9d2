"""Plans that grow while they run: how far, what is refused, and that growth costs what it adds and not what stands."""

import pytest

from brain.errors import InvalidPlan
from brain.plan import PlanFragment
from tests.support.protocol import Bench, question, step
from tests.support.protocol_rules import Snapshot, assert_rules, snapshot
from world_model.steps import Claim, Take

pytestmark = pytest.mark.stack

GONE = {"kind": "closed", "reason": "gone"}
FRAGMENTS, WIDTH = 100, 100


def a_hundred_more(number: int) -> PlanFragment:
    """A fan of short branches behind the next step that grows, all of which the last step of the plan waits for."""
    grower = step(f"grow:{number + 1}", f"grow:{number}")
    leaves = [step(f"leaf:{number}:{n}", grower.key if n % 2 else f"leaf:{number}:{n - 1}") for n in range(1, WIDTH)]
    first = step(f"leaf:{number}:0", grower.key)
    own = (grower, first, *leaves[: WIDTH - 2])
    return PlanFragment(steps=own, edges=((own[-1].key, "end"), (grower.key, "end")))


@pytest.mark.slow
async def test_a_plan_grows_in_a_hundred_fragments_to_ten_thousand_steps(here: Bench) -> None:
    task = await here.task([step("grow:0"), step("end", "grow:0", join="settled")], max_steps=2 + FRAGMENTS * WIDTH)
    for number in range(FRAGMENTS):
        claim = await here.claim(task, f"grow:{number}")
        await here.steps.succeed(claim, {}, a_hundred_more(number))
    now = await assert_rules(here, task)
    assert len(now.steps) == 2 + FRAGMENTS * WIDTH
    assert now.task["plan_version"] == 1 + FRAGMENTS
    assert now.by_key("end")["deps_left"] == FRAGMENTS + 1, "the ends of all fans, and the last step that could grow"
    claim = await here.claim(task, f"grow:{FRAGMENTS}")
    with pytest.raises(InvalidPlan, match="may not grow") as refused:
        await here.steps.succeed(claim, {}, PlanFragment(steps=(step("one too many"),)))
    assert refused.value.code == "plan_too_large"

    # What a fragment needs to know of the ten thousand is what it names, and what is below the steps it gives new parents to.
    needed = await here.database.call("lock_plan", task, "{end,leaf:7:3,nowhere}", "{}")
    assert (sorted(needed["keys"]), needed["edges"]) == (["end", "leaf:7:3"], [])
    needed = await here.database.call("lock_plan", task, "{leaf:99:97,grow:3}", "{leaf:99:97}")
    assert sorted(needed["keys"]) == ["grow:3", "leaf:99:97"]
    assert sorted(needed["edges"]) == [["leaf:99:97", "leaf:99:98"], ["leaf:99:98", "end"]]


# --- what is refused


DEEP = 60


async def a_deep_plan(here: Bench) -> tuple[str, Claim, Snapshot]:
    """A long chain that has not begun, beside steps that have ended, failed, wait and run; the claim of `grow`, which grows."""
    chain = [step("c0", "run"), *(step(f"c{n}", f"c{n - 1}") for n in range(1, DEEP))]
    task = await here.task([step(key) for key in ("grow", "run", "done", "failed", "asks", "ready")] + chain, max_steps=DEEP + 10)
    grow, _ = [await here.claim(task, key) for key in ("grow", "run")]
    await here.steps.succeed(await here.claim(task, "done"), {}, take=Take.NOTHING)
    await here.steps.stop(await here.claim(task, "failed"), GONE)
    await here.steps.ask(await here.claim(task, "asks"), question())
    return task, grow, await assert_rules(here, task)


@pytest.mark.parametrize(
    ("fragment", "code", "names"),
    [
        (PlanFragment(edges=((f"c{DEEP - 1}", "c0"),)), "plan_cycle", "c0"),
        (PlanFragment(edges=(("c7", "c7"),)), "plan_cycle", "c7"),
        (PlanFragment(steps=(step("new", f"c{DEEP - 1}"),), edges=(("new", "c1"),)), "plan_cycle", "new"),
        (PlanFragment(steps=(step("x", "c40"), step("y", "x")), edges=(("y", "c20"), ("c5", "c50"))), "plan_cycle", "c20"),
        (PlanFragment(steps=(step("x", "y"), step("y", "x"))), "plan_cycle", "x"),
        (PlanFragment(steps=(step("x"),), edges=(("x", "done"),)), "plan_touches_finished", "done"),
        (PlanFragment(steps=(step("x"),), edges=(("x", "failed"),)), "plan_touches_finished", "failed"),
        (PlanFragment(steps=(step("x"),), edges=(("x", "asks"),)), "plan_touches_finished", "asks"),
        (PlanFragment(steps=(step("x"),), edges=(("x", "run"), ("x", "ready"))), "plan_touches_finished", "run"),
        (PlanFragment(edges=(("done", "grow"),)), "plan_touches_finished", "grow"),
        (PlanFragment(steps=(step("c3"),)), "plan_touches_finished", "c3"),
        (PlanFragment(steps=(step("x", "nowhere"),)), "plan_unknown_step", "nowhere"),
        (PlanFragment(edges=(("c1", "nowhere"), ("never", "c2"))), "plan_unknown_step", "never, nowhere"),
        (PlanFragment(steps=(step("x"), step("y"), step("x"))), "plan_double_key", "x"),
        (PlanFragment(steps=tuple(step(f"x{n}") for n in range(5))), "plan_too_large", str(DEEP + 10)),
    ],
)  # fmt: skip
async def test_a_fragment_that_breaks_a_rule_is_refused_with_its_reason_and_changes_nothing(
    here: Bench, fragment: PlanFragment, code: str, names: str
) -> None:
    task, claim, before = await a_deep_plan(here)
    with pytest.raises(InvalidPlan) as refused:
        await here.steps.succeed(claim, {"of": "grow"}, fragment)
    assert refused.value.code == code
    assert names in refused.value.detail
    now = await snapshot(here, task)
    assert (now.task, now.edges, now.events, now.attempts) == (before.task, before.edges, before.events, before.attempts)
    assert {i: s | {"due": None} for i, s in now.steps.items()} == {i: s | {"due": None} for i, s in before.steps.items()}
    await here.steps.succeed(claim, {}, PlanFragment(steps=(step("x", "c5"), step("y", "x", "done")), edges=(("y", "c6"),)))
    await assert_rules(here, task)


# --- what a fragment means where things have moved on since it was thought of


async def test_a_step_that_is_added_behind_a_failed_one_is_skipped_with_all_behind_it(here: Bench) -> None:
    task = await here.task([step("grow"), step("bad"), step("later", "grow"), step("end", "later", join="settled")])
    await here.steps.stop(await here.claim(task, "bad"), GONE)
    more = (step("x", "bad"), step("y", "x", "grow"), step("look", "y", join="settled"), step("free"))
    await here.steps.succeed(await here.claim(task, "grow"), {}, PlanFragment(steps=more, edges=(("bad", "later"),)))
    assert await here.statuses(task) == {
        "grow": "succeeded", "bad": "failed", "later": "skipped", "end": "ready",
        "x": "skipped", "y": "skipped", "look": "ready", "free": "ready",
    }  # fmt: skip
    await assert_rules(here, task)


async def test_an_edge_that_is_there_already_adds_nothing(here: Bench) -> None:
    task = await here.task([step("grow"), step("a"), step("end", "a", "grow")])
    edges = (("a", "end"), ("grow", "end"), ("new", "end"))
    await here.steps.succeed(await here.claim(task, "grow"), {}, PlanFragment(steps=(step("new", "a"),), edges=edges))
    now = await assert_rules(here, task)
    assert now.by_key("end")["deps_left"] == 2
    assert len(now.edges) == 4


async def test_a_look_behind_a_join_that_does_not_wait_for_a_person_waits_for_nobody(here: Bench) -> None:
    plan = [step("ask"), step("b"), step("grow"), step("look", "ask", "b", join="settled"), step("learn", "look")]
    task = await here.task(plan)
    await here.steps.ask(await here.claim(task, "ask"), question())
    more = PlanFragment(steps=(step("end", "learn", join="settled"),))
    await here.steps.succeed(await here.claim(task, "grow"), {}, more)
    await assert_rules(here, task)
    claim = await here.claim(task, "b")
    ran = []
    while claim is not None:
        ran.append(claim.key)
        claim = next(iter((await here.steps.succeed(claim, {})).next), None)
    assert ran == ["b", "look", "learn", "end"]
    assert await here.task_status(task) == "waiting"


async def test_a_plan_that_grows_in_a_cancelled_task_stays_as_it_was(here: Bench) -> None:
    task = await here.task([step("grow"), step("end", "grow")])
    claim = await here.claim(task, "grow")
    await here.cancel(task)
    await here.steps.succeed(claim, {}, PlanFragment(steps=(step("x"),), drop=("end",)))
    assert await here.statuses(task) == {"grow": "succeeded", "end": "cancelled"}
    await assert_rules(here, task)


async def test_a_plan_that_grows_in_a_paused_task_begins_nothing(here: Bench) -> None:
    task = await here.task([step("grow")])
    claim = await here.claim(task, "grow")
    await here.pause(task)
    grown = await here.steps.succeed(claim, {}, PlanFragment(steps=(step("x"), step("y", "x"))))
    assert grown.hints == ()
    assert await here.steps.wake(None, ("planner",)) == ()
    await assert_rules(here, task)
    await here.pause(task, False)
    assert (await here.claim(task, "x")).key == "x"
