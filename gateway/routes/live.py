"""`…/live`: a step's browser as its person sees it, and their hands on it; and the page for both."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, WebSocket
from fastapi.templating import Jinja2Templates
from starlette.responses import FileResponse, HTMLResponse
from starlette.websockets import WebSocketDisconnect

from brain.errors import InvalidInput, JobHunterError, Unavailable
from gateway.live import Watching
from gateway.services import ServicesHere
from gateway.sockets import (
    MAX_FRAMES_PER_S,
    POLICY_VIOLATION,
    TRY_LATER,
    Close,
    Rate,
    close,
    parsed,
    received,
    require_own_origin,
    sign_in,
)

router = APIRouter(tags=["live"])
PAGES = Path(__file__).parent.parent / "pages"
templates = Jinja2Templates(PAGES)
PING_S = 3.0
DONE_BY_HAND = ("take", "give_back", "click", "type", "key", "scroll")
# Its own script and socket, and nothing from anywhere else; pictures are drawn on a canvas.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@router.websocket("/agent/tasks/{task_id}/live")
async def live(socket: WebSocket, task_id: str, services: ServicesHere, step: str = "", ticket: str | None = None) -> None:
    """A step's browser: `{"type":"frame","seq","at","width","height"}` and its JPEG, each time; closes as the stream does."""
    await socket.accept()
    try:
        step_id = _step(step)
        require_own_origin(socket, services)
        who = await sign_in(socket, services, task_id, ticket)
        async with services.live.watch(who, task_id, step_id) as watching:
            await socket.send_text(json.dumps({"type": "hello", "step_id": step_id}))
            await _Session(socket, watching).run()
    except Close as end:
        await close(socket, end.code, end.reason)
    except Unavailable as error:
        await close(socket, TRY_LATER, error.code)
    except JobHunterError as error:
        await close(socket, POLICY_VIOLATION, error.code)
    except WebSocketDisconnect:
        return


class _Session:
    """One signed-in socket: pictures go out, a person's acts come in."""

    def __init__(self, socket: WebSocket, watching: Watching) -> None:
        self._socket, self._watching = socket, watching
        self._rate = Rate(MAX_FRAMES_PER_S)

    async def run(self) -> None:
        """Until either side ends; the other parts are ended with it."""
        parts = [asyncio.create_task(part) for part in (self._send(), self._receive(), self._ping())]
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
        for part in done:
            part.result()

    async def _send(self) -> None:
        while True:
            for word, jpeg in await self._watching.next(PING_S):
                await self._socket.send_text(json.dumps(word))
                if jpeg is not None:
                    await self._socket.send_bytes(jpeg)

    async def _ping(self) -> None:
        # Hands are kept only by a client that answers.
        while True:
            await asyncio.sleep(PING_S)
            with suppress(RuntimeError):
                await self._socket.send_text('{"type":"ping"}')

    async def _receive(self) -> None:
        while True:
            text = await received(self._socket)
            self._rate.count()
            self._watching.heard()
            try:
                await self._obey(text)
            except InvalidInput as error:
                await self._socket.send_text(json.dumps({"type": "error", "status": error.status, **error.document()}))

    async def _obey(self, text: str) -> None:
        frame = parsed(text)
        if frame.get("type") in DONE_BY_HAND:
            await self._watching.tell(frame)
        elif frame.get("type") != "pong":
            fix = f"Send one of {', '.join(DONE_BY_HAND)}, pong."
            raise InvalidInput("unknown_frame", "This frame is not understood.", "", fix)


@router.get("/live/{task_id}/{step_id}", response_class=HTMLResponse, include_in_schema=False)
async def page(request: Request, task_id: str, step_id: int) -> HTMLResponse:
    """The page a person watches on. It holds nothing of the task: its script signs in by ticket, or by the token one gives it."""
    context: dict[str, Any] = {"task_id": task_id, "step_id": step_id}
    return templates.TemplateResponse(request, "live.html", context, headers={"Content-Security-Policy": POLICY})


@router.get("/live.js", include_in_schema=False)
async def script() -> FileResponse:
    return FileResponse(PAGES / "live.js", media_type="text/javascript")


@router.get("/live.css", include_in_schema=False)
async def style() -> FileResponse:
    return FileResponse(PAGES / "live.css", media_type="text/css")


def _step(step: str) -> int:
    if not step.isdecimal() or len(step) > 18:
        raise InvalidInput("invalid_request", "`step` is no step's id.", step[:40], "Give the id of a running step.")
    return int(step)
