"""How a résumé prints its headings, learned from those whose words are known."""

import re
from collections import Counter
from collections.abc import Sequence

from brain.dates import span
from brain.resume.headings import has_company_word, has_school_word, has_title_word, heading, heading_by_word, is_bullet
from brain.resume.lines import TextLine

Style = tuple[float | None, bool, bool]
_LONE = re.compile(r"(?:# *)*[^\d@,.|•:#()]{3,48}:?")
_FEWEST = 2
_MARK = re.compile(r"\s*(#{1,6})\s+\S")


class Styles:
    """Judges the lines of one résumé."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        sizes = [line.size for line in lines if line.size for _ in line.text.split()]
        self._body = max(set(sizes), key=sizes.count) if sizes else None
        known = [line for line in lines if heading(line.text) not in (None, "other")]
        self._in_capitals = bool(known) and sum(line.text.strip().isupper() for line in known) * 2 > len(known)
        self._depths = {_depth(line) for line in known} - {0}
        standing = [line for line in known if self.stands_out(line)]
        self._known = {self._style(line) for line in standing}
        self._own = self._known_alone(lines) if self._known else self._guessed(lines)
        self._known |= self._own

    @staticmethod
    def _style(line: TextLine) -> Style:
        return line.size, line.bold, line.text.strip().isupper()

    def _known_alone(self, lines: Sequence[TextLine]) -> set[Style]:
        """The styles of known headings in which hardly anything else is printed."""
        own = set()
        for style in self._known:
            held = [index for index, line in enumerate(lines) if line.text.strip() and self._style(line) == style]
            entries = sum(not _is_lone(lines[index]) or self._heads_an_entry(lines, index) for index in held)
            if style[0] is not None and entries * 2 <= len(held):
                own.add(style)
        return own

    def _guessed(self, lines: Sequence[TextLine]) -> set[Style]:
        """Where no heading is known: the largest style in which several lines stand alone, the name aside."""
        alone = [index for index, line in enumerate(lines) if _is_lone(line) and self.stands_out(line) and line.size]
        counts = Counter(self._style(lines[index]) for index in alone if not self._heads_an_entry(lines, index))
        top = max((line.size or 0 for line in lines), default=0)
        able = [style for style, count in counts.items() if count >= _FEWEST + 1 and (style[0] or 0) < top]
        return {max(able, key=lambda style: (style[0] or 0, style[1], style[2]))} if able else set()

    def _heads_an_entry(self, lines: Sequence[TextLine], index: int) -> bool:
        """Whether a line that stands out is rather a title, an employer or a school: its words say so, or dates follow it."""
        text = lines[index].text
        if heading(text) not in (None, "other") or (_is_lone(lines[index]) and heading_by_word(text) != "other"):
            return False
        below = [line for line in lines[index + 1 : index + 4] if line.text.strip()][:2]
        dated = span(text) is not None or any(
            span(line.text) and not is_bullet(line.text) and self._style(line) != self._style(lines[index]) for line in below[:1]
        )
        return dated or has_title_word(text) or has_company_word(text) or has_school_word(text)

    def stands_out(self, line: TextLine) -> bool:
        """Larger, bold, in capitals or marked in Markdown; where nothing is known of the print, every line may be one."""
        if line.text.lstrip().startswith("#") or line.text.strip().isupper():
            return True
        return self._body is None or line.bold or (line.size or 0) > self._body + 0.4

    def may_open(self, lines: Sequence[TextLine], index: int) -> bool:
        """A word that names a section may also be a skill; where headings are printed unlike the text, only those count."""
        line = lines[index]
        if self._depths and _depth(line) > min(self._depths):
            return False
        return not self._known or self._body is None or self.stands_out(line)

    def opens_inline(self, lines: Sequence[TextLine], index: int) -> tuple[str, str] | None:
        """The section and the text of `LANGUAGES: Armenian, Russian`, where headings are in capitals or bold."""
        line = lines[index]
        label, colon, rest = line.text.partition(":")
        section = heading(label) if colon and rest.strip() and not line.text.startswith(" ") else None
        above = lines[index - 1].text.strip() if index else ""
        marked = label.isupper() and self._in_capitals and not above
        return (section, rest.strip()) if section not in (None, "other", "contact") and marked else None

    def opens_other(self, lines: Sequence[TextLine], index: int) -> bool:
        """Whether a line whose words say nothing opens a section: it is printed as the known headings are, and set apart."""
        line = lines[index]
        text = line.text.strip()
        if not _is_lone(line):
            return False
        if depth := _depth(line):
            return not self._depths or depth <= min(self._depths)
        if is_bullet(line.text):
            return False
        style = self._style(line)
        if style in self._own and self._body is not None:
            named = has_title_word(text) or has_company_word(text) or has_school_word(text)
            return not named or heading_by_word(text) != "other"
        above = lines[index - 1].text.strip() if index else ""
        if any(character.isalnum() for character in above):
            return False
        capitals = text.isupper() and self._in_capitals and not (has_company_word(text) or has_title_word(text))
        if self._body is None:
            return capitals
        return style in self._known and (capitals or (line.size or 0) > self._body + 0.4)


def _depth(line: TextLine) -> int:
    """How deep a heading of Markdown stands; 0 for a line that is none."""
    match = _MARK.match(line.text)
    return len(match[1]) if match else 0


def _is_lone(line: TextLine) -> bool:
    text = line.text.strip()
    return bool(_LONE.fullmatch(text)) and len(text.split()) <= 6 and not re.search(r"\s{4,}|\t", text)
