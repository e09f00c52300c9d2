"""What a section holds, told by its lines where its heading does not say."""

import re
from collections.abc import Sequence

from brain.dates import span
from brain.languages import language_code
from brain.resume.blocks import blocks
from brain.resume.degrees import degree_in
from brain.resume.headings import has_school_word, has_title_word, heading, is_bullet
from brain.resume.lines import TextLine
from brain.resume.listings import listed, without_pips
from brain.resume.rows import columns, turned
from brain.words import fold

Sections = list[tuple[str, list[TextLine]]]
_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_ROUTED = {"languages", "certificates", "interests", "skills"}


def sorted_out(sections: Sections) -> Sections:
    """Sections under headings that say nothing get the name of what they hold; what a label says is something else, is parted."""
    found: Sections = []
    for section, lines in sections:
        if section == "other":
            section = section_by_content(lines)
        elif section == "publications" and not any(_may_be_published(line.text) for line in lines):
            # `Papers` of a trade: a publication has a title, and mostly names, a place or a year.
            section = "certificates"
        found += _parted(section, lines) if section in {"skills", "other", "qualifications", "summary"} else [(section, lines)]
    return found


def _may_be_published(text: str) -> bool:
    return len(text.split()) > 4 or bool(re.search(r"[,.:;\"“„«]|(?:19|20)\d\d", text))


def section_by_content(lines: Sequence[TextLine]) -> str:
    """`work`, `education`, `languages`, `contact`, or `other` where it is not certain."""
    said = [line for line in lines if line.text.strip()]
    if any(_MAIL.search(line.text) for line in said) and not any(span(line.text) for line in said):
        return "contact"
    if are_languages(said):
        return "languages"
    entries = [
        block
        for block in blocks(turned(lines, "work"))
        if block.span and (len(block.heads) > 1 or any("," in head for head in block.heads))
    ]
    if not entries or any(is_bullet(line.text) for line in said[:1]):
        return "other"
    schooled = sum(
        any(degree_in(head) or has_school_word(head) for head in block.heads) and not any(map(has_title_word, block.heads))
        for block in entries
    )
    titled = sum(any(has_title_word(head) for head in block.heads) for block in entries)
    if titled * 2 >= len(entries) and titled > schooled:
        return "work"
    return "education" if schooled * 2 > len(entries) else "other"


def are_languages(lines: Sequence[TextLine]) -> bool:
    """Whether nearly every item of a list is the name of a language, with or without how well it is known."""
    items = [piece for line in lines for part in _row(line) for piece in listed(part)]
    named = [item for item in items if is_language(item)]
    return bool(named) and len(named) * 3 >= len(items) * 2


def is_language(item: str) -> bool:
    """`English (fluent)`, `Deutsch: Muttersprache`, `Haitian Creole – basic`, `Polish B2`."""
    name = re.split(r"[(:–—]|\s-\s|\s+[ABC][12]\b", without_pips(item).strip("•-* "))[0].strip()
    return (
        0 < len(name.split()) <= 2 and (language_code(name) is not None) and bool(re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)?", name))
    )


def _row(line: TextLine) -> list[str]:
    main, right = columns(line.text)
    return [main, *right]


def _parted(section: str, lines: list[TextLine]) -> Sections:
    """The lines of a section without those whose label names another kind of list."""
    kept: list[TextLine] = []
    other: Sections = []
    for line in lines:
        label, value = _labelled(line)
        kind = heading(label) if label else None
        plain = line.model_copy(update={"text": value, "lead": 0})
        if kind == "languages" and are_languages([plain]):
            other.append(("languages", [plain]))
        elif kind in _ROUTED - {"languages", "skills", section} or (section != "skills" and kind == "skills"):
            other.append((str(kind), [plain]))
        elif kind == "other" and section == "skills":
            other.append(("other", [line]))
        elif section == "skills" and not label and len(list(listed(value))) > 1 and are_languages([plain]):
            other.append(("languages", [plain]))
        else:
            kept.append(line)
    return [(section, kept), *other]


def _labelled(line: TextLine) -> tuple[str, str]:
    """The label of a line and what it labels; without a label, all of it."""
    text = line.text.strip()
    main, right = columns(line.text)
    if right and len(right) == 1 and len(main.split()) <= 3 and not is_bullet(main):
        return fold(main).strip(" :"), right[0]
    label, colon, value = text.partition(":")
    if colon and value.strip() and len(label.split()) <= 4:
        return label.strip("•-* "), value.strip()
    return "", text
