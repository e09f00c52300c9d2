"""The embedded owner of the vectors: the part of Qdrant's REST API that JobHunter uses, over one local folder.

Any unmodified Qdrant client connects to it by URL and `api-key`. Shapes follow https://api.qdrant.tech. It listens on
loopback only; everything but the health routes needs the key.

    python -m memory.server --path DIR [--port N]

takes the key from `JOBHUNTER_QDRANT_API_KEY`, prints `{"url": …}` on stdout once it answers, and ends with code 0 on
SIGTERM or SIGINT. An error is one JSON document on stderr and the exit code of its kind (4: folder or port taken,
6: no key or an unreadable folder).
"""

import argparse
import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from qdrant_client import models
from starlette.types import ASGIApp, Receive, Scope, Send

from brain.errors import Conflict, JobHunterError
from memory.engine import CollectionExists, CollectionMissing, LocalEngine
from memory.errors import MemoryNotStarted
from memory.settings import MemorySettings

LOOPBACK = "127.0.0.1"
GRACE_S = 5  # how long a slow caller may hold up the end
CLIENT_VERSION = version("qdrant-client")


OPEN_PATHS = frozenset({"/", "/healthz", "/livez", "/readyz"})


class KeyGate:
    """Turns a request without the key away before its body is read."""

    def __init__(self, app: ASGIApp, api_key: str) -> None:
        self._app = app
        self._api_key = api_key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS or self._knows_key(scope):
            await self._app(scope, receive, send)
        else:
            await _error("Must provide the API key in the header `api-key`", 401)(scope, receive, send)

    def _knows_key(self, scope: Scope) -> bool:
        given = next((value for name, value in scope["headers"] if name == b"api-key"), b"")
        return secrets.compare_digest(given, self._api_key)


def create_app(engine: LocalEngine, api_key: str) -> FastAPI:
    """The REST application over `engine`; errors have Qdrant's shape `{"status": {"error": …}}`."""
    app = FastAPI(title="memory", openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(_health_routes())
    app.include_router(_collection_routes(engine))
    app.include_router(_point_routes(engine))
    app.add_middleware(KeyGate, api_key=api_key)
    for error, status in _STATUS_OF.items():
        app.add_exception_handler(error, _refusal(status))
    return app


_STATUS_OF: dict[type[Exception], int] = {
    CollectionMissing: 404,
    CollectionExists: 409,
    RequestValidationError: 400,
    ValueError: 400,
}


def _health_routes() -> APIRouter:
    routes = APIRouter()

    @routes.get("/")
    async def greet() -> dict[str, str]:
        # A client compares this to its own version; the engine is the client's own library.
        return {"title": "JobHunter memory, Qdrant's REST API", "version": CLIENT_VERSION}

    @routes.get("/healthz")
    @routes.get("/livez")
    @routes.get("/readyz")
    async def ready() -> Response:
        return Response("all shards are ready", media_type="text/plain")

    return routes


def _collection_routes(engine: LocalEngine) -> APIRouter:
    routes = APIRouter(prefix="/collections")

    @routes.get("")
    async def collections() -> Response:
        return await _answer(engine.collections())

    @routes.get("/{name}")
    async def describe(name: str) -> Response:
        return await _answer(engine.describe(name))

    @routes.get("/{name}/exists")
    async def exists(name: str) -> Response:
        async def existence() -> models.CollectionExistence:
            return models.CollectionExistence(exists=await engine.exists(name))

        return await _answer(existence())

    @routes.put("/{name}")
    async def create(name: str, wanted: models.CreateCollection) -> Response:
        return await _answer(engine.create(name, wanted))

    @routes.delete("/{name}")
    async def drop(name: str) -> Response:
        return await _answer(engine.drop(name))

    @routes.put("/{name}/index")
    async def index(name: str, wanted: models.CreateFieldIndex) -> Response:
        # The engine reads every payload anyway, so an index is accepted and changes nothing.
        await engine.describe(name)
        return await _answer(_done())

    return routes


def _point_routes(engine: LocalEngine) -> APIRouter:
    routes = APIRouter(prefix="/collections/{name}/points")

    @routes.put("")
    async def upsert(name: str, wanted: models.PointInsertOperations) -> Response:
        return await _answer(engine.upsert(name, wanted))

    @routes.post("")
    async def retrieve(name: str, wanted: models.PointRequest) -> Response:
        return await _answer(engine.retrieve(name, wanted))

    @routes.post("/delete")
    async def delete(name: str, wanted: models.PointsSelector) -> Response:
        return await _answer(engine.delete(name, wanted))

    @routes.post("/payload")
    async def set_payload(name: str, wanted: models.SetPayload) -> Response:
        return await _answer(engine.set_payload(name, wanted))

    @routes.post("/scroll")
    async def scroll(name: str, wanted: models.ScrollRequest) -> Response:
        return await _answer(engine.scroll(name, wanted))

    @routes.post("/query")
    async def query(name: str, wanted: models.QueryRequest) -> Response:
        return await _answer(engine.query(name, wanted))

    @routes.post("/count")
    async def count(name: str, wanted: models.CountRequest) -> Response:
        return await _answer(engine.count(name, wanted))

    return routes


async def _done() -> models.UpdateResult:
    return models.UpdateResult(operation_id=0, status=models.UpdateStatus.COMPLETED)


async def _answer(work: Awaitable[object]) -> Response:
    began = time.perf_counter()
    result = await work
    document = {"result": result, "status": "ok", "time": time.perf_counter() - began}
    return Response(to_json(document), media_type="application/json")


def _refusal(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def refuse(_request: Request, error: Exception) -> Response:
        return _error(str(error), status)

    return refuse


def _error(text: str, status: int) -> Response:
    body = to_json({"status": {"error": text}, "time": 0.0})
    return Response(body, status_code=status, media_type="application/json")


class _AnnouncingServer(uvicorn.Server):
    """Says where it listens, on stdout, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        for listening in sockets or []:
            host, port = listening.getsockname()[:2]
            print(json.dumps({"url": f"http://{host}:{port}"}), flush=True)


def serve(folder: Path, port: int, api_key: str) -> None:
    """Own `folder` and answer on `port` (0: any free one) until a signal ends the process."""
    engine = LocalEngine(folder)
    try:
        listening = _listen(port)
        config = uvicorn.Config(
            create_app(engine, api_key),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        _AnnouncingServer(config).run(sockets=[listening])
    finally:
        engine.close()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        fix = "Choose another port, or 0 for any free one."
        raise Conflict("memory_port_in_use", "The memory cannot listen.", f"Port {port}: {error}", fix) from error


def _required_key(settings: MemorySettings) -> str:
    key = settings.qdrant_api_key.get_secret_value() if settings.qdrant_api_key else ""
    if not key:
        raise MemoryNotStarted("There is no key to ask callers for.", "Set JOBHUNTER_QDRANT_API_KEY.")
    return key


def _end_quietly(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m memory.server", description="Own a folder of vectors.")
    parser.add_argument("--path", type=Path, required=True, help="the folder; made if it is not there")
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes any free port")
    given = parser.parse_args(arguments)
    # uvicorn stops at these signals and then raises them again for the handlers it found.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _end_quietly)
    os.umask(0o077)
    try:
        serve(given.path, given.port, _required_key(MemorySettings()))
    except JobHunterError as error:
        print(json.dumps({"schema": "jobhunter/error/1", **error.document()}), file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
