"""What a task knows of its own branches."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from brain.posting import Frozen


class Progress(Frozen):
    """How far a task is: counted from rows, never kept."""

    found: int = 0
    scored: int = 0
    prepared: int = 0
    submitted: int = 0
    waiting: int = 0
    failed: int = 0


class BranchState(Frozen):
    """One posting's branch as it stands. `prospect`: only a yes is missing. `end_key`: its last step;
    `open_keys`: those that wait or have not begun.
    """

    posting_id: str
    state: Literal["running", "waiting", "prospect", "submitted", "unknown", "prepared", "failed"]
    end_key: str = ""
    open_keys: tuple[str, ...] = ()
    application_id: str | None = None


class Tasks(Protocol):
    async def branches(self, user_id: str, task_id: str) -> Sequence[BranchState]: ...
    async def keep_learned(self, user_id: str, task_id: str, learned: Mapping[str, Any]) -> None: ...
    async def trajectory(self, user_id: str, task_id: str) -> Sequence[Mapping[str, Any]]:
        """The finished plan as rows: key, action_type, status, seconds, depends_on."""
        ...
