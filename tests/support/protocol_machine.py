"""The protocol as a Hypothesis state machine: people, workers and time, in any order, and the rules checked after each."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from brain.errors import InvalidPlan
from brain.plan import PlanFragment
from tests.support.protocol import OTHER, USER, question
from tests.support.protocol import step as spec
from tests.support.protocol_rules import OPEN, TASK_ENDED, Row, Snapshot
from tests.support.protocol_sketches import GROWTH, PICK, SKETCHES, Growth, Sketch, fragment_of, plan_of, refusal_of
from tests.support.protocol_world import Watched, World, holds
from world_model.steps import Claim, Event, Fenced, Take

T = TypeVar("T")
MAX_STEPS = 24
USERS = st.sampled_from([USER, OTHER])
A_DAY = st.sampled_from([1, 40])  # applications: one was sent before each example
WORKERS = st.integers(0, 1)
ROLES = st.sampled_from([("planner",), ("executor",), ("planner", "executor")])
OTHERWISE = ["ask", "stop", "dead", "retry", "later"]
ENDINGS = st.sampled_from(["succeed"] * 5 + OTHERWISE)
SELDOM = st.sampled_from([False, False, False, True])


def where(*statuses: str, **facts: object) -> Callable[..., Any]:
    """A rule that only makes sense while some step is in one of these statuses, with these facts about it."""
    return precondition(
        lambda self: any(
            s["status"] in statuses and all(s[name] == value for name, value in facts.items())
            for task in self.tasks
            for s in task.now.steps.values()
        )
    )


def begun(claims: int) -> Callable[..., Any]:
    """A rule that ends much: only after some work was done."""
    return precondition(lambda self: len(self.claims) >= claims)


# What becomes of a question nobody answers; a default answer is sealed, and nobody opens it here.
UNANSWERED: tuple[dict[str, Any], ...] = ({}, {"on_expiry": "fail"}, {"on_expiry": "default", "default_sealed": "eA=="})


class ProtocolMachine(RuleBasedStateMachine):
    """Up to two open tasks, two users, two workers, and people who answer, pause, skip and change their minds."""

    def __init__(self, world: World) -> None:
        super().__init__()
        world.clear()
        self.world = world
        self.tasks: list[Watched] = []
        self.claims: list[Claim] = []  # every claim ever made, lost ones too

    @invariant()
    def every_rule_holds(self) -> None:
        self.world.stop_the_clock()
        for task in self.tasks:
            task.look(self.world)

    # --- tasks and what people do to them

    @initialize(sketches=SKETCHES, user=USERS, a_day=A_DAY)
    def begin(self, sketches: list[Sketch], user: str, a_day: int) -> None:
        self.create(sketches, user, a_day)

    @precondition(lambda self: sum(t.now.task["status"] not in TASK_ENDED for t in self.tasks) < 2)
    @rule(sketches=SKETCHES, user=USERS, a_day=A_DAY)
    def create(self, sketches: list[Sketch], user: str, a_day: int) -> None:
        options = {"applications_per_day": a_day}
        made = self.world.here.task(plan_of(sketches), user=user, max_steps=MAX_STEPS, options=options)
        self.world.stop_the_clock()
        self.tasks.append(Watched.begin(self.world, self.world.run(made), user))

    @begun(4)
    @rule(which=PICK)
    def pause_or_resume(self, which: int) -> None:
        task = self._task(which)
        self.world.run(self.world.here.pause(task.id, not task.now.task["paused_at"], user=task.user))

    @begun(5)
    @rule(which=PICK, too_late=st.booleans())
    def cancel(self, which: int, too_late: bool) -> None:
        """A person cancels, or the deadline does: from then on nothing may be claimed, and the sweeper sees to the rest."""
        task = self._task(which)
        if not too_late:
            self.world.run(self.world.here.cancel(task.id, user=task.user))
            return
        self.world.put_back("tasks", "deadline_at", task.id)
        for step_id in task.now.steps:
            assert self.world.run(self.world.workers[0].claim(step_id)) is None
        self._sweep()

    @where("pending", "waiting")
    @rule(step=PICK)
    def skip(self, step: int) -> None:
        task, was = self._step(step)
        answer = self.world.run(self.world.here.skip(task.id, was["id"], user=task.user))
        assert answer["state"] == ("skipped" if was["status"] in ("pending", "ready", "waiting") else was["status"])

    @where("failed", "skipped")
    @rule(step=PICK, any_step=SELDOM)
    def revive(self, step: int, any_step: bool) -> None:
        task, was = self._step(step) if any_step else self._step(step, "failed", "skipped")
        answer = self.world.run(self.world.here.revive(task.id, was["id"], user=task.user))
        assert answer["state"] == _revived(task.now, was), f"{was['key']} was {was['status']}: {answer}"

    @where("waiting", waiting_for="person")
    @rule(which=PICK, any_task=SELDOM, action=st.sampled_from(["answer", "approve", "skip"]))
    def answer(self, which: int, any_task: bool, action: str) -> None:
        """An open question has one answer; one that was answered or ran out has no second."""
        among = [(t, q) for t in self.tasks for q in t.now.questions if q["status"] == "open" or any_task]
        task, asked = among[which % len(among)]
        last = max((q for q in task.now.questions if q["step_id"] == asked["step_id"]), key=lambda q: int(q["round"]))
        found = self.world.run(self.world.here.answer(task.id, asked["step_id"], action, user=task.user))
        assert found["state"] == {"open": "answered", "answered": "already_answered"}.get(last["status"], "expired")

    # --- workers

    @where("ready")
    @rule(step=PICK, worker=WORKERS)
    def claim(self, step: int, worker: int) -> None:
        task, was = self._step(step, "ready")
        claim = self.world.run(self.world.workers[worker].claim(was["id"]))
        if claim is None:
            assert not _claimable(task.now, was), f"{was['key']} could not be claimed"
        else:
            assert was["status"] == "ready"
            self.claims.append(claim)

    @where("ready")
    @rule(step=PICK, ending=ENDINGS)
    def run_a_step(self, step: int, ending: str) -> None:
        """Claimed and ended: most steps know nothing else."""
        self.claim(step, 0)
        self.every_rule_holds()
        if self.claims and holds(self._of(self.claims[-1]).now, self.claims[-1]):
            self._end(self.claims[-1], ending)

    @where("ready")
    @rule(step=PICK)
    def ask_a_person(self, step: int) -> None:
        self.run_a_step(step, "ask")

    @where("ready")
    @rule(hint=PICK, worker=WORKERS, roles=ROLES, served=st.sampled_from([None, USER, OTHER]))
    def wake(self, hint: int, worker: int, roles: tuple[str, ...], served: str | None) -> None:
        hinted = self._step(hint)[1]["id"] if hint % 2 else None
        claims = self.world.run(self.world.workers[worker].wake(hinted, roles, served))
        steps = [(t.now, s) for t in self.tasks for s in t.now.steps.values() if s["status"] == "ready"]
        waiting = [s["key"] for now, s in steps if _claimable(now, s) and s["role"] in roles]
        in_the_way = sum(s["limited"] or bool(now.task["deadline_at"]) for now, s in steps)
        assert claims or not waiting or in_the_way > 6, f"{waiting} were not found"
        self.claims += claims

    @where("running")
    @rule(which=PICK, costs=st.lists(st.sampled_from([0.0, 0.6]), max_size=3))
    def report(self, which: int, costs: list[float]) -> None:
        """A heartbeat, or events; whoever hears that the task was cancelled stops."""
        claim, worker = self._claim(which), self.world.workers[0]
        if costs:
            self._written(claim, worker.append(claim, [Event("scout:found", "scout", "a", {"cost_usd": cost}) for cost in costs]))
            return
        cancelled = self._written(claim, worker.heartbeat(claim))
        if cancelled is not None:
            assert cancelled == bool(self._of(claim).now.task["cancel_requested_at"])
        if cancelled:
            self.world.run(worker.cancel(claim))

    @where("running")
    @rule(which=PICK, size=st.integers(1, 4), take=st.sampled_from(list(Take)), worker=WORKERS)
    def finish(self, which: int, size: int, take: Take, worker: int) -> None:
        """A chunk of claims of one task and role, some of them perhaps lost."""
        first = self._claim(which)
        now = self._of(first).now
        chunk = {first.id: first}
        for claim in self.claims:
            if len(chunk) < size and (claim.task_id, claim.role) == (first.task_id, first.role):
                chunk.setdefault(claim.id, claim)
        finished = self.world.run(self.world.workers[worker].finish([(c, {"of": c.key}) for c in chunk.values()], take))
        assert set(finished.fenced) == {c.id for c in chunk.values() if not holds(now, c)}
        assert take or not finished.next
        self.claims += finished.next

    @where("ready", "running")
    @rule(which=PICK, growth=GROWTH)
    def grow(self, which: int, growth: Growth) -> None:
        """Taken, or refused for a reason the plan as it stands gives; and a refused fragment changes nothing."""
        if not any(holds(self._of(c).now, c) for c in self.claims):
            self.claim(which, 0)
            self.every_rule_holds()
        if not self.claims:
            return
        claim = self._claim(which)
        task = self._of(claim)
        fragment = fragment_of(growth, task.now)
        codes, refused = refusal_of(fragment, task.now), ""
        try:
            self._written(claim, self.world.workers[0].succeed(claim, {}, fragment))
        except InvalidPlan as error:
            refused = error.code
        if not refused:
            assert not (codes and holds(task.now, claim)), f"it had to be refused: {codes}"
            return
        before = task.look(self.world)
        assert refused in codes
        assert task.now.task == before.task, "a refused fragment changed the task"
        assert (task.now.steps.keys(), task.now.edges) == (before.steps.keys(), before.edges)

    @precondition(lambda self: any(not holds(self._of(c).now, c) for c in self.claims))
    @rule(which=PICK, write=st.sampled_from(["heartbeat", "append", "grow", *OTHERWISE, "succeed"]))
    def write_too_late(self, which: int, write: str) -> None:
        """Whatever a lost attempt writes is refused."""
        lost = [c for c in self.claims if not holds(self._of(c).now, c)]
        claim, worker = lost[which % len(lost)], self.world.workers[0]
        match write:
            case "heartbeat":
                self._written(claim, worker.heartbeat(claim))
            case "append":
                self._written(claim, worker.append(claim, [Event("scout:found", "scout", "late")]))
            case "grow":
                self._written(claim, worker.succeed(claim, {}, PlanFragment(steps=(spec("late"),))))
            case _:
                self._end(claim, write)

    @where("running")
    @rule(which=PICK, ending=ENDINGS)
    def end(self, which: int, ending: str) -> None:
        self._end(self._claim(which), ending)

    # --- time, and what the sweeper makes of it

    @where("running")
    @rule(step=PICK, swept=st.booleans())
    def lose_a_lease(self, step: int, swept: bool) -> None:
        """A lease runs out: while nobody has looked, its worker may still go on."""
        self.world.put_back("task_steps", "lease_expires_at", self._step(step, "running")[1]["id"])
        if swept:
            self._sweep()

    @where("ready", "waiting", due=False)
    @rule(step=PICK)
    def come_due(self, step: int) -> None:
        task, was = self._step(step, "waiting", "ready")
        if was["waiting_for"] == "time" or (was["status"] == "ready" and not task.now.task["paused_at"]):
            self.world.put_back("task_steps", "available_at", was["id"])
            self._sweep()

    @where("waiting", waiting_for="person")
    @rule(which=PICK)
    def leave_unanswered(self, which: int) -> None:
        asked = [q["id"] for t in self.tasks for q in t.now.questions if q["status"] == "open"]
        self.world.put_back("interventions", "expires_at", asked[which % len(asked)])
        self._sweep()

    @where("running")
    @rule(worker=WORKERS, keep=st.frozensets(PICK, max_size=3))
    def give_back(self, worker: int, keep: frozenset[int]) -> None:
        kept = [self.claims[k % len(self.claims)].id for k in keep]
        name = self.world.workers[worker].worker
        self.world.run(self.world.here.database.call("give_back", name, "{" + ",".join(map(str, kept)) + "}"))

    # --- picking and writing

    def _task(self, number: int, which: Callable[[Watched], object] = lambda _: True) -> Watched:
        among = [t for t in self.tasks if which(t)]
        return among[number % len(among)]

    def _step(self, number: int, *statuses: str) -> tuple[Watched, Row]:
        """One of all steps: one in these statuses, where there is one."""
        steps = [(t, s) for t in self.tasks for _, s in sorted(t.now.steps.items())]
        among = [(t, s) for t, s in steps if s["status"] in statuses] or steps
        return among[number % len(among)]

    def _of(self, claim: Claim) -> Watched:
        return next(t for t in self.tasks if t.id == claim.task_id)

    def _claim(self, number: int) -> Claim:
        """A claim that holds its step, where there is one; else a lost one."""
        held = [c for c in self.claims if holds(self._of(c).now, c)]
        among = held or self.claims
        return among[number % len(among)]

    def _sweep(self) -> None:
        assert self.world.run(self.world.workers[0].sweep()) is not None

    def _end(self, claim: Claim, ending: str) -> None:
        worker = self.world.workers[0]
        match ending:
            case "succeed":
                self._written(claim, worker.succeed(claim, {"of": claim.key}, take=Take.NOTHING))
            case "stop" | "dead":
                self._written(claim, worker.stop(claim, {"kind": "closed", "reason": "gone"}, failure=ending == "dead"))
            case "retry" | "later":
                self._written(claim, worker.retry(claim, 0.0 if ending == "retry" else 3600.0, {"reason": "busy"}))
            case _:
                if self._written(claim, worker.ask(claim, question() | UNANSWERED[claim.attempt % len(UNANSWERED)])):
                    now = self.world.snapshot(claim.task_id)
                    behind = [(e, now.steps[e["child_id"]]) for e in now.edges if e["parent_id"] == claim.id]
                    waiting = [
                        s["key"] for e, s in behind if (s["status"], s["join"]) == ("pending", "settled") and not e["held"]
                    ]
                    assert not waiting, f"{waiting} wait for a person"

    def _written(self, claim: Claim, write: Awaitable[T]) -> T | None:
        """One write of this attempt: refused exactly when the claim is no longer the step's."""
        held = holds(self._of(claim).now, claim)
        try:
            answer = self.world.run(write)
        except Fenced:
            assert not held, f"{claim.key} was fenced though it holds its step"
            return None
        assert held, f"a lost attempt of {claim.key} was written"
        return answer


def _claimable(now: Snapshot, step: Row) -> bool:
    task = now.task
    open_task = not (task["paused_at"] or task["cancel_requested_at"] or task["deadline_at"])
    return bool(open_task and step["status"] == "ready" and step["due"] and not step["limited"])


def _revived(now: Snapshot, step: Row) -> str:
    """What has to become of a step that a person wants tried again."""
    if now.task["cancel_requested_at"]:
        return "cancelled"
    if now.task["deadline_at"]:
        return "deadline"
    if step["status"] == "ready" or step["waiting_for"] == "time":
        return "ready"
    if step["status"] not in ("failed", "skipped"):
        return str(step["status"])
    parents = now.parents_of(step["id"])
    if step["join"] == "settled":
        return "ready" if all(now.waits_for_a_person(p["id"]) for p in parents if p["status"] in OPEN) else "behind"
    return "ready" if all(p["status"] == "succeeded" for p in parents) else "behind"
