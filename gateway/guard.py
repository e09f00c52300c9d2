"""At the door of every connection: the name it was reached under, and what its answers may do in a browser."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from brain.errors import Refused
from gateway.errors import problem, too_large

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses a `Host` that is none of ours (a rebound name) and a body over the limit; adds the security headers."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], max_body_bytes: int) -> None:
        self._app = app
        self._hosts = hosts
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket" and not self._is_ours(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._is_ours(scope):
            await self._limited(scope, receive, send)
            return
        fix = "Use the address the stack printed, or set JOBHUNTER_PUBLIC_URL."
        host = Headers(scope=scope).get("host", "")[:100]
        refused = problem(Refused("host_not_allowed", "This gateway does not answer to that name.", host, fix))
        await refused(scope, receive, send)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        # What comes without a length is counted as it is read, by the app's own limit.
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) <= self._max_body_bytes:
            await self._app(scope, receive, send)
        else:
            await problem(too_large(f"The limit is {self._max_body_bytes} bytes."))(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        return host_name(Headers(scope=scope).get("host", "")) in self._hosts


def host_name(host: str) -> str:
    """The name in a `Host` header or an origin, without its port, in lower case; "" where there is none."""
    try:
        return urlsplit(host if "://" in host else f"//{host}").hostname or ""
    except ValueError:
        return ""


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
