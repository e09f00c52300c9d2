"""A résumé file that came with a form: held under a name of our own, read by the process that opens such files, then gone."""

import asyncio
import tempfile
import unicodedata
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path, PurePosixPath, PureWindowsPath

from fastapi import Request
from starlette.datastructures import UploadFile

from brain.errors import InvalidInput, Missing
from brain.resume.importing import ImportedResume

MAX_FILE_BYTES = 5 * 2**20
IMPORTERS = "jobhunter.resume_importers"
_SUFFIXES = {".pdf", ".docx", ".txt", ".md", ".json", ".yaml", ".yml", ".zip"}
_LONGEST_NAME = 200

Importer = Callable[[Path, str], Awaitable[ImportedResume]]


async def imported_upload(request: Request) -> tuple[ImportedResume, str]:
    """What the form's `file` holds, and the name it was sent under.

    Raises `InvalidInput`: `file_missing`, `resume_too_large`, and those of the reader; `Missing`: `resume_importer`.
    """
    async with request.form(max_files=1, max_fields=8) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile):
            raise InvalidInput(
                "file_missing", "The form holds no file.", "The field must be named `file`.", "Send one file as `file`."
            )
        data = await sent.read(MAX_FILE_BYTES + 1)
        name = shown_name(sent.filename or "")
    if len(data) > MAX_FILE_BYTES:
        raise InvalidInput("resume_too_large", "The résumé is too large.", f"{name} has more than 5 MB.", "Send at most 5 MB.")
    suffix = PurePosixPath(name).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="resume-") as folder:
        path = Path(folder) / f"upload{suffix if suffix in _SUFFIXES else '.txt'}"
        await asyncio.to_thread(path.write_bytes, data)
        return await _importer()(path, name), name


def shown_name(sent: str) -> str:
    """The last part of a name as a browser sends it, without folders and control characters."""
    bare = PureWindowsPath(PurePosixPath(sent).name).name
    kept = "".join(letter for letter in bare if unicodedata.category(letter)[0] != "C").strip()
    return kept[-_LONGEST_NAME:] or "resume"


@cache
def _importer() -> Importer:
    """The reader of files; the gateway opens none itself."""
    found = next(iter(entry_points(group=IMPORTERS)), None)
    if found is None:
        raise Missing(
            "resume_importer", "Files cannot be read here.", "No reader of résumé files is installed.", "Send JSON Resume."
        )
    importer: Importer = found.load()
    return importer
