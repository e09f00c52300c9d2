"""What must hold of a task's rows after every transaction of the protocol, whatever was done to it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx

from tests.support.protocol import USER, Bench
from world_model.steps import Take

Row = dict[str, Any]
OPEN = ("pending", "ready", "running", "waiting")
ACTIVE = ("ready", "running")
BROKEN = ("failed", "skipped", "cancelled")
TASK_ENDED = ("completed", "failed", "cancelled")

# The state diagram of a step; what is not here may never happen.
MOVES = {
    "pending": {"ready", "skipped", "cancelled"},
    "ready": {"running", "pending", "waiting", "skipped", "cancelled", "failed"},
    "running": {"succeeded", "failed", "ready", "waiting", "cancelled"},
    "waiting": {"ready", "skipped", "cancelled", "failed"},
    "failed": {"ready"},
    "skipped": {"pending", "ready"},
    "succeeded": set(),
    "cancelled": set(),
}
SUBMISSION_MOVES = {
    "planned": {"approved"},
    "approved": {"planned", "armed"},
    "armed": {"confirmed", "failed_before", "unknown"},
    "unknown": {"confirmed", "failed_before"},
    "failed_before": {"planned", "approved", "armed"},
    "confirmed": set(),
}

SNAPSHOT = """
WITH s AS (
  SELECT id, to_jsonb(s) - '{payload,result}'::text[]
           || jsonb_build_object('due', available_at <= clock_timestamp(), 'limited', payload ? 'limits') AS body
    FROM task_steps s WHERE task_id = CAST(:task AS uuid)
), e AS (
  SELECT jsonb_build_array(seq, type, step_id, data->>'from', data->>'to') AS body
    FROM execution_logs WHERE task_id = CAST(:task AS uuid) ORDER BY seq
)
SELECT jsonb_build_object(
  'task', to_jsonb(t) - '{goal,options,raw_prompt}'::text[],
  'steps', (SELECT coalesce(jsonb_agg(body), '[]') FROM s),
  'edges', (SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') FROM step_edges x WHERE x.task_id = t.id),
  'attempts', (SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') FROM attempts x WHERE x.step_id IN (SELECT id FROM s)),
  'questions', (SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') FROM interventions x WHERE x.task_id = t.id),
  'submissions', (SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') FROM submissions x WHERE x.task_id = t.id),
  'events', (SELECT coalesce(jsonb_agg(body), '[]') FROM e))
FROM tasks t WHERE t.id = CAST(:task AS uuid)
"""


@dataclass(frozen=True)
class Snapshot:
    """One task with all its rows, read in one statement. `steps` by id; events are (seq, type, step id, from, to)."""

    task: Row
    steps: Mapping[int, Row]
    edges: list[Row]
    attempts: list[Row]
    questions: list[Row]
    submissions: list[Row]
    events: list[tuple[int, str, int | None, str, str]]

    @cached_property
    def parents(self) -> Mapping[int, list[Row]]:
        """The edges above each step."""
        found: dict[int, list[Row]] = defaultdict(list)
        for edge in self.edges:
            found[edge["child_id"]].append(edge)
        return found

    def parents_of(self, step_id: int) -> list[Row]:
        return [self.steps[e["parent_id"]] for e in self.parents.get(step_id, [])]

    def by_key(self, key: str) -> Row:
        return next(s for s in self.steps.values() if s["key"] == key)

    def counting(self, step_id: int) -> int:
        """How many parents this step still waits for."""
        return sum(not e["held"] and self.steps[e["parent_id"]]["status"] in OPEN for e in self.parents.get(step_id, []))

    def waits_for_a_person(self, step_id: int) -> bool:
        """Whether this step cannot go on before somebody answers: it asked, or it needs a step that cannot."""
        step = self.steps[step_id]
        if step["status"] == "waiting":
            return bool(step["waiting_for"] == "person")
        return bool(
            step["status"] == "pending"
            and step["join"] == "all"
            and any(self.waits_for_a_person(e["parent_id"]) for e in self.parents.get(step_id, []))
        )


async def snapshot(here: Bench, task_id: str, user: str = USER) -> Snapshot:
    return snapshot_of(await here.ask_as(user, SNAPSHOT, task=task_id))


def snapshot_of(found: dict[str, Any]) -> Snapshot:
    """A snapshot from what `SNAPSHOT` answers."""
    steps = {s["id"]: s for s in found.pop("steps")}
    return Snapshot(**found | {"steps": steps, "events": [tuple(e) for e in found["events"]]})


def broken_rules(now: Snapshot) -> list[str]:
    """Everything that does not hold, as sentences; [] when all is well."""
    return [f"{rule.__name__}: {what}" for rule in RULES for what in rule(now)]


async def assert_rules(here: Bench, task_id: str, user: str = USER) -> Snapshot:
    """The task's rows, after checking them."""
    now = await snapshot(here, task_id, user)
    assert not (wrong := broken_rules(now)), "\n".join(wrong)
    return now


async def run_to_its_end(here: Bench, task: str) -> list[str]:
    """Runs all that is ready, one step after another; the keys in their order."""
    ran: list[str] = []
    while claims := await here.steps.wake(None, ("planner",)):
        ran += [c.key for c in claims]
        await here.steps.finish([(c, {}) for c in claims], Take.NOTHING)
        await assert_rules(here, task)
    return ran


def leases(now: Snapshot) -> Iterator[str]:
    """A running step has a lease and exactly one open attempt, which carries its token; another step has neither."""
    open_attempts = defaultdict(list)
    for attempt in now.attempts:
        if attempt["outcome"] is None:
            open_attempts[attempt["step_id"]].append((attempt["attempt"], attempt["lease_token"]))
    numbers = Counter(a["step_id"] for a in now.attempts)
    for step in now.steps.values():
        runs = step["status"] == "running"
        if (step["lease_expires_at"] is not None) is not runs or (step["lease_owner"] is not None) is not runs:
            yield f"{step['key']} is {step['status']} with lease {step['lease_owner']} {step['lease_expires_at']}"
        if open_attempts[step["id"]] != ([(step["attempt"], step["lease_token"])] if runs else []):
            yield f"{step['key']} is {step['status']} with open attempts {open_attempts[step['id']]}"
        if numbers[step["id"]] != step["attempt"]:
            yield f"{step['key']} has {numbers[step['id']]} attempts and counts {step['attempt']}"


def dependencies(now: Snapshot) -> Iterator[str]:
    """`deps_left` counts; a step waits for something that can still happen, and begins only after what it needs."""
    for step in now.steps.values():
        above = [p["status"] for p in now.parents_of(step["id"])]
        if step["status"] == "pending":
            if step["deps_left"] != now.counting(step["id"]):
                yield f"{step['key']} counts {step['deps_left']} parents of {now.counting(step['id'])}"
            held = [e for e in now.parents.get(step["id"], []) if e["held"] and now.steps[e["parent_id"]]["status"] in OPEN]
            if step["deps_left"] == 0 and (step["join"] == "all" or not held):
                yield f"{step['key']} is pending for nothing: {above}"
            if stuck := [e for e in held if not now.waits_for_a_person(e["parent_id"])]:
                yield f"{step['key']} is held by {[now.steps[e['parent_id']]['key'] for e in stuck]}, which wait for nobody"
        if step["join"] == "all" and step["status"] == "pending" and set(above) & set(BROKEN):
            yield f"{step['key']} waits behind {above}"
        if (
            step["join"] == "all"
            and step["status"] in ("ready", "running", "waiting", "succeeded")
            and set(above) - {"succeeded"}
        ):
            yield f"{step['key']} is {step['status']} after {above}"


def plan(now: Snapshot) -> Iterator[str]:
    """The plan is a DAG of this task's own steps, and the task knows how many."""
    graph = nx.DiGraph((e["parent_id"], e["child_id"]) for e in now.edges)
    if not nx.is_directed_acyclic_graph(graph):
        yield f"a cycle: {nx.find_cycle(graph)}"
    if now.task["steps"] != len(now.steps) or len(now.steps) > now.task["max_steps"]:
        yield f"{len(now.steps)} steps, counted {now.task['steps']}, most {now.task['max_steps']}"


def counters(now: Snapshot) -> Iterator[str]:
    """The task's counters are what the rows say."""
    counted = {
        "open_steps": sum(s["status"] in OPEN for s in now.steps.values()),
        "active_steps": sum(s["status"] in ACTIVE for s in now.steps.values()),
        "claims": sum(s["attempt"] for s in now.steps.values()),
    }
    for name, number in counted.items():
        if now.task[name] != number:
            yield f"{name} is {now.task[name]}, the rows say {number}"


def task_status(now: Snapshot) -> Iterator[str]:
    """The task's status is what the rows imply, and it has an end exactly when it ended."""
    status = now.task["status"]
    if status not in (implied := _implied_statuses(now)):
        yield f"it is {status}, the rows say {' or '.join(sorted(implied))}"
    if (now.task["finished_at"] is not None) is not (status in TASK_ENDED):
        yield f"it is {status} and finished at {now.task['finished_at']}"


def _implied_statuses(now: Snapshot) -> set[str]:
    statuses = [s["status"] for s in now.steps.values()]
    if now.task["cancel_requested_at"]:
        return {"queued", "running", "waiting", "paused"} if set(statuses) & set(OPEN) else {"cancelled"}
    if not set(statuses) & set(OPEN):
        inner = {e["parent_id"] for e in now.edges}
        broken = any(s["status"] in BROKEN for s in now.steps.values() if s["id"] not in inner)
        return {"failed" if broken else "completed"}
    if now.task["paused_at"]:
        return {"paused"}
    if not set(statuses) & set(ACTIVE):
        return {"waiting"}
    return {"running"} if now.task["claims"] else {"queued", "running"}


def events(now: Snapshot) -> Iterator[str]:
    """Events are numbered without a gap, and those of each step tell one unbroken story of legal moves up to its status."""
    if [e[0] for e in now.events] != list(range(1, now.task["event_seq"] + 1)):
        yield f"numbers {[e[0] for e in now.events]} up to {now.task['event_seq']}"
    told: dict[int, str] = {}
    for _, kind, step_id, was, becomes in now.events:
        if kind != "step:status" or step_id is None:
            continue
        if told.get(step_id, was) != was or becomes not in MOVES[was]:
            yield f"{now.steps[step_id]['key']} was {told.get(step_id)}, then {was} → {becomes}"
        told[step_id] = becomes
    for step_id, status in told.items():
        if now.steps[step_id]["status"] != status:
            yield f"{now.steps[step_id]['key']} is {now.steps[step_id]['status']}, the last event says {status}"
    told_task = [e[4] for e in now.events if e[1].startswith("task:") and e[4]]
    if told_task and told_task[-1] != now.task["status"]:
        yield f"the task is {now.task['status']}, the last event says {told_task[-1]}"


def people(now: Snapshot) -> Iterator[str]:
    """A step waits for a person exactly while its question is open, or the same one of another step that it waits on."""
    asking = {q["step_id"] for q in now.questions if q["status"] == "open"}
    open_ids = {q["id"]: q["step_id"] for q in now.questions if q["status"] == "open"}
    asking |= {s["id"] for s in now.steps.values() if s["status"] == "waiting" and s["waits_on"] in open_ids}
    for step in now.steps.values():
        if (step["status"] == "waiting" and step["waiting_for"] == "person") is not (step["id"] in asking):
            yield f"{step['key']} is {step['status']} for {step['waiting_for']}, asked: {step['id'] in asking}"
        if (step["waiting_for"] is not None) is not (step["status"] == "waiting"):
            yield f"{step['key']} is {step['status']} and waits for {step['waiting_for']}"
        if step["dead_letter"] and step["status"] != "failed":
            yield f"{step['key']} is {step['status']} and a dead letter"


def orders(now: Snapshot) -> Iterator[str]:
    """A paused task gives nothing away, one that goes on keeps nothing back, a cancelled one has only what still runs."""
    for step in now.steps.values():
        if now.task["paused_at"] and step["status"] == "ready" and step["due"]:
            yield f"{step['key']} may be claimed while the task is paused"
        if not now.task["paused_at"] and step["status"] == "ready" and step["available_at"] == "infinity":
            yield f"{step['key']} is kept back though the task goes on"
        if now.task["cancel_requested_at"] and step["status"] in ("pending", "ready", "waiting"):
            yield f"{step['key']} is {step['status']} in a cancelled task"


def submissions(now: Snapshot) -> Iterator[str]:
    """Nothing is left armed by a step that is over."""
    for submission in now.submissions:
        step = now.steps.get(submission["step_id"])
        if submission["state"] == "armed" and step is not None and step["status"] in BROKEN:
            yield f"{submission['posting_key']} is armed by {step['key']}, which is {step['status']}"


RULES: tuple[Callable[[Snapshot], Iterator[str]], ...] = (
    leases, dependencies, plan, counters, task_status, events, people, orders, submissions,
)  # fmt: skip
