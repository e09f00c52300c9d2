"""S48: endless, packed and slow answers are cut by size and time. The server is a real one on loopback."""

import asyncio
import gzip
import time
import tracemalloc
import zlib

import pytest

from brain.errors import Unavailable
from jobhunter.address import AddressPolicy
from tests.support.replay import Answer, Handler, replaying
from workers.hands.fetch import Fetched, Fetcher, Limits

pytestmark = pytest.mark.security


async def get(answer: Answer | Handler, limits: Limits) -> Fetched:
    async with replaying({"/x": answer}) as server, Fetcher(AddressPolicy(frozenset({server.origin}))) as fetcher:
        return await fetcher.get(f"{server.origin}/x", limits=limits)


async def refused(answer: Answer | Handler, limits: Limits) -> str:
    with pytest.raises(Unavailable) as caught:
        await get(answer, limits)
    return caught.value.code


async def test_s48_an_endless_answer_is_cut_by_size() -> None:
    async def endless(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    assert await refused(endless, Limits(max_bytes=1_000_000, seconds=10)) == "answer_too_large"


async def test_s48_an_announced_ten_gigabytes_are_not_begun() -> None:
    async def huge(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n")
        await writer.drain()

    assert await refused(huge, Limits(seconds=10)) == "answer_too_large"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_s48_a_packed_bomb_is_cut_before_it_fills_memory(encoding: str) -> None:
    engine = zlib.compressobj(9, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
    bomb = b"".join(engine.compress(bytes(1_000_000)) for _ in range(500)) + engine.flush()
    tracemalloc.start()
    try:
        assert await refused((200, {"Content-Encoding": encoding}, bomb), Limits(max_bytes=2_000_000)) == "answer_too_large"
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


async def test_s48_a_bomb_of_many_gzip_members_is_cut() -> None:
    bomb = gzip.compress(bytes(100_000)) * 100
    assert await refused((200, {"Content-Encoding": "gzip"}, bomb), Limits(max_bytes=2_000_000)) == "answer_too_large"


async def test_s48_a_slow_drip_is_cut_by_time() -> None:
    async def drip(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    started = time.monotonic()
    assert await refused(drip, Limits(seconds=0.5)) == "source_too_slow"
    assert time.monotonic() - started < 3


async def test_s48_silence_is_cut_by_time() -> None:
    async def silence(path: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    assert await refused(silence, Limits(seconds=0.3)) == "source_too_slow"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
async def test_a_packing_nobody_asked_for_is_refused(encoding: str) -> None:
    assert await refused((200, {"Content-Encoding": encoding}, b"x"), Limits()) == "answer_unreadable"


async def test_a_damaged_packing_is_refused() -> None:
    assert await refused((200, {"Content-Encoding": "gzip"}, b"no gzip at all"), Limits()) == "answer_unreadable"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"hello ", mtime=0) + gzip.compress(b"world", mtime=0)),
        ("deflate", zlib.compress(b"hello world")),
        ("deflate", zlib.compress(b"hello world")[2:-4]),
        ("identity", b"hello world"),
    ],
)
async def test_honest_packings_are_read(encoding: str, body: bytes) -> None:
    assert (await get((200, {"Content-Encoding": encoding}, body), Limits())).body == b"hello world"


async def test_an_answer_of_exactly_the_limit_passes() -> None:
    assert len((await get((200, {}, b"x" * 1000), Limits(max_bytes=1000))).body) == 1000
    assert await refused((200, {}, b"x" * 1001), Limits(max_bytes=1000)) == "answer_too_large"
