"""The hub without a database: what each watcher gets, and what a slow one is told."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import pytest

from brain.errors import NotFound
from gateway.stream import Gap, Hub, Sent, Watcher
from world_model.events import StoredEvent

AT = datetime(2026, 11, 1, tzinfo=UTC)


def event(seq: int) -> StoredEvent:
    return StoredEvent(seq, "t", None, "chat:message", "chat", f"said {seq}", {}, AT, "info", None)


def sent(*numbers: int) -> list[Sent]:
    return [Sent.of(event(n)) for n in numbers]


class Rows:
    """An event table in memory."""

    def __init__(self, count: int) -> None:
        self.events = [event(n) for n in range(1, count + 1)]
        self.fails = 0

    async def last_seq(self, user_id: str, task_id: str) -> int:
        if task_id == "unknown":
            raise NotFound("task_unknown", "There is no such task.")
        return len(self.events)

    async def after(self, user_id: str, task_id: str, seq: int, limit: int) -> tuple[StoredEvent, ...]:
        await asyncio.sleep(0)
        if self.fails:
            self.fails -= 1
            raise OSError("the database is away")
        return tuple(self.events[seq : seq + limit])

    def grow(self, count: int) -> None:
        self.events += [event(n) for n in range(len(self.events) + 1, len(self.events) + count + 1)]


def hub_over(rows: Any, **options: Any) -> Hub:
    return Hub(rows, **{"poll_s": 0.01, **options})


async def first(hub: Hub, count: int, after: int = 0) -> list[int]:
    seen: list[int] = []
    async with aclosing(hub.watch("u", "t", after)) as batches:
        async for batch in batches:
            seen += [item.seq for item in batch if isinstance(item, Sent)]
            if len(seen) >= count:
                return seen
    return seen


async def test_history_then_live_each_once() -> None:
    rows = Rows(1300)
    hub = hub_over(rows)
    watching = asyncio.create_task(first(hub, 1310, after=3))
    await asyncio.sleep(0)
    rows.grow(20)
    assert (await watching)[:1310] == list(range(4, 1314))
    assert hub.watched == 0


async def test_two_who_watch_are_one_reader() -> None:
    rows = Rows(2)
    hub = hub_over(rows)
    watching = [asyncio.create_task(first(hub, 12)) for _ in range(2)]
    for _ in range(10):
        await asyncio.sleep(0)
    assert hub.watched == 1
    rows.grow(10)
    hub.nudge("t")
    assert await asyncio.gather(*watching) == [list(range(1, 13))] * 2


async def test_a_database_that_was_away_costs_nothing() -> None:
    rows = Rows(0)
    hub = hub_over(rows)
    async with asyncio.timeout(5), aclosing(hub.watch("u", "t", 0, idle_s=0.01)) as batches:
        assert await anext(batches) == []
        rows.fails = 2
        rows.grow(3)
        seen: list[Any] = []
        while len(seen) < 3:
            seen += await anext(batches)
    assert seen == sent(1, 2, 3)


async def test_nothing_for_a_while_is_an_empty_batch() -> None:
    hub = hub_over(Rows(0))
    async with aclosing(hub.watch("u", "t", 0, idle_s=0.01)) as batches:
        assert await anext(batches) == []


async def test_an_unknown_task_is_not_watched() -> None:
    hub = hub_over(Rows(0))
    with pytest.raises(NotFound):
        await anext(hub.watch("u", "unknown", 0))
    assert hub.watched == 0


async def test_close_ends_the_readers() -> None:
    hub = hub_over(Rows(1))
    batches = hub.watch("u", "t", 0)
    await anext(batches)
    await hub.close()
    assert hub.watched == 0
    await batches.aclose()


async def test_a_full_line_becomes_a_told_gap() -> None:
    watcher = Watcher(0, size=3)
    watcher.offer_all(sent(1, 2, 3, 4, 5))
    assert await watcher.take(1) == [*sent(1, 2, 3), Gap(4, 5)]
    watcher.offer_all(sent(6))
    assert await watcher.take(1) == sent(6)


async def test_what_comes_after_a_gap_waits_behind_it() -> None:
    watcher = Watcher(0, size=1)
    watcher.offer_all(sent(1, 2))
    watcher.offer_all(sent(3))
    assert await watcher.take(1) == [*sent(1), Gap(2, 3)]


async def test_a_gap_that_was_read_from_the_table_is_none() -> None:
    watcher = Watcher(0, size=1)
    watcher.offer_all(sent(1, 2, 3))
    watcher.passed(2)
    assert await watcher.take(1) == [Gap(3, 3)]
    watcher.offer_all(sent(4, 5))
    watcher.passed(5)
    assert await watcher.take(0.01) == []


def test_frames_are_what_the_contract_says() -> None:
    assert Gap(7, 9).frame == '{"type": "gap", "from": 7, "to": 9}'
    assert sent(1)[0].frame.startswith('{"seq":1,"task_id":"t","step_id":null,"type":"chat:message","agent":"chat"')
