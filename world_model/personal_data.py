"""Everything that is held of one person, handed over on request, and gone on request.

Both go by the tables themselves: whatever belongs to a user bears their id, so a new table is exported and emptied too.
"""

import asyncio
import base64
import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import Conflict, InvalidInput
from world_model.session import Database
from world_model.tables import USER_OWNED, Base, DocumentRow, Task, TaskStep, User
from world_model.vault import UserVault, Vault

POLL_S = 0.2
OPEN_TASKS = ("queued", "running", "waiting", "paused")
NOT_EXPORTED = {
    ("credentials", "password_enc"),
    ("credentials", "totp_enc"),
    ("site_sessions", "state_enc"),
    ("tasks", "lease_token"),
    ("notification_targets", "address_enc"),
    ("interventions", "default_enc"),
}
# What a sealed column was sealed for, beside its table and name, as in the stores that write it.
SEALED_FOR = {
    ("interventions", "answer_enc"): "{step_id}:{round}",
    ("checkpoints", "value_enc"): "{step_id}:{name}",
}


class PersonalData:
    """The data of one installation: its database, and its folder of files."""

    def __init__(self, database: Database, vault: Vault, files: Path) -> None:
        self._database = database
        self._vault = vault
        self.files = files

    async def export(self, user_id: str, folder: Path) -> dict[str, int]:
        """Writes one JSON file per table and copies every file below `folder`, which must be new or empty.

        Passwords of accounts at sites stay sealed. Answers how many rows or files of each. Raises `InvalidInput`
        `folder_not_empty`, `folder_unusable`.
        """
        _new_folder(folder)
        counts: dict[str, int] = {}
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            for name in USER_OWNED:
                rows = (await session.execute(select(Base.metadata.tables[name]))).mappings().all()
                shown = [_shown(name, dict(row), vault) for row in rows]
                _write(folder / f"{name}.json", shown)
                counts[name] = len(shown)
            _write(folder / "resumes.json", await _resumes(session, vault))
            counts["files"] = await asyncio.to_thread(_copy, await self._files_of(session, user_id), self.files, folder / "files")
        return counts

    async def delete(self, user_id: str, wait_s: float = 40.0) -> dict[str, int]:
        """Ends the person's tasks and deletes rows, files and their data key; a new key replaces it.

        Answers how many rows and files of each are gone. Raises `Conflict` `steps_running` where a worker is still at one after
        `wait_s`; nothing begins again meanwhile.
        """
        await self._end_tasks(user_id, wait_s)
        counts: dict[str, int] = {}
        async with self._database.as_user(user_id) as session:
            held = await self._files_of(session, user_id)
            for table in _children_first():
                found = await session.execute(delete(table).where(table.c.user_id == user_id))
                counts[table.name] = int(getattr(found, "rowcount", 0))
            # Whatever a backup still holds of the sealed columns opens no more.
            wrapped, key_id = self._vault.new_data_key(user_id)
            new_key = {"data_key_wrapped": wrapped, "master_key_id": key_id}
            await session.execute(update(User).where(User.id == user_id).values(email=None, **new_key))
        counts["files"] = await asyncio.to_thread(_remove, held)
        return counts

    async def _end_tasks(self, user_id: str, wait_s: float) -> None:
        until = time.monotonic() + wait_s
        while True:
            async with self._database.as_user(user_id) as session:
                query = text("SELECT cancel_task(id, 'Its data is being deleted.') FROM tasks WHERE status = ANY (:open)")
                await session.execute(query, {"open": list(OPEN_TASKS)})
                running = await session.scalar(select(func.count()).select_from(TaskStep).where(TaskStep.status == "running"))
            if not running:
                return
            if time.monotonic() > until:
                detail = f"{running} step(s) are running; their tasks are cancelled."
                raise Conflict("steps_running", "A worker is still at it.", detail, "Try again in a moment.")
            await asyncio.sleep(POLL_S)

    async def _files_of(self, session: AsyncSession, user_id: str) -> list[Path]:
        """Documents by their rows and folder, pictures by the task they are named after; nothing outside the files' folder."""
        root = self.files.resolve()
        named = [Path(path) for path in (await session.execute(select(DocumentRow.path))).scalars()]
        tasks = [str(task) for task in (await session.execute(select(Task.id))).scalars()]
        return await asyncio.to_thread(_found, root, named, tasks, documents_folder(root, user_id))


def documents_folder(files: Path, user_id: str) -> Path:
    """Where a user's documents are kept."""
    return files / "documents" / hashlib.sha256(user_id.encode()).hexdigest()[:16]


def _children_first() -> Iterator[Table]:
    """Every table of users' rows, those that refer to others first."""
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in USER_OWNED:
            yield table


def _found(root: Path, named: list[Path], tasks: list[str], own: Path) -> list[Path]:
    every = [path for path in root.rglob("*") if path.is_file()] if root.is_dir() else []
    mine = {path.resolve() for path in named if path.is_file() and path.resolve().is_relative_to(root)}
    ids = {form for task in tasks for form in (task, task.replace("-", "_"))}  # a picture is named in words
    for path in every:
        said = str(path.relative_to(root))
        if path.is_relative_to(own) or any(task in said for task in ids):
            mine.add(path)
    return sorted(mine)


def _copy(files: list[Path], root: Path, folder: Path) -> int:
    for path in files:
        target = folder / path.relative_to(root.resolve())
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(path, target)
        target.chmod(0o600)
    return len(files)


def _remove(files: list[Path]) -> int:
    for path in files:
        path.unlink(missing_ok=True)
    return len(files)


def _new_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        taken = any(folder.iterdir())
    except OSError as error:
        raise InvalidInput(
            "folder_unusable", "The folder cannot be written.", f"{folder}: {error.strerror}", "Name another one."
        ) from error
    if taken:
        raise InvalidInput("folder_not_empty", "The folder is not empty.", str(folder), "Name a new one.")


async def _resumes(session: AsyncSession, vault: UserVault) -> list[Any]:
    rows = (await session.execute(select(Base.metadata.tables["candidates"]))).mappings()
    return [vault.open(row["resume_enc"], "candidates", "resume_enc", row["id"]) for row in rows]


def _shown(table: str, row: dict[str, Any], vault: UserVault) -> dict[str, Any]:
    return {
        name.removesuffix("_enc"): _opened(table, name, row, vault)
        for name in row
        if (table, name) not in NOT_EXPORTED and name != "user_id"
    }


def _opened(table: str, name: str, row: Mapping[str, Any], vault: UserVault) -> Any:
    value = row[name]
    if name == "options" and table == "tasks" and value.get("given"):
        return {**value, "given": vault.open(base64.b64decode(value["given"]), "tasks", "given", vault.user_id)}
    if not name.endswith("_enc") or not value:
        return None if isinstance(value, bytes) else value
    place = SEALED_FOR.get((table, name))
    return vault.open(value, table, name, place.format(**row) if place else row["id"])


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n", encoding="utf-8")
    path.chmod(0o600)


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, UUID) else value.isoformat() if hasattr(value, "isoformat") else str(value)
