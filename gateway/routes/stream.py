"""`…/stream` and `…/events`: what happens, as it happens, by WebSocket or as server-sent events."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, WebSocket
from pydantic import ValidationError
from starlette.responses import StreamingResponse
from starlette.websockets import WebSocketDisconnect

from brain.errors import InvalidInput, JobHunterError, Refused
from gateway.answers import InterveneBody
from gateway.auth import SignedIn, sign_in_required
from gateway.fields import invalid_fields
from gateway.guard import host_name
from gateway.routes.interventions import answer
from gateway.services import Services, ServicesHere, Who
from gateway.stream import Gap

router = APIRouter(prefix="/agent/tasks", tags=["stream"])

SIGN_IN_S = 5.0
PING_S = 20.0
MAX_FRAME_BYTES = 64 * 1024
MAX_FRAMES_PER_S = 50
MAX_SEQ = 2**63 - 1
POLICY_VIOLATION, TOO_LARGE = 1008, 1009

After = Annotated[int, Query(ge=0, le=MAX_SEQ, description="The number of the last event that is known.")]


@router.post("/{task_id}/ticket")
async def make_ticket(task_id: str, who: Who, services: ServicesHere) -> dict[str, Any]:
    """A key to this task's stream for a client that can set no header: for one use within 30 seconds."""
    await services.events.last_seq(who.user_id, task_id)
    return {"ticket": services.tickets.issue(who, task_id), "expires_in_s": 30}


@router.get("/{task_id}/events")
async def events(
    task_id: str,
    who: Who,
    services: ServicesHere,
    after: After = 0,
    last_event_id: Annotated[str | None, Header(pattern=r"^\d{1,18}$")] = None,
) -> StreamingResponse:
    """The stream as server-sent events: `id` is the event's number, `data` the event."""
    await services.events.last_seq(who.user_id, task_id)
    start = max(after, int(last_event_id or 0))
    lines = _server_sent(services, who, task_id, start)
    return StreamingResponse(lines, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _server_sent(services: Services, who: SignedIn, task_id: str, after: int) -> AsyncIterator[str]:
    async with aclosing(services.hub.watch(who.user_id, task_id, after, idle_s=PING_S)) as batches:
        async for batch in batches:
            if not batch:
                yield ": ping\n\n"
            for item in batch:
                head = "event: gap" if isinstance(item, Gap) else f"id: {item.seq}"
                yield f"{head}\ndata: {item.frame}\n\n"


@router.websocket("/{task_id}/stream")
async def stream(socket: WebSocket, task_id: str, services: ServicesHere, after: str = "0", ticket: str | None = None) -> None:
    """Every event from `after` on, in order, then live. A refusal is a close with 1008, a frame over 64 KB one with 1009."""
    await socket.accept()
    try:
        seq = _seq(after)
        _require_own_origin(socket, services)
        who = await _sign_in(socket, services, task_id, ticket)
        await services.events.last_seq(who.user_id, task_id)
        await _Session(socket, services, who, task_id).run(seq)
    except _Close as end:
        await _close(socket, end.code, end.reason)
    except JobHunterError as error:
        await _close(socket, POLICY_VIOLATION, error.code)
    except WebSocketDisconnect:
        return


class _Close(Exception):
    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class _Session:
    """One signed-in socket: events go out, answers come in."""

    def __init__(self, socket: WebSocket, services: Services, who: SignedIn, task_id: str) -> None:
        self._socket = socket
        self._services = services
        self._who = who
        self._task_id = task_id
        self._frames = _Rate(MAX_FRAMES_PER_S)

    async def run(self, after: int) -> None:
        """Until either side ends; the other half is ended with it."""
        halves = [asyncio.create_task(self._send(after)), asyncio.create_task(self._receive())]
        try:
            done, _ = await asyncio.wait(halves, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for half in halves:
                half.cancel()
            await asyncio.gather(*halves, return_exceptions=True)
        for half in done:
            half.result()

    async def _send(self, after: int) -> None:
        last = await self._services.events.last_seq(self._who.user_id, self._task_id)
        await self._socket.send_text(json.dumps({"type": "hello", "seq": last}))
        async with aclosing(self._services.hub.watch(self._who.user_id, self._task_id, after, idle_s=PING_S)) as batches:
            async for batch in batches:
                if not batch:
                    await self._socket.send_text('{"type":"ping"}')
                for item in batch:
                    await self._socket.send_text(item.frame)

    async def _receive(self) -> None:
        while True:
            text = await _frame(self._socket)
            self._frames.count()
            try:
                reply = await self._obey(text)
            except JobHunterError as error:
                reply = {"type": "error", "status": error.status, **error.document()}
            if reply is not None:
                await self._socket.send_text(json.dumps(reply, default=str))

    async def _obey(self, text: str) -> dict[str, Any] | None:
        frame = _parsed(text)
        match frame.pop("type", None):
            case "pong":
                return None
            case "intervene":
                return {"type": "intervened", **await answer(self._task_id, _body(frame), self._who, self._services)}
            case _:
                raise InvalidInput("unknown_frame", "This frame is not understood.", "", "Send intervene or pong.")


class _Rate:
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
            raise _Close(POLICY_VIOLATION, "too_many_frames")


async def _sign_in(socket: WebSocket, services: Services, task_id: str, ticket: str | None) -> SignedIn:
    """By handshake header, by ticket, or by the first frame. Raises `SignInRequired`."""
    if ticket is not None:
        return services.tickets.redeem(ticket, task_id)
    if header := socket.headers.get("authorization"):
        return services.authenticator.by_header(header)
    try:
        async with asyncio.timeout(SIGN_IN_S):
            frame = _parsed(await _frame(socket))
    except (TimeoutError, InvalidInput):
        raise sign_in_required() from None
    if frame.get("type") != "auth" or not isinstance(frame.get("token"), str):
        raise sign_in_required()
    return services.authenticator.by_token(frame["token"])


def _require_own_origin(socket: WebSocket, services: Services) -> None:
    # A browser names the page that opens the socket; programs name none.
    origin = socket.headers.get("origin")
    if origin is not None and host_name(origin) not in services.settings.hosts():
        raise Refused("origin_not_allowed", "This page may not open a stream.", "", "Open it from the gateway's own pages.")


async def _frame(socket: WebSocket) -> str:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    data = text.encode("utf-8", "surrogatepass") if text is not None else message.get("bytes") or b""
    if len(data) > MAX_FRAME_BYTES:
        raise _Close(TOO_LARGE, "too_large")
    return data.decode("utf-8", "replace")


def _parsed(text: str) -> dict[str, Any]:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict):
        raise InvalidInput("unknown_frame", "This frame is not understood.", "", "Send one JSON object.")
    return frame


def _body(frame: dict[str, Any]) -> InterveneBody:
    try:
        return InterveneBody.model_validate(frame)
    except ValidationError as error:
        raise invalid_fields(error.errors()) from None


def _seq(after: str) -> int:
    if not after.isdecimal() or len(after) > 18:
        raise InvalidInput("invalid_request", "`after` is no event's number.", after[:40], "Give a whole number from 0 on.")
    return int(after)


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    with suppress(RuntimeError):  # it is closed already
        await socket.close(code, reason)
