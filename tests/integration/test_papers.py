"""Every look and kind of document: read from top to bottom, by people and machines, with nothing hidden and equal bytes."""

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import docx
import pypdf
import pytest

from brain.facts import Document
from brain.ports import Letterhead, ResumeView
from brain.words import bare
from brain.writing import composed, letterhead, tailored
from tests.support.candidates import TODAY
from tests.support.people import PEOPLE, POSTINGS, person
from tests.support.printed_text import printed
from workers.hands.documents import Format, Template, TypstDocuments
from workers.hands.machine_reading import machine_reading
from workers.hands.resume_sheet import sheet

LOOKS = get_args(Template)
KINDS = get_args(Format)
ARABIC: dict[str, Any] = {
    "basics": {"name": "ليلى حداد", "label": "مهندسة برمجيات", "phone": "+962 6 555 0101", "email": "layla@example.org"},
    "work": [{"name": "شركة النور", "position": "مهندسة", "startDate": "2020-01", "highlights": ["قاعدة بيانات لعدد 12 خدمة."]}],
}  # fmt: skip
JAPANESE: dict[str, Any] = {
    "basics": {"name": "山田 花子", "label": "エンジニア", "summary": "決済システムの設計と運用を担当。"},
    "work": [{"name": "株式会社青空", "position": "主任", "startDate": "2019-04", "highlights": ["移行を停止時間なしで実施。"]}],
}


@pytest.fixture
async def documents(tmp_path: Path) -> AsyncIterator[TypstDocuments]:
    made = TypstDocuments(tmp_path / "files")
    yield made
    await made.aclose()


def view_of(name: str) -> ResumeView:
    return tailored(person(name), POSTINGS[name])


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def content_of(document: Document) -> bytes:
    return Path(document.path).read_bytes()


def kept(tmp_path: Path, content: bytes, kind: str) -> Path:
    path = tmp_path / f"document.{kind}"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PEOPLE)
async def test_a_pdf_reads_in_the_order_it_is_printed(name: str, look: Template, documents: TypstDocuments) -> None:
    view = view_of(name)
    content = await documents.resume(view, look)
    text = bare(text_of(content))
    parts = [view.resume["basics"]["name"], view.resume["basics"]["email"]]
    for job in view.resume["work"]:
        parts += [job["position"], job["name"], *job["highlights"]]
    parts += [school["institution"] for school in view.resume["education"]]
    at = 0
    for part in parts:
        found = text.find(bare(part), at)
        assert found >= 0, part
        at = found
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) <= 2


@pytest.mark.security
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PEOPLE)
async def test_nothing_on_paper_is_hidden_from_a_person(
    name: str, look: Template, documents: TypstDocuments, tmp_path: Path
) -> None:
    pieces = list(printed(kept(tmp_path, await documents.resume(view_of(name), look), "pdf")))
    assert len(pieces) > 20
    assert [piece for piece in pieces if not piece.seen] == []


@pytest.mark.security
async def test_nothing_in_a_letter_is_hidden_from_a_person(documents: TypstDocuments, tmp_path: Path) -> None:
    text = composed(person("nurse"), POSTINGS["nurse"], today=TODAY).text
    head = letterhead(PEOPLE["nurse"], POSTINGS["nurse"], "en", TODAY)
    pieces = list(printed(kept(tmp_path, await documents.letter(text, "Letter", head), "pdf")))
    assert pieces
    assert all(piece.seen for piece in pieces)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PEOPLE)
async def test_a_machine_finds_every_text_and_who_worked_where(
    name: str, kind: Format, documents: TypstDocuments, tmp_path: Path
) -> None:
    view = view_of(name)
    path = kept(tmp_path, await documents.resume(view, "classic", kind), kind)
    reading = await machine_reading(path, sheet(view.resume), view.resume)
    assert reading.lost == ()
    assert reading.in_order
    assert {part.part: part.lost for part in reading.parts if part.lost} == {}


@pytest.mark.parametrize("kind", KINDS)
async def test_equal_input_gives_equal_bytes_from_another_process(
    kind: Format, documents: TypstDocuments, tmp_path: Path
) -> None:
    text, head = "Dear team,\n\n- One\n- Two\n\nYours", Letterhead(sender="Ada", subject="Hello", date="1 May 2026")
    other = TypstDocuments(tmp_path / "elsewhere")
    try:
        for look in LOOKS if kind == "pdf" else LOOKS[:1]:
            assert await documents.resume(view_of("veteran"), look, kind) == await other.resume(view_of("veteran"), look, kind)
        assert await documents.letter(text, "Letter", head, kind) == await other.letter(text, "Letter", head, kind)
    finally:
        await other.aclose()


async def test_looks_differ_and_are_kept_apart_by_their_content(documents: TypstDocuments) -> None:
    made = [await documents.render_resume("u", "c", view_of("nurse"), "Siobhán", look) for look in LOOKS]
    made += [await documents.render_resume("u", "c", view_of("nurse"), "Siobhán", file_format=kind) for kind in KINDS[1:]]
    assert len({document.sha256 for document in made}) == len({document.path for document in made}) == 5
    assert [document.name for document in made] == ["Siobhán.pdf"] * 3 + ["Siobhán.docx", "Siobhán.txt"]
    assert all(document.fact_ids for document in made)


async def test_headings_and_months_are_in_the_resumes_own_language(documents: TypstDocuments) -> None:
    text = text_of(await documents.resume(view_of("veteran"), "modern"))
    assert "Berufserfahrung" in text
    assert "März 2016 – heute" in text
    assert "Experience" not in text


@pytest.mark.parametrize("look", LOOKS)
async def test_other_scripts_are_printed_and_can_be_read_again(look: Template, documents: TypstDocuments) -> None:
    japanese = bare(text_of(await documents.resume(ResumeView(resume=JAPANESE, fact_ids=()), look)))
    for part in ("山田花子", "株式会社青空", "移行を停止時間なしで実施"):
        assert bare(part) in japanese
    arabic = text_of(await documents.resume(ResumeView(resume=ARABIC, fact_ids=()), look))
    # A telephone number keeps its direction inside a text that runs the other way.
    assert "+962 6 555 0101" in arabic
    assert "2020" in arabic


async def test_a_word_document_has_headings_lists_and_no_history(documents: TypstDocuments) -> None:
    content = await documents.resume(view_of("engineer"), "classic", "docx")
    document = docx.Document(io.BytesIO(content))
    headings = [part.text for part in document.paragraphs if part.style.name == "Heading 1"]
    assert headings == ["Summary", "Experience", "Projects", "Education", "Skills", "Languages"]
    assert sum(part.style.name == "List Bullet" for part in document.paragraphs) == 10
    assert (document.core_properties.author, document.core_properties.comments) == ("Priya Raghunathan", "")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"created" not in archive.read("docProps/core.xml")
    sizes = {run.font.size.pt for part in document.paragraphs for run in part.runs if run.font.size}
    assert min(sizes) >= 6


async def test_a_word_document_runs_the_way_its_script_does(documents: TypstDocuments) -> None:
    content = await documents.resume(ResumeView(resume=ARABIC, fact_ids=()), "classic", "docx")
    document = docx.Document(io.BytesIO(content))
    assert all("w:bidi" in part._p.xml for part in document.paragraphs)


async def test_plain_text_is_plain(documents: TypstDocuments) -> None:
    text = (await documents.resume(view_of("engineer"), "classic", "txt")).decode()
    assert text.startswith("Priya Raghunathan\nSenior Backend Engineer\npriya@example.org\n")
    assert "\nEXPERIENCE\nSenior Backend Engineer — Ledgerway · Manchester, UK | Apr 2021 – Present\n- Designed" in text
    assert max(map(len, text.splitlines())) <= 88


async def test_a_letter_has_its_head_and_its_list(documents: TypstDocuments) -> None:
    who, job = person("veteran"), POSTINGS["veteran"]
    text = composed(who, job, "formal", today=TODAY).text
    head = letterhead(who.resume, job, "de", date(2026, 3, 5))
    lines = text_of(await documents.letter(text, "Anschreiben", head)).splitlines()
    assert lines[0] == "Jürgen Żółkiewski-Müßig"
    assert lines[3:6] == ["5. März 2026", "Bewerbung als Leiter Qualitätssicherung", "Sehr geehrte Damen und Herren,"]
    assert sum(line.startswith("•") for line in lines) == 3
    assert lines[-2:] == ["Mit freundlichen Grüßen", "Jürgen Żółkiewski-Müßig"]


async def test_an_edited_letter_is_another_document_and_both_are_kept(documents: TypstDocuments) -> None:
    first = await documents.render_letter("u", "c", "Dear team,\n\nI build engines.", "Ada Letter")
    second = await documents.render_letter("u", "c", "Dear team,\n\nI build small engines.", "Ada Letter")
    assert first.path != second.path
    assert "small" not in text_of(content_of(first))
    assert "small" in text_of(content_of(second))


async def test_a_letter_keeps_the_order_of_lines_around_a_list(documents: TypstDocuments) -> None:
    text = "Before:\n- one\n- two\nafter\n\nEnd"
    assert (await documents.letter(text, "x", None, "txt")).decode() == text + "\n"
    assert text_of(await documents.letter(text, "x")).split() == ["Before:", "•", "one", "•", "two", "after", "End"]


@pytest.mark.parametrize("look", LOOKS)
async def test_words_without_end_and_names_without_end_stay_on_the_page(
    look: Template, documents: TypstDocuments, tmp_path: Path
) -> None:
    resume = {
        "basics": {"name": "Wolfeschlegelsteinhausenbergerdorff " * 8, "email": f"{'a' * 90}@example.org", "summary": "y" * 300},
        "work": [{"name": "A", "position": "B", "highlights": ["x" * 400, "plain words"]}],
    }
    content = await documents.resume(ResumeView(resume=resume, fact_ids=()), look)
    lines = text_of(content).splitlines()
    for letter, count in (("x", 400), ("y", 300)):
        held = [line for line in lines if letter * 30 in line]
        assert len(held) >= 3
        assert max(map(len, held)) < 130
        assert sum(line.count(letter) for line in lines) >= count
    assert all(piece.seen for piece in printed(kept(tmp_path, content, "pdf")))
