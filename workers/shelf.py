"""What the commands for papers work with: the hands that draw, and the versions the ledger keeps."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from brain.errors import JobHunterError, Missing, NotFound, Unavailable
from brain.writing.drafting import Recipe
from workers.hands.documents import TypstDocuments
from workers.ledger import Ledger, open_ledger
from workers.papers import Made, put_on_paper
from workers.settings import WorkerSettings
from world_model.document_versions import DocumentVersions, Version
from world_model.users import LOCAL_USER


@dataclass(frozen=True, slots=True)
class Shelf:
    """`problem`: why nothing is kept, where the ledger does not open."""

    documents: TypstDocuments
    settings: WorkerSettings
    ledger: Ledger | None
    problem: str = ""

    @property
    def versions(self) -> DocumentVersions:
        """Raises `Unavailable` `database_unreachable` where there is no ledger."""
        if self.ledger is None:
            raise Unavailable("database_unreachable", "There is no ledger.", self.problem, "Run jobhunter doctor.")
        return DocumentVersions(self.ledger.database, self.ledger.vault)

    async def make(self, recipe: Recipe) -> Made:
        return await put_on_paper(self.documents, LOCAL_USER, recipe)

    async def keep(self, made: Made, parent: Version | None = None, feedback: str = "") -> Version | None:
        """The version that it is now; None where nothing is kept."""
        if self.ledger is None:
            return None
        return await self.versions.keep(LOCAL_USER, made.recipe, made.file, made.text, parent=parent, feedback=feedback)

    async def found(self, name: str, number: int | None = None) -> Version:
        """The version a person names: an id, or a file that was made before. Raises as `DocumentVersions.find`."""
        path = Path(name)
        if await asyncio.to_thread(path.is_file):
            digest = hashlib.sha256(await asyncio.to_thread(path.read_bytes)).hexdigest()
            try:
                return await self.versions.find(LOCAL_USER, name, digest, number)
            except NotFound as error:
                detail = f"{name} was changed since, or was not made by jobhunter resume or cover-letter."
                raise NotFound(error.code, error.title, detail, error.fix) from error
        return await self.versions.find(LOCAL_USER, name, None, number)

    async def kept(self, recipe: Recipe) -> Version | None:
        """What was made of exactly this before, if its file is still as it was."""
        if self.ledger is None:
            return None
        held = await self.versions.made(LOCAL_USER, recipe)
        return held if held is not None and await asyncio.to_thread(is_whole, held) else None


def is_whole(version: Version) -> bool:
    try:
        return hashlib.sha256(Path(version.file.path).read_bytes()).hexdigest() == version.file.sha256
    except OSError:
        return False


@asynccontextmanager
async def open_shelf(*, needed: bool) -> AsyncIterator[Shelf]:
    """The hands and the ledger. Where it is not `needed`, papers are made without one too; they are then kept as files alone.

    Raises as `open_ledger`.
    """
    settings = WorkerSettings()
    documents = TypstDocuments(settings.files)
    async with AsyncExitStack() as exits:
        exits.push_async_callback(documents.aclose)
        ledger: Ledger | None = None
        problem = ""
        try:
            ledger = await exits.enter_async_context(open_ledger())
        except (Missing, Unavailable) as error:
            if needed:
                raise
            problem = _why(error)
        yield Shelf(documents, settings, ledger, problem)


def _why(error: JobHunterError) -> str:
    return f"It cannot be revised later, because its version is not kept: {error.title} {error.detail}".strip()
