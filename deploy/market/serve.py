"""Serves the market on loopback: one event loop, one port for the control pages, one per family."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping

import uvicorn
from starlette.types import ASGIApp

from brain.errors import InvalidInput

HOST = "127.0.0.1"
DRAIN_SECONDS = 2


def open_socket(port: int) -> socket.socket:
    """A listening loopback socket; 0 takes any free port. Raises `InvalidInput` `port_in_use`."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        detail = f"{HOST}:{port}: {error.strerror or error}"
        fix = "Choose another with --port, or --port 0 for any free one."
        raise InvalidInput("port_in_use", "That port cannot be used.", detail, fix) from error
    return listener


def origin_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """A server that leaves signals to its owner and says when it listens."""

    def __init__(self, app: ASGIApp, *, lifespan: bool) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="on" if lifespan else "off",
                log_level="error",
                access_log=False,
                timeout_graceful_shutdown=DRAIN_SECONDS,
            )
        )
        self.listens = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listens.set()


def _tell_all(servers: Iterable[_Server]) -> None:
    for server in servers:
        server.should_exit = True


@contextlib.asynccontextmanager
async def serving(apps: Mapping[str, ASGIApp]) -> AsyncIterator[dict[str, str]]:
    """Serves each application on a free port while the context is open; yields name → origin."""
    servers = {name: (_Server(app, lifespan=False), open_socket(0)) for name, app in apps.items()}
    async with contextlib.AsyncExitStack() as stack:
        for server, listener in servers.values():
            await stack.enter_async_context(_running(server, listener))
        # All are told before the first is waited for, so that ending many takes no longer than ending one.
        stack.callback(_tell_all, [server for server, _ in servers.values()])
        yield {name: origin_of(listener) for name, (_, listener) in servers.items()}


@contextlib.asynccontextmanager
async def _running(server: _Server, listener: socket.socket) -> AsyncIterator[str]:
    task = asyncio.create_task(server.serve(sockets=[listener]))
    started = asyncio.create_task(server.listens.wait())
    await asyncio.wait({task, started}, return_when=asyncio.FIRST_COMPLETED)
    started.cancel()
    try:
        yield origin_of(listener)
    finally:
        server.should_exit = True
        await task
        listener.close()


@contextlib.asynccontextmanager
async def running(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serves an application with its lifespan on loopback; yields its origin."""
    async with _running(_Server(app, lifespan=True), open_socket(port)) as origin:
        yield origin


async def serve_until_stopped(app: ASGIApp, port: int, ready: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM; `ready` is called once with the origin."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with running(app, port) as origin:
        ready(origin)
        await stop.wait()
