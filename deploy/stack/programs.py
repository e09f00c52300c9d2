"""The product's own processes as parts: migrations, gateway, the two kinds of worker, and Flower."""

import asyncio
import os
import sys
from abc import abstractmethod
from pathlib import Path

import httpx

from deploy.stack.environment import Environment
from deploy.stack.part import ChildPart, PartName
from deploy.stack.ports import LOOPBACK
from jobhunter.process import Child

READY_TIMEOUT_S = 180.0
MIGRATION_TIMEOUT_S = 600.0
POLL_S = 0.05
CELERY = "workers.app:celery"
FLOWER_USER = "jobhunter"


class Program(ChildPart):
    """A Python module of ours, told where everything is."""

    def __init__(self, environment: Environment, lock: Path | None = None) -> None:
        super().__init__(environment.home, lock)
        self.environment = environment

    def env(self) -> dict[str, str]:
        return self.environment.variables()


class Migrations(Program):
    """Runs to its end before anything that uses the tables."""

    name = PartName.MIGRATIONS

    def argv(self) -> list[str]:
        return [sys.executable, "-m", "migrations"]

    async def ready(self, child: Child) -> None:
        async with asyncio.timeout(MIGRATION_TIMEOUT_S):
            if await child.wait() != 0:
                raise child.failed("failed")

    async def ended(self) -> str:
        await asyncio.Event().wait()  # that it has ended is its success
        return ""


class Gateway(Program):
    name = PartName.GATEWAY

    def argv(self) -> list[str]:
        server = [sys.executable, "-m", "uvicorn", "gateway.app:create_app", "--factory", "--host", LOOPBACK]
        stream = ["--ws-per-message-deflate", "false", "--ws-max-size", str(2**20)]
        rest = ["--port", str(self.environment.gateway_port), "--timeout-graceful-shutdown", "3", "--no-access-log"]
        return [*server, *stream, *rest]

    async def ready(self, child: Child) -> None:
        self.address = f"http://{LOOPBACK}:{self.environment.gateway_port}"
        await answers_http(child, f"{self.address}/health/ready")


class Worker(Program):
    """One Celery worker: a main process and its pool."""

    grace_s = 20.0  # a step in hand may finish; a lease makes ending it harmless
    queues: str

    @property
    @abstractmethod
    def processes(self) -> int: ...

    def argv(self) -> list[str]:
        options = ["-Q", self.queues, "-n", f"{self.name}@%h", "--pool", "prefork", "-c", str(self.processes), "-l", "INFO"]
        return [sys.executable, "-m", "celery", "-A", CELERY, "worker", *options, "--without-mingle", "--without-gossip"]

    async def ready(self, child: Child) -> None:
        await child.wait_for_line(r"@\S+ ready\.", timeout_s=READY_TIMEOUT_S)
        self.address = self.queues


class Mind(Worker):
    name = PartName.MIND
    queues = "planner,critic,learner"

    @property
    def processes(self) -> int:
        return self.environment.settings.mind_processes


class Hands(Worker):
    name = PartName.HANDS
    queues = "executor"

    @property
    def processes(self) -> int:
        return self.environment.settings.hands_processes


class Flower(Program):
    """The operators' view of the workers: read-only, on loopback, behind the token."""

    name = PartName.FLOWER

    def argv(self) -> list[str]:
        options = [f"--address={LOOPBACK}", f"--port={self.environment.flower_port}", "--max_tasks=5000", "--read_only=true"]
        return [sys.executable, "-m", "celery", "-A", CELERY, "flower", *options, "--persistent=false", "--conf=" + os.devnull]

    def env(self) -> dict[str, str]:
        # By environment: a command line can be read by every user of the machine.
        return super().env() | {"FLOWER_BASIC_AUTH": f"{FLOWER_USER}:{self.environment.token}"}

    async def ready(self, child: Child) -> None:
        self.address = f"http://{LOOPBACK}:{self.environment.flower_port}"
        await answers_http(child, f"{self.address}/healthcheck")


async def answers_http(child: Child, url: str) -> None:
    """Returns once `url` answers 200. Raises `ProcessFailed`."""
    try:
        async with asyncio.timeout(READY_TIMEOUT_S), httpx.AsyncClient(trust_env=False, timeout=5) as client:
            while not await _is_ok(client, url):
                child.require_alive()
                await asyncio.sleep(POLL_S)
    except TimeoutError as error:
        raise child.failed(f"was not ready after {READY_TIMEOUT_S:.0f} s") from error


async def _is_ok(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
