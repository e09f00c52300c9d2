"""The streams: everything once, in order, whenever one comes."""

import asyncio
import contextlib
import json
from typing import Any

import pytest
import redis.asyncio
import websockets

from gateway import sockets
from tests.support.gateway import RunningGateway, parsed, running_gateway
from tests.support.waiting import PATIENCE_S, until
from world_model.broker import EVENTS_CHANNEL
from world_model.steps import Event

pytestmark = pytest.mark.stack


async def read(socket: Any, count: int) -> list[dict[str, Any]]:
    """The next `count` events; whatever else comes is passed over."""
    events: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE_S):
        while len(events) < count:
            frame = parsed(await socket.recv())
            if "seq" in frame and frame["type"] != "hello":
                events.append(frame)
    return events


async def close_of(socket: Any) -> int:
    """The code the server closes with."""
    async with asyncio.timeout(PATIENCE_S):
        await socket.wait_closed()
    return int(socket.close_code)


async def test_a_late_watcher_sees_every_event_from_the_first(gateway: RunningGateway) -> None:
    task = await gateway.create()
    await gateway.emit(task, 1200)
    async with gateway.watch(task["task_id"]) as socket:
        hello = parsed(await socket.recv())
        events = await read(socket, hello["seq"])
    assert hello["type"] == "hello"
    assert [e["seq"] for e in events] == list(range(1, hello["seq"] + 1))
    assert events[0]["type"] == "task:queued"
    assert set(events[0]) == {"seq", "task_id", "step_id", "type", "agent", "message", "data", "at", "level", "screenshot"}
    assert events[0]["at"].endswith("Z")


async def test_what_happens_while_one_watches_arrives_once(gateway: RunningGateway) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"]) as socket:
        claim = await gateway.emit(task, 1)
        writing = asyncio.gather(*(gateway.say(claim, 7) for _ in range(20)))
        state_events = await read(socket, 1 + 1 + 1 + 1 + 140)
        await writing
    assert [e["seq"] for e in state_events] == list(range(1, len(state_events) + 1))


async def test_a_reconnect_neither_loses_nor_doubles(gateway: RunningGateway) -> None:
    task = await gateway.create()
    claim = await gateway.emit(task, 1)
    seen: list[int] = []

    async def write() -> None:
        for _ in range(30):
            await gateway.say(claim, 5)

    writing = asyncio.create_task(write())
    while len(seen) < 150:
        async with gateway.watch(task["task_id"], seen[-1] if seen else 0) as socket:
            seen += [e["seq"] for e in await read(socket, 10)]
    await writing
    assert seen == list(range(1, len(seen) + 1))


async def test_many_watchers_share_one_reader(gateway: RunningGateway) -> None:
    task = await gateway.create()
    claim = await gateway.emit(task, 1)

    async def one() -> list[int]:
        async with gateway.watch(task["task_id"]) as socket:
            return [e["seq"] for e in await read(socket, 100)]

    watching = [asyncio.create_task(one()) for _ in range(20)]
    for _ in range(10):
        await gateway.say(claim, 10)
    assert all(seen == list(range(1, 101)) for seen in await asyncio.gather(*watching))
    await until(lambda: not gateway.app.state.services.hub.watched)


async def test_a_slow_reader_misses_nothing_it_is_not_told_of(gateway: RunningGateway) -> None:
    task = await gateway.create()
    claim = await gateway.emit(task, 1)
    async with gateway.watch(task["task_id"], max_queue=1) as socket:
        for _ in range(50):
            await gateway.worker.append(claim, [Event("chat:message", "chat", "x" * 8000, {"n": n}) for n in range(30)])
        last = (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()["last_seq"]
        assert await _covered(socket, last) == list(range(1, last + 1))


async def _covered(socket: Any, last: int) -> list[int]:
    """The numbers that came, as an event or inside a gap."""
    covered: list[int] = []
    async with asyncio.timeout(PATIENCE_S):
        while not covered or covered[-1] < last:
            frame = parsed(await socket.recv())
            if frame["type"] == "gap":
                covered += range(frame["from"], frame["to"] + 1)
            elif frame["type"] not in ("hello", "ping"):
                covered.append(frame["seq"])
    return covered


async def test_a_nudge_over_redis_is_faster_than_looking(
    tmp_path: Any, migrated_database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBHUNTER_HOME", str(tmp_path))
    async with running_gateway(tmp_path, migrated_database_url, redis_url, poll_every_s=60) as gateway:
        task = await gateway.create()
        async with gateway.watch(task["task_id"]) as socket, redis.asyncio.Redis.from_url(redis_url) as client:
            await read(socket, 1)
            await gateway.emit(task, 3)
            await until(lambda: client.publish(EVENTS_CHANNEL, task["task_id"]))
            assert len(await read(socket, 3)) == 3


async def test_the_stream_goes_on_when_redis_comes_back(gateway: RunningGateway, redis_url: str) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"]) as socket, redis.asyncio.Redis.from_url(redis_url) as client:
        await client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        claim = await gateway.emit(task, 3)
        await gateway.say(claim, 3)
        assert [e["seq"] for e in await read(socket, 8)] == list(range(1, 9))


async def test_server_sent_events_hold_the_same(gateway: RunningGateway) -> None:
    task = await gateway.create()
    await gateway.emit(task, 5)
    seen = []
    async with gateway.http.stream("GET", f"/agent/tasks/{task['task_id']}/events?after=2") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                seen.append(json.loads(line.removeprefix("data: "))["seq"])
            if len(seen) == 5:
                break
    assert seen == [3, 4, 5, 6, 7]


async def test_a_browser_that_comes_back_names_the_last_event(gateway: RunningGateway) -> None:
    task = await gateway.create()
    await gateway.emit(task, 5)
    headers = {"Last-Event-ID": "4"}
    async with gateway.http.stream("GET", f"/agent/tasks/{task['task_id']}/events", headers=headers) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("id: "):
                assert line == "id: 5"
                break


async def test_sign_in_by_ticket_once(gateway: RunningGateway) -> None:
    task = await gateway.create()
    ticket = (await gateway.http.post(f"/agent/tasks/{task['task_id']}/ticket")).json()["ticket"]
    address = f"{gateway.url.replace('http', 'ws')}/agent/tasks/{task['task_id']}/stream?after=0&ticket={ticket}"
    async with websockets.connect(address, proxy=None) as socket:
        assert parsed(await socket.recv())["type"] == "hello"
    async with websockets.connect(address, proxy=None) as socket:
        assert await close_of(socket) == 1008


async def test_a_ticket_opens_one_task_alone(gateway: RunningGateway) -> None:
    task, other = await gateway.create(), await gateway.create()
    ticket = (await gateway.http.post(f"/agent/tasks/{task['task_id']}/ticket")).json()["ticket"]
    address = f"{gateway.url.replace('http', 'ws')}/agent/tasks/{other['task_id']}/stream?ticket={ticket}"
    async with websockets.connect(address, proxy=None) as socket:
        assert await close_of(socket) == 1008


async def test_sign_in_by_the_first_frame(gateway: RunningGateway) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"], additional_headers={}) as socket:
        await socket.send(json.dumps({"type": "auth", "token": gateway.token}))
        assert parsed(await socket.recv())["type"] == "hello"


@pytest.mark.parametrize("frame", ['{"type":"auth","token":"wrong"}', '{"type":"auth"}', '{"type":"pong"}', "nonsense", "[]"])
async def test_a_wrong_first_frame_closes(gateway: RunningGateway, frame: str) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"], additional_headers={}) as socket:
        await socket.send(frame)
        assert await close_of(socket) == 1008


async def test_who_says_nothing_is_let_go(gateway: RunningGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "SIGN_IN_S", 0.1)
    task = await gateway.create()
    async with gateway.watch(task["task_id"], additional_headers={}) as socket:
        assert await close_of(socket) == 1008


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer"}]
)
async def test_a_wrong_header_closes(gateway: RunningGateway, headers: dict[str, str]) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"], additional_headers=headers) as socket:
        assert await close_of(socket) == 1008


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://127.0.0.1.evil.test", "http://[bad"])
async def test_another_sites_page_may_not_open_a_stream(gateway: RunningGateway, origin: str) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"], origin=origin) as socket:
        assert await close_of(socket) == 1008


async def test_the_gateways_own_page_may(gateway: RunningGateway) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"], origin=gateway.url) as socket:
        assert parsed(await socket.recv())["type"] == "hello"


@pytest.mark.parametrize("task_id", ["01a1fc60-0000-7000-8000-000000000000", "nonsense"])
async def test_an_unknown_task_closes(gateway: RunningGateway, task_id: str) -> None:
    async with gateway.watch(task_id) as socket:
        assert await close_of(socket) == 1008


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 30])
async def test_a_wrong_number_closes(gateway: RunningGateway, after: Any) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"], after) as socket:
        assert await close_of(socket) == 1008


async def test_a_frame_over_64_kb_closes(gateway: RunningGateway) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"]) as socket:
        await socket.send("x" * (64 * 1024 + 1))
        assert await close_of(socket) == 1009


async def test_a_flood_of_frames_closes(gateway: RunningGateway) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"]) as socket:
        with contextlib.suppress(websockets.ConnectionClosed):
            for _ in range(5000):
                await socket.send('{"type":"pong"}')
        assert await close_of(socket) == 1008


async def test_a_frame_that_is_not_understood_is_answered(gateway: RunningGateway) -> None:
    task = await gateway.create()
    async with gateway.watch(task["task_id"], 1) as socket:
        await socket.recv()
        for frame in ("nonsense", "{}", '{"type":"dance"}', "[" * 5000):
            await socket.send(frame)
            assert parsed(await socket.recv())["code"] == "unknown_frame"


async def test_an_answer_may_come_by_the_stream(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, kind="code")
    seq = (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()["last_seq"]
    async with gateway.watch(task["task_id"], seq) as socket:
        await socket.recv()
        await socket.send(json.dumps({"type": "intervene", "step_id": step_id, "action": "shout"}))
        assert parsed(await socket.recv())["field"] == "action"
        await socket.send(json.dumps({"type": "intervene", "step_id": step_id, "action": "answer", "human_input": "123456"}))
        frames = [parsed(await socket.recv()) for _ in range(3)]
        assert {"type": "intervened", "step_id": step_id, "status": "ready"} in frames
        await socket.send(json.dumps({"type": "intervene", "step_id": step_id, "action": "skip"}))
        assert parsed(await socket.recv())["code"] == "already_answered"
