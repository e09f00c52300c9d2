"""Résumés and letters as PDF, behind the brain's port `Documents`. A file is named by its content and never changes."""

import asyncio
import hashlib
import io
import os
import re
import tempfile
import unicodedata
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf

from brain.errors import InvalidInput, Missing
from brain.facts import Document
from brain.ports import ResumeView
from workers.hands.resume_sheet import sheet
from workers.hands.typesetter import Typesetter

TEMPLATES = Path(__file__).parent / "templates"
RESUME_SIZES = (10.5, 10.0, 9.5, 9.0)
ONE_PAGE_SIZES = RESUME_SIZES[:3]
LETTER_SIZE = 11.5
MAX_LETTER = 20_000
NAMESPACE = uuid.UUID("6f0d4f5e-9d0b-5c53-8f0b-0a6f5f1f6a1e")
UNPRINTABLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
JOINERS = {"\n", "\t", "\u200c", "\u200d"}


class TypstDocuments:
    """Draws with Typst and writes below `files`. Equal input gives equal bytes, the same path and the same document."""

    def __init__(self, files: Path, typesetter: Typesetter | None = None) -> None:
        self._files = files
        self._typesetter = typesetter or Typesetter(TEMPLATES)

    async def aclose(self) -> None:
        await self._typesetter.aclose()

    async def render_resume(self, user_id: str, candidate_id: str, view: ResumeView, name: str) -> Document:
        """A résumé of one A4 page where 9.5 to 10.5 points allow it, else of two; a third begins only below 9 points.

        Raises `InvalidInput` `empty_document`; `Missing` `no_font_for_text`; `Unavailable` `document_not_made` or
        `document_too_slow`.
        """
        drawn = sheet(_printable(view.resume))
        if not drawn.name and not drawn.sections:
            raise _empty("The résumé holds nothing that can be shown.")
        pdf = await self._fitted(drawn.model_dump(mode="json"))
        document = await asyncio.to_thread(self._keep, "resume", user_id, candidate_id, name, pdf)
        return document.model_copy(update={"fact_ids": view.fact_ids})

    async def render_letter(self, user_id: str, candidate_id: str, text: str, name: str) -> Document:
        """A letter of the text alone: blank lines part paragraphs, line breaks stay. Raises as `render_resume`."""
        paragraphs = [block.split("\n") for block in re.split(r"\n\s*\n", _printable(text[:MAX_LETTER]).strip()) if block.strip()]
        if not paragraphs:
            raise _empty("The letter has no text.")
        pdf = await self._draw("letter.typ", {"title": file_name(name), "paragraphs": paragraphs, "size": LETTER_SIZE})
        return await asyncio.to_thread(self._keep, "cover_letter", user_id, candidate_id, name, pdf)

    async def _fitted(self, drawn: dict[str, Any]) -> bytes:
        best, fewest = b"", None
        for size in RESUME_SIZES:
            pdf = await self._draw("resume.typ", drawn | {"size": size})
            pages = await asyncio.to_thread(_pages, pdf)
            # The largest text that needs as few pages as possible; one page is not bought with the smallest print.
            if fewest is None or (pages < fewest and (pages > 1 or size in ONE_PAGE_SIZES)):
                best, fewest = pdf, pages
            if fewest == 1:
                break
        return best

    async def _draw(self, template: str, data: dict[str, Any]) -> bytes:
        dropped: set[str] = set()
        while True:
            try:
                return await self._typesetter.pdf(template, data)
            except Missing as error:
                # A letter that cannot be shown must be told; an emoji may go, since it says nothing a fact says.
                text = str(error.extra.get("text", ""))
                symbols = {char for char in text if unicodedata.category(char) in {"So", "Sk", "Mn"}}
                if not symbols or symbols <= dropped or not all(char in symbols or char in JOINERS for char in text):
                    raise
                dropped |= symbols
                data = _without(data, symbols)

    def _keep(self, kind: str, user_id: str, candidate_id: str, name: str, pdf: bytes) -> Document:
        digest = hashlib.sha256(pdf).hexdigest()
        folder = self._files / "documents" / hashlib.sha256(user_id.encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{digest}.pdf"
        if not path.exists():
            _write_whole(path, pdf)
        identity = "\n".join((user_id, candidate_id, kind, digest))
        return Document(id=str(uuid.uuid5(NAMESPACE, identity)), kind=kind, name=file_name(name), path=str(path), sha256=digest)


def file_name(name: str) -> str:
    """A name an employer may see: no folder, no control or direction marks, at most 120 characters, `.pdf` once."""
    seen = "".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char) not in UNPRINTABLE)
    base = re.sub(r'[\\/:*?"<>|]+', " ", re.sub(r"\.pdf$", "", seen.strip(), flags=re.IGNORECASE))
    return f"{' '.join(base.split()).strip('. ')[:116] or 'document'}.pdf"


def _write_whole(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _pages(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def _printable(value: Any) -> Any:
    """The same value with the characters taken out of its texts that no reader could see (control, direction, private)."""
    return _mapped(value, lambda char: char in JOINERS or unicodedata.category(char) not in UNPRINTABLE)


def _without(value: Any, symbols: set[str]) -> Any:
    return _mapped(value, lambda char: char not in symbols)


def _mapped(value: Any, keeps: Callable[[str], bool]) -> Any:
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else "".join(char for char in value if keeps(char))
    if isinstance(value, dict):
        return {str(key): _mapped(part, keeps) for key, part in value.items()}
    return [_mapped(part, keeps) for part in value] if isinstance(value, list | tuple) else value


def _empty(detail: str) -> InvalidInput:
    return InvalidInput("empty_document", "There is nothing to put on paper.", detail, "Import a résumé or write the text first.")
