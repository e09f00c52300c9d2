"""The résumés beside this file as people send them: Typst becomes a PDF, YAML a Word document, text stays text.

PDFs of other engines are kept as they are, each beside the text it was made from (`.html`: WeasyPrint; `.tex`: pdfLaTeX;
`.reportlab` and `.fpdf2`: Python programs for the libraries of those names).
"""

from functools import cache
from pathlib import Path
from typing import Any

import docx
import typst
import yaml
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from deploy.bench.parse.claims import Truth, truth_from

RESUMES = Path(__file__).parent / "resumes"
_KINDS = {".typ": ".pdf", ".yaml": ".docx", ".txt": ".txt", ".pdf": ".pdf"}


@cache
def truths() -> dict[str, Truth]:
    """By file name: what each résumé says."""
    held = yaml.safe_load((RESUMES / "truth.yaml").read_text("utf-8"))
    return {name: truth_from(said) for name, said in held.items()}


def draw(name: str, folder: Path) -> Path:
    """Makes the file of one résumé in `folder`."""
    source = RESUMES / name
    path = folder / (source.stem + _KINDS[source.suffix])
    if source.suffix == ".typ":
        path.write_bytes(typst.compile(str(source)))
    elif source.suffix == ".yaml":
        _document(yaml.safe_load(source.read_text("utf-8"))["paragraphs"]).save(str(path))
    else:
        path.write_bytes(source.read_bytes())
    return path


def _document(parts: list[dict[str, Any]]) -> Any:
    document = docx.Document()
    for part in parts:
        if "header" in part or "footer" in part:
            section = document.sections[0]
            (section.header if "header" in part else section.footer).paragraphs[0].text = part.get("header") or part["footer"]
        elif "heading" in part:
            document.add_heading(part["heading"], level=1)
        elif "bullet" in part:
            document.add_paragraph(part["bullet"], style="List Bullet")
        elif "table" in part:
            _table(document, part["table"])
        elif "textbox" in part:
            _text_box(document.add_paragraph(), part["textbox"])
        else:
            _paragraph(document.add_paragraph(), part)
    return document


def _paragraph(paragraph: Any, part: dict[str, Any]) -> None:
    run = paragraph.add_run(part["text"])
    run.bold, run.italic = part.get("bold"), part.get("italic")
    run.font.size = Pt(part["size"]) if "size" in part else None
    if part.get("align") == "center":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if "\t" in part["text"]:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(15), WD_TAB_ALIGNMENT.RIGHT)


def _table(document: Any, rows: list[list[str | list[str]]]) -> None:
    """A cell is a text, or several paragraphs; `**text**` is bold."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for drawn, row in zip(table.rows, rows, strict=True):
        for cell, held in zip(drawn.cells, row, strict=True):
            for index, text in enumerate([held] if isinstance(held, str) else held):
                paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
                paragraph.add_run(text.strip("*")).bold = text.startswith("**")


def _text_box(paragraph: Any, texts: list[str]) -> None:
    """A floating box as Word writes one: the drawing, and the same text again for older readers."""
    content = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    box = (
        f'<mc:AlternateContent {nsdecls("w", "wp", "a")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="3600000" cy="1400000"/><wp:docPr id="1" name="Box"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:spPr/>'
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    run = OxmlElement("w:r")
    run.append(parse_xml(box))
    paragraph._p.append(run)
    assert paragraph._p.find(qn("w:r")) is not None
