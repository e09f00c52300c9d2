"""Reads a résumé file. PDFs and archives (Word, LinkedIn's export) are opened in a process that may not use much."""

import asyncio
import contextlib
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from brain.errors import InvalidInput
from brain.posting import Frozen
from brain.resume import TextLine
from brain.resume.linkedin import KEY as LINKEDIN

MAX_BYTES = 5 * 1024 * 1024
MAX_SECONDS = 30.0
_MAX_TEXT = 1024 * 1024
_MAX_ALIASES = 20
_FIX = "Give a PDF, DOCX, TXT, JSON Resume, RenderCV YAML or LinkedIn export (ZIP) of at most 5 MB."


class ResumeContent(Frozen):
    """What a file held: a parsed document, or lines of text with the addresses behind its words. `sha256` is of the file."""

    name: str
    sha256: str
    document: dict[str, Any] | None = None
    lines: tuple[TextLine, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def content(self) -> Mapping[str, Any] | tuple[TextLine, ...]:
        """What `brain.resume.import_candidate` takes."""
        return self.document if self.document is not None else self.lines


async def read_resume_file(path: Path) -> ResumeContent:
    """Reads and parses one file.

    Raises `InvalidInput`: `resume_not_found`, `resume_too_large`, `resume_kind_unknown`, `resume_unreadable`, `resume_refused`
    (encrypted, scripted or too long), `resume_too_heavy` (the reader ran out of time or memory).
    """
    data = await asyncio.to_thread(_bytes, path)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(b"%PDF-"):
        found = await _in_process("pdf", path)
    elif data.startswith(b"PK\x03\x04"):
        found = await _in_process("archive", path)
    elif path.suffix.lower() in {".json", ".yaml", ".yml"}:
        return ResumeContent(name=path.name, sha256=digest, document=_document(_text(data), path))
    else:
        return _plain(_text(data), path, digest)
    if "tables" in found:
        return ResumeContent(name=path.name, sha256=digest, document={LINKEDIN: found["tables"]})
    lines = tuple(TextLine.model_validate(line) for line in found["lines"])
    return ResumeContent(name=path.name, sha256=digest, lines=lines, links=tuple(found["links"]))


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise InvalidInput("resume_not_found", "There is no such file.", str(path), "Check the path.")
    if path.stat().st_size > MAX_BYTES:
        raise InvalidInput("resume_too_large", "The résumé is too large.", f"{path.name} has more than 5 MB.", _FIX)
    return path.read_bytes()


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 by its mark, else the Western code page; bytes that are no text are refused."""
    if len(data) > _MAX_TEXT:
        raise InvalidInput("resume_too_large", "The résumé is too large.", "A text of more than 1 MB is no résumé.", _FIX)
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text or sum(character < " " and character not in "\n\r\t\f" for character in text[:4000]) > 20:
        raise InvalidInput(
            "resume_kind_unknown", "The file is not one that can be read.", "Its bytes are neither text, PDF nor DOCX.", _FIX
        )
    return text


def _plain(text: str, path: Path, digest: str) -> ResumeContent:
    stripped = text.lstrip()
    if stripped.startswith("{"):
        # A JSON résumé under another name is still one.
        with contextlib.suppress(InvalidInput):
            return ResumeContent(name=path.name, sha256=digest, document=_document(text, path))
    lines = tuple(TextLine(text=line, line=number) for number, line in enumerate(text.replace("\f", "\n").splitlines(), 1))
    return ResumeContent(name=path.name, sha256=digest, lines=lines)


def _document(text: str, path: Path) -> dict[str, Any]:
    try:
        is_yaml = path.suffix.lower() in {".yaml", ".yml"}
        document = _yaml(text) if is_yaml else json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise InvalidInput("resume_unreadable", "The file cannot be parsed.", f"{path.name}: {str(error)[:200]}", _FIX) from error
    if not isinstance(document, dict):
        raise InvalidInput(
            "resume_unreadable", "The file holds no object.", f"{path.name} holds a {type(document).__name__}.", _FIX
        )
    return {str(key): value for key, value in document.items()}


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _yaml(text: str) -> Any:
    # A few aliases can stand for billions of values.
    if sum(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=yaml.SafeLoader)) > _MAX_ALIASES:
        raise ValueError("too many aliases")
    return _plain_values(yaml.safe_load(text))


def _plain_values(value: Any) -> Any:
    """Dates as the text they were; YAML makes values of them, JSON Resume has texts."""
    if isinstance(value, dict):
        return {str(key): _plain_values(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_plain_values(held) for held in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


async def _in_process(kind: str, path: Path) -> dict[str, Any]:
    """Runs the reader of `kind` in a process of its own, without environment, and ends it when it takes too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", "workers.hands._document_text", kind, str(await asyncio.to_thread(path.resolve)),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, env={},
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), MAX_SECONDS)
    except TimeoutError as error:
        raise _too_heavy(path) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not output:
        raise _too_heavy(path)
    found: dict[str, Any] = json.loads(output)
    if "refused" in found:
        raise InvalidInput("resume_refused", "The résumé was refused.", f"{path.name}: {found['refused']}", _FIX)
    if "unreadable" in found:
        raise InvalidInput("resume_unreadable", "The file cannot be parsed.", f"{path.name}: {found['unreadable']}", _FIX)
    return found


def _too_heavy(path: Path) -> InvalidInput:
    return InvalidInput(
        "resume_too_heavy", "Reading the résumé took too much.", f"{path.name} needs more time or memory than a résumé may.", _FIX
    )
