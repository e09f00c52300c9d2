"""The process that opens a PDF or DOCX, limited in time and memory: `python -m workers.hands._document_text KIND PATH`.

It prints one JSON object: `lines` (of an export `tables`) and `links`, or `refused`
(what the file holds that a résumé may not) or `unreadable`.
"""

import contextlib
import csv
import io
import itertools
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MEMORY = 1536 * 1024 * 1024
_SECONDS = 20
_MAX_PAGES = 20
_MAX_UNPACKED = 60 * 1024 * 1024
_MAX_LINES = 5000
_MAX_ENTRIES = 500
_MAX_ROWS = 1000
# The tables of LinkedIn's export that are about the person; contacts and messages are about others and are not opened.
_TABLES = {
    "profile", "positions", "education", "skills", "languages", "certifications", "projects", "volunteering", "honors",
    "publications", "email addresses", "phonenumbers", "courses", "patents", "organizations", "test_scores", "causes "
    "you care about",
}  # fmt: skip
_ACTIVE = {"/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/XFA", "/RichMedia"}
_HARMLESS_OPEN = {"/GoTo", "/XYZ", "/Fit", "/FitH", "/FitV", "/FitR", "/FitB"}


class Refused(Exception):
    """The file holds what a résumé may not."""


def main() -> None:
    kind, path = sys.argv[1], Path(sys.argv[2])
    _limit()
    try:
        found = read_pdf(path) if kind == "pdf" else read_archive(path)
    except Refused as refused:
        found = {"refused": str(refused)}
    except MemoryError:
        raise
    except Exception as error:  # a broken file may fail a parser in any way; which one is told, and it ends here
        found = {"unreadable": f"{type(error).__name__}: {error}"[:300]}
    json.dump(found, sys.stdout)


def _limit() -> None:
    import resource

    for what, most in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, _MEMORY)):
        # macOS refuses a limit on address space; the time limit and the parent's watch remain.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def read_pdf(path: Path) -> dict[str, Any]:
    import pypdf

    from brain.resume.layout import Piece, lines_of
    from workers.hands._pdf_pieces import pieces_of

    _check_pdf(path)
    links = [link for page in pypdf.PdfReader(path).pages for link in _page_links(page)]
    # The layout is worked out here too: a page made to be hard to read costs this process its time, and nobody else's.
    lines = lines_of([Piece.model_validate(piece) for piece in pieces_of(path)])
    return {"lines": [line.model_dump() for line in lines[:_MAX_LINES]], "links": list(dict.fromkeys(links))[:100]}


def _page_links(page: Any) -> list[str]:
    found = []
    for annotation in page.get("/Annots") or []:
        action = annotation.get_object().get("/A")
        uri = action.get_object().get("/URI") if action is not None else None
        if isinstance(uri, str) and uri.startswith(("http://", "https://")):
            found.append(str(uri))
    return found


def _check_pdf(path: Path) -> None:
    """Refuses encryption, scripts, attachments, forms of the XFA kind and more than 20 pages."""
    import pikepdf

    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise Refused("it is encrypted") from error
    with pdf:
        if pdf.is_encrypted:
            raise Refused("it is encrypted")
        if len(pdf.pages) > _MAX_PAGES:
            raise Refused(f"it has {len(pdf.pages)} pages; at most {_MAX_PAGES} are read")
        for found in pdf.objects:
            for key in _keys(found):
                if key in _ACTIVE and not _is_harmless(found, key):
                    raise Refused(f"it holds {key}, which a résumé does not need")


def _keys(found: Any) -> Iterator[str]:
    import pikepdf

    if isinstance(found, pikepdf.Stream | pikepdf.Dictionary):
        for key, value in found.items():
            yield key
            if key in {"/S", "/Type"} and str(value) in _ACTIVE:
                yield str(value)
            if isinstance(value, pikepdf.Dictionary) and not value.is_indirect:
                yield from _keys(value)


def _is_harmless(found: Any, key: str) -> bool:
    """Opening at a page is what many writers put into `/OpenAction`; it runs nothing."""
    import pikepdf

    if key != "/OpenAction":
        return False
    action = found.get("/OpenAction")
    if isinstance(action, pikepdf.Array):
        return True
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in _HARMLESS_OPEN


def read_archive(path: Path) -> dict[str, Any]:
    """A Word document, or LinkedIn's data export."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
            raise Refused("it unpacks to more than a résumé needs")
        if len(archive.infolist()) > _MAX_ENTRIES:
            raise Refused("it holds more files than a résumé needs")
        tables = {Path(name).stem: name for name in archive.namelist() if name.lower().endswith(".csv")}
        if {"Profile", "Positions"} & set(tables):
            return {"tables": {stem: _rows(archive, name) for stem, name in tables.items() if stem.lower() in _TABLES}}
        if "word/document.xml" not in archive.namelist():
            raise Refused("it is no Word document and no data export of LinkedIn")
        if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
            raise Refused("it holds macros")
    return read_docx(path)


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    with archive.open(name) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
        reader = csv.DictReader(text, restval="")
        return [{str(key): str(value) for key, value in row.items() if key} for row in itertools.islice(reader, _MAX_ROWS)]


def read_docx(path: Path) -> dict[str, Any]:
    import docx

    from workers.hands._word_lines import lines_of

    document = docx.Document(str(path))
    links = [str(rel.target_ref) for rel in document.part.rels.values() if rel.is_external]
    lines = [{**line, "line": number} for number, line in enumerate(itertools.islice(lines_of(document), _MAX_LINES), 1)]
    return {"lines": lines, "links": [link for link in links if link.startswith(("http://", "https://"))][:100]}


if __name__ == "__main__":
    main()
