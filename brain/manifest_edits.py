"""Changing a manifest: values a person gave, and answers taken back."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from brain.answers import GivenAnswers
from brain.edit_rules import check_constraints
from brain.errors import InvalidInput
from brain.form import Constraints, Field, FieldValue
from brain.manifest import Answer, Manifest, ManifestField, Provenance, Unanswered

BY_THE_PERSON = Provenance(kind="given", detail="the person's own words")


def with_given(manifest: Manifest, given: GivenAnswers) -> Manifest:
    """The manifest with what the person gave, by field key; the newest answer to a field wins."""
    values: dict[str, Any] = {}
    for answer in given.answers:
        values.setdefault(answer.question, answer.value)
    return edited(manifest, values)


def edited(manifest: Manifest, values: Mapping[str, Any], *, strict: bool = False) -> Manifest:
    """Raises `InvalidInput` naming the field: `unknown_field`, `value_invalid`, `not_an_option`; the manifest given is never
    changed. `strict`: also what `check_constraints` raises, where a person is there to say it better."""
    fields = {f.key: f for f in manifest.fields}
    opened = {u.field.key: u for u in manifest.unanswered}
    for key, value in values.items():
        if key in fields:
            fields[key] = _put(fields[key], value, strict)
        elif key in opened:
            fields[key] = _put(_from_open(opened.pop(key)), value, strict)
        else:
            raise InvalidInput("unknown_field", "This form has no such field.", key, "Name a key of the manifest.", field=key)
    kept = tuple(u for u in manifest.unanswered if u.field.key in opened)
    return manifest.model_copy(update={"fields": tuple(fields.values()), "unanswered": kept})


def with_answers(manifest: Manifest, answers: Sequence[Answer], page: int) -> Manifest:
    """The manifest with these answers in the place of those it held; what was open before is answered on page `page`."""
    by_key = {a.field.key: a for a in answers}
    known = {f.key for f in manifest.fields}
    fields = [_answered(f, by_key[f.key]) if f.key in by_key else f for f in manifest.fields]
    fields += [_answered(as_held(a.field, page), a) for a in answers if a.field.key not in known]
    kept = tuple(u for u in manifest.unanswered if u.field.key not in by_key)
    return manifest.model_copy(update={"fields": tuple(fields), "unanswered": kept})


def _answered(held: ManifestField, answer: Answer) -> ManifestField:
    said = {"value": answer.value, "provenance": answer.provenance, "confidence": answer.confidence, "read_back": None}
    return held.model_copy(update=said)


def without(manifest: Manifest, keys: Collection[str]) -> Manifest:
    """The manifest without these answers: the fields are open again, refused by the audit."""
    dropped = [f for f in manifest.fields if f.key in keys]
    reopened = tuple(Unanswered(field=f.as_field(), reason="refused_by_audit") for f in dropped)
    kept = tuple(f for f in manifest.fields if f.key not in keys)
    return manifest.model_copy(update={"fields": kept, "unanswered": (*manifest.unanswered, *reopened)})


def reopened(manifest: Manifest, unanswered: Sequence[Unanswered]) -> Manifest:
    """The manifest without answers to these fields: they are open again, each for its own reason."""
    keys = {u.field.key for u in unanswered}
    fields = tuple(f for f in manifest.fields if f.key not in keys)
    kept = tuple(u for u in manifest.unanswered if u.field.key not in keys)
    return manifest.model_copy(update={"fields": fields, "unanswered": (*kept, *unanswered)})


def _put(held: ManifestField, value: Any, strict: bool) -> ManifestField:
    spoken = _fitting(held, value)
    if strict:
        check_constraints(held, spoken)
    return held.model_copy(update={"value": spoken, "provenance": BY_THE_PERSON, "confidence": 1.0, "read_back": None})


def _fitting(held: ManifestField, value: Any) -> FieldValue:
    if not isinstance(value, str | int | float | bool | list | tuple):
        raise InvalidInput(
            "value_invalid", "This is no value for a field.", held.label, "Give text, a number, yes/no or a list.", field=held.key
        )
    chosen: FieldValue = tuple(str(v) for v in value) if isinstance(value, list | tuple) else value
    if held.options is None or isinstance(chosen, bool):
        return chosen
    labels = {o.strip().casefold(): o for o in held.options}
    wanted = chosen if isinstance(chosen, tuple) else (str(chosen),)
    unknown = [w for w in wanted if w.strip().casefold() not in labels]
    if unknown and held.options:
        raise InvalidInput(
            "not_an_option",
            f"“{held.label}” has no such choice.",
            ", ".join(unknown),
            f"Choose of: {', '.join(held.options)}",
            field=held.key,
        )
    picked = tuple(labels.get(w.strip().casefold(), w) for w in wanted)
    return picked if isinstance(chosen, tuple) else picked[0]


def as_held(asked: Field, page: int = 1) -> ManifestField:
    """A field of the form as a manifest holds it, with nothing in it yet."""
    return ManifestField(
        key=asked.key,
        page=page,
        label=asked.label,
        name=asked.name,
        kind=asked.kind,
        required=asked.required,
        options=None if asked.options is None else tuple(o.label for o in asked.options),
        value=None,
        provenance=BY_THE_PERSON,
        constraints=asked.constraints if asked.constraints != Constraints() else None,
    )


def _from_open(opened: Unanswered) -> ManifestField:
    asked = opened.field
    page = int(asked.key[1:].split(".", 1)[0]) if asked.key[:1] == "p" and asked.key[1:].split(".", 1)[0].isdigit() else 1
    return as_held(asked, page)
