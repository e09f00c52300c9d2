"""Answers with provenance, and the manifest: the whole form as it will be sent, hashed."""

import hashlib
import json
from typing import Any, Literal

from pydantic import Field as pyfield

from brain.form import Constraints, Field, FieldKind, FieldValue, FilePath, Option
from brain.posting import Frozen

ProvenanceKind = Literal["fact", "remembered", "rule", "given", "model"]
UnansweredReason = Literal["only_the_person", "no_fact", "no_option_fits", "ambiguous", "not_allowed", "refused_by_audit"]


class Provenance(Frozen):
    """Where a value came from. `ids`: fact ids, or the remembered answer's id; `detail`: the rule or the words, for a person.

    `answer` and `digest`: the remembered answer it stands on, and what that said then; None where it stands on none.
    """

    kind: ProvenanceKind
    ids: tuple[int, ...] = ()
    detail: str = ""
    answer: int | None = None
    digest: str = ""


class Answer(Frozen):
    """One field's value with its provenance. `confidence` is 0 to 1 and orders what a person should look at first."""

    field: Field
    value: FieldValue
    provenance: Provenance
    confidence: float = 1.0


class Unanswered(Frozen):
    """A field left empty, and why. Required ones are asked; optional ones are listed."""

    field: Field
    reason: UnansweredReason
    detail: str = ""


class ManifestField(Frozen):
    """`read_back`: what the page held after it was filled with `value`; None where it was not filled since.

    `constraints` are the form's own, for whoever changes the value; the hash is over what is sent, so they are no part of it.
    """

    key: str
    page: int
    label: str
    name: str
    kind: FieldKind
    required: bool
    options: tuple[str, ...] | None = None
    value: FieldValue
    provenance: Provenance
    confidence: float = 1.0
    read_back: FieldValue = None
    constraints: Constraints | None = None

    def as_field(self) -> Field:
        """The form's field as far as the manifest holds it."""
        options = None if self.options is None else tuple(Option(label=o, value=o) for o in self.options)
        return Field(
            key=self.key,
            label=self.label,
            name=self.name,
            kind=self.kind,
            required=self.required,
            options=options,
            constraints=self.constraints or Constraints(),
        )


class Manifest(Frozen):
    """All pages of one form as they will be sent. The hash covers url, key, label and value of every field, in order."""

    url: str
    pages: int
    fields: tuple[ManifestField, ...]
    unanswered: tuple[Unanswered, ...] = ()

    @property
    def hash(self) -> str:
        held: list[Any] = [self.url, self.pages]
        held += [[f.key, f.label, _hashable(f.value)] for f in self.fields]
        text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    def value_of(self, key: str) -> FieldValue:
        return next((f.value for f in self.fields if f.key == key), None)

    @property
    def open_required(self) -> tuple[Unanswered, ...]:
        return tuple(u for u in self.unanswered if u.field.required)


def _hashable(value: FieldValue) -> Any:
    # A document is identified by what it holds, not by where this machine keeps it.
    return {"sha256": value.sha256, "name": value.name} if isinstance(value, FilePath) else value


class Doubt(Frozen):
    """What the critic holds against one field: the check that failed, in words, and the facts it was held against."""

    key: str
    check: str
    detail: str
    facts: tuple[int, ...] = ()


class Verdict(Frozen):
    """The critic's word on a manifest or document: nothing held against it, or the doubts, each by field."""

    doubts: tuple[Doubt, ...] = pyfield(default=())

    @property
    def clean(self) -> bool:
        return not self.doubts
