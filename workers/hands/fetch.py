"""The one function for outgoing requests: judged addresses, redirects by hand, bounded in size and time, polite."""

import asyncio
import codecs
import email.utils
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_random_exponential
from tenacity.stop import stop_base

from brain.errors import Unavailable
from jobhunter.address import AddressPolicy, not_allowed
from workers.hands._decoding import ENCODINGS, read_body, too_large
from workers.hands._pinned_transport import PinnedTransport

USER_AGENT = "JobHunter/0.1 (a person's job application agent)"
REDIRECTS = {301, 302, 303, 307, 308}
RETRIED = {429, 500, 502, 503, 504}
MAX_REDIRECTS = 5
MAX_ATTEMPTS = 3
LONGEST_PAUSE_S = 8.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one `get`, all attempts and redirects together: unpacked bytes of the answer, seconds."""

    max_bytes: int = 5 * 1024 * 1024
    seconds: float = 20.0


BOARD_LIMITS = Limits(max_bytes=20 * 1024 * 1024)
"""For job boards' own APIs, whose lists of all postings with descriptions are larger than pages."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer: `url` after redirects, HTTP status, headers in lower case, the unpacked body."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def text(self) -> str:
        """The body as text: by BOM, as UTF-8, by the header's charset, else as Windows-1252; never an error."""
        return decode_text(self.body, _charset(self.headers.get("content-type", "")))


Fetch = Callable[..., Awaitable[Fetched]]
"""`await fetch(url, limits=Limits(), accept="…", etag=None)`; what board clients are handed."""


class _AskedToWait(Exception):
    """A status that may pass by itself; kept so that the last answer is returned when the attempts are used up."""

    def __init__(self, answer: Fetched) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


class Fetcher:
    """Makes GET requests within the address policy. One per process and event loop; close it with `aclose`.

    `transport` and `pause` are for tests; without them requests go out through judged and pinned connections.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        *,
        user_agent: str = USER_AGENT,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._policy = policy
        self._pause = pause
        self._client = httpx.AsyncClient(
            transport=transport or PinnedTransport(policy),
            headers={"User-Agent": user_agent, "Accept-Encoding": ENCODINGS},
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(20.0, connect=8.0),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._client.aclose()

    async def get(self, url: str, *, limits: Limits = Limits(), accept: str = "*/*", etag: str | None = None) -> Fetched:
        """The answer to a GET, whatever its status; 304 when `etag` still holds.

        429, 5xx and broken connections are tried again at most twice, honouring `Retry-After`, within `limits.seconds`.
        Raises `InvalidInput` `url_not_allowed`; `Unavailable` `source_unreachable`, `source_too_slow`,
        `answer_too_large`, `answer_unreadable`, `too_many_redirects`, `name_not_resolved`.
        """
        headers = {"Accept": accept} | ({"If-None-Match": etag} if etag else {})
        deadline = asyncio.get_running_loop().time() + limits.seconds
        try:
            async with asyncio.timeout(limits.seconds):
                return await self._with_retries(url, headers, limits, deadline)
        except TimeoutError as error:
            fix = "Try again later."
            raise Unavailable("source_too_slow", "The answer took too long.", f"{url}: {limits.seconds:g} s", fix) from error

    async def _with_retries(self, url: str, headers: dict[str, str], limits: Limits, deadline: float) -> Fetched:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(MAX_ATTEMPTS) | _NoTimeLeft(deadline),
            wait=_pause_before_retry,
            retry=retry_if_exception_type((_AskedToWait, httpx.TransportError)),
            sleep=self._pause,
            reraise=True,
        )
        try:
            answer: Fetched = await retrying(self._attempt, url, headers, limits)
        except _AskedToWait as waited:
            return waited.answer
        except httpx.HTTPError as error:
            detail = f"{url}: {error or type(error).__name__}"
            raise Unavailable("source_unreachable", "The server did not answer.", detail, "Try again later.") from error
        return answer

    async def _attempt(self, url: str, headers: dict[str, str], limits: Limits) -> Fetched:
        answer = await self._follow(url, headers, limits)
        if answer.status in RETRIED:
            raise _AskedToWait(answer)
        return answer

    async def _follow(self, url: str, headers: dict[str, str], limits: Limits) -> Fetched:
        for _ in range(MAX_REDIRECTS + 1):
            # Judged before the request; the connection judges again what the name resolves to.
            url = self._policy.check_form(url)
            answer = await self._once(url, headers, limits)
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target:
                return answer
            url = _absolute(url, target)
        raise Unavailable("too_many_redirects", "The address leads on and on.", f"{url}: more than {MAX_REDIRECTS} redirects")

    async def _once(self, url: str, headers: dict[str, str], limits: Limits) -> Fetched:
        try:
            request = self._client.build_request("GET", url, headers=headers)
        except httpx.InvalidURL as error:
            raise not_allowed(url, str(error)) from error
        # The client keeps cookies by itself; nobody is recognised by ours.
        request.headers.pop("Cookie", None)
        self._client.cookies.clear()
        response = await self._client.send(request, stream=True)
        try:
            kept = {name.lower(): value for name, value in response.headers.items()}
            if response.status_code in REDIRECTS:
                return Fetched(url=url, status=response.status_code, headers=kept)
            if _declared_length(kept) > limits.max_bytes:
                raise too_large(url, limits.max_bytes)
            body = await read_body(response.aiter_raw(), kept.get("content-encoding", ""), limits.max_bytes, url)
            return Fetched(url=url, status=response.status_code, headers=kept, body=body)
        finally:
            await response.aclose()


class _NoTimeLeft(stop_base):
    """Gives up when the next pause would end after the deadline; the server's own answer then says why."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline

    def __call__(self, retry_state: RetryCallState) -> bool:
        return asyncio.get_running_loop().time() + retry_state.upcoming_sleep >= self._deadline


def _pause_before_retry(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = retry_after(error.answer.headers) if isinstance(error, _AskedToWait) else None
    return asked if asked is not None else wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE_S)(state)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds a server asks to wait by `Retry-After` (seconds or a date), or None when it does not say."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def decode_text(body: bytes, charset: str | None = None) -> str:
    """Bytes of unknown making as text: by BOM, as UTF-8, by the named charset, else as Windows-1252; never an error."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        # What claims to be UTF-8 and is not is most often Windows-1252.
        named = codecs.lookup(charset or "cp1252").name
        return body.decode("cp1252" if named.startswith("utf-8") else named, errors="replace")
    except (LookupError, UnicodeError):
        return body.decode("cp1252", errors="replace")


def read_json(text: str) -> Any:
    """Parsed JSON; `NaN` and infinities become null. Raises `ValueError` for anything else than one whole document."""
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _charset(content_type: str) -> str | None:
    _, _, parameters = content_type.partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _declared_length(headers: Mapping[str, str]) -> int:
    value = headers.get("content-length", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else 0


def _absolute(url: str, target: str) -> str:
    try:
        return str(httpx.URL(url).join(target))
    except (httpx.InvalidURL, ValueError) as error:
        raise Unavailable("too_many_redirects", "The address leads nowhere.", f"{url}: redirect to {target[:200]!r}") from error
