"""What reached the employers: every request, every accepted submission, every rejected one."""

import asyncio
import hashlib
import io
from collections import deque
from datetime import UTC, datetime
from typing import Protocol
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from pydantic import BaseModel, ConfigDict, JsonValue
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.market.catalogue import Posting


class Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReceivedField(Value):
    """One answer as the employer sees it; `name` is the one the page had, `value` the visible text ('' if left open)."""

    label: str
    name: str
    value: str


class ReceivedFile(Value):
    """One attached document; `bytes` is its size and `text` what can be read in it."""

    label: str
    name: str
    sha256: str
    bytes: int
    text: str


class Submission(Value):
    """One press of the button. `same_as` is the posting an earlier one by the same person went to, itself or its double.

    `posted` is every control that was sent and its texts, as they came, whether the form has such a field or not.
    """

    n: int
    at: datetime
    family: str
    board: str
    company: str
    posting_id: str
    same_as: str | None
    complete: bool
    fields: tuple[ReceivedField, ...]
    files: tuple[ReceivedFile, ...]
    errors: tuple[str, ...]
    email: str
    posted: dict[str, tuple[str, ...]] = {}


class Request(Value):
    n: int
    at: datetime
    family: str
    method: str
    path: str
    status: int


class Ledger:
    """Everything since the last reset, in memory."""

    def __init__(self, doubles: dict[str, str]) -> None:
        """`doubles`: posting id → id of the posting it is a copy of."""
        self._doubles = doubles
        self.submissions: list[Submission] = []
        self.rejected: list[Submission] = []
        self.requests: deque[Request] = deque(maxlen=20_000)
        self.request_count = 0

    def add(
        self,
        posting: Posting,
        email: str,
        fields: tuple[ReceivedField, ...],
        files: tuple[ReceivedFile, ...],
        *,
        complete: bool,
        errors: tuple[str, ...] = (),
        posted: dict[str, tuple[str, ...]] | None = None,
    ) -> Submission:
        """Files one application under accepted, or under rejected when there are errors. Both count from 1."""
        pile = self.rejected if errors else self.submissions
        entry = Submission(
            n=len(pile) + 1,
            at=datetime.now(UTC),
            family=posting.family,
            board=posting.board,
            company=posting.company.name,
            posting_id=posting.id,
            same_as=self._earlier(posting, email),
            complete=complete,
            fields=fields,
            files=files,
            errors=errors,
            email=email,
            posted=posted or {},
        )
        pile.append(entry)
        return entry

    def _earlier(self, posting: Posting, email: str) -> str | None:
        mine = [entry.posting_id for entry in self.submissions if email and entry.email.lower() == email.lower()]
        job = self._doubles.get(posting.id, posting.id)
        return next((made for made in mine if self._doubles.get(made, made) == job), None)

    def record(self, family: str, method: str, path: str, status: int) -> None:
        self.request_count += 1
        now = datetime.now(UTC)
        entry = Request(n=self.request_count, at=now, family=family, method=method, path=path, status=status)
        self.requests.append(entry)

    def document(self, since: int) -> dict[str, JsonValue]:
        """The contract's `/_received`: submissions numbered above `since`, all rejected ones."""
        return {
            "requests": self.request_count,
            "submissions": [entry.model_dump(mode="json") for entry in self.submissions if entry.n > since],
            "rejected": [entry.model_dump(mode="json") for entry in self.rejected],
        }


class HasLedger(Protocol):
    """The market, as far as the recorder needs it: a reset replaces the ledger."""

    ledger: Ledger


class Recorder:
    """ASGI middleware that notes each request of one family's origin in the market's present ledger."""

    def __init__(self, app: ASGIApp, market: "HasLedger", family: str) -> None:
        self.app, self.market, self.family = app, market, family

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
                path = scope["path"] + query
                self.market.ledger.record(self.family, scope["method"], path, message["status"])
            await send(message)

        await self.app(scope, receive, noted)


async def receive_file(label: str, name: str, content: bytes) -> ReceivedFile:
    """A document with its hash and its text, read away from the event loop."""
    text = await asyncio.to_thread(_text, name.lower(), content)
    return ReceivedFile(label=label, name=name, sha256=hashlib.sha256(content).hexdigest(), bytes=len(content), text=text)


def _text(name: str, content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return _pdf_text(content)
    if name.endswith(".docx"):
        return _docx_text(content)
    if name.endswith((".txt", ".rtf", ".md")):
        return content.decode("utf-8", errors="replace")
    return ""


def _pdf_text(content: bytes) -> str:
    try:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    except PyPdfError:
        return ""


def _docx_text(content: bytes) -> str:
    try:
        return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError):
        return ""
