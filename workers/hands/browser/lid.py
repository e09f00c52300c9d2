"""The lid: a second lock over a whole browser, for what the route handlers of its contexts are never shown.

The driver shows a route handler neither the hops of a redirect nor what a page sends while it goes away (a beacon or a keepalive
request of `pagehide`, `fetchLater`), nor what a worklet or a shared worker asks for. The browser's own interception, set up at
the browser and not at a page, sees them all. A request that a gate has let go passes; a redirect's hop is judged by the gate
that let the first request go; whatever no gate has seen is judged by every gate, and in doubt does not leave.
"""

import asyncio
import base64
from collections import OrderedDict
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.async_api import Browser, CDPSession
from playwright.async_api import Error as PlaywrightError

from workers.hands.browser.gate_rules import Asked, site_of

_REMEMBERED = 4000
_MAY_HOLD_SCRIPT = ("Document", "Script", "Other")  # a worker's own script comes as one of these, not told apart from others


class Judge(Protocol):
    """What the lid asks of a gate. None: it may go."""

    def takes(self, method: str, url: str) -> bool:
        """Whether this gate has just let this request go; said once."""
        ...

    async def judge_hop(self, asked: Asked) -> str | None: ...
    async def judge_unseen(self, asked: Asked) -> str | None: ...


class Lid:
    """One per browser, for as long as it runs. When it fails, nothing leaves any more: the browser waits for its verdict."""

    _lids: ClassVar[WeakKeyDictionary[Browser, "asyncio.Task[Lid]"]] = WeakKeyDictionary()

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._gates: list[Judge] = []
        self._chains: OrderedDict[str, Judge] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    async def over(cls, browser: Browser) -> "Lid":
        """The browser's lid, put on at the first call."""
        known = cls._lids.get(browser)
        if known is None or (known.done() and (known.cancelled() or known.exception() is not None)):
            known = cls._lids[browser] = asyncio.ensure_future(cls._put_on(browser))
        return await asyncio.shield(known)  # others may wait for the same

    @classmethod
    async def _put_on(cls, browser: Browser) -> "Lid":
        session = await browser.new_browser_cdp_session()
        lid = cls(session)
        session.on("Fetch.requestPaused", lid._paused)
        responses = [{"urlPattern": "*", "resourceType": kind, "requestStage": "Response"} for kind in _MAY_HOLD_SCRIPT]
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}, *responses]})
        return lid

    def add(self, gate: Judge) -> None:
        self._gates.append(gate)

    def remove(self, gate: Judge) -> None:
        self._gates = [one for one in self._gates if one is not gate]
        for chain in [chain for chain, judge in self._chains.items() if judge is gate]:
            del self._chains[chain]

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._decide(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _decide(self, event: dict[str, Any]) -> None:
        answered = "responseStatusCode" in event or "responseErrorReason" in event
        reason = None if answered else await self._reason(event)
        try:
            if answered:
                await self._session.send("Fetch.continueResponse", {"requestId": event["requestId"], **_bounded(event)})
            elif reason is None:
                await self._session.send("Fetch.continueRequest", {"requestId": event["requestId"]})
            else:
                await self._session.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "Aborted"})
        except PlaywrightError:
            return  # The request, or the browser, went away while it was judged.

    async def _reason(self, event: dict[str, Any]) -> str | None:
        asked, chain = _asked(event), str(event.get("networkId") or "")
        if asked.url.startswith(("data:", "blob:", "about:", "chrome")):
            return None
        if chain in self._chains:
            return await self._chains[chain].judge_hop(asked)
        for gate in self._gates:
            if gate.takes(asked.method, asked.url):
                self._remember(chain, gate)
                return None
        if not self._gates:
            return "unseen"  # no form is open: whatever asks now was left behind by one
        verdicts = [await gate.judge_unseen(asked) for gate in list(self._gates)]
        return next((verdict for verdict in verdicts if verdict is not None), None)

    def _remember(self, chain: str, gate: Judge) -> None:
        if chain:
            self._chains[chain] = gate
            while len(self._chains) > _REMEMBERED:
                self._chains.popitem(last=False)


def _asked(event: dict[str, Any]) -> Asked:
    request, resource = event["request"], str(event.get("resourceType") or "other").lower()
    body = b"".join(base64.b64decode(entry["bytes"]) for entry in request.get("postDataEntries") or () if entry.get("bytes"))
    return Asked(
        method=str(request["method"]).upper(), url=request["url"], resource=resource, navigation=resource == "document",
        main_frame=False, body=(body or str(request.get("postData") or "").encode())[:2_000_000],
    )  # fmt: skip


def _bounded(event: dict[str, Any]) -> dict[str, Any]:
    """The answer with a policy that keeps sockets within the site (CSP 3, `connect-src`): a worker's are shown to nobody.

    A document's own sockets are judged by the gate, so those of its site stay open; a worker's script gets none.
    """
    status = event.get("responseStatusCode")
    if status is None or 300 <= status < 400:
        return {}
    document = event.get("resourceType") == "Document"
    allowed = f"http: https: data: blob: {_sockets_of(event['request']['url'])}" if document else "'self' data: blob:"
    policy = {"name": "content-security-policy", "value": f"connect-src {allowed}"}
    phrase = {"responsePhrase": event["responseStatusText"]} if event.get("responseStatusText") else {}
    return {"responseCode": status, "responseHeaders": [*event.get("responseHeaders", ()), policy], **phrase}


def _sockets_of(url: str) -> str:
    parts, site = urlsplit(url), site_of(url).split(":")[0]
    whole = [] if site == (parts.hostname or "") else [site, f"*.{site}"]
    return " ".join(f"{scheme}://{host}" for scheme in ("ws", "wss") for host in (parts.netloc.rpartition("@")[2], *whole))
