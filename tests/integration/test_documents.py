"""Résumés and letters as real PDFs: what they hold, in which order, and that equal input gives equal bytes."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from brain.errors import InvalidInput, Missing, Unavailable
from brain.facts import Document
from brain.ports import Documents, Letterhead, ResumeView
from workers.hands.documents import TEMPLATES, TypstDocuments, file_name
from workers.hands.letter_sheet import letter_sheet
from workers.hands.typesetter import Typesetter

RESUME: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "resume.json").read_text())


@pytest.fixture
async def documents(tmp_path: Path) -> AsyncIterator[TypstDocuments]:
    made = TypstDocuments(tmp_path)
    yield made
    await made.aclose()


async def resume(documents: Documents, document: dict[str, Any], name: str = "Zoë Łukasz") -> Document:
    return await documents.render_resume("user", "candidate", ResumeView(resume=document, fact_ids=(3, 5)), name)


def content_of(document: Document) -> bytes:
    return Path(document.path).read_bytes()


def modes(document: Document) -> tuple[int, int]:
    """The permissions of the file and of its folder."""
    path = Path(document.path)
    return path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777


def pages(document: Document) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content_of(document))).pages]


def bullets(count: int, words: int = 14) -> dict[str, Any]:
    return RESUME | {
        "work": [{"name": "Co", "position": "Dev", "highlights": [f"Bullet {n} " + "word " * words for n in range(count)]}]
    }


async def test_a_resume_is_one_page_that_reads_from_top_to_bottom(documents: TypstDocuments) -> None:
    made = await resume(documents, RESUME)
    (text,) = pages(made)
    parts = [
        "Zoë Łukasz",
        "zoe@example.org",
        "SUMMARY",
        "EXPERIENCE",
        "Analytical Engines",
        "fifteen € figures",
        "EDUCATION",
        "ETH Zürich",
        "SKILLS",
        "Polish",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert (made.kind, made.name, made.fact_ids) == ("resume", "Zoë Łukasz.pdf", (3, 5))


async def test_equal_input_gives_equal_bytes_and_the_same_document(documents: TypstDocuments, tmp_path: Path) -> None:
    first = await resume(documents, RESUME)
    content = content_of(first)
    assert await resume(documents, RESUME) == first
    other = TypstDocuments(tmp_path / "elsewhere")
    try:
        again = await resume(other, RESUME)
    finally:
        await other.aclose()
    assert content_of(again) == content
    assert (again.sha256, again.id) == (first.sha256, first.id)
    assert b"CreationDate" not in content


async def test_a_change_is_a_new_file_and_the_old_one_stays(documents: TypstDocuments) -> None:
    first = await resume(documents, RESUME)
    second = await resume(documents, RESUME | {"basics": RESUME["basics"] | {"label": "Other"}})
    assert first.path != second.path
    assert content_of(first) != content_of(second)
    assert modes(first) == (0o600, 0o700)


async def test_a_person_never_shares_a_file_with_another(documents: TypstDocuments) -> None:
    view = ResumeView(resume=RESUME, fact_ids=())
    one = await documents.render_resume("one", "c", view, "cv")
    two = await documents.render_resume("two", "c", view, "cv")
    assert one.sha256 == two.sha256
    assert one.path != two.path


async def test_a_long_resume_takes_two_pages_with_a_footer(documents: TypstDocuments) -> None:
    first, second = pages(await resume(documents, bullets(60)))
    assert "1 / 2" in first
    assert "Zoë Łukasz" in second


async def test_text_is_made_smaller_before_a_page_more_is_taken(documents: TypstDocuments) -> None:
    counts = {count: len(pages(await resume(documents, bullets(count, 4)))) for count in (20, 34, 70)}
    assert counts == {20: 1, 34: 1, 70: 2}


async def test_no_text_is_too_small_to_read(documents: TypstDocuments) -> None:
    sizes: set[float] = set()

    def visit(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.add(abs(tm[3]) * size if tm else size)

    for page in pypdf.PdfReader((await resume(documents, bullets(70))).path).pages:
        page.extract_text(visitor_text=visit)
    assert min(sizes) >= 6


async def test_text_no_font_can_show_is_told_never_printed_as_boxes(documents: TypstDocuments) -> None:
    with pytest.raises(Missing) as caught:
        await resume(documents, RESUME | {"basics": {"name": "\U0001e900\U0001e901 Adlam"}})
    assert caught.value.code == "no_font_for_text"
    assert "font" in caught.value.fix


async def test_symbols_without_a_font_and_unseen_characters_go(documents: TypstDocuments) -> None:
    made = await resume(documents, RESUME | {"basics": {"name": "Zoë \U0001fae8\ue0f0\u202e\u200b Łukasz"}})
    text = pages(made)[0]
    assert "Łukasz" in text
    assert "\u202e" not in text
    assert "\ue0f0" not in text


async def test_a_letter_keeps_its_paragraphs_and_lines(documents: TypstDocuments) -> None:
    text = "Dear Northwind team,\n\nI build engines.\r\n\r\n\nYours sincerely,\nAda Łukasz"
    made = await documents.render_letter("user", "candidate", text, "letter.pdf")
    assert pages(made)[0].split("\n") == ["Dear Northwind team,", "I build engines.", "Yours sincerely,", "Ada Łukasz"]
    assert (made.kind, made.name) == ("cover_letter", "letter.pdf")
    assert await documents.render_letter("user", "candidate", text, "letter.pdf") == made


async def test_nothing_makes_no_document(documents: TypstDocuments) -> None:
    with pytest.raises(InvalidInput) as caught:
        await resume(documents, {"basics": {"label": "x"}})
    assert caught.value.code == "empty_document"
    with pytest.raises(InvalidInput):
        await documents.render_letter("u", "c", " \n\n\u200b ", "x")


async def test_documents_asked_for_at_once_are_all_right(documents: TypstDocuments) -> None:
    made = await asyncio.gather(*(documents.render_letter("u", "c", f"Letter {n}", "x") for n in range(12)))
    assert [pages(document) for document in made] == [[f"Letter {n}"] for n in range(12)]


async def test_a_typesetter_that_hangs_is_ended_and_the_next_document_works(tmp_path: Path) -> None:
    (tmp_path / "slow.typ").write_text("#for i in range(50000) { for j in range(50000) { let k = i + j } }")
    (tmp_path / "fine.typ").write_text("fine")
    setter = Typesetter(tmp_path, seconds=1.5)
    try:
        with pytest.raises(Unavailable) as caught:
            await setter.pdf("slow.typ", {})
        assert caught.value.code == "document_too_slow"
        assert (await setter.pdf("fine.typ", {})).startswith(b"%PDF-")
    finally:
        await setter.aclose()


async def test_a_typesetter_that_dies_is_started_again() -> None:
    setter = Typesetter(TEMPLATES)
    letter = letter_sheet("one", Letterhead(), "t", 11).model_dump(mode="json")
    try:
        await setter.pdf("letter.typ", letter)
        assert setter._process is not None
        setter._process.kill()
        await setter._process.wait()
        assert (await setter.pdf("letter.typ", letter)).startswith(b"%PDF-")
    finally:
        await setter.aclose()
    assert setter._process is None


def test_one_typesetter_serves_one_event_loop_after_another(tmp_path: Path) -> None:
    made = TypstDocuments(tmp_path)

    async def once() -> Document:
        try:
            return await made.render_letter("u", "c", "Hello", "x")
        finally:
            await made.aclose()

    assert asyncio.run(once()) == asyncio.run(once())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x", "x.pdf"), ("C:\\x", "C x.pdf"), ("a\0.pdf", "a.pdf"), ("cv.PDF", "cv.pdf"), ("", "document.pdf"),
        ("...", "document.pdf"),
        ("Ada \u202egnp.exe", "Ada gnp.exe.pdf"), ("Zoë’s Résumé", "Zoë’s Résumé.pdf"), ("a" * 4000, "a" * 116 + ".pdf"),
    ],
)  # fmt: skip
@pytest.mark.security
def test_s81_names_for_employers_are_plain(name: str, shown: str) -> None:
    assert file_name(name) == shown
