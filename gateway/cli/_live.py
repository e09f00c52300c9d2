"""A task as it runs, drawn from its events alone: the plan as a tree that fills, what happens now, where the pictures are."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text
from rich.tree import Tree

from gateway.cli._clock import clock

MARKS = {
    "pending": ("·", "dim"),
    "ready": ("○", "dim"),
    "running": ("●", "bold cyan"),
    "waiting": ("?", "bold yellow"),
    "put off": ("…", "yellow"),
    "succeeded": ("✓", "green"),
    "failed": ("✗", "bold red"),
    "cancelled": ("–", "dim"),
    "skipped": ("–", "dim"),
}
ENDED = ("completed", "failed", "cancelled")
SAID_LINES = 4
PICTURES = 3
QUIET = ("step:status", "plan:grown")


@dataclass
class StepLine:
    """One step of the tree: its key, what it is called, and its status. `until`: the time of day it waits for, where it does."""

    key: str
    action: str
    title: str
    status: str = "pending"
    until: str = ""

    def mark(self) -> str:
        sign, style = MARKS.get("put off" if self.until else self.status, ("·", "dim"))
        return f"[{style}]{sign}[/]"

    def wait(self) -> str:
        return f" waiting until {self.until}" if self.until else ""


class TaskView:
    """Grows with every event. `rich` draws it; `apply` and `note` are all that changes it."""

    def __init__(self, task: Mapping[str, Any], prompt: str = "") -> None:
        """`task`: what `POST /agent/tasks` or `GET /agent/tasks/{id}` answered; the `steps` it has are drawn at once."""
        self.prompt = prompt or task.get("prompt") or task["plan_summary"]
        self.steps: dict[str, StepLine] = {}
        self.status = "queued"
        self.last_seq = 0
        self.screenshots: list[str] = []
        self.asked: dict[int, dict[str, Any]] = {}
        self.confirmed: set[int] = set()
        self.unconfirmed: set[int] = set()
        self.put_off: set[str] = set()
        self._said: deque[str] = deque(maxlen=SAID_LINES)
        self._add(task.get("steps") or ())

    def note(self, said: str) -> None:
        """A line of our own among those of the events."""
        self._said.append(said)

    def apply(self, event: Mapping[str, Any]) -> None:
        """Takes in one event of the stream; one that was seen already changes nothing."""
        if event["seq"] <= self.last_seq:
            return
        self.last_seq = event["seq"]
        kind, data = event["type"], event["data"]
        if kind == "step:status":
            self._moved(data)
        elif kind == "plan:grown":
            self._add(data.get("steps") or ())
        elif kind == "hitl:request":
            self.asked[data["step_id"]] = dict(data)
        elif kind in ("hitl:response", "hitl:expired"):
            self.asked.pop(data.get("step_id") or event["step_id"], None)
        elif kind.startswith("task:") and "to" in data:
            self.status = data["to"]
        elif kind.startswith("applier:") and "submission_id" in data:
            self._submission(data)
        if picture := event.get("screenshot") or data.get("screenshot"):
            self.screenshots.append(str(picture))
        if kind not in QUIET:
            self._said.append(f"{event['agent']}: {event['message']}")

    def learn_times(self, nodes: Sequence[Mapping[str, Any]]) -> None:
        """Until when the steps that are put off wait; `nodes` are the plan's. An event does not say."""
        times = {n["key"]: n["available_at"] for n in nodes if n["key"] in self.put_off and n["waiting_for"] == "time"}
        for key, until in times.items():
            self.steps[key].until = clock(until)
        self.put_off.clear()

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    def _add(self, steps: Sequence[Mapping[str, Any]]) -> None:
        for step in steps:
            line = StepLine(step["key"], step["action_type"], step.get("title") or step["key"])
            self.steps.setdefault(step["key"], line)

    def _moved(self, data: Mapping[str, Any]) -> None:
        line = self.steps.setdefault(data["key"], StepLine(data["key"], data["action_type"], data["key"]))
        line.status, line.until = data["to"], ""
        self.put_off.discard(line.key)
        # Who asks a person was running; who goes from ready to waiting waits for time.
        if (data["from"], data["to"]) == ("ready", "waiting"):
            self.put_off.add(line.key)
        if data["to"] in ("cancelled", "skipped"):
            self.asked = {s: a for s, a in self.asked.items() if a.get("key") != data["key"]}

    def _submission(self, data: Mapping[str, Any]) -> None:
        state, number = data.get("state"), data["submission_id"]
        (self.confirmed.add if state == "confirmed" else self.confirmed.discard)(number)
        (self.unconfirmed.add if state == "unknown" else self.unconfirmed.discard)(number)

    def __rich__(self) -> RenderableType:
        parts: list[RenderableType] = [self._tree()]
        parts += [Text(f"  {line}", style="dim", overflow="ellipsis", no_wrap=True) for line in self._said]
        parts += [Text(f"  picture: {path}", style="dim blue", no_wrap=True) for path in self.screenshots[-PICTURES:]]
        return Group(*parts)

    def _tree(self) -> Tree:
        done = sum(step.status == "succeeded" for step in self.steps.values())
        head = f"[bold]{escape(self.prompt)}[/]  [dim]{self.status}, {done} of {len(self.steps)} steps"
        tree = Tree(f"{head}{f', {len(self.confirmed)} confirmed' if self.confirmed else ''}[/]", guide_style="dim")
        for branch in _branches(list(self.steps.values())):
            tree.add(_line(branch))
        return tree


def _branches(steps: Sequence[StepLine]) -> list[list[StepLine]]:
    """Steps that share what follows the first colon of their key are one branch; any other stands alone."""
    branches: dict[str, list[StepLine]] = {}
    for step in steps:
        _, _, name = step.key.partition(":")
        name = name.split(":")[0]
        # A number is a round of the same step, not a branch.
        branches.setdefault(step.key if not name or name.isdecimal() else f":{name}", []).append(step)
    return list(branches.values())


def _line(branch: Sequence[StepLine]) -> str:
    if len(branch) == 1:
        (step,) = branch
        return f"{step.mark()} {escape(step.title)}{step.wait()}"
    _, _, subject = branch[0].title.partition(" ")
    chain = "  ".join(f"{step.mark()} [dim]{escape(step.action.split('_')[0])}{step.wait()}[/]" for step in branch)
    return f"[bold]{escape(subject or branch[0].key)}[/]  {chain}"
