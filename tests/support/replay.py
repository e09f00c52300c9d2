"""A loopback HTTP server for tests: answers by path, counts what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Replay:
    """`answers`: path with query → answer, or a handler that writes for itself; everything else is 404."""

    answers: dict[str, Answer | Handler] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    origin: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            self.asked.append(path)
            self.requests.append(head)
            answer = self.answers.get(path, (404, {}, b'{"error":"not found"}'))
            if callable(answer):
                await answer(path, writer)
            else:
                writer.write(_bytes(answer))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def _bytes(answer: Answer) -> bytes:
    status, headers, body = answer
    kept = {"Content-Length": str(len(body)), "Content-Type": "application/json", "Connection": "close"} | headers
    lines = [f"HTTP/1.1 {status} Answer", *(f"{name}: {value}" for name, value in kept.items()), "", ""]
    return "\r\n".join(lines).encode() + body


@asynccontextmanager
async def replaying(answers: dict[str, Answer | Handler] | None = None) -> AsyncIterator[Replay]:
    replay = Replay(answers if answers is not None else {})
    server = await asyncio.start_server(replay.serve, "127.0.0.1", 0)
    replay.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield replay
    finally:
        server.close()
