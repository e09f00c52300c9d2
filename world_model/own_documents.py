"""Further documents of the person by kind: a copy of our own, sent where a form asks for this kind."""

import asyncio
import hashlib
import os
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from brain.errors import InvalidInput
from brain.facts import Document
from brain.profile_questions import EXTRA
from brain.words import key_words
from world_model.personal_data import documents_folder
from world_model.session import Database
from world_model.tables import DocumentRow

MAX_BYTES = 20 * 2**20
SUFFIXES = {".pdf", ".docx", ".doc", ".odt", ".rtf", ".txt", ".jpg", ".jpeg", ".png", ".webp", ".zip"}
NAMESPACE = uuid.UUID("6f0d4f5e-9d0b-5c53-8f0b-0a6f5f1f6a1e")


class OwnDocuments:
    """Keeps copies below `files`, named by their content."""

    def __init__(self, database: Database, files: Path) -> None:
        self._database = database
        self._files = files

    async def add(self, user_id: str, candidate_id: str, kind: str, file: Path) -> Document:
        """Raises `InvalidInput`: `document_kind`, `document_type`, `file_not_found`, `file_too_large`."""
        name = kind_of(kind)
        content = await asyncio.to_thread(_content, file)
        digest = hashlib.sha256(content).hexdigest()
        path = documents_folder(self._files, user_id) / f"{digest}{file.suffix.lower()}"
        await asyncio.to_thread(_keep, path, content)
        identity = uuid.uuid5(NAMESPACE, "\n".join((user_id, candidate_id, name, digest)))
        values = {"id": identity, "user_id": user_id, "candidate_id": candidate_id, "kind": name, "name": file.name}
        async with self._database.as_user(user_id) as session:
            row = insert(DocumentRow).values(**values, path=str(path), sha256=digest, fact_ids=[])
            # The one handed in last is the one that is sent.
            newest = {"name": file.name, "path": str(path), "application_id": None, "created_at": func.clock_timestamp()}
            await session.execute(row.on_conflict_do_update(constraint="documents_once", set_=newest))
        return Document(id=str(identity), kind=name, name=file.name, path=str(path), sha256=digest)

    async def add_stated(self, user_id: str, candidate_id: str, stated: Mapping[str, Path]) -> None:
        """Adds what `stated_documents` found."""
        for kind, file in stated.items():
            await self.add(user_id, candidate_id, kind, file)

    def named(self, resume: Mapping[str, Any], document: Document) -> dict[str, Any]:
        """The résumé with the document in `x-jobhunter.documents`, by kind."""
        extra = dict(resume.get(EXTRA) or {})
        return {**resume, EXTRA: {**extra, "documents": {**dict(extra.get("documents") or {}), document.kind: document.path}}}


def stated_documents(resume: Mapping[str, Any], folder: Path) -> dict[str, Path]:
    """The files a résumé names in `x-jobhunter.documents`, by kind; those without a folder lie beside it, in `folder`.

    For a résumé of this machine's own user only: a path names a file of this machine. Raises as `OwnDocuments.add`.
    """
    named = (resume.get(EXTRA) or {}).get("documents") or {}
    found = {kind_of(kind): folder / path for kind, path in named.items() if isinstance(path, str) and path}
    for file in found.values():
        _content(file)
    return found


def kind_of(text: str) -> str:
    """`Arbeitszeugnis 2024` as the name of a kind: lower case words joined by `_`. Raises `InvalidInput` `document_kind`."""
    name = "_".join(key_words(text).split())
    if not re.fullmatch(r"[^\W_](?:\w{0,58}[^\W_])?", name):
        raise InvalidInput("document_kind", "This names no kind of document.", text[:80], "Use a word like transcript or permit.")
    return name


def _content(file: Path) -> bytes:
    if file.suffix.lower() not in SUFFIXES:
        raise InvalidInput(
            "document_type", "Documents of this type are not sent.", file.name, f"Use one of: {' '.join(sorted(SUFFIXES))}."
        )
    try:
        if file.is_file() and file.stat().st_size > MAX_BYTES:
            raise InvalidInput("file_too_large", "The document is too large.", f"{file.name}: over 20 MB", "Give a smaller one.")
        return file.read_bytes()
    except OSError as error:
        detail = f"{file}: {error.strerror}"
        raise InvalidInput("file_not_found", "The document cannot be read.", detail, "Check the path.") from error


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        part = path.with_suffix(f"{path.suffix}.{uuid.uuid4().hex[:8]}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        part.replace(path)
