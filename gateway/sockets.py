"""What every WebSocket of the gateway does alike: who is there, frames of bounded size and number, and closing with a reason."""

import asyncio
import json
import time
from contextlib import suppress
from typing import Any

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from brain.errors import InvalidInput, Refused
from gateway.auth import SignedIn, sign_in_required
from gateway.guard import host_name
from gateway.services import Services

SIGN_IN_S = 5.0
MAX_FRAME_BYTES = 64 * 1024
MAX_FRAMES_PER_S = 50
POLICY_VIOLATION, TOO_LARGE, TRY_LATER = 1008, 1009, 1013


class Close(Exception):
    """The socket is to be closed with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Rate:
    """At most so many frames in any one second."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._second = 0
        self._seen = 0

    def count(self) -> None:
        now = int(time.monotonic())
        if now != self._second:
            self._second, self._seen = now, 0
        self._seen += 1
        if self._seen > self._per_second:
            raise Close(POLICY_VIOLATION, "too_many_frames")


async def sign_in(socket: WebSocket, services: Services, task_id: str, ticket: str | None) -> SignedIn:
    """By handshake header, by ticket, or by the first frame. Raises `SignInRequired`."""
    if ticket is not None:
        return services.tickets.redeem(ticket, task_id)
    if header := socket.headers.get("authorization"):
        return services.authenticator.by_header(header)
    try:
        async with asyncio.timeout(SIGN_IN_S):
            frame = parsed(await received(socket))
    except (TimeoutError, InvalidInput):
        raise sign_in_required() from None
    if frame.get("type") != "auth" or not isinstance(frame.get("token"), str):
        raise sign_in_required()
    return services.authenticator.by_token(frame["token"])


def require_own_origin(socket: WebSocket, services: Services) -> None:
    # A browser names the page that opens the socket; programs name none.
    origin = socket.headers.get("origin")
    if origin is not None and host_name(origin) not in services.settings.hosts():
        raise Refused("origin_not_allowed", "This page may not open a stream.", "", "Open it from the gateway's own pages.")


async def received(socket: WebSocket) -> str:
    """The next frame's text. Raises `WebSocketDisconnect`, `Close` `too_large`."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    data = text.encode("utf-8", "surrogatepass") if text is not None else message.get("bytes") or b""
    if len(data) > MAX_FRAME_BYTES:
        raise Close(TOO_LARGE, "too_large")
    return data.decode("utf-8", "replace")


def parsed(text: str) -> dict[str, Any]:
    """A frame's one object. Raises `InvalidInput` `unknown_frame`."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict):
        raise InvalidInput("unknown_frame", "This frame is not understood.", "", "Send one JSON object.")
    return frame


async def close(socket: WebSocket, code: int, reason: str) -> None:
    with suppress(RuntimeError):  # it is closed already
        await socket.close(code, reason)
