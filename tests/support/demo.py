"""The demo as its user starts it: a process, followed through what it prints and through the employers' own word."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.support.waiting import wait_until

MARKET = re.compile(r"market\s+(http://\S+)")


@dataclass
class DemoProcess:
    """A demo that runs in `home`; its document is written to `document`."""

    process: subprocess.Popen[bytes]
    home: Path
    printed: Path
    document: Path

    def market(self) -> str:
        found: list[str] = []

        def printed() -> bool:
            match = MARKET.search(self.printed.read_text(errors="replace"))
            found[:] = [match[1]] if match else []
            return bool(found) or self.process.poll() is not None

        wait_until(printed, "the demo to say where the market is", timeout_s=120)
        assert found, self.printed.read_text(errors="replace")
        return found[0]

    def stack(self) -> dict[str, Any]:
        return dict(json.loads((self.home / "stack.json").read_text()))

    def when_received(self, number: int, act: Callable[[], None]) -> None:
        """Does something as soon as the employers have received `number` submissions."""
        market = self.market()
        wait_until(
            lambda: len(httpx.get(f"{market}/_received").json()["submissions"]) >= number, f"{number} submissions", timeout_s=150
        )
        act()

    def result(self) -> dict[str, Any]:
        code = self.process.wait(timeout=240)
        assert code == 0, self.printed.read_text(errors="replace")[-4000:]
        return dict(json.loads(self.document.read_text()))


@contextmanager
def running_demo(folder: Path, **settings: str) -> Iterator[DemoProcess]:
    home, printed, document = folder / "home", folder / "printed.txt", folder / "demo.json"
    env = {**os.environ, "JOBHUNTER_HOME": str(home), "JOBHUNTER_DEMO_JSON": str(document), "COLUMNS": "200", **settings}
    with printed.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "jobhunter", "demo"], env=env, stdout=out, stderr=out)
        try:
            yield DemoProcess(process, home, printed, document)
        finally:
            process.terminate()
            process.wait(timeout=60)
