"""Follows one task of the demo until its last step has ended, and notices when nothing will happen any more."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

from deploy.demo.person import Person
from deploy.demo.picture import Picture
from deploy.demo.stall import DemoStalled
from gateway.cli._live import TaskView
from gateway.client import JobHunterClient

QUIET_S = 120.0  # how long a task may say nothing; the longest silence of a healthy one is a step whose worker was lost


class Following:
    """One task, drawn in `view`, its questions put to `person`. `logs`: the folder an error names."""

    def __init__(
        self, client: JobHunterClient, task_id: str, view: TaskView, person: Person, logs: Path, quiet_s: float = QUIET_S
    ) -> None:
        self._client, self._task_id = client, task_id
        self._view, self._person = view, person
        self._logs, self._quiet_s = logs, quiet_s

    async def to_the_end(self, picture: Picture) -> None:
        """Raises `DemoStalled` when no event comes for `quiet_s` seconds, or when only the real person could go on."""
        async with aclosing(self._client.stream(self._task_id)) as events:
            while not is_over(event := await self._next(events)):
                picture.take(self._view, event)
                if said := await self._person.read(event):
                    self._view.note(said)
                if self._view.status == "waiting" and await self._is_parked():
                    raise await DemoStalled.unanswered(self._client, self._task_id, self._logs)

    async def _next(self, events: AsyncGenerator[dict[str, Any], None]) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._quiet_s):
                event = await anext(events)
        except TimeoutError:
            raise await DemoStalled.silent(self._client, self._task_id, self._quiet_s, self._logs) from None
        self._view.apply(event)
        return event

    async def _is_parked(self) -> bool:
        """Whether this is the task's present: every event is seen and answered, and all that is left waits for a person."""
        now = await self._client.task(self._task_id)
        if now["status"] != "waiting" or now["last_seq"] != self._view.last_seq:
            return False
        nodes = (await self._client.plan(self._task_id))["nodes"]
        return all(node["waiting_for"] == "person" for node in nodes if node["status"] == "waiting")


def is_over(event: dict[str, Any]) -> bool:
    """The task has ended, or its last step has: a question nobody has answered yet may keep the task itself waiting."""
    if event["type"] == "step:status":
        return bool(event["data"]["action_type"] == "notify" and event["data"]["to"] == "succeeded")
    return bool(event["type"] in ("task:complete", "task:failed", "task:cancelled"))
