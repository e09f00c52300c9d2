"""What `run` is given besides the goal."""

import json
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from brain.errors import InvalidInput

MAX_FILE_BYTES = 5 * 2**20
READERS = "jobhunter.resume_readers"


def read_resume(path: Path) -> dict[str, Any]:
    """The JSON Resume document of a file. Other formats are read by what is registered under `jobhunter.resume_readers`.

    Raises `InvalidInput` with `resume_not_found`, `resume_unreadable` or `resume_format`.
    """
    if not path.is_file():
        raise InvalidInput("resume_not_found", "There is no such file.", str(path), "Give the path of your résumé.")
    if path.suffix.lower() == ".json":
        return _json(path)
    readers = {point.name: point for point in entry_points(group=READERS)}
    reader = readers.get(path.suffix.lower().removeprefix("."))
    if reader is None:
        fix = f"Import it first: jobhunter candidate import {path}"
        raise InvalidInput("resume_format", "This command reads JSON Resume alone.", path.name, fix)
    document: dict[str, Any] = reader.load()(path)
    return document


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ValueError("it is larger than 5 MB")
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        fix = "Give a JSON Resume document, encoded as UTF-8."
        raise InvalidInput("resume_unreadable", "The résumé cannot be read.", f"{path}: {error}", fix) from error
    if not isinstance(document, dict):
        fix = "Give a JSON Resume document: one object with `basics`."
        raise InvalidInput("resume_unreadable", "The résumé cannot be read.", f"{path} holds no object.", fix)
    return document
