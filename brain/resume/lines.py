"""Text lines as a reader of files hands them over."""

from brain.posting import Frozen


class TextLine(Frozen):
    """One line of a text or PDF, its blanks kept as laid out. `page` and `line` count from 1; a plain text has no pages."""

    text: str
    line: int
    page: int | None = None
