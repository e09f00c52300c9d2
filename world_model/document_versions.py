"""Versions of letters and résumés: each kept with what it was made of, found by id or by the bytes of its file."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Text, cast, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import InvalidInput, NotFound
from brain.facts import Document
from brain.posting import Frozen
from brain.writing.drafting import Recipe
from world_model.session import Database
from world_model.tables import DocumentVersionRow
from world_model.vault import UserVault, Vault

NAMESPACE = UUID("0f3b6a52-5a43-5d2e-9a7d-7d8f2f2f9b10")
PLACE = ("document_versions", "body_enc")
Row = DocumentVersionRow


class Version(Frozen):
    """One version. `document`: the id all its versions share; `came_from`: the number of the one it was revised from."""

    id: str
    document: str
    number: int
    came_from: int | None
    feedback: str
    recipe: Recipe
    file: Document
    text: str
    made_at: datetime

    def told(self) -> dict[str, Any]:
        """For a person or program: which version it is."""
        return {
            "id": self.id,
            "document": self.document,
            "number": self.number,
            "from": self.came_from,
            "feedback": self.feedback,
            "made_at": self.made_at.isoformat(),
        }


class DocumentVersions:
    """The versions of one database; every method works as the user it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def keep(
        self, user_id: str, recipe: Recipe, file: Document, shown: str, *, parent: Version | None = None, feedback: str = ""
    ) -> Version:
        """Keeps a document as the next version of its own. The same bytes of the same recipe are the version that was kept then.

        `shown`: a letter's text. `parent`: what it was revised from; without one it begins a document or goes on with its own.
        A letter of another day bears another date, and is another version.
        """
        document = UUID(parent.document) if parent else document_id(user_id, recipe)
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            # Two commands at once would otherwise draw the same number.
            await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:d, 0))"), {"d": str(document)})
            same = select(Row).where(Row.document == document, Row.recipe == recipe.digest, Row.sha256 == file.sha256)
            held = await session.scalar(same.order_by(Row.number.desc()).limit(1))
            if held is not None:
                return _opened(held, vault)
            last = await session.scalar(select(func.max(Row.number)).where(Row.document == document))
            row = Row(
                id=uuid5(document, f"{recipe.digest}\n{file.sha256}"),
                user_id=UUID(user_id),
                document=document,
                number=(last or 0) + 1,
                came_from=parent.number if parent else None,
                kind=recipe.kind,
                recipe=recipe.digest,
                file_id=UUID(file.id),
                name=file.name,
                path=file.path,
                sha256=file.sha256,
            )
            body = {"recipe": recipe.model_dump(mode="json"), "feedback": feedback, "text": shown, "fact_ids": file.fact_ids}
            row.body_enc = vault.seal(body, *PLACE, row.id)
            session.add(row)
            await session.flush()
            await session.refresh(row)
            return _opened(row, vault)

    async def made(self, user_id: str, recipe: Recipe) -> Version | None:
        """The newest version that was made of exactly this, on whatever day, if any."""
        async with self._database.as_user(user_id) as session:
            query = select(Row).where(Row.document == document_id(user_id, recipe), Row.recipe == recipe.digest)
            row = await session.scalar(query.order_by(Row.number.desc()).limit(1))
            return None if row is None else _opened(row, await self._vault.of(session, user_id))

    async def find(self, user_id: str, name: str, sha256: str | None = None, number: int | None = None) -> Version:
        """By the id of a document (its newest version), of a version or a file, or the first eight characters of one; or by the
        bytes of a file. `number`: this version of the document that was found.

        Raises `NotFound` `document_unknown`; `InvalidInput` `document_ambiguous`.
        """
        async with self._database.as_user(user_id) as session:
            rows = (await session.execute(_matching(name, sha256).order_by(Row.number))).scalars().all()
            documents = {row.document for row in rows}
            if not rows:
                raise NotFound("document_unknown", "There is no such document.", name, "List them: jobhunter documents")
            if len(documents) > 1:
                listed = " ".join(sorted(str(document) for document in documents))
                fix = "Name one of them by its id; jobhunter documents tells them apart."
                raise InvalidInput("document_ambiguous", "Several documents are meant by this.", listed, fix)
            found = rows[-1] if number is None else await _numbered(session, rows[0].document, number)
            return _opened(found, await self._vault.of(session, user_id))

    async def list(self, user_id: str, document: str | None = None) -> Sequence[Version]:
        """Every version, the newest document first and its versions in order; of one document, or of all."""
        async with self._database.as_user(user_id) as session:
            query = select(Row).order_by(Row.created_at, Row.number)
            rows = (await session.execute(query.where(Row.document == UUID(document)) if document else query)).scalars().all()
            vault = await self._vault.of(session, user_id)
            newest = {row.document: row.created_at for row in rows}
            order = sorted(rows, key=lambda row: (-newest[row.document].timestamp(), str(row.document), row.number))
            return tuple(_opened(row, vault) for row in order)


def document_id(user_id: str, recipe: Recipe) -> UUID:
    return uuid5(NAMESPACE, f"{user_id}\n{recipe.document}")


def _matching(name: str, sha256: str | None) -> Any:
    if sha256 is not None:
        return select(Row).where(Row.sha256 == sha256)
    start = name.strip().casefold()
    if not re.fullmatch(r"[0-9a-f][0-9a-f-]{7,}", start):
        return select(Row).where(text("false"))
    return select(Row).where(
        or_(*(cast(column, Text).startswith(start, autoescape=True) for column in (Row.document, Row.id, Row.file_id)))
    )


async def _numbered(session: AsyncSession, document: UUID, number: int) -> DocumentVersionRow:
    row = await session.scalar(select(Row).where(Row.document == document, Row.number == number))
    if row is None:
        raise NotFound(
            "document_unknown", "The document has no such version.", f"Version {number}.", "List them: jobhunter documents"
        )
    return row


def _opened(row: DocumentVersionRow, vault: UserVault) -> Version:
    body = vault.open(row.body_enc, *PLACE, row.id)
    file = Document(
        id=str(row.file_id), kind=row.kind, name=row.name, path=row.path, sha256=row.sha256, fact_ids=tuple(body["fact_ids"])
    )
    return Version(
        id=str(row.id), document=str(row.document), number=row.number, came_from=row.came_from, feedback=body["feedback"],
        recipe=Recipe.model_validate(body["recipe"]), file=file, text=body["text"], made_at=row.created_at,
    )  # fmt: skip
