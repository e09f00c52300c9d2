"""The warm slot of one step: taken at most once, freed when the account pages are done with."""

from datetime import timedelta

from brain.action import PutOff
from brain.ports import Warm
from brain.signing_in.asking import AccountNeeded
from brain.signing_in.waiting import NO_SLOT_S


class Slot:
    def __init__(self, warm: Warm) -> None:
        self._warm, self._held = warm, False

    async def take(self) -> None:
        """From now on a browser may stand open for the person. Raises `AccountNeeded` where too many do just now."""
        self._held = self._held or await self._warm.take_slot()
        if not self._held:
            raise AccountNeeded(PutOff(timedelta(seconds=NO_SLOT_S), "Other sign-ins wait for their codes just now."))

    async def free(self) -> None:
        if self._held:
            self._held = False
            await self._warm.free_slot()
