"""The marks of Markdown that say nothing of their own: links, slanted words, the bars of tables."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from brain.resume.lines import TextLine

_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()\s>]+)>?[^()]*\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[\w.+-]+@[\w.-]+)>")
_SLANTED = re.compile(r"(?<![\w*_])([*_])(?![\s*_])([^*_]+?)(?<!\s)\1(?![\w*_])")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?\|?\s*")
_BARS = re.compile(r"\s*\|(.+)\|\s*")
_GAP = " " * 8


def without_markdown(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines with the words of links, table rows as rows. A table's head is furniture and falls away."""
    found: list[TextLine] = []
    for index, line in enumerate(lines):
        text = line.text
        if _RULE.fullmatch(text) or (index + 1 < len(lines) and _BARS.fullmatch(text) and _RULE.fullmatch(lines[index + 1].text)):
            continue
        if (row := _BARS.fullmatch(text)) and text.count("|") > 2:
            text = _GAP.join(cell.strip() for cell in row[1].split("|") if cell.strip())
        text = _AUTOLINK.sub(lambda match: match[1].removeprefix("mailto:"), _LINK.sub(_words_of, text))
        text = _SLANTED.sub(r"\2", text)
        found.append(line if text == line.text else line.model_copy(update={"text": text}))
    return found


def heads_of_tables(lines: Sequence[TextLine]) -> list[TextLine]:
    """The rows that only name the columns."""
    return [above for above, below in pairwise(lines) if _BARS.fullmatch(above.text) and _RULE.fullmatch(below.text)]


def addresses_behind(lines: Sequence[TextLine]) -> Iterator[str]:
    """What the links of the text lead to."""
    for line in lines:
        yield from (match[2] for match in _LINK.finditer(line.text))


def _words_of(match: re.Match[str]) -> str:
    """A link's words; where the address says more, both."""
    shown, address = match[1].strip(), match[2].removeprefix("mailto:")
    return shown or address
