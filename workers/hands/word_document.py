"""A résumé or letter as a Word document: one column, real headings and lists, and nothing that tells when it was made."""

import io
import zipfile
from typing import Any

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from workers.hands.letter_sheet import LetterSheet
from workers.hands.resume_sheet import Entry, Section, Sheet

FONT = "Calibri"
INK, QUIET, ACCENT = RGBColor(0x1B, 0x1F, 0x24), RGBColor(0x4D, 0x56, 0x61), RGBColor(0x1F, 0x4E, 0x79)
_WIDTH = Mm(210 - 2 * 20)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def resume_docx(sheet: Sheet) -> bytes:
    page = _Page(sheet.title, sheet.name, sheet.lang, sheet.rtl, 10.5)
    if sheet.name:
        page.paragraph([(sheet.name, {"size": 20, "bold": True})], after=2)
    if sheet.label:
        page.paragraph([(sheet.label, {"size": 12, "color": ACCENT})], after=2)
    for links in (sheet.contacts, sheet.links):
        if links:
            page.paragraph([("  ·  ".join(link.text for link in links), {"color": QUIET})], after=2)
    for section in sheet.sections:
        _section(page, section)
    return page.bytes()


def letter_docx(sheet: LetterSheet) -> bytes:
    page = _Page(sheet.title, sheet.sender, sheet.lang, sheet.rtl, 11)
    if sheet.sender:
        page.paragraph([(sheet.sender, {"size": 16, "bold": True})], after=2)
    if sheet.contacts:
        page.paragraph([("  ·  ".join(sheet.contacts), {"color": QUIET})], after=18)
    if sheet.date:
        page.paragraph([(sheet.date, {"color": QUIET})], after=14)
    if sheet.subject:
        page.paragraph([(sheet.subject, {"bold": True})], after=14)
    for block in sheet.blocks:
        for number, line in enumerate(block.lines, 1):
            last = number == len(block.lines) and (block.ends or block.items)
            page.paragraph([(line, {})], after=10 if last else 3, style="List Bullet" if block.items else "Normal")
    return page.bytes()


def _section(page: "_Page", section: Section) -> None:
    page.heading(section.title)
    if section.text:
        page.paragraph([(section.text, {})])
    for entry in section.entries:
        _entry(page, entry)
    for line in section.lines:
        named = f"{line.name}: " if line.name and line.text else line.name
        page.paragraph([(named, {"bold": True}), (line.text, {})])


def _entry(page: "_Page", entry: Entry) -> None:
    rest = "  ·  ".join(part for part in (entry.organisation, entry.place) if part)
    head = [(entry.title, {"bold": True}), (f" — {rest}" if entry.title and rest else rest, {})]
    goes_on = bool(entry.text or entry.bullets or entry.link or entry.tags)
    page.paragraph([*head, (f"\t{entry.dates}" if entry.dates else "", {"color": QUIET})], before=6, keep=goes_on)
    if entry.link:
        page.paragraph([(entry.link.text, {"color": QUIET})])
    if entry.text:
        page.paragraph([(entry.text, {})])
    for bullet in entry.bullets:
        page.paragraph([(bullet, {})], style="List Bullet")
    if entry.tags:
        page.paragraph([(entry.tags, {"color": QUIET})])


class _Page:
    """One A4 document, written from top to bottom."""

    def __init__(self, title: str, author: str, lang: str, rtl: bool, size: float) -> None:
        self._document = docx.Document()
        self._rtl = rtl
        part = self._document.sections[0]
        part.page_width, part.page_height = Mm(210), Mm(297)
        part.left_margin = part.right_margin = Mm(20)
        part.top_margin = part.bottom_margin = Mm(17)
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(size), INK
        normal.element.rPr.append(_element("w:lang", {"w:val": lang, "w:eastAsia": lang, "w:bidi": lang}))
        _dated_never(self._document, title, author, lang)

    def paragraph(
        self,
        runs: list[tuple[str, dict[str, Any]]],
        *,
        before: float = 0,
        after: float = 3,
        style: str = "Normal",
        keep: bool = False,
    ) -> None:
        made = self._document.add_paragraph(style=style)
        made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
        made.paragraph_format.keep_with_next = keep
        made.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        for text, look in runs:
            if text:
                self._run(made, text, look)
        self._turn(made)

    def heading(self, text: str) -> None:
        made = self._document.add_heading(level=1)
        made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(12), Pt(4)
        self._run(made, text, {"size": 13, "bold": True, "color": ACCENT})
        made.runs[0].font.name = FONT
        self._turn(made)

    def bytes(self) -> bytes:
        held = io.BytesIO()
        self._document.save(held)
        return _undated(held.getvalue())

    def _run(self, paragraph: Any, text: str, look: dict[str, Any]) -> None:
        run = paragraph.add_run(text)
        run.bold = look.get("bold")
        if "size" in look:
            run.font.size = Pt(look["size"])
        if "color" in look:
            run.font.color.rgb = look["color"]
        if self._rtl:
            run.font.rtl = True

    def _turn(self, paragraph: Any) -> None:
        if self._rtl:
            paragraph._p.get_or_add_pPr().append(_element("w:bidi", {}))


def _element(name: str, attributes: dict[str, str]) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def _dated_never(document: Any, title: str, author: str, lang: str) -> None:
    """The document's own properties: whose it is, and not when or by which program it was written."""
    properties = document.core_properties
    properties.title, properties.author, properties.language = title[:255], author[:255], lang
    properties.comments = properties.keywords = properties.last_modified_by = ""
    for element in list(properties._element):
        if element.tag.endswith(("}created", "}modified", "}revision")):
            properties._element.remove(element)


def _undated(content: bytes) -> bytes:
    """The same archive with every entry's time set to one day, so that equal documents are equal bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            kept = zipfile.ZipInfo(entry.filename, _LONG_AGO)
            kept.compress_type, kept.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(kept, old.read(entry))
    return held.getvalue()
