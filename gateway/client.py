"""The gateway's client: typed where a command needs it, JSON where the document is the answer.

Errors of the gateway come back as the same error types with the same `code`, so a command's exit code is the same whether
the refusal was local or remote.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import websockets
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from brain import errors
from brain.errors import JobHunterError, Missing, NotFound, SignInRequired, Unavailable
from gateway.settings import LOCAL_HOSTS, ClientSettings
from jobhunter.home import Home
from jobhunter.stack_file import RunningStack

BY_STATUS: Mapping[int, type[JobHunterError]] = {
    401: errors.SignInRequired,
    403: errors.Refused,
    404: errors.NotFound,
    409: errors.Conflict,
    410: errors.Gone,
    413: errors.InvalidInput,
    422: errors.InvalidInput,
    503: errors.Unavailable,
}
RECONNECT_S = (0.2, 0.5, 1.0, 2.0, 4.0)
REFUSED = 1008


class JobHunterClient:
    """One gateway, one person. Use with `async with`."""

    def __init__(self, url: str, token: str, *, timeout_s: float = 30.0) -> None:
        self.url = url.rstrip("/")
        self._token = token
        headers = {"Authorization": f"Bearer {token}"}
        local = httpx.URL(self.url).host in LOCAL_HOSTS
        self._http = httpx.AsyncClient(base_url=self.url, headers=headers, trust_env=not local, timeout=timeout_s)

    @classmethod
    def find(cls) -> "JobHunterClient":
        """`JOBHUNTER_URL` and `JOBHUNTER_TOKEN`, else the running stack of this home. Raises `Missing` `no_stack`."""
        given, stack = ClientSettings(), RunningStack.find(Home.resolve())
        url = given.url or (stack.gateway_url if stack else None)
        if url is None:
            fix = "Run `jobhunter up`, or set JOBHUNTER_URL and JOBHUNTER_TOKEN."
            raise Missing("no_stack", "No stack is running.", f"Looked in {Home.resolve().stack_file}.", fix)
        token_file = stack.token_file if stack else Home.resolve().token_file
        return cls(url, given.token.get_secret_value() if given.token else _read_token(token_file))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._http.aclose()

    async def create_task(self, prompt: str, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """`task_id`, `status`, `goal`, `plan_summary` and `steps` of the new task."""
        return await self._object("POST", "/agent/tasks", {"prompt": prompt, "options": dict(options or {})})

    async def tasks(self, limit: int = 20) -> list[dict[str, Any]]:
        return list((await self._call("GET", f"/agent/tasks?limit={limit}"))["items"])

    async def task(self, task_id: str) -> dict[str, Any]:
        return await self._object("GET", f"/agent/tasks/{task_id}")

    async def plan(self, task_id: str) -> dict[str, Any]:
        """`nodes` and `edges` as they stand."""
        return await self._object("GET", f"/agent/tasks/{task_id}/plan")

    async def ticket(self, task_id: str) -> str:
        """A key to this task's sockets, for one use within 30 seconds."""
        return str((await self._call("POST", f"/agent/tasks/{task_id}/ticket"))["ticket"])

    async def move(self, task_id: str, what: str) -> str:
        """`cancel`, `pause` or `resume`; answers the task's status."""
        return str((await self._call("POST", f"/agent/tasks/{task_id}/{what}"))["status"])

    async def stop(self) -> dict[str, Any]:
        return await self._object("POST", "/agent/stop")

    async def start(self) -> dict[str, Any]:
        return await self._object("POST", "/agent/start")

    async def interventions(self, task_id: str | None = None, *, snoozed: bool = False) -> list[dict[str, Any]]:
        """Every open question, oldest first; of one task only where it is named. `snoozed`: also those that are put off."""
        path = f"/agent/interventions?snoozed={str(snoozed).lower()}"
        return [i for i in await self._all(path) if task_id in (None, i["task_id"])]

    async def approve_many(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Approves reviews, each by itself: `{"items": [{"intervention_id", "manifest_hash"}]}`, or `{"all": true}`."""
        return await self._object("POST", "/agent/interventions/approve", dict(body))

    async def snooze(self, intervention_id: int, for_s: int) -> dict[str, Any]:
        return await self._object("POST", f"/agent/interventions/{intervention_id}/snooze", {"for_s": for_s})

    async def wake(self, intervention_id: int) -> dict[str, Any]:
        return await self._object("DELETE", f"/agent/interventions/{intervention_id}/snooze")

    async def intervene(self, task_id: str, step_id: int, action: str, **answer: Any) -> dict[str, Any]:
        """Answers a step's question: `human_input`, `fields`, `scope`, `remember`, `approve` as the action needs them."""
        return await self._object("POST", f"/agent/tasks/{task_id}/intervene", {"step_id": step_id, "action": action, **answer})

    async def rejections(self) -> list[dict[str, Any]]:
        """What was rejected and why, the newest first."""
        return list((await self._call("GET", "/api/v1/rejections"))["items"])

    async def forget_rejection(self, rejection_id: int) -> None:
        await self._call("DELETE", f"/api/v1/rejections/{rejection_id}")

    async def dead_letters(self) -> list[dict[str, Any]]:
        """Every step that failed for good, the newest first."""
        return await self._all("/agent/dead-letters")

    async def applications(self, task_id: str) -> list[dict[str, Any]]:
        """The applications a task made: posting, manifest, documents, receipt, history."""
        return list((await self._object("GET", f"/api/v1/applications?task_id={task_id}"))["items"])

    async def sites(self) -> list[dict[str, Any]]:
        return list((await self._call("GET", "/api/v1/sites"))["items"])

    async def credentials(self) -> list[dict[str, Any]]:
        return list((await self._call("GET", "/api/v1/credentials"))["items"])

    async def add_credential(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return await self._object("POST", "/api/v1/credentials", dict(body))

    async def remove_credential(self, credential_id: int) -> None:
        await self._call("DELETE", f"/api/v1/credentials/{credential_id}")

    async def import_sites(self, sites: Sequence[Mapping[str, Any]]) -> int:
        return int((await self._call("POST", "/api/v1/sites/import", [dict(s) for s in sites]))["imported"])

    async def notification_targets(self) -> list[dict[str, Any]]:
        return list((await self._call("GET", "/api/v1/notification-targets"))["items"])

    async def add_notification_target(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return await self._object("POST", "/api/v1/notification-targets", dict(body))

    async def remove_notification_target(self, target_id: int) -> dict[str, Any]:
        return await self._object("DELETE", f"/api/v1/notification-targets/{target_id}")

    async def try_notification_target(self, target_id: int) -> dict[str, Any]:
        """`state`: sent, failed or waiting; the gateway waits for a worker for a while."""
        return await self._object("POST", f"/api/v1/notification-targets/{target_id}/test")

    async def import_resume(self, resume: Mapping[str, Any], file: str = "resume.json") -> dict[str, Any]:
        """The candidate of a JSON Resume document: `candidate_id`, `resume`, `facts`, `not_understood`, `warnings`."""
        return await self._object("POST", "/api/v1/candidate/resume", {"resume": dict(resume), "file": file})

    async def stream(self, task_id: str, after: int = 0) -> AsyncGenerator[dict[str, Any], None]:
        """Every event of the task from `after` on, each once and in order; connects again by itself, also after a gap.

        Never ends by itself. Raises `NotFound` `task_unknown`, `SignInRequired`, and `Unavailable` `gateway_unreachable`
        when the gateway stays away.
        """
        tries = iter(RECONNECT_S)
        while True:
            try:
                async with aclosing(self._connected(task_id, after)) as frames:
                    async for frame in frames:
                        # A gateway that says anything is there, also where a quiet task's connection broke off often.
                        tries = iter(RECONNECT_S)
                        if "seq" in frame and frame["type"] != "hello":
                            after = frame["seq"]
                            yield frame
            except (OSError, InvalidHandshake, ConnectionClosed, TimeoutError) as error:
                delay = next(tries, None)
                if delay is None:
                    raise _unreachable(self.url, error) from error
                await asyncio.sleep(delay)

    async def _connected(self, task_id: str, after: int) -> AsyncGenerator[dict[str, Any], None]:
        """Every frame of one connection, until it ends or is told of a gap; pings are answered here."""
        address = f"ws{self.url.removeprefix('http')}/agent/tasks/{task_id}/stream?after={after}"
        headers = {"Authorization": f"Bearer {self._token}"}
        # Nothing is compressed, and closing does not wait for frames nobody will read.
        async with websockets.connect(
            address, additional_headers=headers, proxy=None, compression=None, max_size=None, close_timeout=1
        ) as socket:
            try:
                while True:
                    frame = json.loads(await socket.recv())
                    if frame["type"] == "gap":
                        return
                    if frame["type"] == "ping":
                        await socket.send('{"type":"pong"}')
                    yield frame
            except ConnectionClosed as closed:
                if closed.rcvd is not None and closed.rcvd.code == REFUSED:
                    raise _closed(closed.rcvd.reason, task_id) from closed
                raise

    async def _all(self, path: str) -> list[dict[str, Any]]:
        """The items of every page of a list."""
        items: list[dict[str, Any]] = []
        following: str | None = ""
        while following is not None:
            page = await self._call("GET", f"{path}{'&' if '?' in path else '?'}limit=100{following}")
            items += page["items"]
            following = f"&cursor={page['next']}" if page["next"] else None
        return items

    async def _object(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        document: dict[str, Any] = await self._call(method, path, body)
        return document

    async def _call(self, method: str, path: str, body: Any = None) -> Any:
        try:
            answer = await self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise _unreachable(self.url, error) from error
        if answer.is_success:
            return answer.json() if answer.content else None
        raise _error_of(answer)


def _closed(reason: str, task_id: str) -> JobHunterError:
    if reason == "task_unknown":
        return NotFound("task_unknown", "There is no such task.", task_id, "List yours with `jobhunter tasks`.")
    return SignInRequired(reason or "sign_in_required", "The gateway closed the stream.", reason, "Check JOBHUNTER_TOKEN.")


def _error_of(answer: httpx.Response) -> JobHunterError:
    try:
        document = dict(answer.json())
    except ValueError:
        document = {}
    kind = BY_STATUS.get(answer.status_code, JobHunterError)
    known = {key: document.pop(key, "") for key in ("code", "title", "detail", "fix")}
    extra = {k: v for k, v in document.items() if k not in ("type", "status")}
    title = str(known["title"] or f"The gateway answered {answer.status_code}.")
    return kind(str(known["code"] or "gateway_error"), title, str(known["detail"]), str(known["fix"]), **extra)


def _unreachable(url: str, error: Exception) -> Unavailable:
    detail = f"{url}: {error or type(error).__name__}"
    return Unavailable(
        "gateway_unreachable", "The gateway does not answer.", detail, "See `jobhunter doctor`, or run `jobhunter up`."
    )


def _read_token(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        fix = "Set JOBHUNTER_TOKEN, or run `jobhunter up`."
        raise Missing("no_token", "The token of the local user cannot be read.", f"{path}: {error.strerror}", fix) from error
