"""A real gateway on a free port of this machine, in the test's own event loop, and what a worker would do to its tasks."""

import asyncio
import base64
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
import websockets
from pydantic import SecretStr

from gateway.app import create_app
from gateway.settings import GatewaySettings
from tests.support.waiting import PATIENCE_S, until
from world_model.session import Database
from world_model.settings import WorldModelSettings, sqlalchemy_url
from world_model.steps import Event, Steps

PROMPT = "Find 5 remote python jobs and apply."


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the test's process keeps its own


@dataclass
class RunningGateway:
    """`http` is signed in; `worker` claims and ends steps as a worker would."""

    url: str
    token: str
    home: Path
    http: httpx.AsyncClient
    worker: Steps
    database: Database
    app: Any
    server: uvicorn.Server

    def cut(self) -> None:
        """Every connection breaks off."""
        for connection in list(self.server.server_state.connections):
            connection.transport.abort()

    def watch(self, task_id: str, after: int = 0, **options: Any) -> Any:
        """The task's WebSocket, signed in by header unless `additional_headers` says otherwise."""
        address = f"{self.url.replace('http', 'ws')}/agent/tasks/{task_id}/stream?after={after}"
        # A client that closes while frames wait to be read would first wait for its own time-out.
        options.setdefault("max_queue", None)
        options.setdefault("additional_headers", {"Authorization": f"Bearer {self.token}"})
        return websockets.connect(address, proxy=None, compression=None, **options)

    async def create(self, prompt: str = PROMPT, **options: Any) -> dict[str, Any]:
        answer = await self.http.post("/agent/tasks", json={"prompt": prompt, "options": options})
        assert answer.status_code == 202, answer.text
        document: dict[str, Any] = answer.json()
        return document

    async def emit(self, task: dict[str, Any], count: int, at: int = 0) -> Any:
        """Claims the task's first step and writes `count` events in one transaction; answers the claim."""
        claim = await self.worker.claim(task["steps"][at]["id"])
        assert claim is not None
        await self.say(claim, count)
        return claim

    async def say(self, claim: Any, count: int) -> None:
        await self.worker.append(claim, [Event("chat:message", "chat", f"said {n}", {"n": n}) for n in range(count)])

    async def ask(self, task: dict[str, Any], **intervention: Any) -> int:
        """Has the task's first step ask a person; answers the step's id."""
        step_id: int = task["steps"][0]["id"]
        claim = await self.worker.claim(step_id)
        assert claim is not None
        asked = {"kind": "question", "question": "What?", "fields": [], "context": {}, "expires_in_s": 3600.0, "prospect": False}
        await self.worker.ask(claim, asked | intervention)
        return step_id

    async def intervene(self, task: dict[str, Any], step_id: int, action: str, **more: Any) -> httpx.Response:
        body = {"step_id": step_id, "action": action, **more}
        return await self.http.post(f"/agent/tasks/{task['task_id']}/intervene", json=body)


@contextlib.asynccontextmanager
async def running_gateway(home: Path, database_url: str, redis_url: str, **settings: Any) -> AsyncIterator[RunningGateway]:
    """Starts a gateway; `settings` are `GatewaySettings`'."""
    token_file, token = home / "token", secrets.token_urlsafe(32)
    token_file.write_text(token)
    token_file.chmod(0o600)
    world = WorldModelSettings(
        database_url=SecretStr(database_url), master_key=SecretStr(base64.b64encode(secrets.token_bytes(32)).decode())
    )
    app = create_app(GatewaySettings(redis_url=SecretStr(redis_url), token_file=token_file, **settings), world)
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        log_level="warning",
        timeout_graceful_shutdown=1,
        ws_max_size=2**20,
        ws_per_message_deflate=False,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await until(lambda: server.started or serving.done())
        assert server.started, "the gateway did not start"
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            Database(sqlalchemy_url(database_url)) as database,
            httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=PATIENCE_S) as http,
        ):
            yield RunningGateway(url, token, home, http, Steps(database, "test-worker"), database, app, server)
    finally:
        server.should_exit = True
        await serving


def parsed(frame: str | bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(frame)
    return document
