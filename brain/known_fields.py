"""The keys of a form's fields through time: a page that is drawn anew under other names, now or a day later, keeps them.

A control's own name is often drawn by lot at each visit, or changes when the site is rebuilt. What a person reads stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from brain.form import EntryPlace, Field, FormPage, entry_of
from brain.words import fold


class Named(Protocol):
    """A field as it was known: a `Field`, or one of a manifest."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class KnownField:
    """What is kept of a field to know it again."""

    key: str
    label: str
    kind: str

    @classmethod
    def of(cls, field: Named) -> "KnownField":
        return cls(field.key, field.label, field.kind)


def with_known_keys(page: FormPage, known: Iterable[Named]) -> FormPage:
    """The page with every field it shares with `known` under the key it has there, and its errors under the same.

    Shared is, in this order: key and label; label and kind, where both sides have equally many of them, in their order; key and
    kind. An entry of a repeater shares nothing with another one. All others keep their own key, or get a free one where theirs is
    taken.
    """
    renamed = _matched(page.fields, list(known))
    if all(key == renamed.get(key, key) for key in (f.key for f in page.fields)):
        return page
    taken = set(renamed.values())
    for field in page.fields:
        if field.key not in renamed:
            renamed[field.key] = _free(field.key, taken)
            taken.add(renamed[field.key])
    fields = tuple(f if renamed[f.key] == f.key else f.model_copy(update={"key": renamed[f.key]}) for f in page.fields)
    errors = {renamed.get(key, key): text for key, text in page.errors.items()}
    return page.model_copy(update={"fields": fields, "errors": errors})


def _matched(fields: Sequence[Field], known: list[Named]) -> dict[str, str]:
    """The key a field has now → the one it was known by."""
    found: dict[str, str] = {}
    by_key = {one.key: one for one in known}
    for field in fields:
        held = by_key.get(field.key)
        if held is not None and _reads(held) == _reads(field):
            found[field.key] = held.key
    open_known = [one for one in known if one.key not in found.values()]
    open_now = [field for field in fields if field.key not in found]
    groups = _grouped(open_known)
    for alike, now in _grouped(open_now).items():
        before = groups.get(alike, [])
        if len(before) == len(now):
            found |= {field.key: one.key for field, one in zip(now, before, strict=True)}
    for field in open_now:
        held = by_key.get(field.key)
        if field.key not in found and held is not None and held.kind == field.kind and held.key not in found.values():
            found[field.key] = held.key
    return found


def _reads(field: Named) -> tuple[str, str, EntryPlace | None]:
    return fold(field.label), field.kind, entry_of(field.key)


def _grouped(fields: Iterable[Named]) -> Mapping[object, list[Named]]:
    groups: dict[object, list[Named]] = defaultdict(list)
    for field in fields:
        groups[_reads(field)].append(field)
    return groups


def _free(key: str, taken: set[str]) -> str:
    return next(name for name in (key, *(f"{key}_{n}" for n in range(2, 10_000))) if name not in taken)
