"""Typst in a process of its own: warm between documents, killed when one takes too long, gone when this process is."""

import asyncio
import json
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from brain.errors import Missing, Unavailable

MAX_ANSWER = 64 * 1024 * 1024
NO_GLYPH = re.compile(r"the text `\"(?P<text>.*?)\"` could not be displayed")
# It holds no secrets of ours; the home folder is where a person keeps their own fonts.
# Memory freed after a document is kept for the next: asking the system for it anew costs a twentieth of the time.
_KEPT = str(256 * 1024**2)
_ENVIRONMENT = {
    "HOME": str(Path.home()),
    "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    "MALLOC_TRIM_THRESHOLD_": _KEPT,
    "MALLOC_MMAP_THRESHOLD_": _KEPT,
}


class Typesetter:
    """Draws the templates of one folder. One document at a time; starts its process when first needed."""

    def __init__(self, templates: Path, seconds: float = 20.0) -> None:
        self._templates = templates
        self._seconds = seconds
        self._process: Process | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn = asyncio.Lock()

    async def pdf(self, template: str, data: dict[str, Any], sizes: Sequence[float] = (), one_page: int = 0) -> bytes:
        """The template (a file name) drawn with `data`, which it sees as text in `sys.inputs.data`.

        `sizes`: what is tried as `sys.inputs.size`, largest first, until fewer pages cannot be had; only the first `one_page` of
        them are small enough a price for a document of one page.

        Raises `Missing` `no_font_for_text` (with `text`), `Unavailable` `document_too_slow` or `document_not_made`.
        """
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        request = json.dumps({"template": template, "data": text, "sizes": list(sizes), "one_page": one_page})
        self._belong_here()
        async with self._turn:
            try:
                async with asyncio.timeout(self._seconds):
                    answer, content = await self._exchange(request.encode() + b"\n")
            except TimeoutError as error:
                await self.aclose()
                raise _not_made("document_too_slow", f"{template} took more than {self._seconds:g} s") from error
            except (OSError, ValueError, asyncio.IncompleteReadError) as error:
                await self.aclose()
                raise _not_made("document_not_made", f"{template}: the typesetter ended ({error})") from error
            except asyncio.CancelledError:
                # A half-read answer would be taken for the next one.
                await self.aclose()
                raise
        if content:
            return content
        raise _explained(template, str(answer.get("error", "")))

    async def aclose(self) -> None:
        """Ends the process; the next document starts another."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def _exchange(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        process = self._process if self._process and self._process.returncode is None else await self._start()
        if process.stdin is None or process.stdout is None:
            raise ValueError("no pipes")
        process.stdin.write(request)
        await process.stdin.drain()
        answer: dict[str, Any] = json.loads(await process.stdout.readline())
        length = int(answer.get("bytes", 0))
        if length > MAX_ANSWER:
            raise ValueError(f"an answer of {length} bytes")
        return answer, await process.stdout.readexactly(length)

    async def _start(self) -> Process:
        command = (sys.executable, "-m", "workers.hands._typst_process", str(self._templates))
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env=_ENVIRONMENT, limit=MAX_ANSWER
        )
        return self._process

    def _belong_here(self) -> None:
        # Pipes and locks belong to one event loop; those of a loop that has ended are left to it.
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._process, self._turn = loop, None, asyncio.Lock()


def _not_made(code: str, detail: str) -> Unavailable:
    return Unavailable(code, "The document could not be made.", detail, "Try again; `jobhunter doctor` checks the typesetter.")


def _explained(template: str, message: str) -> Exception:
    found = NO_GLYPH.search(message)
    if found is None:
        return _not_made("document_not_made", f"{template}: {message[:500]}")
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), found["text"])
    fix = "Install a font for this script (Debian: fonts-noto-cjk or fonts-noto-core) or remove the characters."
    return Missing("no_font_for_text", "No font on this machine can show this text.", repr(text), fix, text=text)
