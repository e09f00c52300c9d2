"""The board clients over real HTTP: a loopback server that answers as boards do, and as boards do on bad days."""

import json
from pathlib import Path
from typing import Any

import pytest

from brain.errors import InvalidInput, Unavailable
from brain.ports import BoardRef
from jobhunter.address import AddressPolicy
from tests.support.replay import Replay, replaying
from workers.hands.boards import BoardClients
from workers.hands.fetch import Fetched, Fetcher

DATA = Path(__file__).parents[1] / "data"
JOBS = json.loads((DATA / "greenhouse_jobs.json").read_text())
POSTINGS = json.loads((DATA / "lever_postings.json").read_text())
LIST = "/v1/boards/lumenworks/jobs?content=true&pay_transparency=true"
ITEM = "/v1/boards/lumenworks/jobs/4100001?pay_transparency=true"


async def asking(replay: Replay, source: str, board: str, *, read: str | None = None, base: str = "") -> Any:
    async def no_pause(_: float) -> None:
        return None

    async with Fetcher(AddressPolicy(frozenset({replay.origin})), pause=no_pause) as fetcher:
        ref = BoardRef(source=source, board=board, base_url=replay.origin + base, domain="127.0.0.1")
        clients = BoardClients(fetcher.get)
        return await (clients.search(ref) if read is None else clients.read(ref, read))


def answer(document: object, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, headers, json.dumps(document).encode()


@pytest.mark.parametrize("base", ["", "/", "/v1", "/v1/"])
async def test_greenhouse_lists_a_board(base: str) -> None:
    async with replaying({LIST: answer(JOBS)}) as replay:
        result = await asking(replay, "greenhouse", "lumenworks", base=base)
    assert (result.error, [posting.external_id for posting in result.postings]) == (None, ["4100001", "4100002", "4100005"])
    assert replay.asked == [LIST]
    assert "Accept: application/json" in replay.requests[0]


async def test_greenhouse_reads_one_posting_and_knows_a_closed_one() -> None:
    async with replaying({ITEM: answer(JOBS["jobs"][0])}) as replay:
        assert (await asking(replay, "greenhouse", "lumenworks", read="4100001")).title == "Senior Backend Engineer, R&D"
        assert await asking(replay, "greenhouse", "lumenworks", read="4100009") is None


def lever_page(skip: int, count: int) -> list[dict[str, Any]]:
    return [POSTINGS[0] | {"id": f"id-{number}"} for number in range(skip, skip + count)]


def page(skip: int) -> str:
    return f"/v0/postings/petit-four?mode=json&skip={skip}&limit=100"


async def test_lever_pages_until_a_short_page() -> None:
    pages = {page(0): answer(lever_page(0, 100)), page(100): answer(lever_page(100, 100)), page(200): answer(lever_page(200, 7))}
    async with replaying(dict(pages)) as replay:
        result = await asking(replay, "lever", "petit-four")
    assert len({posting.external_id for posting in result.postings}) == len(result.postings) == 207
    assert replay.asked == list(pages)


async def test_a_server_that_knows_no_paging_is_not_asked_for_ever() -> None:
    same = answer(lever_page(0, 100))
    async with replaying({page(0): same, page(100): same, page(200): same}) as replay:
        result = await asking(replay, "lever", "petit-four")
    assert (len(result.postings), replay.asked) == (100, [page(0), page(100)])


async def test_what_was_read_before_a_broken_page_is_kept_and_said() -> None:
    async with replaying({page(0): answer(lever_page(0, 100)), page(100): (500, {}, b"")}) as replay:
        result = await asking(replay, "lever", "petit-four")
    assert (len(result.postings), result.error) == (100, None)
    assert "broke off after 100" in result.warnings[0]


async def test_a_board_name_is_a_name_not_a_path() -> None:
    async with replaying() as replay:
        await asking(replay, "greenhouse", "../../admin?x=")
    assert replay.asked == ["/v1/boards/..%2F..%2Fadmin%3Fx%3D/jobs?content=true&pay_transparency=true"]


BAD_DAYS = [
    ((404, {}, b'{"status":404}'), "no board"),
    ((401, {}, b"{}"), "refuses"),
    ((403, {}, b"{}"), "refuses"),
    ((429, {"Retry-After": "0"}, b""), "slow down"),
    ((500, {}, b""), "status 500"),
    ((503, {}, b""), "status 503"),
    ((200, {}, b""), "nothing"),
    ((200, {"Content-Type": "text/html"}, b"\n<html><form>Sign in</form></html>"), "sign-in page"),
    ((200, {}, json.dumps(JOBS).encode()[:-40]), "damaged"),
    ((200, {}, b'{"jobs": "none"}'), "no list"),
    ((200, {"Content-Encoding": "gzip"}, b"not packed"), "packing"),
    ((302, {"Location": "http://169.254.169.254/"}, b""), "may not be reached"),
]


@pytest.mark.parametrize(("bad", "said"), BAD_DAYS)
async def test_a_bad_day_is_an_error_in_the_result(bad: tuple[int, dict[str, str], bytes], said: str) -> None:
    async with replaying({LIST: bad}) as replay:
        result = await asking(replay, "greenhouse", "lumenworks")
    assert result.postings == ()
    assert said in (result.error or "")


async def test_a_server_that_is_gone_is_an_error_in_the_result() -> None:
    async with replaying() as replay:
        pass
    result = await asking(replay, "lever", "petit-four")
    assert "did not answer" in (result.error or "")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ((429, {"Retry-After": "120"}, b""), "source_unavailable"),
        ((500, {}, b""), "source_unavailable"),
        ((200, {}, b"<html>sign in</html>"), "source_unavailable"),
        ((200, {}, b'{"absolute_url": "x"}'), "source_changed"),
        ((200, {}, b'{"jobs": []}'), "source_changed"),
    ],
)
async def test_reading_one_posting_on_a_bad_day_is_unavailable(bad: tuple[int, dict[str, str], bytes], code: str) -> None:
    async with replaying({ITEM: bad}) as replay:
        with pytest.raises(Unavailable) as caught:
            await asking(replay, "greenhouse", "lumenworks", read="4100001")
    assert caught.value.code == code
    assert caught.value.extra.get("retry_after") == (120.0 if bad[0] == 429 else None)


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("latin-1", "Zürcher Ärztin".encode("latin-1")),
        ("utf-8", "Zürcher Ärztin".encode("latin-1")),
        ("utf-8", "Zürcher Ärztin".encode("utf-8-sig")),
        ("latin-1", "Zürcher Ärztin".encode()),
    ],
)
async def test_a_wrong_charset_does_not_hurt_the_title(charset: str, body: bytes) -> None:
    title = b'"title": "' + body.removeprefix(b"\xef\xbb\xbf") + b'"'
    raw = b'{"jobs": [{"id": 1, ' + title + b', "absolute_url": "https://x.example/1"}]}'
    raw = b"\xef\xbb\xbf" + raw if body.startswith(b"\xef\xbb\xbf") else raw
    async with replaying({LIST: (200, {"Content-Type": f"application/json; charset={charset}"}, raw)}) as replay:
        result = await asking(replay, "greenhouse", "lumenworks")
    assert result.postings[0].title == "Zürcher Ärztin"


async def test_without_leave_a_loopback_board_is_refused_and_not_connected() -> None:
    async with replaying({LIST: answer(JOBS)}) as replay, Fetcher(AddressPolicy()) as fetcher:
        ref = BoardRef(source="greenhouse", board="lumenworks", base_url=replay.origin, domain="x", private=True)
        result = await BoardClients(fetcher.get).search(ref)
        with pytest.raises(InvalidInput):
            await BoardClients(fetcher.get).read(ref, "1")
    assert "may not be reached" in (result.error or "")
    assert replay.asked == []


async def test_thousands_of_postings_are_read() -> None:
    jobs = [JOBS["jobs"][0] | {"id": number} for number in range(3_000)]
    body = json.dumps({"jobs": jobs}).encode()

    async def answer_all(url: str, **_: Any) -> Fetched:
        return Fetched(url, 200, {}, body)

    result = await BoardClients(answer_all).search(
        BoardRef(source="greenhouse", board="b", base_url="https://x.example", domain="x")
    )
    assert len(result.postings) == 3_000
