"""Redirects, retries and reading of answers, over a transport that is a function."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from brain.errors import InvalidInput, Unavailable
from jobhunter.address import AddressPolicy
from workers.hands.fetch import USER_AGENT, Fetched, Fetcher, Limits, decode_text, read_json, retry_after

PUBLIC = "93.184.215.14"
URL = "https://boards.example.com/v1/jobs"


class Pauses(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


class Wire(httpx.AsyncBaseTransport):
    """Hands answers on as a connection does: unread, as a stream."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        made = self.answer(request)
        return httpx.Response(made.status_code, headers=made.headers, stream=httpx.ByteStream(made.content))


def fetcher(answer: Callable[[httpx.Request], httpx.Response], pauses: Pauses | None = None) -> Fetcher:
    policy = AddressPolicy(resolver=lambda host, port: [PUBLIC])
    return Fetcher(policy, transport=Wire(answer), pause=pauses if pauses is not None else Pauses())


async def test_it_says_who_asks_and_keeps_no_cookies() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"a": 1}, headers={"Set-Cookie": "track=me", "ETag": '"v1"'})

    async with fetcher(answer) as made:
        first = await made.get(URL, accept="application/json")
        await made.get(URL, etag=first.headers["etag"])
    assert first.status == 200
    assert first.content_type == "application/json"
    assert asked[0].headers["user-agent"] == USER_AGENT
    assert asked[0].headers["accept"] == "application/json"
    assert asked[1].headers["if-none-match"] == '"v1"'
    assert "cookie" not in asked[1].headers


async def test_redirects_are_followed_by_hand_and_end() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        hop = int(request.url.params.get("hop", "0"))
        return httpx.Response(302, headers={"Location": f"?hop={hop + 1}"}) if hop < 5 else httpx.Response(200, text="here")

    async with fetcher(answer) as made:
        found = await made.get(URL)
    assert (found.url, found.text()) == (f"{URL}?hop=5", "here")


@pytest.mark.parametrize("target", ["?again", "/v1/jobs", URL])
async def test_a_loop_of_redirects_is_an_error(target: str) -> None:
    async with fetcher(lambda request: httpx.Response(301, headers={"Location": target})) as made:
        with pytest.raises(Unavailable) as caught:
            await made.get(URL)
    assert caught.value.code == "too_many_redirects"


async def test_an_unreadable_redirect_is_an_error() -> None:
    async with fetcher(lambda request: httpx.Response(302, headers={"Location": "http://[broken"})) as made:
        with pytest.raises((Unavailable, InvalidInput)):
            await made.get(URL)


async def times_asked(status: int) -> int:
    """How often a server that always answers so is asked."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status)

    async with fetcher(answer) as made:
        assert (await made.get(URL)).status == status
    return len(asked)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_what_may_pass_is_tried_again_three_times_at_most(status: int) -> None:
    assert await times_asked(status) == 3


async def test_an_answer_after_trouble_is_the_answer() -> None:
    answers = [httpx.Response(503), httpx.ConnectError("down"), httpx.Response(200, text="ok")]

    def answer(request: httpx.Request) -> httpx.Response:
        found = answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    async with fetcher(answer) as made:
        assert (await made.get(URL)).text() == "ok"


@pytest.mark.parametrize("status", [200, 301, 304, 400, 401, 403, 404, 410])
async def test_what_will_not_pass_is_asked_once(status: int) -> None:
    assert await times_asked(status) == 1


async def test_retry_after_is_honoured() -> None:
    pauses = Pauses()
    answers = [httpx.Response(429, headers={"Retry-After": "3"}), httpx.Response(200)]
    async with fetcher(lambda request: answers.pop(0), pauses) as made:
        assert (await made.get(URL)).status == 200
    assert pauses == [3.0]


async def test_a_wait_longer_than_the_time_left_is_not_begun() -> None:
    pauses = Pauses()
    async with fetcher(lambda request: httpx.Response(429, headers={"Retry-After": "3600"}), pauses) as made:
        answer = await made.get(URL, limits=Limits(seconds=20))
    assert (answer.status, pauses) == (429, [])


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    async with fetcher(answer) as made:
        with pytest.raises(Unavailable) as caught:
            await made.get(URL)
    assert caught.value.code == "source_unreachable"
    assert "refused" in caught.value.detail


async def test_an_impossible_url_is_refused() -> None:
    async with fetcher(lambda request: httpx.Response(200)) as made:
        with pytest.raises(InvalidInput) as caught:
            await made.get("https://example.com/" + "a" * 70_000)
    assert caught.value.code == "url_not_allowed"


def test_retry_after_reads_seconds_and_dates() -> None:
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert retry_after({"retry-after": "7"}, now) == 7
    assert retry_after({"retry-after": "Fri, 20 Nov 2026 12:00:30 GMT"}, now) == 30
    assert retry_after({"retry-after": "Fri, 20 Nov 2026 11:00:00 GMT"}, now) == 0
    assert retry_after({"retry-after": "soon"}, now) is None
    assert retry_after({}, now) is None


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("Zürich".encode(), None, "Zürich"),
        ("Zürich".encode(), "latin-1", "Zürich"),
        ("Zürich".encode("latin-1"), "latin-1", "Zürich"),
        ("Zürich – “ok”".encode("cp1252"), None, "Zürich – “ok”"),
        ("Zürich".encode("latin-1"), "no-such-charset", "Zürich"),
        ("Zürich".encode("utf-8-sig"), None, "Zürich"),
        ("Zürich".encode("utf-16"), None, "Zürich"),
        ("Zürich".encode("latin-1"), "rot13", "Zürich"),
        ("Zürich".encode("latin-1"), "idna", "Zürich"),
        ("東京".encode("shift_jis"), "shift_jis", "東京"),
        (b"", None, ""),
    ],
)
def test_text_of_any_charset(body: bytes, charset: str | None, text: str) -> None:
    assert decode_text(body, charset) == text


def test_the_charset_of_the_header_is_used() -> None:
    answer = Fetched("https://x.example/", 200, {"content-type": 'text/html; Charset="latin-1"'}, "Köln".encode("latin-1"))
    assert answer.text() == "Köln"


def test_json_is_read_whole_or_not_at_all() -> None:
    assert read_json('{"a": [1, NaN]}') == {"a": [1, None]}
    for bad in ("", "{", "[1,2", '{"a":1} x', "[" * 100_000, "1" * 10_000):
        with pytest.raises(ValueError):  # noqa: PT011, the message is the parser's own
            read_json(bad)
