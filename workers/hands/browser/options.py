"""How the browser is to be run: a plain value, built by whoever composes the hands."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class BrowserOptions:
    """`executable`: path of a Chromium, None = find one. `files_dir`: where pictures go. `proxy`: the egress proxy's URL.

    `human_pauses`: randomised pauses between fields. `recycle_after`: contexts after which the browser is started anew.
    `spare`: whether the next application's empty context is opened while one runs (0.15 s each, and a renderer's memory).
    Times in seconds: `page_s` for a page to answer, `settle_s` for its form to appear, `outcome_s` for a submit to be answered.
    """

    files_dir: Path
    executable: str | None = None
    headless: bool = True
    stealth: bool = True
    human_pauses: bool = True
    locale: str = "en-US"
    timezone: str | None = None
    proxy: str | None = None
    recycle_after: int = 50
    spare: bool = False
    page_s: float = 30.0
    settle_s: float = 5.0
    outcome_s: float = 20.0
    extra_args: tuple[str, ...] = field(default=())
