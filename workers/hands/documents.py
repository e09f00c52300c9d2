"""Résumés and letters as PDF, Word or text behind the brain's port `Documents`. A file is named by its content."""

import asyncio
import hashlib
import os
import re
import tempfile
import unicodedata
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from brain.errors import InvalidInput, Missing
from brain.facts import Document
from brain.ports import Letterhead, ResumeView
from brain.text_language import language_of
from workers.hands.letter_sheet import letter_sheet
from workers.hands.plain_document import letter_text, resume_text
from workers.hands.resume_sheet import sheet
from workers.hands.typesetter import Typesetter
from workers.hands.word_document import letter_docx, resume_docx

Template = Literal["classic", "modern", "compact"]
Format = Literal["pdf", "docx", "txt"]

TEMPLATES = Path(__file__).parent / "templates"
RESUME_SIZES = (10.5, 10.0, 9.5, 9.0)
ONE_PAGE_SIZES = 3
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

    async def render_resume(
        self,
        user_id: str,
        candidate_id: str,
        view: ResumeView,
        name: str,
        template: Template = "classic",
        file_format: Format = "pdf",
    ) -> Document:
        """A résumé of one A4 page where the text stays easy to read, else of two; a third begins only below that.

        Raises `InvalidInput` `empty_document`; `Missing` `no_font_for_text`; `Unavailable` `document_not_made` or
        `document_too_slow`.
        """
        content = await self.resume(view, template, file_format)
        document = await asyncio.to_thread(self._keep, "resume", user_id, candidate_id, name, content, file_format)
        return document.model_copy(update={"fact_ids": view.fact_ids})

    async def render_letter(
        self,
        user_id: str,
        candidate_id: str,
        text: str,
        name: str,
        head: Letterhead | None = None,
        file_format: Format = "pdf",
    ) -> Document:
        """A letter of the text alone, below `head` where there is one: blank lines part paragraphs, line breaks stay, lines that
        begin with a dash are a list. Raises as `render_resume`."""
        content = await self.letter(text, name, head, file_format)
        return await asyncio.to_thread(self._keep, "cover_letter", user_id, candidate_id, name, content, file_format)

    async def resume(self, view: ResumeView, template: Template = "classic", file_format: Format = "pdf") -> bytes:
        """The file's bytes, kept nowhere. Raises as `render_resume`."""
        drawn = sheet(_printable(view.resume))
        if not drawn.name and not drawn.sections:
            raise _empty("The résumé holds nothing that can be shown.")
        if file_format == "docx":
            return await asyncio.to_thread(resume_docx, drawn)
        if file_format == "txt":
            return resume_text(drawn)
        return await self._draw(f"{template}.typ", drawn.model_dump(mode="json"), RESUME_SIZES, ONE_PAGE_SIZES)

    async def letter(self, text: str, name: str, head: Letterhead | None = None, file_format: Format = "pdf") -> bytes:
        """The file's bytes, kept nowhere. Raises as `render_resume`."""
        head = Letterhead.model_validate(_printable(head.model_dump())) if head else Letterhead(language=language_of(text))
        drawn = letter_sheet(_printable(text[:MAX_LETTER]), head, file_name(name, ""), LETTER_SIZE)
        if not drawn.blocks:
            raise _empty("The letter has no text.")
        if file_format == "docx":
            return await asyncio.to_thread(letter_docx, drawn)
        return letter_text(drawn) if file_format == "txt" else await self._draw("letter.typ", drawn.model_dump(mode="json"))

    async def _draw(self, template: str, data: dict[str, Any], sizes: Sequence[float] = (), one_page: int = 0) -> bytes:
        dropped: set[str] = set()
        while True:
            try:
                return await self._typesetter.pdf(template, data, sizes, one_page)
            except Missing as error:
                # A letter that cannot be shown must be told; an emoji may go, since it says nothing a fact says.
                text = str(error.extra.get("text", ""))
                symbols = {char for char in text if unicodedata.category(char) in {"So", "Sk", "Mn"}}
                if not symbols or symbols <= dropped or not all(char in symbols or char in JOINERS for char in text):
                    raise
                dropped |= symbols
                data = _without(data, symbols)

    def _keep(self, kind: str, user_id: str, candidate_id: str, name: str, content: bytes, file_format: Format) -> Document:
        digest = hashlib.sha256(content).hexdigest()
        folder = self._files / "documents" / hashlib.sha256(user_id.encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{digest}.{file_format}"
        # A file that was changed since is no longer what its name says.
        if not (path.exists() and path.read_bytes() == content):
            _write_whole(path, content)
        identity = "\n".join((user_id, candidate_id, kind, digest))
        shown = file_name(name, f".{file_format}")
        return Document(id=str(uuid.uuid5(NAMESPACE, identity)), kind=kind, name=shown, path=str(path), sha256=digest)


def file_name(name: str, ending: str = ".pdf") -> str:
    """A name an employer may see: no folder, no control or direction marks, at most 120 characters, `ending` once."""
    seen = "".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char) not in UNPRINTABLE)
    base = re.sub(r'[\\/:*?"<>|]+', " ", re.sub(r"\.(?:pdf|docx|txt)$", "", seen.strip(), flags=re.IGNORECASE))
    return f"{' '.join(base.split()).strip('. ')[: 120 - len(ending)] or 'document'}{ending}"


def _write_whole(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _printable(value: Any) -> Any:
    """The same value with its texts composed (NFC), without the characters no reader could see (control, direction, private)."""
    return _mapped(value, lambda char: char in JOINERS or unicodedata.category(char) not in UNPRINTABLE)


def _without(value: Any, symbols: set[str]) -> Any:
    return _mapped(value, lambda char: char not in symbols)


def _mapped(value: Any, keeps: Callable[[str], bool]) -> Any:
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        return unicodedata.normalize("NFC", "".join(char for char in value if keeps(char)))
    if isinstance(value, dict):
        return {str(key): _mapped(part, keeps) for key, part in value.items()}
    return [_mapped(part, keeps) for part in value] if isinstance(value, list | tuple) else value


def _empty(detail: str) -> InvalidInput:
    return InvalidInput("empty_document", "There is nothing to put on paper.", detail, "Import a résumé or write the text first.")
