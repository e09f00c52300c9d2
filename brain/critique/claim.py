"""One thing a text says that the sources do not."""

from dataclasses import dataclass

from brain.facts import Fact


@dataclass(frozen=True, slots=True)
class Claim:
    """The check that failed, the reason in words, the words it is about, and the facts it was held against (none: all cited)."""

    check: str
    reason: str
    words: str
    against: tuple[Fact, ...] = ()
