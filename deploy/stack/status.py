"""How each part is doing, for people who watch."""

import time
from dataclasses import dataclass, field
from enum import StrEnum

from deploy.stack.part import Part, PartName


class State(StrEnum):
    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass
class PartStatus:
    """One row of the table: `seconds` is how long the last start took, `note` what happened last."""

    part: Part
    state: State = State.WAITING
    seconds: float = 0.0
    restarts: int = 0
    note: str = ""
    _since: float = field(default_factory=time.monotonic)

    @property
    def name(self) -> PartName:
        return self.part.name

    def becomes(self, state: State, note: str = "") -> None:
        now = time.monotonic()
        if state is State.READY:
            self.seconds = now - self._since
        self.state, self.note, self._since = state, note, now

    @property
    def in_state_s(self) -> float:
        """Seconds since the state was entered."""
        return time.monotonic() - self._since
