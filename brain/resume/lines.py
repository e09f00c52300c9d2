"""Text lines as a reader of files hands them over."""

from brain.posting import Frozen


class TextLine(Frozen):
    """One line of a text or PDF, its blanks kept as laid out. `page` and `line` count from 1; a plain text has no pages.

    `lane` is 1 for what stands beside the main text (a side bar), which begins anew there. `size` (points) and `bold` are how it
    is printed, where that is known; `lead` is how much of its text stands in bold before the rest, which does not. `tight` says
    that it stands closer to the line above than lines usually do, and that its first word had no room there.
    """

    text: str
    line: int
    page: int | None = None
    lane: int = 0
    size: float | None = None
    bold: bool = False
    lead: int = 0
    tight: bool = False
