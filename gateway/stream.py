"""The event hub: one reader per watched task in this process, however many watch.

Rows are the truth: a feed reads `execution_logs` behind a cursor and hands what is new to its watchers. Redis only nudges
it; without a nudge it looks twice a second while anybody watches. Each watcher has a bounded queue: one that reads too slowly
is told the gap and asks again from there, and never holds up the others.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import redis.asyncio
import structlog
from redis.exceptions import RedisError

from world_model.broker import EVENTS_CHANNEL
from world_model.events import EventLog, StoredEvent

log = structlog.get_logger()
BATCH = 500
NUDGE_RETRY_S = 1.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One event with its frame, written once for all watchers."""

    seq: int
    frame: str

    @classmethod
    def of(cls, event: StoredEvent) -> "Sent":
        return cls(event.seq, json.dumps(event.document(), ensure_ascii=False, separators=(",", ":")))


@dataclass(frozen=True, slots=True)
class Gap:
    """Events `first` to `last` were not sent; they are in the table."""

    first: int
    last: int

    @property
    def frame(self) -> str:
        return json.dumps({"type": "gap", "from": self.first, "to": self.last})


Batch = Sequence[Sent | Gap]


class Watcher:
    """One reader of one task's events. `take` answers what is new, in order, each event once."""

    def __init__(self, after: int, size: int) -> None:
        self._after = after
        self._size = size
        self._queue: deque[Sent] = deque()
        self._missed: Gap | None = None
        self._something = asyncio.Event()

    def offer(self, event: Sent) -> None:
        """Puts an event in line. When the line is full it and what follows become a gap, until the reader has caught up."""
        if self._missed is not None:
            self._missed = Gap(self._missed.first, event.seq)
        elif len(self._queue) >= self._size:
            self._missed = Gap(event.seq, event.seq)
        else:
            self._queue.append(event)
        self._something.set()

    def offer_all(self, events: Sequence[Sent]) -> None:
        for event in events:
            self.offer(event)

    def passed(self, seq: int) -> None:
        """What the reader has seen already, from the table."""
        self._after = max(self._after, seq)

    async def take(self, wait_s: float) -> list[Sent | Gap]:
        """All that is new, oldest first; empty when nothing came for `wait_s` seconds."""
        while True:
            if new := self._drain():
                return new
            self._something.clear()
            try:
                async with asyncio.timeout(wait_s):
                    await self._something.wait()
            except TimeoutError:
                return []

    def _drain(self) -> list[Sent | Gap]:
        new: list[Sent | Gap] = [event for event in self._queue if event.seq > self._after]
        self._queue.clear()
        if self._missed is not None and self._missed.last > self._after:
            new.append(Gap(max(self._missed.first, self._after + 1), self._missed.last))
        self._missed = None
        if new:
            last = new[-1]
            self._after = last.seq if isinstance(last, Sent) else last.last
        return new


class Feed:
    """The one reader of a task's rows in this process."""

    def __init__(self, events: EventLog, user_id: str, task_id: str, seq: int, poll_s: float) -> None:
        self._events = events
        self._user_id = user_id
        self._task_id = task_id
        self._seq = seq
        self._poll_s = poll_s
        self._nudged = asyncio.Event()
        self.watchers: set[Watcher] = set()

    def nudge(self) -> None:
        self._nudged.set()

    async def run(self) -> None:
        while True:
            try:
                await self._read_new()
            except Exception as error:
                log.warning("feed_failed", task_id=self._task_id, error=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_s):
                    await self._nudged.wait()
            self._nudged.clear()

    async def _read_new(self) -> None:
        while new := await self._events.after(self._user_id, self._task_id, self._seq, BATCH):
            sent = [Sent.of(event) for event in new]
            self._seq = sent[-1].seq
            for watcher in self.watchers:
                watcher.offer_all(sent)


class Hub:
    """The feeds of one process. `watch` is what the WebSocket and the server-sent events read from."""

    def __init__(self, events: EventLog, *, poll_s: float = 0.5, queue_size: int = 1000) -> None:
        self._events = events
        self._poll_s = poll_s
        self._queue_size = queue_size
        self._feeds: dict[tuple[str, str], tuple[Feed, asyncio.Task[None]]] = {}

    def nudge(self, task_id: str) -> None:
        """Something happened to the task: look at once."""
        for (_, watched), (feed, _task) in self._feeds.items():
            if watched == task_id:
                feed.nudge()

    async def watch(self, user_id: str, task_id: str, after: int, *, idle_s: float = 20.0) -> AsyncGenerator[Batch, None]:
        """Batches of events from `after` on, for ever; an empty batch when nothing happened for `idle_s` seconds.

        Raises `NotFound` `task_unknown`.
        """
        await self._events.last_seq(user_id, task_id)
        async with self._watcher(user_id, task_id, after) as watcher:
            # Joined first, then read: what happens meanwhile is in the queue, and what is in both is sent once.
            while past := await self._events.after(user_id, task_id, after, BATCH):
                after = past[-1].seq
                watcher.passed(after)
                yield [Sent.of(event) for event in past]
            while True:
                yield await watcher.take(idle_s)

    @asynccontextmanager
    async def _watcher(self, user_id: str, task_id: str, after: int) -> AsyncIterator[Watcher]:
        feed = await self._feed(user_id, task_id)
        watcher = Watcher(after, self._queue_size)
        feed.watchers.add(watcher)
        try:
            yield watcher
        finally:
            feed.watchers.discard(watcher)
            if not feed.watchers:
                self._end(user_id, task_id, feed)

    async def _feed(self, user_id: str, task_id: str) -> Feed:
        seq = await self._events.last_seq(user_id, task_id)
        if (user_id, task_id) not in self._feeds:
            feed = Feed(self._events, user_id, task_id, seq, self._poll_s)
            self._feeds[user_id, task_id] = feed, asyncio.create_task(feed.run(), name=f"feed-{task_id}")
        return self._feeds[user_id, task_id][0]

    def _end(self, user_id: str, task_id: str, feed: Feed) -> None:
        held = self._feeds.get((user_id, task_id))
        if held is not None and held[0] is feed:
            held[1].cancel()
            del self._feeds[user_id, task_id]

    @property
    def watched(self) -> int:
        """How many tasks are being read."""
        return len(self._feeds)

    async def close(self) -> None:
        readers = [reader for _, reader in self._feeds.values()]
        self._feeds.clear()
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


async def listen_for_nudges(redis_url: str, hub: Hub) -> None:
    """Passes on what workers say on the channel; for ever, also while Redis is away."""
    while True:
        try:
            # An idle channel is no error, so reading has no timeout; a Redis that hangs is what the polling is for.
            async with redis.asyncio.Redis.from_url(redis_url, socket_timeout=None, socket_connect_timeout=2) as client:
                await _listen(client, hub)
        except (RedisError, OSError) as error:
            log.info("nudges_away", error=str(error))
        await asyncio.sleep(NUDGE_RETRY_S)


async def _listen(client: redis.asyncio.Redis, hub: Hub) -> None:
    async with client.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(EVENTS_CHANNEL)
        async for message in channel.listen():
            hub.nudge(_text(message["data"]))


def _text(data: object) -> str:
    return data.decode(errors="replace") if isinstance(data, bytes) else str(data)
