"""The answers a person hands in with a form: `--answers FILE` (JSON or YAML), and a résumé that is to be sent as it is."""

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml

from brain.answering.given import GivenAnswer, GivenAnswers, parse_given
from brain.errors import InvalidInput
from brain.form import FilePath

MAX_BYTES = 1024 * 1024
MAX_DOCUMENT = 20 * 1024 * 1024
RESUME = "Resume/CV"


def read_answers(path: Path) -> GivenAnswers:
    """What the file says. Paths in it count from its own folder.

    Raises `InvalidInput` `answers_not_found`, `answers_unreadable`, `answers_invalid`, `file_not_found`.
    """
    return parse_given(content_of(path), lambda named: document(path.parent / Path(named).expanduser()))


def with_resume(given: GivenAnswers, path: Path) -> GivenAnswers:
    """The answers, and this file wherever a form asks for the résumé. Raises `InvalidInput` `file_not_found`."""
    return GivenAnswers(answers=(*given.answers, GivenAnswer(question=RESUME, value=document(path))))


def document(path: Path) -> FilePath:
    """A file that may be sent, with the hash of what it holds now. Raises `InvalidInput` `file_not_found`, `file_too_large`."""
    try:
        if path.is_file() and path.stat().st_size > MAX_DOCUMENT:
            raise InvalidInput("file_too_large", "The document is too large.", f"{path.name}: over 20 MB", "Send a smaller one.")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        detail = f"{path}: {error.strerror}"
        raise InvalidInput("file_not_found", "A document to send cannot be read.", detail, "Check the path.") from error
    return FilePath(file=str(path.resolve()), name=path.name, sha256=digest)


def content_of(path: Path) -> Any:
    """The parsed JSON or YAML of an answers file. Raises `InvalidInput` `answers_not_found`, `answers_unreadable`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        detail = f"{path}: {error.strerror}"
        raise InvalidInput("answers_not_found", "The answers file cannot be opened.", detail, "Check the path.") from error
    try:
        if len(data) > MAX_BYTES:
            raise ValueError("it has more than 1 MB")
        text = data.decode("utf-8-sig")
        return json.loads(text) if text.lstrip().startswith(("{", "[")) and path.suffix.lower() != ".yaml" else _yaml(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        fix = 'Write JSON or YAML: {"answers": [{"question": …, "value": …}], "fields": {…}} or question: value.'
        detail = f"{path}: {' '.join(str(error).split())[:200]}"
        raise InvalidInput("answers_unreadable", "The answers file cannot be parsed.", detail, fix) from error


def _yaml(text: str) -> Any:
    # A few aliases can stand for billions of values; answers need none.
    if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=yaml.SafeLoader)):
        raise ValueError("YAML aliases are not read")
    return yaml.safe_load(text)
