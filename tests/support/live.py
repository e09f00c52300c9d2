"""A browser on show: a real one for a claimed step, and a client that watches it as a person's page does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import websockets

from tests.support.gateway import RunningGateway
from tests.support.waiting import PATIENCE_S
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.session import PlaywrightSession
from workers.live import LiveBridge, Stage
from world_model.live_wire import LiveWire
from world_model.steps import Event
from world_model.users import LOCAL_USER


class Watcher:
    """One socket. `words` are all JSON frames but pings and pictures' heads; pictures come as `(head, jpeg)`."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.words: list[dict[str, Any]] = []
        self.pictures: list[tuple[dict[str, Any], bytes]] = []

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def hear(self, until: Callable[[], Any]) -> None:
        """Takes in what comes until the condition holds, answering pings as a client does."""
        async with asyncio.timeout(PATIENCE_S):
            while not until():
                frame = json.loads(await self.socket.recv())
                if frame["type"] == "ping":
                    await self.send(type="pong")
                elif frame["type"] == "frame":
                    jpeg = await self.socket.recv()
                    assert isinstance(jpeg, bytes)
                    self.pictures.append((frame, jpeg))
                else:
                    self.words.append(frame)

    async def word(self, type_: str, **like: Any) -> dict[str, Any]:
        """The next word of this type with these values, which is then no longer new."""

        def found() -> list[dict[str, Any]]:
            return [w for w in self.words if w["type"] == type_ and like.items() <= w.items()]

        await self.hear(found)
        word = found()[0]
        self.words.remove(word)
        return word

    async def more_pictures(self, count: int) -> list[tuple[dict[str, Any], bytes]]:
        """The next pictures, from now on."""
        seen = len(self.pictures)
        await self.hear(lambda: len(self.pictures) >= seen + count)
        return self.pictures[seen:]

    async def do(self, type_: str, **more: Any) -> dict[str, Any]:
        """Does something by hand and waits for the acknowledgement."""
        await self.send(type=type_, **more)
        return await self.word("ack", of=type_)


@asynccontextmanager
async def watcher(gateway: RunningGateway, task_id: str, step_id: int | str, **options: Any) -> AsyncIterator[Watcher]:
    """Signed in by header unless `additional_headers` says otherwise; `query`: what is put after the step."""
    query = options.pop("query", "")
    address = f"{gateway.url.replace('http', 'ws')}/agent/tasks/{task_id}/live?step={step_id}{query}"
    options.setdefault("additional_headers", {"Authorization": f"Bearer {gateway.token}"})
    async with websockets.connect(address, proxy=None, compression=None, max_queue=None, close_timeout=1, **options) as socket:
        yield Watcher(socket)


class OnShow:
    """A claimed step with an open browser."""

    def __init__(self, task_id: str, step_id: int, session: PlaywrightSession, stage: Stage) -> None:
        self.task_id, self.step_id, self.session, self.stage = task_id, step_id, session, stage


@asynccontextmanager
async def on_show(gateway: RunningGateway, redis_url: str, browser: PlaywrightBrowser, url: str) -> AsyncIterator[OnShow]:
    """Opens `url` for the first step of a new task, as a worker's process does."""
    task = await gateway.create()
    step_id: int = task["steps"][0]["id"]
    claim = await gateway.worker.claim(step_id)
    assert claim is not None

    async def emit(type_: str, message: str, /, **data: Any) -> None:
        await gateway.worker.append(claim, [Event(type_, "applier", message, data)])

    async with gateway.database.as_user(LOCAL_USER) as session:
        vault = await gateway.app.state.services.live._vault.of(session, LOCAL_USER)  # the one vault of this test
    bridge, wire = LiveBridge(redis_url), LiveWire(vault, step_id)
    async with browser.open(url) as opened, bridge.showing(opened.live, wire, emit) as stage:
        yield OnShow(task["task_id"], step_id, opened, stage)
