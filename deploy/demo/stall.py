"""What a demo says that cannot go on: which steps have not ended, and what each of them waits for.

JobHunterError
└── Unavailable ── DemoStalled   `demo_stalled`, `demo_unanswered`
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from brain.errors import JobHunterError, Unavailable
from gateway.client import JobHunterClient

ENDED = ("succeeded", "failed", "skipped", "cancelled")
NEAREST = ("running", "ready", "waiting", "pending")


class DemoStalled(Unavailable):
    """Nothing moves any more. `steps`: a line for each step that has not ended."""

    @classmethod
    async def silent(cls, client: JobHunterClient, task_id: str, quiet_s: float, logs: Path) -> Self:
        """`demo_stalled`: no event came for `quiet_s` seconds."""
        return cls._of(
            "demo_stalled", f"The demo does not go on: nothing happened for {quiet_s:.0f} s.", await _steps(client, task_id), logs
        )

    @classmethod
    async def unanswered(cls, client: JobHunterClient, task_id: str, logs: Path) -> Self:
        """`demo_unanswered`: all that is left waits for answers nobody in the demo has."""
        title = "The demo cannot go on: what is left waits for a person, and nobody here has the answer."
        return cls._of("demo_unanswered", title, await _steps(client, task_id), logs)

    @classmethod
    def _of(cls, code: str, title: str, steps: Sequence[str], logs: Path) -> Self:
        fix = f"The logs are in {logs}: hands.log and mind.log are the workers'. Run it again when they say why."
        return cls(code, title, "\n".join(steps), fix, steps=list(steps), logs=str(logs))


async def _steps(client: JobHunterClient, task_id: str) -> list[str]:
    try:
        return open_steps(await client.plan(task_id), await client.interventions(task_id))
    except JobHunterError as error:
        return [f"Its steps cannot be read either: {error.title} {error.detail}".rstrip()]


def open_steps(plan: Mapping[str, Any], asked: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line per step that has not ended, those that could move first. `plan`: nodes and edges; `asked`: open questions."""
    nodes = {node["id"]: node for node in plan["nodes"]}
    questions = {question["step_id"]: question["question"] for question in asked}
    still = sorted((n for n in nodes.values() if n["status"] not in ENDED), key=lambda n: NEAREST.index(n["status"]))
    return [f"{n['key']} ({n['status']}): {_waits_for(n, nodes, plan['edges'], questions)}" for n in still]


def _waits_for(
    node: Mapping[str, Any], nodes: Mapping[int, Mapping[str, Any]], edges: Sequence[Sequence[int]], questions: Mapping[int, str]
) -> str:
    match node["status"]:
        case "running":
            return f"waits for the worker that runs its attempt {node['attempt']}"
        case "ready":
            tried = (
                f", after {node['failures']} that failed: {(node['error'] or {}).get('reason', '')}" if node["failures"] else ""
            )
            return f"waits for a worker of the role {node['role']} to begin its attempt {node['attempt'] + 1}{tried}"
        case "waiting" if node["waiting_for"] == "person":
            return f"waits for a person: {questions.get(node['id'], 'its question is not open any more')}"
        case "waiting":
            return f"waits for {node['waiting_for']}"
    parents = [nodes[parent]["key"] for parent, child in edges if child == node["id"] and nodes[parent]["status"] not in ENDED]
    return f"waits for {', '.join(parents)}" if parents else "waits for nothing that has not ended"
