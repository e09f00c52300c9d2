"""`…/stream` and `…/events`: what happens, as it happens, by WebSocket or as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, WebSocket
from pydantic import ValidationError
from starlette.responses import StreamingResponse
from starlette.websockets import WebSocketDisconnect

from brain.errors import InvalidInput, JobHunterError
from gateway.answers import InterveneBody
from gateway.auth import SignedIn
from gateway.fields import invalid_fields
from gateway.routes.interventions import answer
from gateway.services import Services, ServicesHere, Who
from gateway.sockets import MAX_FRAMES_PER_S, POLICY_VIOLATION, Close, Rate, close, parsed, received, require_own_origin, sign_in
from gateway.stream import Gap

router = APIRouter(prefix="/agent/tasks", tags=["stream"])

PING_S = 20.0
MAX_SEQ = 2**63 - 1

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
        require_own_origin(socket, services)
        who = await sign_in(socket, services, task_id, ticket)
        await services.events.last_seq(who.user_id, task_id)
        await _Session(socket, services, who, task_id).run(seq)
    except Close as end:
        await close(socket, end.code, end.reason)
    except JobHunterError as error:
        await close(socket, POLICY_VIOLATION, error.code)
    except WebSocketDisconnect:
        return


class _Session:
    """One signed-in socket: events go out, answers come in."""

    def __init__(self, socket: WebSocket, services: Services, who: SignedIn, task_id: str) -> None:
        self._socket = socket
        self._services = services
        self._who = who
        self._task_id = task_id
        self._frames = Rate(MAX_FRAMES_PER_S)

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
            text = await received(self._socket)
            self._frames.count()
            try:
                reply = await self._obey(text)
            except JobHunterError as error:
                reply = {"type": "error", "status": error.status, **error.document()}
            if reply is not None:
                await self._socket.send_text(json.dumps(reply, default=str))

    async def _obey(self, text: str) -> dict[str, Any] | None:
        frame = parsed(text)
        match frame.pop("type", None):
            case "pong":
                return None
            case "intervene":
                return {"type": "intervened", **await answer(self._task_id, _body(frame), self._who, self._services)}
            case _:
                raise InvalidInput("unknown_frame", "This frame is not understood.", "", "Send intervene or pong.")


def _body(frame: dict[str, Any]) -> InterveneBody:
    try:
        return InterveneBody.model_validate(frame)
    except ValidationError as error:
        raise invalid_fields(error.errors()) from None


def _seq(after: str) -> int:
    if not after.isdecimal() or len(after) > 18:
        raise InvalidInput("invalid_request", "`after` is no event's number.", after[:40], "Give a whole number from 0 on.")
    return int(after)
