"""`bench live`: what it costs to watch a browser, and to have the hands on it, beside the same browser with nobody there.

One worker's end as it is in production (browser, masking, sealing, Redis) on a form of 25 fields that changes twice a second,
with a password in it, so that every picture is opened, covered and closed again. The modes take turns, a few seconds each, in
every round; cost is the CPU time of this process, its driver and its browser, less what the round's own browser without any live
view took. Pictures are counted where a watcher gets them.
"""

import asyncio
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import redis.asyncio

from deploy.bench.apply.employer import Employer
from deploy.market.serve import running
from deploy.stack.redis import RedisServer
from jobhunter.address import AddressPolicy
from jobhunter.home import Home
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.session import PlaywrightSession
from workers.live import LiveBridge
from world_model.live_wire import LiveWire
from world_model.vault import UserVault

ROUNDS = 5
MODES = ("none", "unwatched", "watched", "hands_on")
SECONDS = 5.0
WATCHED_FPS, HANDS_ON_FPS, CORE_SHARE, UNWATCHED_SHARE = 2.0, 8.0, 0.10, 0.01
ACT_EVERY_S = 0.3
STEP = 1
# Something moves on every form: a clock, a hint, a caret. And a password stands in it.
LIVELY = """() => {
  const secret = Object.assign(document.createElement('input'), {type: 'password', value: 'not-to-be-seen'});
  const clock = document.createElement('p');
  document.body.prepend(secret, clock);
  setInterval(() => { clock.textContent = new Date().toISOString() }, 500);
}"""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Turn:
    """One mode in one round: pictures and CPU seconds for each second."""

    frames_per_s: float
    core: float


async def measure(rounds: int = ROUNDS, say: Say = lambda _: None) -> list[dict[str, Any]]:
    """A row for each mode. Raises `Missing` `no_browser`, `RedisMissing`."""
    turns: dict[str, list[Turn]] = {mode: [] for mode in MODES}
    async with _ground() as ground:
        for mode in MODES:
            await ground.turn(mode, 1.0)  # the first of each counts for nothing
        for number in range(1, rounds + 1):
            say(f"round {number} of {rounds}")
            for mode in MODES:
                turns[mode].append(await ground.turn(mode, SECONDS))
    unwatched = _cost(turns, "unwatched")
    return [
        _row("unwatched", turns, unwatched, 0.0, UNWATCHED_SHARE),
        _row("watched", turns, unwatched, WATCHED_FPS, CORE_SHARE),
        _row("hands_on", turns, unwatched, HANDS_ON_FPS, None),
    ]


def _row(mode: str, turns: dict[str, list[Turn]], unwatched: float, least_fps: float, most_core: float | None) -> dict[str, Any]:
    fps = round(statistics.median(turn.frames_per_s for turn in turns[mode]), 2)
    core = _cost(turns, mode)
    kept = fps >= least_fps and (most_core is None or core <= most_core) and (mode != "unwatched" or fps == 0)
    limits = {"limit_frames_per_s": least_fps} | ({"limit_core_share": most_core} if most_core is not None else {})
    return {"what": f"a browser {mode}", "mode": mode, "frames_per_s": fps, "core_share": core, "cost_unwatched": unwatched,
            **limits, "kept": kept}  # fmt: skip


def _cost(turns: dict[str, list[Turn]], mode: str) -> float:
    """The share of a core beyond what the page itself took in the same round: the median over the rounds."""
    pairs = zip(turns[mode], turns["none"], strict=True)
    return max(0.0, round(statistics.median(turn.core - plain.core for turn, plain in pairs), 3))


class _Ground:
    """A browser on a form, a Redis, and a person who comes and goes."""

    def __init__(self, session: PlaywrightSession, redis_url: str) -> None:
        self._session, self._redis_url = session, redis_url
        self._wire = LiveWire(UserVault("bench", os.urandom(32)), STEP)
        self._counter = itertools.count(1)
        self._browser = ""
        self._pictures = 0

    async def turn(self, mode: str, seconds: float) -> Turn:
        async with AsyncExitStack() as exits:
            if mode != "none":
                async with asyncio.timeout(30):
                    await self._begin(mode, exits)
            pictures, cpu, began = self._pictures, _cpu_s(), time.perf_counter()
            await asyncio.sleep(seconds)
            taken = time.perf_counter() - began
            return Turn((self._pictures - pictures) / taken, (_cpu_s() - cpu) / taken)

    async def _begin(self, mode: str, exits: AsyncExitStack) -> None:
        client = await exits.enter_async_context(redis.asyncio.Redis.from_url(self._redis_url))
        if mode != "unwatched":
            listening = asyncio.create_task(self._listen(client))
            exits.push_async_callback(_end, listening)
        await exits.enter_async_context(LiveBridge(self._redis_url).showing(self._session.live, self._wire, _nowhere))
        if mode == "unwatched":
            return
        seen = self._pictures
        person = asyncio.create_task(self._person(client, hands=mode == "hands_on"))
        exits.push_async_callback(_end, person)
        while self._pictures < seen + 2 or (mode == "hands_on" and not self._session.hands.person):
            if person.done():
                person.result()
            await asyncio.sleep(0.02)

    async def _person(self, client: redis.asyncio.Redis, hands: bool) -> None:
        """Looks on; with hands, takes over and then clicks and types."""
        while not self._browser:
            await self._send(client, type="watch")
            await asyncio.sleep(0.1)
        if hands:
            await self._send(client, type="take")
        for turn in itertools.count():
            await self._send(client, type="watch")
            if hands and turn % 2:
                await self._send(client, type="type", text="a")
            elif hands:
                await self._send(client, type="click", x=300 + turn % 50, y=200)
            await asyncio.sleep(ACT_EVERY_S)

    async def _send(self, client: redis.asyncio.Redis, **act: Any) -> None:
        said = {**act, "watcher": "bench", "who": "bench", "n": next(self._counter), "browser": self._browser}
        await client.publish(self._wire.channel("in"), self._wire.sealed("in", said))

    async def _listen(self, client: redis.asyncio.Redis) -> None:
        self._browser = ""
        async with client.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(self._wire.channel("out"))
            async for message in channel.listen():
                if len(message["data"]) > 4000:  # who watches opens it elsewhere: in the gateway
                    self._pictures += 1
                elif (said := self._wire.opened("out", message["data"])) and said["type"] == "open":
                    self._browser = said["browser"]


@asynccontextmanager
async def _ground() -> AsyncIterator[_Ground]:
    async with AsyncExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="jh-live-")))
        await asyncio.to_thread(folder.chmod, 0o711)
        server = RedisServer(Home(folder / "home").create())
        await server.start()
        exits.push_async_callback(server.stop)
        origin = await exits.enter_async_context(running(Employer().app))
        browser = PlaywrightBrowser(BrowserOptions(files_dir=folder, human_pauses=False), AddressPolicy(frozenset({origin})))
        exits.push_async_callback(browser.close)
        session = await exits.enter_async_context(browser.open(f"{origin}/apply"))
        await session.read()
        await session.pages()[0].evaluate(LIVELY)
        yield _Ground(session, server.url)


def _cpu_s() -> float:
    """The CPU time of this process, its driver and its browser so far."""
    me = psutil.Process()
    total = 0.0
    for process in (me, *me.children(recursive=True)):
        try:
            if not process.name().startswith("redis"):
                times = process.cpu_times()
                total += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return total


async def _nowhere(_type: str, _message: str, /, **_data: Any) -> None:
    """A step's events are the database's work, not the live view's."""


async def _end(task: "asyncio.Task[None]") -> None:
    while not task.done():
        task.cancel()
        await asyncio.wait((task,), timeout=1.0)
