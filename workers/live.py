"""The browsers of this process as people watch them: pictures out, a person's acts in, over Redis and on demand alone.

While nobody watches, a browser costs one idle subscription: no picture is taken and nothing is polled.
"""

import asyncio
import base64
import contextlib
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import redis.asyncio
import structlog
from playwright.async_api import Error as PlaywrightError
from redis.exceptions import RedisError

from brain.errors import InvalidInput, JobHunterError, Refused
from brain.ports import Browser, FormSession
from workers.hands.browser.live import LiveView
from workers.hands.browser.session import PlaywrightSession
from world_model.live_wire import LiveWire

log = structlog.get_logger()
WATCHED_S = 0.485  # between two pictures for who looks on
HANDS_ON_S = 0.1  # and for who has the hands on
WATCHER_LIVES_S = 6.0
HANDS_LIVE_S = 10.0
LOOK_S = 60.0  # how long whoever is looking on has to lend a hand
AWAY_S = 2.0
SEND_S = 2.0
ACT_S = 10.0
MOST_ACTS = 200
ACTS = ("click", "type", "key", "scroll")
SAID = {"click": "clicked", "type": "typed text", "key": "pressed a key"}

Emit = Callable[..., Awaitable[None]]


class LiveBridge:
    """One process's end of the wires. Where there is no Redis, nobody watches."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url

    @asynccontextmanager
    async def showing(self, view: LiveView, wire: LiveWire, emit: Emit) -> AsyncIterator["Stage"]:
        """This browser can be watched until the block ends."""
        # An idle channel is no error, so reading has no timeout.
        async with redis.asyncio.Redis.from_url(self._url, socket_timeout=None, socket_connect_timeout=2) as client:
            stage = Stage(view, wire, client, emit)
            serving = asyncio.create_task(stage.serve())
            try:
                yield stage
            finally:
                await ended([serving])
                await stage.close()


class Stage:
    """One open browser before whoever watches."""

    def __init__(self, view: LiveView, wire: LiveWire, client: redis.asyncio.Redis, emit: Emit) -> None:
        self._view, self._wire, self._redis, self._emit = view, wire, client, emit
        self._browser = secrets.token_hex(8)  # acts name the browser they were meant for
        self._watchers: dict[str, float] = {}
        self._counted: OrderedDict[str, int] = OrderedDict()
        self._taker = ""
        self._taken = asyncio.Event()
        self._wake = asyncio.Event()
        self._acts: asyncio.Queue[dict[str, Any]] = asyncio.Queue(MOST_ACTS)
        self._tasks: set[asyncio.Task[None]] = set()
        self._showing: asyncio.Task[None] | None = None
        self._wanted = ""
        self._seq = 0

    @property
    def held_s(self) -> float:
        """How long the step was kept waiting for a person's hands, or was in them."""
        return self._view.hands.held_s

    @property
    def watched(self) -> bool:
        return any(monotonic() - seen < WATCHER_LIVES_S for seen in self._watchers.values())

    @property
    def resting(self) -> bool:
        """Whether no picture is being taken, nor will be until somebody comes."""
        return self._showing is None or self._showing.done()

    # --- serving -----------------------------------------------------------------------------------------------------
    async def serve(self) -> None:
        """Hears what watchers say, also after Redis was away."""
        self._begin(self._work())
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(self._wire.channel("in"))
                    await self._say("open", browser=self._browser)
                    async for message in channel.listen():
                        self._hear(self._wire.opened("in", message["data"]))
            except (RedisError, OSError) as error:
                log.debug("live_view_away", error=type(error).__name__)
            await asyncio.sleep(AWAY_S)

    async def close(self) -> None:
        """The browser closes; whoever had the hands on has them no more."""
        await ended(list(self._tasks))
        if self._taker:
            self._view.give_back()
        if self._watchers:
            await self._say("closed")

    def _begin(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _hear(self, message: dict[str, Any] | None) -> None:
        watcher, n = (message or {}).get("watcher"), (message or {}).get("n")
        if message is None or not isinstance(watcher, str) or not isinstance(n, int) or n <= self._counted.get(watcher, 0):
            return  # not ours, or said again by somebody else
        self._counted[watcher] = n
        if message.get("type") == "gone":
            self._watchers.pop(watcher, None)
            if watcher == self._taker:
                self._begin(self._give_back("Their connection ended."))
            return
        new = watcher not in self._watchers
        self._watchers[watcher] = monotonic()
        if new:
            self._begin(self._say("open", to=watcher, browser=self._browser, hands=self._view.hands.person, wanted=self._wanted))
        if self.resting:
            self._showing = self._begin(self._show())
        if message.get("type") != "watch":
            self._take_in(message)

    def _take_in(self, message: dict[str, Any]) -> None:
        if message.get("browser") != self._browser:
            self._begin(
                self._answer(message, Refused("browser_closed", "That browser is closed.", "", "Look at what is on show."))
            )
        elif message.get("type") == "take":
            self._begin(self._take(message))
        else:
            try:
                self._acts.put_nowait(message)
            except asyncio.QueueFull:
                self._begin(self._answer(message, Refused("too_fast", "Too much at once.", "", "Wait for the acknowledgements.")))

    # --- pictures ----------------------------------------------------------------------------------------------------
    async def _show(self) -> None:
        """Pictures for as long as anybody looks."""
        held_back, due = self._view.held_back, monotonic()
        try:
            while self.watched:
                self._wake.clear()
                picture = await self._view.picture()
                if picture is not None:
                    self._seq += 1
                    jpeg = base64.b64encode(picture.jpeg).decode()
                    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
                    await self._say("frame", seq=self._seq, at=at, width=picture.width, height=picture.height, jpeg=jpeg)
                if self._taker and self._view.held_back > held_back:
                    await self._say(
                        "blocked", to=self._taker, code="goes_through_review", title="Sending goes through the review."
                    )
                held_back = self._view.held_back
                now, pause = monotonic(), HANDS_ON_S if self._taker else WATCHED_S
                due = min(max(now, due + pause), now + pause)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(due - now):
                        await self._wake.wait()
        finally:
            await self._view.rest()
            self._watchers = {w: seen for w, seen in self._watchers.items() if monotonic() - seen < HANDS_LIVE_S}

    async def _say(self, type_: str, /, **message: Any) -> None:
        sealed = self._wire.sealed("out", {"type": type_, **message})
        try:
            async with asyncio.timeout(SEND_S):
                await self._redis.publish(self._wire.channel("out"), sealed)
        except (RedisError, OSError, TimeoutError) as error:
            log.debug("live_message_dropped", error=type(error).__name__)

    # --- hands -------------------------------------------------------------------------------------------------------
    async def by_hand(self, why: str, wait_s: float) -> bool:
        """Tells whoever watches that hands are wanted; True once a person took over and has given back."""
        hands = self._view.hands
        patience = min(max(wait_s, LOOK_S if self.watched else 0.0), hands.left_s)
        if patience <= 0:
            return False
        self._wanted = why
        await self._say("wanted", title=why)
        try:
            if not await hands.wanted(self._taken, patience):
                return False
            async with hands.machine():
                return True
        finally:
            self._wanted = ""

    async def _take(self, message: dict[str, Any]) -> None:
        who = str(message.get("who") or "")
        try:
            await self._view.take(who)
        except (JobHunterError, PlaywrightError) as error:
            await self._answer(message, error)
            return
        self._taker = message["watcher"]
        self._taken.set()
        self._begin(self._look_after())
        await self._tell("applier:hands", f"{who} has taken over the browser.", state="taken", who=who)
        await self._say("hands", person=who, watcher=self._taker)
        await self._answer(message)
        self._wake.set()

    async def _look_after(self) -> None:
        """Gives back what nobody holds any more."""
        while self._taker:
            if monotonic() - self._watchers.get(self._taker, 0.0) > HANDS_LIVE_S:
                await self._give_back("Nothing was heard of them.")
            elif self._view.hands.left_s <= 0:
                await self._give_back("The time was over.")
            await asyncio.sleep(0.25)

    async def _give_back(self, why: str) -> None:
        who, taker, self._taker = self._view.hands.person, self._taker, ""
        if not taker:
            return
        self._taken.clear()
        await self._tell("applier:hands", f"{who} has given the browser back. {why}".strip(), state="given_back", who=who)
        self._view.give_back()
        await self._say("hands", person="", watcher="")

    async def _work(self) -> None:
        """What the person does, one after the other."""
        while True:
            message = await self._acts.get()
            if not self._taker or message["watcher"] != self._taker:
                await self._answer(message, Refused("hands_not_yours", "You do not have the hands on.", "", "Take over first."))
            elif message.get("type") == "give_back":
                await self._give_back("")
                await self._answer(message)
            else:
                await self._act(message)

    async def _act(self, message: dict[str, Any]) -> None:
        try:
            if message.get("type") not in ACTS:
                raise InvalidInput("unknown_frame", "This frame is not understood.", "", f"Send one of {', '.join(ACTS)}.")
            async with asyncio.timeout(ACT_S):
                name = await self._view.act(message)
        except (JobHunterError, PlaywrightError, TimeoutError) as error:
            await self._answer(message, error)
            return
        await self._note(message, name)
        await self._answer(message)
        self._wake.set()

    async def _note(self, message: Mapping[str, Any], name: str) -> None:
        """Every act by hand is an event, but never what was typed."""
        kind = str(message["type"])
        if kind == "scroll":
            return
        where = f" on “{name}”" if name else ""
        at = {"x": round(message["x"]), "y": round(message["y"])} if kind == "click" else {}
        said = f"{self._view.hands.person} {SAID[kind]}{where} by hand."
        event = "applier:click" if kind == "click" else "applier:type"
        await self._tell(event, said, act=kind, label=name, who=self._view.hands.person, **at)

    async def _tell(self, type_: str, said: str, /, **data: Any) -> None:
        try:
            await self._emit(type_, said, by="person", **data)
        except Exception as error:  # the step may have lost its lease; the browser then closes by itself
            log.warning("hand_not_logged", error=type(error).__name__)

    async def _answer(self, message: Mapping[str, Any], error: Exception | None = None) -> None:
        told: dict[str, Any] = {"to": message["watcher"], "of": message.get("type"), "id": message.get("id"), "ok": error is None}
        if isinstance(error, JobHunterError):
            told |= {"code": error.code, "title": error.title, "detail": error.detail, "fix": error.fix}
        elif error is not None:
            told |= {"code": "act_failed", "title": "The page did not take it."}
        await self._say("ack", **told)


async def ended(tasks: Sequence["asyncio.Task[None]"], again_s: float = 1.0) -> None:
    """Cancels until it has taken: a client that is about to give up by itself may take the word for its own time-out."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=again_s)


class WatchedBrowser:
    """`brain.ports.Browser` and `brain.ports.Live` for one step: its browser, as its person may watch it."""

    def __init__(self, browser: Browser, bridge: LiveBridge | None, wire: LiveWire, emit: Emit) -> None:
        self._browser, self._bridge, self._wire, self._emit = browser, bridge, wire, emit
        self._stages: list[Stage] = []

    @property
    def held_s(self) -> float:
        """How long people kept this step waiting, or had it in their hands."""
        return sum(stage.held_s for stage in self._stages)

    async def by_hand(self, why: str, wait_s: float = 0.0) -> bool:
        """Whether a person took over the browser that is open now and gave it back."""
        return bool(self._stages) and await self._stages[-1].by_hand(why, wait_s)

    def family_of(self, url: str) -> str | None:
        return self._browser.family_of(url)

    @asynccontextmanager
    async def open(self, url: str, *known: Any, **more: Any) -> AsyncIterator[FormSession]:
        """As the browser itself does."""
        async with self._browser.open(url, *known, **more) as session:
            if self._bridge is None or not isinstance(session, PlaywrightSession):
                yield session
                return
            async with self._bridge.showing(session.live, self._wire, self._emit) as stage:
                self._stages.append(stage)
                yield session
