"""How a person writes, read from a letter they hand in: PDF, Word or text, opened as a résumé file is."""

from pathlib import Path

from brain.errors import InvalidInput
from brain.writing.own_style import KINDS, OwnStyle, style_of
from workers.hands.resume_files import read_resume_file


async def earlier_letter(kind: str, file: Path) -> OwnStyle | None:
    """The style of a document whose kind is that of a letter; None for another kind, and for what cannot be read as a letter."""
    if kind not in KINDS:
        return None
    try:
        read = await read_resume_file(file)
    except InvalidInput:
        return None  # the document may be sent all the same
    return style_of("\n".join(line.text for line in read.lines))
