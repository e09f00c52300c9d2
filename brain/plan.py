"""The plan: a DAG of steps, as a value. Rows in Postgres, `networkx` here; checked before either is written."""

from collections.abc import Collection, Iterable
from typing import Any, Literal

import networkx as nx
from pydantic import Field

from brain.errors import InvalidPlan
from brain.posting import Frozen

Join = Literal["all", "settled"]


class Ref(Frozen):
    """A reference to another step's output: `path` walks into it (`postings`, `board.name`); () is all of it.

    With `each` true, `step` is a key prefix and the value is the list over all steps whose key starts with it.
    """

    step: str
    path: tuple[str, ...] = ()
    each: bool = False


class Limits(Frozen):
    """What a step touches that is counted and shared; asked before it may begin.

    `site`: the host[:port] of the pages it opens. `company`: whom it applies to. `sends`: it sends an application.
    """

    site: str = ""
    company: str = ""
    sends: bool = False


class StepSpec(Frozen):
    """One step to be: its key (unique in the plan), the action, literal input and input taken from other steps' outputs."""

    key: str
    action_type: str
    role: str
    depends_on: tuple[str, ...] = ()
    join: Join = "all"
    given: dict[str, Any] = Field(default_factory=dict)
    refs: dict[str, Ref] = Field(default_factory=dict)
    max_attempts: int = 3
    title: str = ""
    limits: Limits | None = None


class PlanFragment(Frozen):
    """Steps and edges to splice into a running plan.

    A step's `depends_on` may name steps of the fragment or of the plan; `edges` adds parents to steps that already exist
    and are still pending. `drop`: steps that are no longer needed; those that have not begun or wait for a person are
    skipped, and what is behind them.
    """

    steps: tuple[StepSpec, ...] = ()
    edges: tuple[tuple[str, str], ...] = ()
    drop: tuple[str, ...] = ()


class Plan(Frozen):
    """The first plan of a task, with one sentence that says what it will do."""

    summary: str
    steps: tuple[StepSpec, ...]


def graph_of(steps: Iterable[StepSpec], edges: Iterable[tuple[str, str]] = ()) -> nx.DiGraph:
    """The plan as a directed graph: one node per step key, an edge from each parent to its child."""
    graph: nx.DiGraph = nx.DiGraph()
    for step in steps:
        graph.add_node(step.key)
        graph.add_edges_from((parent, step.key) for parent in step.depends_on)
    graph.add_edges_from(edges)
    return graph


def check_plan(steps: Collection[StepSpec], known_actions: Collection[str], max_steps: int) -> None:
    """Refuses a plan that is no DAG, names an unknown action or parent, doubles a key or passes a limit.

    Raises `InvalidPlan` with codes `plan_too_large`, `plan_double_key`, `plan_unknown_action`, `plan_unknown_step`,
    `plan_cycle`.
    """
    if len(steps) > max_steps:
        raise _refused("plan_too_large", f"{len(steps)} steps; the limit is {max_steps}")
    keys = [s.key for s in steps]
    if doubles := {k for k in keys if keys.count(k) > 1} if len(set(keys)) < len(keys) else set():
        raise _refused("plan_double_key", ", ".join(sorted(doubles)))
    if unknown := {s.action_type for s in steps} - set(known_actions):
        raise _refused("plan_unknown_action", ", ".join(sorted(unknown)))
    if missing := {p for s in steps for p in s.depends_on} - set(keys):
        raise _refused("plan_unknown_step", ", ".join(sorted(missing)))
    check_acyclic(graph_of(steps))


def check_acyclic(graph: nx.DiGraph) -> None:
    """Raises `InvalidPlan` with `plan_cycle`, naming the steps of one."""
    if not nx.is_directed_acyclic_graph(graph):
        cycle = " → ".join(edge[0] for edge in nx.find_cycle(graph))
        raise _refused("plan_cycle", cycle)


def _refused(code: str, detail: str) -> InvalidPlan:
    return InvalidPlan(code, "The plan was refused.", detail, "Ask for less in one goal, or report this plan.")
