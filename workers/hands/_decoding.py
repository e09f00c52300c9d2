"""Reading an answer's body within a limit: compressed bodies are unpacked no further than the limit allows."""

import zlib
from collections.abc import AsyncIterator, Callable

from brain.errors import Unavailable

ENCODINGS = "gzip, deflate"


def too_large(url: str, limit: int) -> Unavailable:
    title = "The answer is larger than allowed."
    return Unavailable("answer_too_large", title, f"{url}: more than {limit} bytes", "Nothing of it was used.", url=url)


class _Inflater:
    """Unpacks gzip (also several members in a row) and both spellings of deflate, never past what it is asked for."""

    def __init__(self, encoding: str) -> None:
        self._bits = zlib.MAX_WBITS | 16 if encoding.endswith("gzip") else zlib.MAX_WBITS
        self._engine = zlib.decompressobj(self._bits)
        self._started = False

    def feed(self, data: bytes, room: int) -> bytes:
        made = b""
        while data and len(made) <= room:
            made += self._unpack(data, room + 1 - len(made))
            data = self._engine.unconsumed_tail or self._next_member()
        return made

    def _unpack(self, data: bytes, room: int) -> bytes:
        try:
            made = self._engine.decompress(data, room)
        except zlib.error:
            if self._started or self._bits != zlib.MAX_WBITS:
                raise
            self._engine = zlib.decompressobj(-zlib.MAX_WBITS)
            made = self._engine.decompress(data, room)
        self._started = True
        return made

    def _next_member(self) -> bytes:
        rest = self._engine.unused_data
        if rest:
            self._engine = zlib.decompressobj(self._bits)
        return rest


def _decoder(url: str, encoding: str) -> Callable[[bytes, int], bytes]:
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return lambda data, room: data
    if name in {"gzip", "x-gzip", "deflate"}:
        return _Inflater(name).feed
    raise Unavailable("answer_unreadable", "The answer is packed in a way that was not asked for.", f"{url}: {name}")


async def read_body(chunks: AsyncIterator[bytes], encoding: str, limit: int, url: str) -> bytes:
    """The unpacked body of at most `limit` bytes. Raises `Unavailable` `answer_too_large` or `answer_unreadable`."""
    decode = _decoder(url, encoding)
    body = bytearray()
    async for chunk in chunks:
        try:
            body += decode(chunk, limit - len(body))
        except zlib.error as error:
            raise Unavailable("answer_unreadable", "The answer's packing is damaged.", f"{url}: {error}") from error
        if len(body) > limit:
            raise too_large(url, limit)
    return bytes(body)
