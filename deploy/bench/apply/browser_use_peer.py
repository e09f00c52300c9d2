"""browser-use beside us: its newest release in its own environment, the same Chromium and form, a model that takes no time."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.bench.apply.employer import ANSWERS, CHOSEN, FILE_FIELD, LABELS, SEND, TICKED, Employer
from deploy.bench.apply.peer_environment import Say, environment, version_of
from deploy.bench.dag.peer_process import PeerProcess

PACKAGE = "browser-use"
RUN_TIMEOUT_S = 180.0


@dataclass
class BrowserUse:
    """`release`: what was measured. `right`: how many fields each application had right, of those that arrived."""

    release: str
    process: PeerProcess
    employer: Employer
    url: str
    resume: Path

    async def apply(self) -> tuple[float, int]:
        """The seconds its agent ran, and how many fields arrived as they should; 0 when nothing arrived.

        Raises `RunFailed`.
        """
        before = len(self.employer.received)
        answer = await self.process.ask(_order(self.url, self.resume), timeout_s=RUN_TIMEOUT_S)
        arrived = len(self.employer.received) > before
        return float(answer["seconds"]), self.employer.right() if arrived else 0


def _order(url: str, resume: Path) -> dict[str, Any]:
    how = {_control(name): (_how(name), _said(name, value)) for name, value in ANSWERS.items()}
    return {"url": url, "button": SEND, "how": {**how, FILE_FIELD: ("file", str(resume))}}


def _control(name: str) -> str:
    """A box is named with its value, as it is told apart in the page."""
    return f"{name}={ANSWERS[name]}" if name in TICKED else name


def _how(name: str) -> str:
    return "choose" if name in CHOSEN else "tick" if name in TICKED else "type"


def _said(name: str, value: str) -> str:
    return LABELS.get(value, value) if name in CHOSEN else value


@asynccontextmanager
async def browser_use(
    executable: str, cache: Path, employer: Employer, url: str, resume: Path, say: Say
) -> AsyncIterator[BrowserUse]:
    """The peer with its browser running. `cache`: where its environment is kept. Raises `PeerNotInstalled`, `RunFailed`."""
    python = await environment(PACKAGE, cache / PACKAGE, say)
    release = await version_of(python, PACKAGE)
    say(f"starting {PACKAGE} {release}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        program = (str(python), "-I", str(Path(__file__).with_name("browser_use_program.py")))
        config = {"executable": executable, "sandbox": os.geteuid() != 0, "folder": folder}
        process = PeerProcess(PACKAGE, program, Path(folder), config)
        await process.start()
        try:
            yield BrowserUse(release, process, employer, url, resume)
        finally:
            await process.stop()
