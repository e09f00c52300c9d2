"""A résumé as lines of text, to JSON Resume: headings, date ranges, bullets, contacts. Nothing is added to what it says."""

import re
import unicodedata
from collections.abc import Sequence

from brain.resume.contacts import add_link, read_contacts
from brain.resume.draft import Draft
from brain.resume.entries import read_section
from brain.resume.headings import heading
from brain.resume.lines import TextLine

_LIGATURE = re.compile("[\ufb00-\ufb06\u00a0]")
_FURNITURE = re.compile(
    r"^\s*(?:last updated (?:in|on) .*|page \d+( (?:of|/) \d+)?|.{0,60}[–—-]\s*\d+\s*/\s*\d+|"
    r"\d+\s*/\s*\d+|curriculum vitae|r[ée]sum[ée]|lebenslauf|cv)\s*$",
    re.I,
)


def resume_from_text(lines: Sequence[TextLine], file: str, links: Sequence[str] = ()) -> Draft:
    """Reads a text résumé. `links` are addresses behind its words (the link annotations of a PDF)."""
    draft = Draft(file)
    head: list[TextLine] = []
    sections: list[tuple[str, list[TextLine]]] = []
    for line in map(_plain, lines):
        if _FURNITURE.match(line.text):
            continue
        section = heading(line.text)
        if section and (head or sections):
            sections.append((section, []))
        else:
            (sections[-1][1] if sections else head).append(line)
    read_contacts(draft, [line for line in head if line.text.strip()])
    for section, held in sections:
        read_section(draft, section, held)
    for url in links:
        _annotated(draft, url)
    if "name" not in draft.basics:
        draft.warnings.append("No name was found.")
    return draft


def _annotated(draft: Draft, url: str) -> None:
    """A link of a PDF counts as the person's own when it is a profile page; other links may be anybody's."""
    if re.match(
        r"https?://(?:www\.)?(?:linkedin\.com/in/|github\.com/[\w-]+/?$|gitlab\.com/[\w-]+/?$|xing\.com/profile/)", url, re.I
    ):
        add_link(draft, url, None)


def _plain(line: TextLine) -> TextLine:
    """The line without ligatures, which are one character in a PDF and two or three letters to everybody else."""
    text = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), line.text)
    return line if text == line.text else line.model_copy(update={"text": text})
