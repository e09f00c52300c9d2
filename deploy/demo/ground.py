"""What the demo stands on: a home of its own, the practice market, and a stack that may open the market's origins.

The demo never touches the data of the installation it runs beside; for as long as it runs, `stack.json` of the home describes it.
"""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from deploy.errors import AlreadyRunning
from deploy.local import LocalStack
from deploy.market.app import create_app
from deploy.market.serve import running
from deploy.reset import delete_everything
from deploy.settings import StackSettings
from jobhunter.home import Home
from jobhunter.locks import FileLock
from jobhunter.stack_file import RunningStack, supervisor_lock

SETTINGS = {"HUMAN_PAUSES": "false"}
ANSWER_S = 120  # the market shares this process with the demo, on a machine that may be busy


@dataclass(frozen=True)
class Ground:
    """A running stack and a running market; `sites` is the market's site-import document."""

    stack: LocalStack
    market: str
    sites: list[dict[str, Any]]

    @property
    def gateway(self) -> str:
        return self.stack.running.gateway_url or ""

    @property
    def logs(self) -> Path:
        """The folder of the parts' logs."""
        return self.stack.home.logs

    @property
    def token(self) -> str:
        return self.stack.running.token_file.read_text().strip()

    async def received(self) -> dict[str, Any]:
        """What the employers have received so far, as they tell it."""
        return dict(await _get(f"{self.market}/_received"))

    async def postings(self) -> list[dict[str, Any]]:
        """The market's own knowledge of its postings: which fit, and what a true candidate answers."""
        return list(await _get(f"{self.market}/_postings"))


@asynccontextmanager
async def ground(seed: int, on_change: Callable[[], None] = lambda: None) -> AsyncIterator[Ground]:
    """Raises `AlreadyRunning` while a stack runs in this home, and what keeps a stack from starting."""
    home = Home.resolve().create()
    lock = FileLock.try_acquire(supervisor_lock(home))
    if lock is None:
        living = RunningStack.find(home)
        raise AlreadyRunning(str(home.folder), living.gateway_url if living else None)
    try:
        own = Home(home.folder / "demo")
        delete_everything(own)
        async with running(create_app(seed)) as market:
            sites = list(await _get(f"{market}/_sites"))
            os.environ.update({f"JOBHUNTER_{name}": value for name, value in SETTINGS.items()})
            os.environ["JOBHUNTER_PRIVATE_ORIGINS"] = ",".join(origins(sites))
            settings = StackSettings.load().model_copy(update={"port": 0, "flower_port": 0})
            async with LocalStack(own, settings, on_change=on_change) as stack:
                stack.running.write(home)
                yield Ground(stack, market, sites)
    finally:
        home.stack_file.unlink(missing_ok=True)
        lock.release()


def origins(sites: Sequence[dict[str, Any]]) -> list[str]:
    """The origins of these sites: their pages' and their APIs'."""
    found = {f"http://{site['domain']}" for site in sites}
    for site in sites:
        base = urlsplit(site["api"]["base_url"])
        found.add(f"{base.scheme}://{base.netloc}")
    return sorted(found)


async def _get(url: str) -> Any:
    async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_S) as client:
        return (await client.get(url)).raise_for_status().json()
