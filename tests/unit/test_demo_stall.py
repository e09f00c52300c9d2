"""What a demo that cannot go on says of its steps."""

from typing import Any

from deploy.demo.stall import open_steps


def node(number: int, key: str, status: str, **more: Any) -> dict[str, Any]:
    plain = {"role": "executor", "attempt": 0, "failures": 0, "error": None, "waiting_for": None}
    return {"id": number, "key": key, "status": status, **plain, **more}


def test_every_step_that_has_not_ended_says_what_it_waits_for() -> None:
    nodes = [
        node(1, "load_candidate", "succeeded"),
        node(2, "notify", "pending"),
        node(3, "review:p1", "waiting", waiting_for="person"),
        node(8, "submit:p6", "waiting", waiting_for="time"),
        node(4, "explore_form:p2", "ready", attempt=1, failures=1, error={"kind": "transient", "reason": "Gone."}),
        node(5, "submit:p3", "running", attempt=2),
        node(6, "track:p4", "failed"),
        node(7, "read_posting:p5", "ready"),
    ]
    edges = [[1, 2], [3, 2], [5, 2], [6, 2]]
    assert open_steps({"nodes": nodes, "edges": edges}, [{"step_id": 3, "question": "Send it?"}]) == [
        "submit:p3 (running): waits for the worker that runs its attempt 2",
        "explore_form:p2 (ready): waits for a worker of the role executor to begin its attempt 2, after 1 that failed: Gone.",
        "read_posting:p5 (ready): waits for a worker of the role executor to begin its attempt 1",
        "review:p1 (waiting): waits for a person: Send it?",
        "submit:p6 (waiting): waits for time",
        "notify (pending): waits for review:p1, submit:p3",
    ]


def test_a_step_whose_parents_have_ended_says_so() -> None:
    nodes = [node(1, "learn", "succeeded"), node(2, "notify", "pending")]
    assert open_steps({"nodes": nodes, "edges": [[1, 2]]}, []) == ["notify (pending): waits for nothing that has not ended"]


def test_a_plan_that_has_ended_has_nothing_to_say() -> None:
    assert open_steps({"nodes": [node(1, "notify", "succeeded")], "edges": []}, []) == []
