"""The wire between whoever watches a step's browser and the process it runs in: two Redis channels for each step.

Nothing is stored. Every message is sealed under the user's own key, bound to the step and its direction: what a person types may
be a password, and a picture shows their application; and whoever has only Redis can neither look on nor lend a hand.
"""

from collections.abc import Mapping
from typing import Any, Literal

from world_model.vault import SealBroken, UserVault

Direction = Literal["in", "out"]  # to the browser, and from it


class LiveWire:
    """One step's channels, and the seal of what passes over them."""

    def __init__(self, vault: UserVault, step_id: int) -> None:
        self._vault = vault
        self.step_id = step_id

    def channel(self, direction: Direction) -> str:
        return f"jobhunter:live:{self.step_id}:{direction}"

    def sealed(self, direction: Direction, message: Mapping[str, Any]) -> bytes:
        return self._vault.seal(dict(message), "live", direction, self.step_id)

    def opened(self, direction: Direction, sealed: object) -> dict[str, Any] | None:
        """None for what was not sealed for this step and direction."""
        if not isinstance(sealed, bytes):
            return None
        try:
            message = self._vault.open(sealed, "live", direction, self.step_id)
        except (SealBroken, ValueError):
            return None
        return message if isinstance(message, dict) else None
