"""A résumé as lines of text, to JSON Resume: headings, date ranges, bullets, contacts. Nothing is added to what it says."""

import re
import unicodedata
from collections.abc import Sequence

from brain.resume.contacts import add_link, read_contacts
from brain.resume.coverage import list_what_is_left
from brain.resume.doubts import doubts_about_text
from brain.resume.draft import Draft
from brain.resume.entries import read_section
from brain.resume.headings import Styles, heading, heading_by_word, is_bullet
from brain.resume.lines import TextLine
from brain.resume.rows import columns, turned

_LIGATURE = re.compile("[\ufb00-\ufb06\u00a0\u2002-\u200a\u202f]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
FURNITURE = re.compile(
    r"^\s*(?:last updated (?:in|on) .*|(?:page|seite|pagina|página)\s*\d+(?:\s*(?:of|/|von|de|sur)\s*\d+)?|\D{0,60}[–—|"
    r"-]\s*\d{1,2}\s*/\s*\d{1,2}|"
    r"\d{1,2}\s*(?:/|of|von|de|sur)\s*\d{1,2}|.{0,60}[–—|-]\s*(?:page|seite|página)\s*\d+.{0,10}|curriculum vit(?:ae|æ)|"
    r"r[ée]sum[ée]|lebenslauf|cv|"
    r"currículum(?: vitae)?|[-=_*~#·.•—–]{3,})\s*$",
    re.I,
)
_MARKED = re.compile(r"^\s*#{1,6}\s+(?=\S)")
_BOLD = re.compile(r"^(\s*(?:[-*•]\s+)?)(?:\*\*|__)(?=\S)(.+?)(?:\*\*|__)")


def resume_from_text(lines: Sequence[TextLine], file: str, links: Sequence[str] = ()) -> Draft:
    """Reads a text résumé. `links` are addresses behind its words (the link annotations of a PDF)."""
    draft = Draft(file)
    shown = [_plain(line) for line in lines]
    repeated = _repeated(shown)
    kept = [line for line in shown if not FURNITURE.match(line.text) and line.text.strip() not in repeated]
    head, sections = _sections(_unsigned(kept))
    contacts = [line for kind, held in sections if kind == "contact" for line in turned(held, "contact")]
    read_contacts(draft, [line for line in turned(head, "contact") if line.text.strip()], [c for c in contacts if c.text.strip()])
    for section, held in sections:
        if section != "contact":
            read_section(draft, section, turned(held, section))
    for url in links:
        _annotated(draft, url)
    draft.document = _in_order(draft.document)
    list_what_is_left(draft, shown)
    draft.warnings += doubts_about_text([line.text for line in kept])
    return draft


def _sections(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[tuple[str, list[TextLine]]]]:
    """What stands above the first heading of each lane, and the lines below each heading."""
    head: list[TextLine] = []
    sections: list[tuple[str, list[TextLine]]] = []
    styles = Styles(lines)
    into = head
    lane = 0
    for index, line in enumerate(lines):
        if line.lane != lane:
            lane, into = line.lane, head
        section = heading(_MARKED.sub("", line.text)) if styles.may_open(lines, index) else None
        begun = sections or (head and (line.size or line.text.lstrip().startswith("#")))
        if section is None and begun and styles.opens_other(lines, index):
            section = heading_by_word(line.text)
        beside = None
        if section is None and sections and (inline := styles.opens_inline(lines, index)):
            section, beside = inline
        if section is None:
            main, right = columns(line.text)
            # A heading in the margin, its first entry beside it.
            if (
                line.size
                and right
                and heading(main) not in (None, "other")
                and styles.stands_out(line)
                and not main.startswith("    ")
            ):
                section, beside = heading(main), (" " * 8).join(right)
        if section and (head or sections or section != "other"):
            sections.append((section, []))
            into = sections[-1][1]
            if beside:
                into.append(line.model_copy(update={"text": beside}))
        else:
            into.append(line.model_copy(update={"text": _MARKED.sub("", line.text)}))
    return head, sections


_SIGNED = re.compile(r"\s*[^\W\d][^\d:|]{1,40},? (?:den |le |am |a |el |the )?\s*\d{1,2}[./ ].*(?:19|20)\d\d\s*\.?\s*")


def _unsigned(lines: list[TextLine]) -> list[TextLine]:
    """Without the place and day at the very end, which say when the résumé was written."""
    end = max((index for index, line in enumerate(lines) if line.text.strip()), default=-1)
    signed = end > 0 and _SIGNED.fullmatch(lines[end].text) and not is_bullet(lines[end].text) and not lines[end - 1].text.strip()
    return lines[:end] if signed else lines


def _repeated(lines: Sequence[TextLine]) -> set[str]:
    """Headers and footers: the same words on two pages, at the top or the bottom of each."""
    seen: dict[str, set[int]] = {}
    for page in {line.page for line in lines if line.page}:
        own = sorted((line for line in lines if line.page == page and line.text.strip()), key=lambda line: line.line)
        for line in [*own[:2], *own[-2:]]:
            seen.setdefault(line.text.strip(), set()).add(page)
    return {text for text, pages in seen.items() if len(pages) > 1}


def _annotated(draft: Draft, url: str) -> None:
    """A link of a PDF counts as the person's own when it is a profile page; other links may be anybody's."""
    if re.match(
        r"https?://(?:www\.)?(?:linkedin\.com/in/|github\.com/[\w-]+/?$|gitlab\.com/[\w-]+/?$|xing\.com/profile/)", url, re.I
    ):
        add_link(draft, url, None)


_ORDER = ("basics", "work", "volunteer", "education", "awards", "certificates", "publications", "skills", "languages")


def _in_order(document: dict[str, object]) -> dict[str, object]:
    first = {key: document[key] for key in _ORDER if key in document}
    return first | {key: value for key, value in document.items() if key not in first}


def _plain(line: TextLine) -> TextLine:
    """The line without ligatures, odd blanks, invisible marks and the stars of Markdown."""
    text = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), line.text)
    text = _INVISIBLE.sub("", text)
    bold = bool(match := _BOLD.match(text))
    lead = line.lead
    if match:
        lead = len(match[2]) if text[match.end() :].strip() else 0
        text = _BOLD.sub(r"\1\2", text, count=1)
    text = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"\1", text)
    return line if text == line.text else line.model_copy(update={"text": text, "bold": line.bold or bold, "lead": lead})
