"""The submit gate: a route handler over a whole browser context through which every request of a page must pass.

Closed, it lets a page load, look things up at its own site and, with the person's consent, save drafts there, and nothing else.
Armed, it lets one submit pass, after `on_request` has been awaited for it. Addresses are judged by the policy handed in. What
the driver shows to no route handler is held by the lid (`lid.py`); channels that are no requests are closed when the browser
starts and before a page's first script runs (`channels.py`).

Not held at the browser's edge, and left to an egress proxy: WebTransport of a worker loaded from an address, prefetches by
speculation rules and connections or name look-ups made ahead of time (they carry no body; a host name or an address can tell
something), and a value that a page's script has written in a cipher of its own into the address of another site's script, style
or frame. A form that sends its end in the same words, to the same address and in the same shape as its drafts cannot be told
from a draft: it gets what the person let that site keep.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal, Protocol
from urllib.parse import urlsplit

import structlog
from playwright.async_api import BrowserContext, Request, Response, Route, WebSocketRoute
from playwright.async_api import Error as PlaywrightError

from brain.errors import Refused
from brain.ports import OnSubmitRequest
from workers.hands.browser.channels import close_channels
from workers.hands.browser.gate_accounts import decide_account
from workers.hands.browser.gate_rules import (
    SAFE,
    Asked,
    GateState,
    Reason,
    Verdict,
    bare,
    decide,
    decide_hop,
    is_part,
    request_key,
    same_site,
    says_last,
    told,
)  # fmt: skip
from workers.hands.browser.lid import Lid

log = structlog.get_logger(__name__)


class AddressPolicy(Protocol):
    """Says which addresses a browser may ask at all: no private network unless its exact origin is allowed."""

    def allows(self, url: str) -> bool: ...


class SentRequest(Protocol):
    """What is known of a submit request that was let go: its answer, once there is one."""

    async def response(self) -> Response | None: ...
    def is_navigation_request(self) -> bool: ...


class SocketMessage:
    """A submit that left as a message of a WebSocket: nothing answers it."""

    async def response(self) -> None:
        return None

    def is_navigation_request(self) -> bool:
        return False


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
        self._told: frozenset[str] = frozenset()
        self._ended = False
        self._let_go: Counter[tuple[str, str]] = Counter()
        self._judged: dict[str, bool] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.state = GateState()
        self.blocked: list[Blocked] = []
        self.counts: Counter[Reason] = Counter()
        self.sent: list[SentRequest] = []
        self.refusal: BaseException | None = None
        self.pending = False
        self.activity = asyncio.Event()
        self.on_block: Callable[[Request], None] | None = None

    async def attach(self, context: BrowserContext) -> None:
        """Puts the gate over every page, frame, worker and socket of the context."""
        await self.judge_unseen_of(context)
        await self.stand_before(context)

    async def stand_before(self, context: BrowserContext) -> None:
        """What the pages of the context ask for goes through the gate."""
        await close_channels(context)
        await context.route("**/*", self._handle)
        await context.route_web_socket(lambda url: True, self._socket)

    async def judge_unseen_of(self, context: BrowserContext) -> None:
        """What no route handler is shown is judged by this gate too, until the context closes."""
        if context.browser is not None:
            lid = await Lid.over(context.browser)
            lid.add(self)
            context.on("close", lambda _: lid.remove(self))

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
        """Candidate's values that must not reach another site, nor this one before its end unless it may save."""
        self.state = self.state.model_copy(update={"values": self.state.values | frozenset(values)})

    def may_save(self, allowed: bool) -> None:
        """Whether the person lets this site keep what is filled in before the end."""
        self.state = self.state.model_copy(update={"may_save": allowed})

    def expect_steps(self, more: bool, page: int) -> None:
        """Whether the page, the form's `page`th, shows that further pages come after it."""
        self.state = self.state.model_copy(update={"more_steps": more, "page": page})

    def in_hands(self, on: bool) -> None:
        """Whether a person has the hands on: a captcha works for nobody else."""
        self.state = self.state.model_copy(update={"in_hands": on})

    @property
    def unsaved(self) -> int:
        """How many requests were held back because the site may not save."""
        return self.counts["no_consent"]

    def hide(self, password: str) -> None:
        """A password the page is about to be given: it leaves with the account's own request or not at all."""
        self.state = self.state.model_copy(update={"secrets": self.state.secrets | {password}})

    def forget(self, code: str) -> None:
        """A code that was used: what looks like it, a number in a file, may leave again."""
        self.state = self.state.model_copy(update={"secrets": self.state.secrets - {code}})

    def open_account(self, origin: str) -> None:
        """Opens the gate for the one request of an account page, to this very origin."""
        self.arm(_may_go)
        self.state = self.state.model_copy(update={"mode": "account", "account_origin": origin})

    def close_account(self) -> None:
        self.move("closed")
        self.sent = []

    def arm(self, on_request: OnSubmitRequest) -> None:
        """Opens the gate for the one submit request."""
        self.state = self.state.model_copy(update={"mode": "armed"})
        self.sent, self.refusal = [], None
        self._keys, self._told, self._ended = set(), frozenset(), False
        self._on_request = on_request

    def disarm(self) -> None:
        self.move("closed")

    async def _handle(self, route: Route, request: Request) -> None:
        try:
            reason = await self._judge(_asked(request), request)
            if reason is None:
                self._let_go[request.method.upper(), _whole(request.url)] += 1
                await route.continue_()
                return
            self._note(reason, request.method, request.url, request.resource_type)
            if self.on_block is not None:
                self.on_block(request)
            # A navigation that is "aborted" leaves the form standing; any other error would put an error page in its place.
            await route.abort("blockedbyclient" if self.state.mode == "opening" else "aborted")
        except PlaywrightError:
            return  # The page or context went away while its request was being judged; nothing is left to let through.

    async def _judge(self, asked: Asked, request: SentRequest) -> Reason | None:
        if asked.url.startswith(("data:", "blob:", "about:")):
            return None
        if not await self._allowed(asked.url):
            return "address"
        return await self._settle(asked, request)

    async def _settle(self, asked: Asked, request: SentRequest) -> Reason | None:
        verdict = self._verdict(asked)
        match verdict:
            case "submit":
                return await self._let_submit_pass(asked, request)
            case "save":
                self._learn_draft(asked)
                return None
            case "pass":
                return None
            case _:
                return verdict

    def _verdict(self, asked: Asked, rules: Callable[[Asked, GateState], Verdict] = decide) -> Verdict:
        return decide_account(asked, self.state, rules(asked, self.state))

    def _learn_draft(self, asked: Asked) -> None:
        if is_part(asked, self.state):
            self.state = self.state.model_copy(update={"drafts": self.state.drafts | {request_key(asked)}})

    # --- what only the lid is shown ----------------------------------------------------------------------------------
    def takes(self, method: str, url: str) -> bool:
        if self._let_go[method, _whole(url)] <= 0:
            return False
        self._let_go[method, _whole(url)] -= 1
        return True

    async def judge_hop(self, asked: Asked) -> Reason | None:
        reason: Reason | None = "address"
        if await self._allowed(asked.url):
            reason = _unless_passed(self._verdict(asked, decide_hop), "second_submit")
        if reason is not None:
            self._note(reason, asked.method, asked.url, asked.resource)
        return reason

    async def judge_unseen(self, asked: Asked) -> Reason | None:
        reason: Reason | None = "address"
        if await self._allowed(asked.url):
            reason = self._unseen(asked)
        if reason is not None:
            self._note(reason, asked.method, asked.url, asked.resource)
        return reason

    def _unseen(self, asked: Asked) -> Reason | None:
        if self.state.mode == "armed" and asked.method not in SAFE:
            return "second_submit" if told(asked, self.state) else "unseen"
        verdict = self._verdict(asked)
        if verdict == "save":
            self._learn_draft(asked)
        return _unless_passed(verdict, "unseen")

    async def _allowed(self, url: str) -> bool:
        # Judging may resolve a name: in a thread, and once per origin for the life of the context.
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else url
        if origin not in self._judged:
            self._judged[origin] = await asyncio.to_thread(self._policy.allows, url)
        return self._judged[origin]

    async def _let_submit_pass(self, asked: Asked, request: SentRequest) -> Reason | None:
        async with self._lock:
            key = request_key(asked)
            if self._on_request is None:
                return "unarmed"
            if self.refusal is not None or key in self._keys or self._is_another(asked):
                return "second_submit"
            if not self._keys:
                self.pending = True
                try:
                    may_go = await self._on_request(asked.method, asked.url)
                except Exception as refused:  # whatever stops the record stops the request; the caller is told by `refusal`
                    return self._refuse(refused)
                finally:
                    self.pending = False
                if not may_go or self.state.mode not in ("armed", "account"):
                    return self._refuse(_not_let_go())
            self._keys.add(key)
            self._told |= told(asked, self.state)
            self._ended = self._ended or self._is_end(asked)
            self.sent.append(request)
            self.activity.set()
            return None

    def _is_another(self, asked: Asked) -> bool:
        """Whether this would be a second application: it tells again what was told, or it is an end after the end."""
        if asked.navigation and any(r.is_navigation_request() for r in self.sent):
            return True
        tells = told(asked, self.state)
        again = tells & self._told
        twice = bool(again) and (len(again) > 1 or tells <= self._told)
        return twice or (self._ended and self._is_end(asked))

    def _is_end(self, asked: Asked) -> bool:
        return says_last(asked) or bare(asked.url) in self.state.submit_urls

    def _refuse(self, why: Exception) -> Reason:
        self.refusal = why
        self.activity.set()
        return "refused"

    def _note(self, reason: Reason, method: str, url: str, resource: str) -> None:
        self.counts[reason] += 1
        self.blocked.append(Blocked(reason, method, url))
        del self.blocked[:-200]
        self.activity.set()
        say = log.debug if method == "GET" else log.info
        say("request_blocked", reason=reason, method=method, resource=resource)

    # --- sockets -----------------------------------------------------------------------------------------------------
    async def _socket(self, socket: WebSocketRoute) -> None:
        address = socket.url.replace("ws", "http", 1)
        opening = Asked(method="GET", url=address, resource="websocket")
        reason: Reason | None = "address"
        if await self._allowed(address):
            foreign = self.state.home and not same_site(address, self.state)
            reason = "other_host" if foreign else await self._settle(opening, SocketMessage())
        if reason is not None:
            self._note(reason, "GET", address, "websocket")
            await socket.close(code=1008, reason="not allowed")
            return
        server = socket.connect_to_server()
        turn = asyncio.Lock()

        async def forward(message: str | bytes) -> None:
            async with turn:  # messages keep their order while one of them waits to be recorded
                body = message.encode() if isinstance(message, str) else message
                refused = await self._judge_message(Asked(method="POST", url=address, resource="websocket", body=body))
                if refused is None:
                    server.send(message)
                else:
                    self._note(refused, "POST", address, "websocket")

        def sent(message: str | bytes) -> None:
            task = asyncio.ensure_future(forward(message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        socket.on_message(sent)

    async def _judge_message(self, asked: Asked) -> Reason | None:
        # What a socket says all the time (beats, acknowledgements) carries nothing and is no submit.
        if self.state.mode == "armed" and not told(asked, self.state):
            return None
        if self.state.home and not same_site(asked.url, self.state):
            return "other_host"
        return await self._settle(asked, SocketMessage())


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


def _unless_passed(verdict: Verdict, submit: Reason) -> Reason | None:
    match verdict:
        case "pass" | "save":
            return None
        case "submit":
            return submit
        case _:
            return verdict


def _whole(url: str) -> str:
    return url.split("#")[0]


async def _may_go(_method: str, _url: str) -> bool:
    return True  # an account's request is nobody's application: the ledger knows nothing of it


def _not_let_go() -> Refused:
    fix = "Nothing was sent; whoever has the step now decides."
    return Refused("not_let_go", "The submit request was not let go.", "It was cancelled or taken over meanwhile.", fix)
