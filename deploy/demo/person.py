"""The person in the demo: reads each draft and says yes, and looks where an application went when nobody knows.

They use the public routes any client uses. Questions only the real person could answer stay open; the goal is topped up
meanwhile.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from brain.errors import Conflict, Gone, Unavailable
from gateway.client import JobHunterClient

Received = Callable[[], Awaitable[dict[str, Any]]]
TRIES = 5


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
        # An answer that never arrives would keep its step waiting for ever, so a gateway that is away is asked again.
        tries = AsyncRetrying(
            stop=stop_after_attempt(TRIES), wait=wait_exponential(0.5), retry=retry_if_exception_type(Unavailable), reraise=True
        )
        try:
            return await tries(self._react, event)
        except (Conflict, Gone) as error:
            # The goal was met meanwhile, or the draft is shown again: the next event says which.
            return f"not needed any more ({error.code})"

    async def _react(self, event: dict[str, Any]) -> str | None:
        if event["type"] == "draft:review" and not event["data"].get("beyond"):
            asked = event["data"]["intervention_id"]
            await self._client.intervene(self._task_id, event["step_id"], "approve", intervention_id=asked)
            return "approved"
        if event["type"] == "hitl:request" and event["data"]["kind"] == "verify":
            return await self._look(event["step_id"], event["data"]["intervention_id"])
        return None

    async def _look(self, step_id: int, intervention_id: int) -> str | None:
        """Whether an application arrived is seen at the employer's, as a person sees it in their mailbox."""
        opened = await self._client.interventions(self._task_id)
        about = next((i["context"].get("application_id") for i in opened if i["intervention_id"] == intervention_id), None)
        applications = await self._client.applications(self._task_id)
        number = next((str(a["posting"]["external_id"]) for a in applications if a["application_id"] == about), None)
        if number is None:  # it is not open any more, or asks something else than whether one arrived
            return None
        arrived = any(str(s["posting_id"]) == number for s in (await self._received())["submissions"])
        answer = "yes" if arrived else "no"
        await self._client.intervene(self._task_id, step_id, "answer", intervention_id=intervention_id, human_input=answer)
        return f"looked whether it arrived: {answer}"
