"""A picture of a run as the terminal showed it: the plan half way, then the table at its end."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType

from gateway.cli._live import TaskView

HALF_WAY = 3  # confirmed submissions
WIDTH = 118


class Picture:
    """Records what `take` and `add` are given; `save` writes it as SVG. Without a path it does nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
        self._confirmed = 0

    def take(self, view: TaskView, event: Mapping[str, Any]) -> None:
        """The plan as it stands, once, when half of the goal is reached."""
        if self._path is None or event["data"].get("state") != "confirmed":
            return
        self._confirmed += 1
        if self._confirmed == HALF_WAY:
            self._console.print(view)

    def add(self, renderable: RenderableType) -> None:
        self._console.print()
        self._console.print(renderable)

    def save(self) -> None:
        if self._path is not None:
            self._console.save_svg(str(self._path), title="jobhunter demo")
