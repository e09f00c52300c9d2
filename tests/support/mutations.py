"""Damage for parsers: a JSON document with a few of its values replaced, dropped, doubled or moved, by a seeded generator."""

import copy
import random
from typing import Any

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 10**30, "", " ", "\x00", "\ud800", "a" * 5000, "<p>", "&lt;script&gt;", "2026-13-45",
    "$1 - $2",
    "javascript:x", [], {}, [None], [[]], {"name": None}, {"": {}}, "null", "\u202e‮abc", "9" * 400,
)  # fmt: skip


def mutated(document: Any, rng: random.Random) -> Any:
    """A copy with one to four mutations."""
    made = copy.deepcopy(document)
    for _ in range(rng.randint(1, 4)):
        holder, key = _spot(made, rng)
        if holder is None:
            return rng.choice(ODD)
        _mutate(holder, key, rng)
    return made


def _spot(document: Any, rng: random.Random) -> tuple[Any, Any]:
    spots = [
        (holder, key) for holder in _holders(document) for key in (holder if isinstance(holder, dict) else range(len(holder)))
    ]
    return rng.choice(spots) if spots else (None, None)


def _holders(value: Any) -> list[Any]:
    if not isinstance(value, dict | list) or not value:
        return []
    inner = value.values() if isinstance(value, dict) else value
    return [value, *(holder for part in inner for holder in _holders(part))]


def _mutate(holder: Any, key: Any, rng: random.Random) -> None:
    kind = rng.choice(("replace", "replace", "drop", "double", "cut", "swap"))
    value = holder[key]
    if kind == "drop":
        del holder[key]
    elif kind == "double" and isinstance(holder, list):
        holder.insert(0, copy.deepcopy(value))
    elif kind == "cut" and isinstance(value, str):
        holder[key] = value[: rng.randint(0, len(value))]
    elif kind == "swap" and isinstance(holder, dict):
        holder[key] = copy.deepcopy(rng.choice(list(holder.values())))
    else:
        holder[key] = copy.deepcopy(rng.choice(ODD))
