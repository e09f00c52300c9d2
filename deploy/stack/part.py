"""A part of the stack: something that is started, becomes ready, and is started again when it ends by itself."""

import asyncio
import signal
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path

from jobhunter.home import Home
from jobhunter.process import Child, Orders


class PartName(StrEnum):
    POSTGRES = "postgres"
    REDIS = "redis"
    VECTORS = "vectors"
    MIGRATIONS = "migrations"
    GATEWAY = "gateway"
    MIND = "mind"
    HANDS = "hands"
    FLOWER = "flower"


class Part(ABC):
    """What the supervisor knows of a part.

    `address` is what a person may see: it never holds a password. `url` is what its clients use, and may; both are known once it
    is ready.
    """

    name: PartName
    address: str = ""

    @property
    def url(self) -> str:
        return self.address

    @property
    @abstractmethod
    def pid(self) -> int | None: ...

    @abstractmethod
    async def start(self) -> None:
        """Returns when the part is ready. Raises a `JobHunterError`, and then leaves nothing running."""

    @abstractmethod
    async def ended(self) -> str:
        """Waits until the part has ended by itself; returns how, for a person."""

    @abstractmethod
    async def stop(self) -> None:
        """Ends the part; does nothing where it does not run."""


class ChildPart(Part):
    """A part that is one child process of ours."""

    stop_signal = signal.SIGTERM
    death_signal = signal.SIGKILL
    grace_s = 5.0

    def __init__(self, home: Home, lock: Path | None = None) -> None:
        self.home = home
        self.child: Child | None = None
        self._lock = lock

    @abstractmethod
    def argv(self) -> list[str]: ...

    @abstractmethod
    def env(self) -> dict[str, str]: ...

    @abstractmethod
    async def ready(self, child: Child) -> None:
        """Returns once the child does its work; sets `address`."""

    @property
    def pid(self) -> int | None:
        return self.child.pid if self.child and self.child.alive else None

    async def start(self) -> None:
        orders = Orders(self.death_signal, lock=self._lock)
        log = self.home.logs / f"{self.name}.log"
        self.child = await Child.start(self.name.capitalize(), self.argv(), log=log, env=self.env(), orders=orders)
        try:
            await self.ready(self.child)
        except BaseException:
            await self.child.stop(signal.SIGKILL)
            raise

    async def ended(self) -> str:
        assert self.child is not None
        code = await self.child.wait()
        return f"killed by signal {-code}" if code < 0 else f"ended with {code}"

    async def stop(self) -> None:
        if self.child:
            await self.child.stop(self.stop_signal, grace_s=self.grace_s)


class GivenPart(Part):
    """A part that runs elsewhere and was given by URL. `check` raises `GivenPartUnreachable`."""

    def __init__(self, name: PartName, url: str, check: Callable[[str], Awaitable[None]]) -> None:
        self.name = name
        self.address = "given by URL"
        self._url = url
        self._check = check

    @property
    def url(self) -> str:
        return self._url

    @property
    def pid(self) -> int | None:
        return None

    async def start(self) -> None:
        await self._check(self._url)

    async def ended(self) -> str:
        await asyncio.Event().wait()
        return ""

    async def stop(self) -> None:
        """It is not ours to end."""
