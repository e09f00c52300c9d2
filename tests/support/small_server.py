"""A small HTTP server on this machine, for a test that plays a site: how it starts and stops, how it hears and answers."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class SmallHandler(BaseHTTPRequestHandler, ABC):
    """One request: `serve` is given its body, and calls `answer` once. Nothing is logged: a test asks the site what it got."""

    @abstractmethod
    def serve(self, body: str) -> None:
        """Answers one request."""

    def do_GET(self) -> None:
        self.serve(self.rfile.read(int(self.headers.get("content-length") or 0)).decode("utf-8", "replace"))

    do_POST = do_PUT = do_OPTIONS = do_GET  # noqa: N815 - the names http.server asks for

    def answer(self, body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """HTML, unless `headers` name another type."""
        data = body.encode()
        self.send_response(status)
        for name, value in {"content-type": "text/html; charset=utf-8", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        return


class SmallServer:
    """`with SmallServer(handler) as server:` serves at `server.origin`, a free port of `host`, until the block ends."""

    def __init__(self, handler: type[BaseHTTPRequestHandler], host: str = "127.0.0.1") -> None:
        self._server = ThreadingHTTPServer((host, 0), handler)
        self._server.daemon_threads = True
        self.origin = f"http://{host}:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
