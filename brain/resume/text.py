"""A résumé as lines of text, to JSON Resume: headings, date ranges, bullets, contacts. Nothing is added to what it says."""

import re
import unicodedata
from collections.abc import Sequence

from brain.resume.contacts import add_link, read_contacts
from brain.resume.contents import sorted_out
from brain.resume.coverage import list_what_is_left
from brain.resume.doubts import doubts_about_text
from brain.resume.draft import Draft
from brain.resume.entries import read_section
from brain.resume.headings import heading, heading_by_word, is_bullet
from brain.resume.lines import TextLine
from brain.resume.markdown import addresses_behind, heads_of_tables, without_markdown
from brain.resume.rows import columns, turned
from brain.resume.styles import Styles
from brain.words import bare, fold

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
_COUNTS_PAGES = re.compile(
    r"(?:\b(?:page|seite|pagina|página|pág\.?|strona|sida|side|blad)\s*\d+\b|(?:^|[|·•–—-]|\s{4,})\s*\d{1,2}\s*/\s*\d{1,2}|^\W*\d{1,2})\s*"
    r"(?:(?:of|von|de|sur|di|van|av|z|/)\s*\d+)?\W*$",
    re.I,
)
_CLOSING = re.compile(
    r"(?:(?:with )?(?:best|kind|warm|many)(?: \w+)? (?:wishes|regards|thanks)|regards|"
    r"yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|"
    r"(?:mit )?(?:freundlichen?|besten?|viele|herzliche) gru(?:ss|ß)en?|cordialement|"
    r"bien a vous|(?:un )?(?:cordial )?saludo|atentamente|"
    r"atenciosamente|cordiali saluti|met vriendelijke groet|cheers|thanks|thank you)[\s,.!-]*"
)
_MARKED = re.compile(r"^\s*#{1,6}\s+(?=\S)")
_BOLD = re.compile(r"^(\s*(?:[-*•]\s+)?)(?:\*\*|__)(?=\S)(.+?)(?:\*\*|__)")


def resume_from_text(lines: Sequence[TextLine], file: str, links: Sequence[str] = ()) -> Draft:
    """Reads a text résumé. `links` are addresses behind its words (the link annotations of a PDF)."""
    draft = Draft(file)
    shown = [_plain(line) for line in without_markdown(lines)]
    edges = _edges(shown)
    kept = [line for line in shown if not FURNITURE.match(line.text) and line not in edges]
    head, sections = _sections(_unsigned(kept))
    sections = sorted_out(sections)
    contacts = [line for kind, held in sections if kind == "contact" for line in turned(held, "contact")]
    read_contacts(draft, [line for line in turned(head, "contact") if line.text.strip()], [c for c in contacts if c.text.strip()])
    for section, held in sections:
        if section != "contact":
            read_section(draft, section, turned(_unnamed(held, draft.basics.get("name")), section))
    for line in heads_of_tables(lines):
        draft.leave(line, line.text.replace("|", " "))
    for url in [*links, *addresses_behind(lines)]:
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
        above = any(line.text.strip() for line in head)
        reachable = any(re.search(r"@\w", line.text) for line in head)
        begun = sections or (above and (line.size or reachable or line.text.lstrip().startswith("#")))
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
        if section and (above or sections or section != "other"):
            sections.append((section, []))
            into = sections[-1][1]
            if beside:
                into.append(line.model_copy(update={"text": beside}))
        else:
            into.append(line.model_copy(update={"text": _MARKED.sub("", line.text)}))
    return head, sections


_SIGNED = re.compile(r"\s*[^\W\d][^\d:|]{1,40},? (?:den |le |am |a |el |the )?\s*\d{1,2}[./ ].*(?:19|20)\d\d\s*\.?\s*")


def _unsigned(lines: list[TextLine]) -> list[TextLine]:
    """Without the place and day near the very end, and the name below them: they say when the résumé was written, and by whom."""
    said = [index for index, line in enumerate(lines) if line.text.strip() and line.lane == 0]
    closing = next((index for index in said[-6:] if _CLOSING.fullmatch(fold(lines[index].text).strip())), None)
    if closing is not None:
        return [line for number, line in enumerate(lines) if number < closing or line.lane != 0]
    for index in said[-3:]:
        line = lines[index]
        apart = index > 0 and not lines[index - 1].text.strip()
        after = [lines[other].text for other in said if other > index]
        if apart and _SIGNED.fullmatch(line.text) and not is_bullet(line.text) and all(len(text.split()) <= 5 for text in after):
            return [line for number, line in enumerate(lines) if number < index or line.lane != 0]
    return lines


def _unnamed(lines: list[TextLine], name: str | None) -> list[TextLine]:
    """Without the person's own name standing alone: a signature, or the head of a second page."""
    return [line for line in lines if not name or bare(line.text) != bare(name)]


def _edges(lines: Sequence[TextLine]) -> set[TextLine]:
    """Headers and footers: the same words, numbers aside, on two pages at the top or the bottom; or a line that counts pages."""
    seen: dict[str, dict[int, TextLine]] = {}
    found: set[TextLine] = set()
    for page in {line.page for line in lines if line.page}:
        own = sorted((line for line in lines if line.page == page and line.text.strip()), key=lambda line: line.line)
        for line in {*own[:2], *own[-2:]}:
            seen.setdefault(re.sub(r"\d+", "0", " ".join(line.text.split())), {})[page] = line
        found |= {line for line in {*own[:1], *own[-1:]} if _COUNTS_PAGES.search(line.text) and len(line.text.split()) <= 14}
    return found | {line for pages in seen.values() if len(pages) > 1 for line in pages.values()}


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
    text = re.sub(r"(?<=\s)--+(?=\s+\w)", "–", _INVISIBLE.sub("", text))
    bold = bool(match := _BOLD.match(text))
    lead = line.lead
    if match:
        lead = len(match[2]) if text[match.end() :].strip() else 0
        text = _BOLD.sub(r"\1\2", text, count=1)
    text = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"\1", text)
    return line if text == line.text else line.model_copy(update={"text": text, "bold": line.bold or bold, "lead": lead})
