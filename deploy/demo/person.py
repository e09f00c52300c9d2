"""The person in the demo: reads each draft and says yes, and looks where an application went when nobody knows.

They use the public routes any client uses. Questions only the real person could answer stay open; the goal is topped up
meanwhile.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from brain.errors import JobHunterError
from gateway.client import JobHunterClient

Received = Callable[[], Awaitable[dict[str, Any]]]


class Person:
    """Reacts to the events of one task. `received` is the employers' own word on what arrived."""

    def __init__(self, client: JobHunterClient, task_id: str, received: Received) -> None:
        self._client = client
        self._task_id = task_id
        self._received = received
        self.asked: Counter[str] = Counter()

    async def read(self, event: dict[str, Any]) -> str | None:
        """A sentence for the screen when something was done."""
        if event["type"] == "hitl:request":
            self.asked[event["data"]["kind"]] += 1
        try:
            if event["type"] == "draft:review" and not event["data"].get("beyond"):
                await self._client.intervene(
                    self._task_id, event["step_id"], "approve", intervention_id=event["data"]["intervention_id"]
                )
                return "approved"
            if event["type"] == "hitl:request" and event["data"]["kind"] == "verify":
                return await self._look(event["step_id"], event["data"]["intervention_id"])
        except JobHunterError as error:
            # The goal was met meanwhile, or the draft is shown again: the next event says which.
            return f"not needed any more ({error.code})"
        return None

    async def _look(self, step_id: int, intervention_id: int) -> str | None:
        """Whether an application arrived is seen at the employer's, as a person sees it in their mailbox."""
        asked = next(i for i in await self._client.interventions(self._task_id) if i["intervention_id"] == intervention_id)
        application = next(
            a
            for a in await self._client.applications(self._task_id)
            if a["application_id"] == asked["context"].get("application_id")
        )
        number = str(application["posting"]["external_id"])
        arrived = any(str(s["posting_id"]) == number for s in (await self._received())["submissions"])
        answer = "yes" if arrived else "no"
        await self._client.intervene(self._task_id, step_id, "answer", intervention_id=intervention_id, human_input=answer)
        return f"looked whether it arrived: {answer}"
