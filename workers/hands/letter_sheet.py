"""A letter's text → the sheet its template draws: paragraphs, lines and lists in the order they were written."""

import re

from brain.ports import Letterhead
from brain.posting import Frozen
from brain.text_language import RIGHT_TO_LEFT, is_right_to_left

_ITEM = re.compile(r"^\s*[-–•*]\s+(?=\S)")


class Block(Frozen):
    """Lines that stand together: of a paragraph, or with `items` each an item of a list."""

    lines: tuple[str, ...]
    items: bool = False
    ends: bool = True
    """Whether the paragraph ends here; False where its list follows."""


class LetterSheet(Frozen):
    title: str
    sender: str
    label: str
    contacts: tuple[str, ...]
    subject: str
    date: str
    blocks: tuple[Block, ...]
    lang: str
    rtl: bool
    size: float


def letter_sheet(text: str, head: Letterhead, title: str, size: float) -> LetterSheet:
    """Blank lines part paragraphs, line breaks stay, lines that begin with a dash are a list."""
    return LetterSheet(
        title=title,
        sender=head.sender,
        label=head.label,
        contacts=head.contacts,
        subject=head.subject,
        date=head.date,
        blocks=tuple(block for paragraph in re.split(r"\n\s*\n", text.strip()) for block in _blocks(paragraph)),
        lang=head.language,
        rtl=head.language in RIGHT_TO_LEFT or is_right_to_left(text),
        size=size,
    )


def _blocks(paragraph: str) -> list[Block]:
    found: list[Block] = []
    for line in (line for line in paragraph.split("\n") if line.strip()):
        item = bool(_ITEM.match(line))
        text = _ITEM.sub("", line).strip()
        if found and found[-1].items == item:
            found[-1] = found[-1].model_copy(update={"lines": (*found[-1].lines, text)})
        else:
            found = [block.model_copy(update={"ends": False}) for block in found] + [Block(lines=(text,), items=item)]
    return found
