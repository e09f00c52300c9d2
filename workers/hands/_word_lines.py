"""The lines of a Word document as they are shown, for the process that opens résumés: what is bold, how large, what is a list."""

from collections.abc import Iterator
from typing import Any

_USUAL = 11.0
_GAP = "        "
Line = dict[str, Any]


def lines_of(document: Any) -> Iterator[Line]:
    """Header, body and footer; lines as `brain.resume.lines.TextLine` without their numbers."""
    usual = _usual_size(document)
    for section in document.sections:
        yield from _blocks(section.header, usual)
    yield from _blocks(document, usual)
    for section in document.sections:
        yield from _blocks(section.footer, usual)


def _usual_size(document: Any) -> float:
    from docx.oxml.ns import qn

    sizes = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:sz")
    return int(sizes[0].get(qn("w:val"))) / 2 if sizes else _USUAL


def _blocks(container: Any, usual: float) -> Iterator[Line]:
    """Paragraphs and table rows in document order; list items begin with a bullet, cells stand apart."""
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield from _row(row, usual, alone=len(block.rows) == 1)
        else:
            yield from _paragraph(block, usual)


def _row(row: Any, usual: float, *, alone: bool) -> Iterator[Line]:
    """A row of short cells is one line; where only the last cell is long, its first line stands beside the others.

    Other rows are read cell by cell. The cells of a table's only row are columns of the page, each with what it is about.
    """
    cells = [[line for line in _blocks(cell, usual) if line["text"].strip()] for cell in dict.fromkeys(row.cells)]
    cells = [cell for cell in cells if cell]
    if cells and all(len(cell) == 1 for cell in cells[:-1]):
        first, *more = cells[-1]
        beside = [*(cell[0] for cell in cells[:-1]), first]
        lead = len(beside[0]["text"]) if beside[0]["bold"] and not all(line["bold"] for line in beside) else 0
        yield {**beside[0], "text": _GAP.join(line["text"] for line in beside), "lead": lead}
        yield from more
    else:
        for cell in dict.fromkeys(row.cells):
            lines = list(_blocks(cell, usual))
            yield from lines if alone else (line for line in lines if line["text"].strip())
            if alone:
                yield _plain("")
        yield _plain("")


def _plain(text: str, **shown: Any) -> Line:
    return {"text": text, "bold": False, "lead": 0, **shown}


def _text_boxes(paragraph: Any, usual: float) -> Iterator[Line]:
    """The text of boxes that float beside a paragraph. Word writes each twice, once for older readers."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    for box in paragraph._p.iter(qn("w:txbxContent")):
        if not any(str(above.tag).endswith("}Fallback") for above in box.iterancestors()):
            for inner in box.iter(qn("w:p")):
                yield from _paragraph(Paragraph(inner, paragraph._parent), usual)


def _paragraph(paragraph: Any, usual: float) -> Iterator[Line]:
    yield from _text_boxes(paragraph, usual)
    style = str(paragraph.style.name or "") if paragraph.style is not None else ""
    if style.startswith("Heading") and paragraph.text.strip():
        depth = int(style[-1]) if style[-1].isdigit() else 1
        yield _plain("#" * (depth + 1) + " " + " ".join(paragraph.text.split()), bold=True)
        return
    size = _size(paragraph, usual)
    mark = "• " if paragraph.text.strip() and _is_listed(paragraph, style) else ""
    for number, (text, lead) in enumerate(_shown(paragraph)):
        before = mark if number == 0 else "  " if mark else ""
        bold = bool(text.strip()) and lead >= len(text.rstrip())
        yield _plain(before + text, bold=bold, size=size, lead=0 if bold or not lead else lead)


def _is_listed(paragraph: Any, style: str) -> bool:
    from docx.oxml.ns import qn

    chain = [paragraph._p.pPr, *(above.element.pPr for above in _styles(paragraph))]
    marked = next((held.numPr for held in chain if held is not None and held.numPr is not None), None)
    if marked is None:
        return style.startswith(("List Bullet", "List Number"))
    number = marked.find(qn("w:numId"))
    return number is None or number.get(qn("w:val")) != "0"


def _styles(paragraph: Any) -> Iterator[Any]:
    style = paragraph.style
    while style is not None:
        yield style
        style = style.base_style


def _size(paragraph: Any, usual: float) -> float:
    """Points of the first words; what no run says, the style says, or the document."""
    runs = [run for run in paragraph.runs if run.text.strip()]
    own = runs[0].font.size if runs else None
    held = own or next((style.font.size for style in _styles(paragraph) if style.font.size), None)
    return float(held.pt) if held else usual


def _shown(paragraph: Any) -> list[tuple[str, int]]:
    """The paragraph's lines, each with how much of its beginning stands out: bold, underlined or in drawn capitals."""
    general = any(style.font.bold for style in _styles(paragraph))
    text, marked = "", []
    for part in paragraph.iter_inner_content():
        for run in getattr(part, "runs", [part]):
            font = run.font
            stands_out = bool(general if font.bold is None else font.bold) or bool(font.underline and not hasattr(part, "runs"))
            text += run.text
            marked += [stands_out or bool(font.all_caps or font.small_caps)] * len(run.text)
    if text != paragraph.text:
        return [(line, 0) for line in paragraph.text.split("\n")]
    found, start = [], 0
    for line in text.split("\n"):
        own = marked[start : start + len(line)]
        plain = next((index for index, letter in enumerate(line) if letter.strip() and not own[index]), len(line))
        found.append((line, len(line[:plain].rstrip())))
        start += len(line) + 1
    return found
