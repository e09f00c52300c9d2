"""The site double: takes applications and keeps count of every one, in its own process and its own file.

`python -m tests.chaos.harness.site FILE`. It knows nothing of the engine, so what it counted is what really was sent.
`POST /<posting>` appends one line to the file; `GET /<posting>` answers how often that posting was applied to.
"""

import os
import sys
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from jobhunter.process import Child, inherited_environment

READY_TIMEOUT_S = 30.0


class SiteDouble:
    """The harness's side of it: starts the process, and looks."""

    def __init__(self, folder: Path) -> None:
        self._received = folder / "received"
        self._log = folder / "site.log"
        self._child: Child | None = None
        self.origin = ""

    async def start(self) -> None:
        argv = [sys.executable, "-m", "tests.chaos.harness.site", str(self._received)]
        self._child = await Child.start("Site", argv, log=self._log, env=inherited_environment())
        found = await self._child.wait_for_line(r"port (\d+)", timeout_s=READY_TIMEOUT_S)
        self.origin = f"http://127.0.0.1:{found[1]}"

    async def stop(self) -> None:
        if self._child is not None:
            await self._child.stop()

    async def times_received(self, posting: str) -> int:
        """What a person sees who looks at the site."""
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            return int((await client.get(f"{self.origin}/{posting}")).raise_for_status().text)

    def received(self) -> Counter[str]:
        """How often each posting was applied to."""
        return Counter(self._received.read_text().split()) if self._received.exists() else Counter()


def serve(file: Path) -> None:
    """Serves until it is ended; says its port on stdout."""
    received: Counter[str] = Counter()
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    class Page(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            posting = self.path.strip("/")
            self.rfile.read(int(self.headers["Content-Length"]))
            os.write(descriptor, f"{posting}\n".encode())
            received[posting] += 1
            self._answer("Thank you for your application.")

        def do_GET(self) -> None:
            self._answer(str(received[self.path.strip("/")]))

        def _answer(self, text: str) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """The file is the log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    print(f"port {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
