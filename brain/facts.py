"""Facts: numbered true statements about the candidate, each with its source. Nothing else may be said on a person's behalf."""

import hashlib
import json
from datetime import date
from typing import Any, Literal

from pydantic import Field as pyfield

from brain.posting import Frozen

FactKind = Literal[
    "name", "contact", "link", "employment", "bullet", "education", "skill", "language", "certificate", "project",
    "preference", "authorisation",
]  # fmt: skip
Sensitivity = Literal["public", "contact", "sensitive", "secret"]


class FactSource(Frozen):
    """Where a fact was read: file, page and line (from 1) where they are known, and the words themselves."""

    file: str
    page: int | None = None
    line: int | None = None
    quote: str = ""


class Fact(Frozen):
    """One true statement. `value` is the typed content by kind (see `brain/resume/facts.py` for each kind's keys).

    `path` names its place in the résumé document (`basics.email`, `work[0].highlights[2]`, `x-jobhunter.pronouns`).
    """

    id: int = 0
    kind: FactKind
    path: str
    text: str
    value: dict[str, Any] = pyfield(default_factory=dict)
    source: FactSource
    sensitivity: Sensitivity = "public"


class RememberedAnswer(Frozen):
    """What the person answered before: reused where the same question comes again within its scope."""

    id: int
    question: str
    value: Any
    scope: Literal["everywhere", "company", "family", "once"] = "everywhere"
    company: str | None = None
    family: str | None = None
    answered_on: date | None = None

    def document(self) -> dict[str, Any]:
        """The answer as its owner reads it."""
        return self.model_dump(mode="json")

    @property
    def digest(self) -> str:
        return value_digest(self.value)


def value_digest(value: Any) -> str:
    """What a remembered answer says, as one short text: it is compared, and stands where the answer itself is sealed."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:32]


class Document(Frozen):
    """A file the candidate may send. `path` is where the hands find it; `kind` is `resume`, `cover_letter`, `transcript`, …"""

    id: str
    kind: str
    name: str
    path: str
    sha256: str
    fact_ids: tuple[int, ...] = ()


class Candidate(Frozen):
    """A person who applies: the résumé document (JSON Resume), its facts, what they answered before, their documents."""

    id: str
    resume: dict[str, Any]
    facts: tuple[Fact, ...]
    remembered: tuple[RememberedAnswer, ...] = ()
    documents: tuple[Document, ...] = ()
    consents: dict[str, bool] = pyfield(default_factory=dict)
