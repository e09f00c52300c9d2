"""Plans and fragments as Hypothesis draws them, and what a fragment has to be refused for."""

from collections.abc import Sequence
from typing import NamedTuple

import networkx as nx
from hypothesis import strategies as st

from brain.plan import PlanFragment, StepSpec
from tests.support.protocol import limited, step
from tests.support.protocol_rules import Snapshot
from tests.support.protocol_world import SITE


class Sketch(NamedTuple):
    """A step before it has a name: its parents are picked from whatever stands before it."""

    parents: frozenset[int]
    join: str
    action: str
    role: str
    limited: bool


class Growth(NamedTuple):
    """A fragment before it meets a plan: numbers pick keys, of the plan's steps and of its own.

    `wild`: it gives new parents to any step, begun or not. `again`: it makes a step that exists. `unknown`: it names none.
    """

    steps: list[Sketch]
    edges: list[tuple[int, int]]
    drop: frozenset[int]
    wild: bool
    again: bool
    unknown: bool


PICK = st.integers(0, 63)
SKETCH = st.builds(
    Sketch,
    parents=st.frozensets(st.integers(0, 15), max_size=3),
    join=st.sampled_from(["all", "all", "settled"]),
    action=st.sampled_from(["noop", "short"]),
    role=st.sampled_from(["planner", "executor"]),
    limited=st.sampled_from([False, False, False, True]),
)
SKETCHES = st.lists(SKETCH, min_size=1, max_size=7)
GROWTH = st.builds(
    Growth,
    steps=st.lists(SKETCH, max_size=3),
    edges=st.lists(st.tuples(PICK, PICK), max_size=2),
    drop=st.frozensets(PICK, max_size=2),
    wild=st.sampled_from([False] * 3 + [True]),
    again=st.sampled_from([False] * 7 + [True]),
    unknown=st.sampled_from([False] * 7 + [True]),
)


def plan_of(sketches: list[Sketch], before: Sequence[str] = ()) -> list[StepSpec]:
    """Steps named on from those `before`, with parents among them and those made so far."""
    keys, steps = list(before), []
    for number, sketch in enumerate(sketches, len(before)):
        parents = {keys[p % len(keys)] for p in sketch.parents} if keys else set()
        made = step(f"s{number}", *sorted(parents), join=sketch.join, action=sketch.action, role=sketch.role)
        steps.append(limited(made, site=SITE, sends=True) if sketch.limited else made)
        keys.append(made.key)
    return steps


def fragment_of(growth: Growth, now: Snapshot) -> PlanFragment:
    """The fragment this growth means for a plan as it stands; it may be one that has to be refused."""
    keys = [s["key"] for s in sorted(now.steps.values(), key=lambda s: int(s["id"]))]
    steps = plan_of(growth.steps, keys)
    if growth.again and steps:
        steps[-1] = steps[-1].model_copy(update={"key": keys[0]})
    all_keys = [*keys, *(s.key for s in steps)]
    pending = [key for key in all_keys if key not in keys or now.by_key(key)["status"] == "pending"]
    children = all_keys if growth.wild or not pending else pending
    edges = [(all_keys[a % len(all_keys)], children[b % len(children)]) for a, b in growth.edges]
    if growth.unknown:
        edges.append(("nowhere", all_keys[-1]))
    return PlanFragment(steps=tuple(steps), edges=tuple(edges), drop=tuple(keys[d % len(keys)] for d in growth.drop))


def refusal_of(fragment: PlanFragment, now: Snapshot) -> set[str]:
    """The codes this fragment may be refused with by a plan as it stands; empty: it has to be taken."""
    known = {s["key"]: s for s in now.steps.values()}
    new = {s.key for s in fragment.steps}
    pairs = [*((p, s.key) for s in fragment.steps for p in s.depends_on), *fragment.edges]
    named = {key for pair in pairs for key in pair}
    if named - new - set(known):
        return {"plan_unknown_step"}
    doubled = new & set(known)
    graph = nx.DiGraph([(now.steps[e["parent_id"]]["key"], now.steps[e["child_id"]]["key"]) for e in now.edges] + pairs)
    if not nx.is_directed_acyclic_graph(graph):
        return {"plan_cycle", "plan_touches_finished"} if doubled else {"plan_cycle"}
    if now.task["cancel_requested_at"]:
        return set()
    if len(known) + len(new) > now.task["max_steps"]:
        return {"plan_too_large"}
    begun = {child for _, child in pairs if child in known and known[child]["status"] != "pending"}
    return {"plan_touches_finished"} if doubled or begun else set()
