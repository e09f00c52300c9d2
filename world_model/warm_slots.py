"""A running step's short wait for its person: few places, one question, an answer that is handed over once."""

import asyncio
import base64
import time
from typing import Any

from pydantic import SecretStr

from brain.intervention import Intervention
from brain.ports import WarmAnswer
from brain.signing_in.waiting import LONGEST_WARM_S
from jobhunter.faults import fault
from world_model.session import Database
from world_model.steps import Claim, Fenced
from world_model.vault import UserVault

POLL_S = 0.5
SLOT_S = LONGEST_WARM_S + 180.0  # with the signing in around it


class WarmWait:
    """Implements `brain.ports.Warm` for the step of one claim. Nothing is open in the database while it waits."""

    def __init__(self, database: Database, claim: Claim, vault: UserVault, slots: int = 1) -> None:
        self._database, self._claim, self._vault, self._slots = database, claim, vault, slots
        self._waited = 0.0
        self._since: float | None = None

    @property
    def waited_s(self) -> float:
        return self._waited + (time.monotonic() - self._since if self._since is not None else 0.0)

    async def take_slot(self) -> bool:
        return bool(await self._database.call("take_warm_slot", self._claim.id, self._claim.token, self._slots, SLOT_S))

    async def free_slot(self) -> None:
        await self._database.call("free_warm_slot", self._claim.id, self._claim.token)

    async def others_wait(self) -> bool:
        return bool(await self._database.call("warm_elsewhere", self._claim.id))

    async def ask(self, asked: Intervention, most_s: float) -> WarmAnswer | None:
        """Raises `Fenced` where the lease was lost. A cancelled task is told by the step's heartbeat."""
        claim = self._claim
        document = asked.model_dump(mode="json")
        found = await self._database.call("ask_warm", claim.task_id, claim.id, claim.token, document, most_s)
        if found.get("fenced"):
            raise Fenced(claim.id)
        if "id" not in found:
            return None
        self._since = time.monotonic()
        try:
            return await self._answer(int(found["id"]), int(found["round"]), time.monotonic() + most_s)
        finally:
            self._waited, self._since = self.waited_s, None

    async def _answer(self, id_: int, round_: int, until: float) -> WarmAnswer | None:
        answered = False
        try:
            while True:
                found = await self._database.call("take_warm_answer", self._claim.id, self._claim.token, id_)
                if found["state"] == "fenced":
                    raise Fenced(self._claim.id)
                if found["state"] == "answered":
                    answered = True
                    fault("after_take", "code")
                    return self._opened(found, round_)
                if found["state"] != "open" or time.monotonic() > until:
                    return None
                await asyncio.sleep(POLL_S)
        finally:
            if not answered:  # also where the page or the task went away under the question
                await asyncio.shield(self._database.call("close_warm", self._claim.task_id, self._claim.id, id_))

    def _opened(self, found: dict[str, Any], round_: int) -> WarmAnswer:
        said: dict[str, Any] = {}
        if found["answer"]:
            place = f"{self._claim.id}:{round_}"
            said = self._vault.open(base64.b64decode(found["answer"]), "interventions", "answer_enc", place)
        words = said.get("human_input") or next((str(v) for v in (said.get("fields") or {}).values() if v), "")
        return WarmAnswer(action=found["action"], said=SecretStr(words) if words else None)

    async def wipe(self, intervention_id: int) -> None:
        await self._database.call("wipe_answer", self._claim.id, self._claim.token, intervention_id)
