"""The submit gate: a route handler over a whole browser context through which every request of a page must pass.

Closed, it lets a page load, save drafts and look things up at its own site, and nothing else. Armed, it lets one submit pass,
after `on_request` has been awaited for it. Addresses are judged by the policy handed in; a redirect's hops are not seen here
(the driver shows them to no route handler), so where a page ends is judged before it is read.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal, Protocol
from urllib.parse import urlsplit

import structlog
from playwright.async_api import BrowserContext, Request, Route, WebSocketRoute
from playwright.async_api import Error as PlaywrightError

from brain.errors import Refused
from brain.ports import OnSubmitRequest
from workers.hands.browser.gate_rules import Asked, GateState, Reason, decide, request_key, same_site

log = structlog.get_logger(__name__)


class AddressPolicy(Protocol):
    """Says which addresses a browser may ask at all: no private network unless its exact origin is allowed."""

    def allows(self, url: str) -> bool: ...


class Blocked:
    """One request that did not leave."""

    def __init__(self, reason: Reason, method: str, url: str) -> None:
        self.reason, self.method, self.url = reason, method, url

    def __repr__(self) -> str:
        return f"Blocked({self.reason}, {self.method})"


class SubmitGate:
    """The gate of one context. `state` holds the mode and whose site the form is; `blocked` what was stopped so far."""

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy
        self._lock = asyncio.Lock()
        self._on_request: OnSubmitRequest | None = None
        self._keys: set[str] = set()
        self._judged: dict[str, bool] = {}
        self.state = GateState()
        self.blocked: list[Blocked] = []
        self.counts: Counter[Reason] = Counter()
        self.sent: list[Request] = []
        self.refusal: BaseException | None = None
        self.pending = False
        self.activity = asyncio.Event()
        self.on_block: Callable[[Request], None] | None = None

    async def attach(self, context: BrowserContext) -> None:
        """Puts the gate over every page, frame, worker and socket of the context."""
        await context.route("**/*", self._handle)
        await context.route_web_socket(lambda url: True, self._socket)

    def move(self, mode: Literal["opening", "closed", "advancing"]) -> None:
        """Another mode short of armed."""
        self.state = self.state.model_copy(update={"mode": mode})
        self._on_request = None

    def at_home(self, url: str, family_hosts: Sequence[str], submit_urls: Sequence[str]) -> None:
        """Whose form it is: the page's own address, its family's hosts, and where its forms are sent to."""
        self.state = self.state.model_copy(
            update={"home": url, "family_hosts": frozenset(family_hosts), "submit_urls": frozenset(submit_urls)}
        )

    def guard(self, values: Sequence[str]) -> None:
        """Candidate's values that must not reach another site."""
        self.state = self.state.model_copy(update={"values": self.state.values | frozenset(values)})

    def arm(self, on_request: OnSubmitRequest) -> None:
        """Opens the gate for the one submit request."""
        self.state = self.state.model_copy(update={"mode": "armed"})
        self.sent, self.refusal = [], None
        self._keys = set()
        self._on_request = on_request

    def disarm(self) -> None:
        self.move("closed")

    async def _handle(self, route: Route, request: Request) -> None:
        try:
            reason = await self._judge(_asked(request), request)
            if reason is None:
                await route.continue_()
                return
            self._note(reason, request)
            # A navigation that is "aborted" leaves the form standing; any other error would put an error page in its place.
            await route.abort("blockedbyclient" if self.state.mode == "opening" else "aborted")
        except PlaywrightError:
            return  # The page or context went away while its request was being judged; nothing is left to let through.

    async def _judge(self, asked: Asked, request: Request) -> Reason | None:
        if asked.url.startswith(("data:", "blob:", "about:")):
            return None
        if not await self._allowed(asked.url):
            return "address"
        verdict = decide(asked, self.state)
        if verdict == "submit":
            return await self._let_submit_pass(asked, request)
        return None if verdict == "pass" else verdict

    async def _allowed(self, url: str) -> bool:
        # Judging may resolve a name: in a thread, and once per origin for the life of the context.
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else url
        if origin not in self._judged:
            self._judged[origin] = await asyncio.to_thread(self._policy.allows, url)
        return self._judged[origin]

    async def _let_submit_pass(self, asked: Asked, request: Request) -> Reason | None:
        async with self._lock:
            key = request_key(asked)
            if self._on_request is None:
                return "unarmed"
            if (
                self.refusal is not None
                or key in self._keys
                or (asked.navigation and any(r.is_navigation_request() for r in self.sent))
            ):
                return "second_submit"
            if not self._keys:
                self.pending = True
                try:
                    may_go = await self._on_request(asked.method, asked.url)
                except Exception as refused:  # whatever stops the record stops the request; the caller is told by `refusal`
                    return self._refuse(refused)
                finally:
                    self.pending = False
                if not may_go or self.state.mode != "armed":
                    return self._refuse(_not_let_go())
            self._keys.add(key)
            self.sent.append(request)
            self.activity.set()
            return None

    def _refuse(self, why: Exception) -> Reason:
        self.refusal = why
        self.activity.set()
        return "refused"

    def _note(self, reason: Reason, request: Request) -> None:
        self.counts[reason] += 1
        self.blocked.append(Blocked(reason, request.method, request.url))
        del self.blocked[:-200]
        self.activity.set()
        say = log.debug if request.method == "GET" else log.info
        say("request_blocked", reason=reason, method=request.method, resource=request.resource_type)
        if self.on_block is not None:
            self.on_block(request)

    async def _socket(self, socket: WebSocketRoute) -> None:
        address = socket.url.replace("ws", "http", 1)
        if await self._allowed(address) and (not self.state.home or same_site(address, self.state)):
            socket.connect_to_server()
            return
        self.counts["other_host"] += 1
        await socket.close(code=1008, reason="not allowed")


def _asked(request: Request) -> Asked:
    try:
        frame = request.frame
        main, popup = frame.parent_frame is None, False
    except PlaywrightError:  # a new tab's first request comes before its frame exists
        main, popup = True, True
    try:
        body = request.post_data_buffer or b""
    except (PlaywrightError, UnicodeDecodeError):
        body = b""
    return Asked(
        method=request.method.upper(), url=request.url, resource=request.resource_type,
        navigation=request.is_navigation_request(), main_frame=main, popup=popup, body=body[:2_000_000],
    )  # fmt: skip


def _not_let_go() -> Refused:
    fix = "Nothing was sent; whoever has the step now decides."
    return Refused("not_let_go", "The submit request was not let go.", "It was cancelled or taken over meanwhile.", fix)
