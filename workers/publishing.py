"""Sending hints and nudges, best effort: a hint that gets lost is sent again by the sweeper."""

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import Protocol

import redis.asyncio
import structlog

from world_model.broker import EVENTS_CHANNEL, sending_app, task_name
from world_model.steps import Hint

log = structlog.get_logger()
TIMEOUT_S = 0.5
REST_S = 5.0  # how long a Redis that does not answer is left alone: waiting for it would cost each step half a second


class Publisher(Protocol):
    """Sends hints and nudges; what it cannot send is found anyway."""

    async def publish(self, hints: Sequence[Hint]) -> None: ...

    async def nudge(self, task_id: str) -> None: ...

    async def close(self) -> None: ...


class NoPublisher:
    """For an installation without Redis: workers and watchers look for themselves."""

    async def publish(self, hints: Sequence[Hint]) -> None:
        """Nobody listens."""

    async def nudge(self, task_id: str) -> None:
        """Nobody listens."""

    async def close(self) -> None:
        """Nothing is open."""


def publisher_of(redis_url: str) -> Publisher:
    """The sender of this process; without a URL one that sends nothing."""
    return HintPublisher(redis_url) if redis_url else NoPublisher()


class HintPublisher:
    """One process's sender. It never raises and never waits longer than half a second for Redis."""

    def __init__(self, redis_url: str) -> None:
        self._app = sending_app(redis_url, timeout_s=TIMEOUT_S)
        self._redis = redis.asyncio.from_url(redis_url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)
        self._sending: set[asyncio.Task[None]] = set()
        self._rest_until = 0.0

    async def publish(self, hints: Sequence[Hint]) -> None:
        """Hints for others; returns when they are sent, or given up."""
        await asyncio.to_thread(self._send, tuple(hints))

    def publish_soon(self, hints: Sequence[Hint]) -> None:
        """For a caller that must not wait."""
        task = asyncio.get_running_loop().create_task(asyncio.to_thread(self._send, tuple(hints)))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def nudge(self, task_id: str) -> None:
        """Tells whoever watches the task that there is something to see."""
        if monotonic() < self._rest_until:
            return
        began = monotonic()
        try:
            await self._redis.publish(EVENTS_CHANNEL, task_id)
        except (redis.RedisError, OSError) as error:
            self._failed(began)
            log.debug("nudge_dropped", error=str(error))

    def _send(self, hints: tuple[Hint, ...]) -> None:
        if monotonic() < self._rest_until:
            return
        began = monotonic()
        try:
            with self._app.producer_or_acquire() as producer:
                for hint in hints:
                    self._app.send_task(
                        task_name(hint.role), args=[hint.step_id], queue=hint.role, producer=producer, retry=False
                    )
        except Exception as error:  # whatever the broker's client raises, the sweeper sends again
            self._failed(began)
            log.warning("hints_dropped", hints=len(hints), error=str(error))

    def _failed(self, began: float) -> None:
        # Only one that does not answer costs time; one that is being started again says no at once, and is back soon.
        if monotonic() - began > TIMEOUT_S / 2:
            self._rest_until = monotonic() + REST_S

    async def close(self) -> None:
        await self._redis.aclose()
        self._app.close()
