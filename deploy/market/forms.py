"""Reads what a form posted and judges it as an employer's server does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile

from deploy.market.drift import Drift
from deploy.market.fields import Field, date_of
from deploy.market.places import TOWNS
from deploy.market.received import ReceivedField, ReceivedFile, receive_file

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
FILE_TYPES = (".pdf", ".doc", ".docx", ".txt", ".rtf")
MAX_FILE_BYTES = 10 * 1024 * 1024

# From what a page posts to what its employer sees; a family whose choices post ids gives its own.
Decode = Callable[[Field, str], str]


def as_posted(_: Field, value: str) -> str:
    return value


@dataclass
class Sent:
    """One posted form: visible values by original field name, uploads, and errors by original field name."""

    values: dict[str, list[str]] = field(default_factory=dict)
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return ", ".join(self.values.get(name, []))


async def read(fields: Sequence[Field], form: FormData, drift: Drift, decode: Decode = as_posted) -> Sent:
    """Takes the posted controls apart by the names the page has under `drift`, then judges them."""
    sent = Sent()
    for asked in fields:
        posted = form.getlist(drift.name(asked.name))
        files = [part for part in posted if isinstance(part, UploadFile) and part.filename]
        if files:
            sent.uploads[asked.name] = (files[0].filename or "", await files[0].read())
        texts = [part.strip() for part in posted if isinstance(part, str) and part.strip()]
        sent.values[asked.name] = [decode(asked, text) for text in texts]
    sent.errors = {asked.name: error for asked in fields if asked.asked(sent.text) and (error := _error(asked, sent))}
    return sent


async def as_received(fields: Sequence[Field], sent: Sent, drift: Drift) -> tuple[list[ReceivedField], list[ReceivedFile]]:
    """The same form in the employer's eyes."""
    answers = [
        ReceivedField(label=asked.label, name=drift.name(asked.name), value=_visible(asked, sent))
        for asked in fields
        if asked.kind != "file"
    ]
    labels = {asked.name: asked.label for asked in fields}
    files = [await receive_file(labels[name], *upload) for name, upload in sent.uploads.items()]
    return answers, files


def _visible(asked: Field, sent: Sent) -> str:
    if asked.kind == "consent":
        return "Yes" if "1" in sent.values[asked.name] else "No"
    return sent.text(asked.name)


def _error(asked: Field, sent: Sent) -> str | None:
    if asked.kind == "file":
        return _file_error(asked, sent)
    if asked.entry and not any(text for name, text in sent.values.items() if name.startswith(f"{asked.entry}[")):
        return None
    value = sent.text(asked.name)
    if asked.kind == "consent":
        return "Please confirm to continue" if asked.required and "1" not in sent.values[asked.name] else None
    if not value:
        return f"{asked.label} is required" if asked.required else None
    if asked.source and sent.text(asked.name) not in TOWNS:
        return "Please choose from the list"
    if asked.options and set(sent.values[asked.name]) - set(asked.options):
        return "Please select one of the options"
    return _format_error(asked, value)


def _format_error(asked: Field, value: str) -> str | None:
    if asked.kind == "email" and not EMAIL.fullmatch(value):
        return "Please enter a valid email address"
    if asked.kind == "phone" and not 6 <= len(re.sub(r"\D", "", value)) <= 15:
        return "Please enter a valid phone number"
    if asked.kind == "url" and not re.fullmatch(r"(https?://)?[^\s/]+\.[^\s]{2,}", value):
        return "Please enter a valid URL"
    if asked.date_format and date_of(asked, value) is None:
        return "Please enter a valid date"
    if asked.match == "years" and not re.search(r"\d", value):
        return "Please enter a number"
    if len(value) > (5000 if asked.kind == "textarea" else 255):
        return "This answer is too long"
    return None


def _file_error(asked: Field, sent: Sent) -> str | None:
    if asked.name not in sent.uploads:
        typed = asked.alternative and sent.text(asked.alternative)
        return f"{asked.label} is required" if asked.required and not typed else None
    name, content = sent.uploads[asked.name]
    if not name.lower().endswith(FILE_TYPES):
        return "This file type is not accepted"
    if not content or len(content) > MAX_FILE_BYTES:
        return "This file is empty or larger than 10 MB"
    return None
