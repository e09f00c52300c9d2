"""A site that was rebuilt overnight: other ids, names and classes, other nesting, optional questions elsewhere."""

import hashlib
from collections.abc import Sequence
from random import Random

from deploy.market.fields import Field

PREFIXES = ("fld", "ctl", "in", "q", "el", "f")


class Drift:
    """How the markup of seed N differs from the original; seed 0 is the original. What people read never changes."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def name(self, base: str) -> str:
        """The present id and name of a control."""
        if not self.seed or not base:
            return base
        digest = self._digest("name", base)
        return f"{PREFIXES[digest % len(PREFIXES)]}_{digest:x}"

    def classes(self, tokens: str) -> str:
        """The present class names for space-separated original ones."""
        if not self.seed:
            return tokens
        return " ".join(f"{token[0]}{self._digest('class', token):x}"[:7] for token in tokens.split())

    def wrappers(self, base: str) -> range:
        """As many wrapping elements as have been added around a control."""
        return range(self._digest("wrap", base) % 3 if self.seed else 0)

    def order(self, fields: Sequence[Field]) -> tuple[Field, ...]:
        """The fields with the optional ones swapped among their places; the required ones stay."""
        if not self.seed:
            return tuple(fields)
        optional = [field for field in fields if not field.required]
        Random(self.seed).shuffle(optional)
        moved = iter(optional)
        return tuple(field if field.required else next(moved) for field in fields)

    def _digest(self, kind: str, base: str) -> int:
        text = f"{self.seed}:{kind}:{base}".encode()
        return int.from_bytes(hashlib.sha256(text).digest()[:4], "big")
