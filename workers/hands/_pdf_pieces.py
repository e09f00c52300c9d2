"""The words of a PDF with their places, for the process that opens résumés: glyphs become runs of words without a wide gap."""

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

_MAX_PIECES = 12_000
_MAX_GLYPHS = 20_000
_WIDE = 1.3
_APART = 0.7
_COLUMN = 3
# What fonts of pictures draw is no letter: a bullet, a pip of a rating, the sign of a telephone.
_PICTURES = ("dingbat", "wingdings", "webdings", "fontawesome", "fa-solid", "fa-brands", "materialicons", "icomoon", "symbolmt")
# TeX's own order of letters, for its fonts that do not name them.
_CORK = {21: "–", 22: "—", 27: "ff", 28: "fi", 29: "fl", 30: "ffi", 31: "ffl", 32: " ", 136: "•", 191: "£"}


@dataclass
class Glyph:
    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    spaced: bool = False


def pieces_of(path: Path) -> list[dict[str, Any]]:
    """Every page's pieces (`brain.resume.layout.Piece`), from top to bottom."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=None)
    interpreter = PDFPageInterpreter(manager, device)
    found: list[dict[str, Any]] = []
    with path.open("rb") as file:
        for number, page in enumerate(PDFPage.get_pages(file), 1):
            interpreter.process_page(page)
            glyphs = [glyph for _, glyph in zip(range(_MAX_GLYPHS), _glyphs(device.get_result()), strict=False)]
            rows = list(_rows(glyphs))
            edges = _edges(rows)
            found += [{**piece, "page": number} for row in rows for piece in _pieces(row, edges)]
            if len(found) > _MAX_PIECES:
                break
    return found[:_MAX_PIECES]


def _glyphs(container: Any) -> Iterator[Glyph]:
    from pdfminer.layout import LTChar, LTFigure

    for item in container:
        if isinstance(item, LTFigure):
            yield from _glyphs(item)
        elif isinstance(item, LTChar) and item.upright:
            text = _letter(item.get_text(), item.fontname.lower())
            if text:
                bold = any(word in item.fontname.lower() for word in ("bold", "black", "heavy", "semib"))
                yield Glyph(text, item.x0, item.x1, item.matrix[5], item.size or 1.0, bold)


def _letter(text: str, font: str) -> str:
    """The letter of a glyph, as far as it is known; what has none is printed as "(cid:7)"."""
    if any(name in font.replace(" ", "") for name in _PICTURES):
        return "•" if text.strip() else text
    if unnamed := re.fullmatch(r"\(cid:(\d+)\)", text):
        return _CORK.get(int(unnamed[1]), "") if font == "unknown" else ""
    return "£" if text == "¿" and font == "unknown" else text


def _rows(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs on one base line, from left to right."""
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.y, glyph.x0)):
        if row and abs(row[0].y - glyph.y) > 0.25 * max(row[0].size, glyph.size):
            yield sorted(row, key=lambda glyph: glyph.x0)
            row = []
        row.append(glyph)
    if row:
        yield sorted(row, key=lambda glyph: glyph.x0)


def _edges(rows: list[list[Glyph]]) -> set[int]:
    """Where several lines of a page begin (points): what else begins there, beside something, stands in a column of its own."""
    starts = Counter(
        round(next(glyph.x0 for glyph in row if glyph.text.strip())) for row in rows if any(g.text.strip() for g in row)
    )
    return {x + step for x, count in starts.items() if count >= _COLUMN for step in (-1, 0, 1)}


def _pieces(row: list[Glyph], edges: set[int]) -> Iterator[dict[str, Any]]:
    shown = _visible(row)
    if not shown:
        return
    gaps = _untracked(shown, [after.x0 - before.x1 for before, after in pairwise(shown)])
    written = any(glyph.spaced for glyph in shown)
    spaces = [gap for gap, after in zip(gaps, shown[1:], strict=True) if after.spaced or gap > 0.17 * after.size]
    # Text set to both margins has wide blanks throughout; only a gap much wider than its fellows parts such a line.
    usual = statistics.median(spaces) if len(spaces) > 3 else 0.0
    held = [shown[0]]
    text, lead = shown[0].text, 0
    for gap, glyph in zip(gaps, shown[1:], strict=True):
        size = max(glyph.size, held[-1].size)
        at_edge = gap > _APART * size and round(glyph.x0) in edges
        if at_edge or gap > 3 * size or gap > max(_WIDE * size, 2.2 * min(usual, size)):
            yield _piece(held, text, lead)
            held, text, lead = [], "", 0
        elif glyph.spaced or gap > (0.4 if written else 0.17) * size:
            text += " "
        if not glyph.bold and held and lead == 0 and all(before.bold for before in held):
            lead = len(text.rstrip())
        held.append(glyph)
        text += glyph.text
    yield _piece(held, text, lead)


def _untracked(shown: list[Glyph], gaps: list[float]) -> list[float]:
    """The gaps between glyphs without what a run of them is spaced out by, letter for letter."""
    found: list[float] = []
    start = 0
    for end in range(1, len(shown) + 1):
        if end == len(shown) or gaps[end - 1] > 3 * shown[end].size or shown[end].size != shown[end - 1].size:
            inner = gaps[start : end - 1]
            close = sorted(gap for gap, after in zip(inner, shown[start + 1 : end], strict=True) if not after.spaced)
            usual = close[len(close) // 4] if len(close) >= 3 else 0.0
            alike = sum(abs(gap - usual) < 0.05 * shown[start].size for gap in close)
            even = usual > 0.08 * shown[start].size and alike > 0.6 * len(close)
            found += [gap - usual for gap in inner] if even else inner
            found += gaps[end - 1 : end]
            start = end
    return found


def _visible(row: list[Glyph]) -> list[Glyph]:
    shown: list[Glyph] = []
    spaced = False
    for glyph in row:
        if not glyph.text.strip():
            spaced = True
            continue
        # Drawn twice a little apart is how some writers make bold.
        if shown and glyph.text == shown[-1].text and abs(glyph.x0 - shown[-1].x0) < 0.1 * glyph.size:
            continue
        glyph.spaced, spaced = spaced, False
        shown.append(glyph)
    return shown


def _piece(held: list[Glyph], text: str, lead: int) -> dict[str, Any]:
    """A piece; `lead` is how much of it stands in bold before the rest, which does not."""
    bold = sum(glyph.bold for glyph in held) * 2 > len(held)
    place = {"x0": held[0].x0, "x1": held[-1].x1, "y": held[0].y, "size": statistics.median(glyph.size for glyph in held)}
    return {"text": _read_from_the_right(unicodedata.normalize("NFC", text)), "bold": bold, "lead": lead, **place}


def _read_from_the_right(text: str) -> str:
    """Arabic and Hebrew, sorted by place, are turned round; numbers and Latin words among them are not."""
    if sum(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text) * 2 <= sum(map(str.isalpha, text)):
        return text
    turned: list[str] = []
    for word in text.split(" "):
        right = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in word)
        turned.append(unicodedata.normalize("NFKC", word[::-1] if right else word))
    return " ".join(reversed(turned))
