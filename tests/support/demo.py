"""The demo as its user starts it: a process, followed through what it prints and through the employers' own word."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from brain.errors import JobHunterError
from deploy.demo.stall import open_steps
from gateway.client import JobHunterClient
from jobhunter.home import Home
from tests.support.waiting import PATIENCE_S, wait_until
from world_model.embedded import PostgresLayout

START_S = 240.0
END_S = 400.0  # one takes a minute on an idle machine of two cores
TAIL = 4000
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

        wait_until(printed, "the demo to say where the market is", timeout_s=START_S)
        assert found, self.printed.read_text(errors="replace")
        return found[0]

    def stack(self) -> dict[str, Any]:
        return dict(json.loads((self.home / "stack.json").read_text()))

    def when_received(self, number: int, act: Callable[[], None]) -> None:
        """Does something as soon as the employers have received `number` submissions."""
        market = self.market()
        wait_until(
            lambda: len(httpx.get(f"{market}/_received", timeout=PATIENCE_S).json()["submissions"]) >= number,
            f"{number} submissions",
            timeout_s=END_S,
        )
        act()

    def result(self) -> dict[str, Any]:
        """Its document. Fails with what it said and which steps had not ended where it takes too long, or ends badly."""
        try:
            code = self.process.wait(timeout=END_S)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the demo did not end in {END_S:.0f} s\n{self.open_steps()}\n{self.tail()}") from None
        assert code == 0, self.tail()
        return dict(json.loads(self.document.read_text()))

    def tail(self) -> str:
        """The end of what it printed."""
        return self.printed.read_text(errors="replace")[-TAIL:]

    def open_steps(self) -> str:
        """A line for each step that has not ended, as the demo's own gateway tells it."""
        try:
            stack = self.stack()
            token = Path(stack["token_file"]).read_text().strip()
            return "\n".join(asyncio.run(_open_steps(stack["gateway_url"], token)))
        except (OSError, JobHunterError) as error:
            return f"its steps cannot be read: {error}"


async def _open_steps(gateway: str, token: str) -> list[str]:
    async with JobHunterClient(gateway, token) as client:
        asked = await client.interventions()
        plans = [await client.plan(task["task_id"]) for task in await client.tasks()]
    return [line for plan in plans for line in open_steps(plan, asked)]


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
            process.wait(timeout=PATIENCE_S)
            shutil.rmtree(PostgresLayout.of(Home(home / "demo")).folder, ignore_errors=True)
