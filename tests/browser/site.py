"""A small site for tests: pages by path, and everything that was sent to it."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Sent:
    """One request that reached the site."""

    method: str
    path: str
    body: str


@dataclass
class Answer:
    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """`with Site({"/": html}) as site:` serves on a free port of `host`. A value may be an `Answer` or HTML."""

    def __init__(self, pages: dict[str, Any], host: str = "127.0.0.1") -> None:
        self.pages = pages
        self.sent: list[Sent] = []
        self._server = ThreadingHTTPServer((host, 0), self._handler())
        self._server.daemon_threads = True
        self.origin = f"http://{host}:{self._server.server_port}"

    def __enter__(self) -> "Site":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str = "/") -> str:
        return self.origin + path

    @property
    def posts(self) -> list[Sent]:
        return [one for one in self.sent if one.method != "GET"]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("")

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                self._answer(self.rfile.read(length).decode("utf-8", "replace"))

            do_PUT = do_POST  # noqa: N815 - the name http.server asks for

            def do_OPTIONS(self) -> None:
                self._write(Answer(status=204))

            def _answer(self, body: str) -> None:
                path = urlsplit(self.path).path
                site.sent.append(Sent(self.command, self.path, body))
                page = site.pages.get(f"{self.command} {path}", site.pages.get(path, Answer("not found", 404)))
                page = page(self.path, body) if callable(page) else page
                self._write(page if isinstance(page, Answer) else Answer(page))

            def _write(self, answer: Answer) -> None:
                data = answer.body.encode()
                self.send_response(answer.status)
                headers = {"content-type": "text/html; charset=utf-8", "access-control-allow-origin": "*", **answer.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: Any) -> None:
                return

        return Handler
