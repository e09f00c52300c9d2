"""Watching a step's browser from here: the gateway's end of the wire (world_model/live_wire.py).

A watcher is said to be there every two seconds, for as long as their own client answers; the browser's process takes pictures
while it hears that. The newest picture wins: a slow watcher misses some and never holds anything up.
"""

import asyncio
import base64
import itertools
import secrets
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any

import redis.asyncio
from redis.exceptions import RedisError

from brain.errors import Conflict, NotFound, Unavailable
from gateway.auth import SignedIn
from world_model.live_wire import LiveWire
from world_model.session import Database
from world_model.tasks import TaskStore
from world_model.vault import Vault

BEAT_S = 2.0
SILENT_S = 10.0  # a client that says nothing for so long is not there
MOST_WATCHERS = 20
MOST_WORDS = 100
NOT_OPEN_S = 1.5
TOLD = ("type", "id", "x", "y", "dx", "dy", "text", "key")


class LiveRelay:
    """All watchers of one process."""

    def __init__(self, redis_url: str, database: Database, vault: Vault) -> None:
        self._url, self._database, self._vault = redis_url, database, vault
        self._tasks = TaskStore(database)
        self._watchers = 0

    @asynccontextmanager
    async def watch(self, who: SignedIn, task_id: str, step_id: int) -> AsyncIterator["Watching"]:
        """The browser of one step of one's own task.

        Raises `NotFound` `task_unknown`, `step_unknown`; `Conflict` `too_many_watchers`; `Unavailable` `live_unavailable`.
        """
        if not await self._tasks.has_step(who.user_id, task_id, step_id):
            raise NotFound("step_unknown", "There is no such step.", str(step_id), "Look at the task's plan.")
        if self._watchers >= MOST_WATCHERS:
            raise Conflict("too_many_watchers", "Too many browsers are being watched.", "", "Close another one first.")
        async with self._database.as_user(who.user_id) as session:
            wire = LiveWire(await self._vault.of(session, who.user_id), step_id)
        self._watchers += 1
        try:
            async with redis.asyncio.Redis.from_url(self._url, socket_timeout=None, socket_connect_timeout=2) as client:
                watching = Watching(client, wire, who.name)
                async with watching.open():
                    yield watching
        except (RedisError, OSError) as error:
            raise Unavailable("live_unavailable", "The live view is away.", type(error).__name__, "Try again.") from error
        finally:
            self._watchers -= 1


class Watching:
    """One watcher. `words` of the browser come all and in order, of its pictures the newest."""

    def __init__(self, client: redis.asyncio.Redis, wire: LiveWire, name: str) -> None:
        self._redis, self._wire, self._name = client, wire, name
        self._watcher = secrets.token_urlsafe(12)
        self._counter = itertools.count(1)
        self._browser = ""
        self._words: deque[dict[str, Any]] = deque(maxlen=MOST_WORDS)
        self._picture: dict[str, Any] | None = None
        self._something = asyncio.Event()
        self._heard_at = monotonic()
        self._beside: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(self._wire.channel("out"))
            self._beside = [asyncio.create_task(self._listen(channel)), asyncio.create_task(self._beat())]
            try:
                yield
            finally:
                for task in self._beside:
                    task.cancel()
                await asyncio.gather(*self._beside, return_exceptions=True)
                with suppress(RedisError, OSError):
                    await self._send({"type": "gone"})

    def heard(self) -> None:
        """The watcher's client said something: they are there."""
        self._heard_at = monotonic()

    async def tell(self, frame: Mapping[str, Any]) -> None:
        """Passes on what the person does."""
        told = {name: frame[name] for name in TOLD if name in frame}
        await self._send({**told, "browser": self._browser})

    async def next(self, wait_s: float) -> list[tuple[dict[str, Any], bytes | None]]:
        """What is new: words, and then the newest picture with its JPEG; empty when nothing came for `wait_s` seconds.

        Raises what ended the connection.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._something.wait()
        for ended in (task for task in self._beside if task.done()):
            ended.result()
        self._something.clear()
        new: list[tuple[dict[str, Any], bytes | None]] = [(word, None) for word in self._words]
        self._words.clear()
        if (picture := self._picture) is not None:
            self._picture = None
            new.append(({k: v for k, v in picture.items() if k != "jpeg"}, base64.b64decode(picture["jpeg"])))
        return new

    async def _listen(self, channel: Any) -> None:
        async for message in channel.listen():
            said = self._wire.opened("out", message["data"])
            if said is not None and said.get("to") in (None, self._watcher):
                self._take_in(said)

    def _take_in(self, said: dict[str, Any]) -> None:
        said.pop("to", None)
        if said.get("type") == "frame":
            self._picture = said
        else:
            if said.get("type") == "open":
                self._browser = str(said.pop("browser", ""))
            if said.get("type") == "closed":
                self._browser = ""
            if said.get("type") == "hands":
                said["yours"] = said.pop("watcher", "") == self._watcher
            self._words.append(said)
        self._something.set()

    async def _beat(self) -> None:
        began = monotonic()
        told = False
        while True:
            if monotonic() - self._heard_at < SILENT_S:
                await self._send({"type": "watch"})
            if not self._browser and not told and monotonic() - began > NOT_OPEN_S:
                told = True
                self._take_in({"type": "closed"})
            await asyncio.sleep(BEAT_S if self._browser else NOT_OPEN_S)

    async def _send(self, message: Mapping[str, Any]) -> None:
        said = {**message, "watcher": self._watcher, "who": self._name, "n": next(self._counter)}
        await self._redis.publish(self._wire.channel("in"), self._wire.sealed("in", said))
