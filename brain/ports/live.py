"""People who look at a step's browser while it works, and may lend a hand."""

from typing import Protocol

LONGEST_HANDS_S = 300.0  # how long people may keep one attempt of a step in all


class Live(Protocol):
    """The live view of one step."""

    @property
    def held_s(self) -> float:
        """How long people have kept the step waiting or had it in their hands; that is not the step's own time."""
        ...

    async def by_hand(self, why: str, wait_s: float = 0.0) -> bool:
        """Tells whoever looks at the open browser that hands are wanted. True once a person took over and has given back; the
        form is to be read again then. False where nobody did within `wait_s` seconds; who looks on has a minute."""
        ...
