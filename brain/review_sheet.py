"""A review as a person reads it: every field with its value, where that comes from, and what to look at first."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import Field as pyfield

from brain.answering.sameness import meaning_of
from brain.asking import WHY
from brain.form import FieldValue, FilePath
from brain.manifest import Manifest, ManifestField, Provenance, Unanswered
from brain.posting import Frozen
from brain.words import fold

UNCERTAIN_BELOW = 0.9
NOT_SHOWN = ("hidden", "password", "code")


class ReviewRow(Frozen):
    """One field. `source` (as JSON: `from`) says where its value comes from, in words. `new`: no application that was sent
    answered this question like this; `uncertain`: less sure than it should be, written by a model, or in doubt."""

    key: str
    page: int
    label: str
    kind: str
    required: bool
    options: tuple[str, ...] | None = None
    value: FieldValue = None
    source: str = pyfield(serialization_alias="from")
    confidence: float = 0.0
    new: bool = False
    uncertain: bool = False
    doubt: str = ""

    def document(self) -> dict[str, Any]:
        held = self.model_dump(mode="json", by_alias=True, exclude={"value"})
        return held | {"value": self.value.name if isinstance(self.value, FilePath) else self.value}


def review_rows(manifest: Manifest, new: Collection[str] = (), doubts: Mapping[str, str] | None = None) -> tuple[ReviewRow, ...]:
    """What is uncertain or new first, then what was left empty, then the rest in the form's order. `doubts`: check by key."""
    held = [_row(f, f.key in new, (doubts or {}).get(f.key, "")) for f in manifest.fields]
    held.sort(key=lambda row: (not (row.uncertain or row.new), not row.uncertain, row.confidence if row.uncertain else 1.0))
    first = [row for row in held if row.uncertain or row.new]
    left = [_left_open(u) for u in open_to_the_person(manifest)]
    return (*[r for r in left if r.required], *first, *[r for r in left if not r.required], *held[len(first) :])


def open_to_the_person(manifest: Manifest) -> tuple[Unanswered, ...]:
    """The questions left open that a person may answer in a review."""
    return tuple(
        u
        for u in manifest.unanswered
        if u.field.visible and not u.field.honeypot and u.field.kind not in NOT_SHOWN and u.field.kind != "file"
    )


def new_keys(manifest: Manifest, earlier: Sequence[Manifest]) -> tuple[str, ...]:
    """The fields whose question no earlier application answered with this value. A document is looked at by itself."""
    seen = {(_question(f), _said(f.value)) for one in earlier for f in one.fields if not isinstance(f.value, FilePath)}
    mine = [f for f in manifest.fields if not isinstance(f.value, FilePath) and f.kind not in NOT_SHOWN]
    return tuple(f.key for f in mine if (_question(f), _said(f.value)) not in seen)


def source_in_words(source: Provenance) -> str:
    """Where a value comes from, for a person."""
    detail = source.detail.partition(": ")[2] or source.detail
    match source.kind:
        case "fact":
            return "your résumé"
        case "rule":
            return f"your résumé ({source.detail})" if source.detail else "your résumé"
        case "remembered":
            return f"you answered “{detail}” before" if detail else "you answered it before"
        case "given":
            return "your own words"
        case "model":
            return "written by a model from your résumé"


def _row(held: ManifestField, new: bool, doubt: str) -> ReviewRow:
    return ReviewRow(
        key=held.key,
        page=held.page,
        label=held.label,
        kind=held.kind,
        required=held.required,
        options=held.options,
        value=held.value,
        source=source_in_words(held.provenance),
        confidence=held.confidence,
        new=new,
        uncertain=held.confidence < UNCERTAIN_BELOW or held.provenance.kind == "model" or bool(doubt),
        doubt=doubt,
    )


def _left_open(opened: Unanswered) -> ReviewRow:
    asked = opened.field
    return ReviewRow(
        key=asked.key,
        page=_page_of(asked.key),
        label=asked.label,
        kind=asked.kind,
        required=asked.required,
        options=None if asked.options is None else tuple(o.label for o in asked.options),
        source=f"left empty: {WHY[opened.reason]}",
    )


def _page_of(key: str) -> int:
    number = key[1:].partition(".")[0]
    return int(number) if key[:1] == "p" and number.isascii() and number.isdecimal() else 1


def _question(held: ManifestField) -> str:
    meaning = meaning_of(held.label, held.as_field())
    return meaning.text if meaning else fold(held.label)


def _said(value: FieldValue) -> Any:
    if isinstance(value, tuple):
        return tuple(sorted(fold(v) for v in value))
    return fold(value) if isinstance(value, str) else value
