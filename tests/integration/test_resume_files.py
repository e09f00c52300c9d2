"""Résumé files as people send them, and as nobody should: each is read or refused with its reason, and the caller lives on."""

import asyncio
import json
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
import yaml

from brain.errors import InvalidInput
from brain.resume import import_candidate
from tests.support.candidates import MIRA
from workers.hands.resume_files import ResumeContent, read_resume_file

CV = "Noor Haddad\nnoor@example.org\n\nEXPERIENCE\nNurse — City Hospital | Jan 2020 – Present\n- Ran the "
"night shift.\n\nSKILLS\nTriage\n"


def pdf(path: Path, text: str = CV, pages: int = 1) -> pikepdf.Pdf:
    """A small PDF with one text line after the other, saved at `path` and handed back to be spoiled."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for _ in range(pages):
        shown = "".join(f"({line}) Tj 0 -16 Td " for line in text.replace("—", "-").replace("–", "-").splitlines())
        page = made.add_blank_page(page_size=(595, 842))
        page.Contents = made.make_stream(f"BT /F1 11 Tf 50 780 Td {shown} ET".encode("latin-1"))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    made.save(path)
    return made


async def refused(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        await read_resume_file(path)
    assert caught.value.fix
    return caught.value.code


def name_of(content: ResumeContent) -> str:
    return str(import_candidate(content.content, content.name, content.links).resume["basics"]["name"])


async def test_a_pdf_with_pages_lines_and_links(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    made = pdf(path)
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://github.com/noor")
    made.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)]
    )
    made.save(path)
    content = await read_resume_file(path)
    assert content.links == ("https://github.com/noor",)
    assert {line.page for line in content.lines} == {1}
    resume = import_candidate(content.content, content.name, content.links).resume
    assert resume["basics"]["name"] == "Noor Haddad"
    assert resume["work"][0]["name"] == "City Hospital"
    assert resume["basics"]["profiles"][0]["username"] == "noor"


async def test_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    for line in ("Noor Haddad", "noor@example.org", "", "EXPERIENCE", "Nurse, City Hospital | Jan 2020 - Present"):
        document.add_paragraph(line)
    document.add_paragraph("Ran the night shift.", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "SKILLS", ""
    document.add_paragraph("Triage, Wound care")
    document.save(str(tmp_path / "cv.docx"))
    resume = import_candidate((await read_resume_file(tmp_path / "cv.docx")).content, "cv.docx").resume
    assert resume["work"][0]["highlights"] == ["Ran the night shift."]
    assert [skill["name"] for skill in resume["skills"]] == ["Triage", "Wound care"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
async def test_text_in_its_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes(CV.replace("Noor", "Noël").encode(encoding))
    assert name_of(await read_resume_file(path)) == "Noël Haddad"


async def test_json_and_yaml(tmp_path: Path) -> None:
    (tmp_path / "cv.json").write_text(json.dumps(MIRA))
    (tmp_path / "cv.txt").write_text(json.dumps(MIRA))
    (tmp_path / "cv.yaml").write_text(yaml.safe_dump({"cv": {"name": "Noor Haddad", "sections": {}}}))
    assert name_of(await read_resume_file(tmp_path / "cv.json")) == MIRA["basics"]["name"]
    assert name_of(await read_resume_file(tmp_path / "cv.txt")) == MIRA["basics"]["name"]
    assert name_of(await read_resume_file(tmp_path / "cv.yaml")) == "Noor Haddad"


async def test_dates_of_yaml_are_text(tmp_path: Path) -> None:
    (tmp_path / "cv.yaml").write_text("basics: {name: Noor}\nwork: [{name: A, startDate: 2020-01-01}]\n")
    document = (await read_resume_file(tmp_path / "cv.yaml")).document
    assert document is not None
    assert document["work"][0]["startDate"] == "2020-01-01"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("cv.json", b"{not json", "resume_unreadable"),
        ("cv.json", b"[1, 2]", "resume_unreadable"),
        ("cv.json", b'{"basics": NaN}', "resume_unreadable"),
        ("cv.json", b"[" * 200_000, "resume_unreadable"),
        ("cv.yaml", b"a: &a [x]\nb: [" + b"*a, " * 40 + b"*a]\n", "resume_unreadable"),
        ("cv.yaml", b"!!python/object/apply:os.system ['true']", "resume_unreadable"),
        ("cv.pdf", b"%PDF-1.7\nnonsense", "resume_unreadable"),
        ("cv.docx", b"PK\x03\x04nonsense", "resume_unreadable"),
        ("cv.png", b"\x89PNG\r\n\x1a\n" + bytes(200), "resume_kind_unknown"),
        ("cv.txt", b"x" * 1_100_000, "resume_too_large"),
        ("cv.pdf", b"%PDF-" + b"x" * 5_300_000, "resume_too_large"),
    ],
)
async def test_broken_and_foreign_files(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert await refused(tmp_path / name) == code


async def test_no_file(tmp_path: Path) -> None:
    assert await refused(tmp_path / "none.pdf") == "resume_not_found"
    assert await refused(tmp_path) == "resume_not_found"


@pytest.mark.security
@pytest.mark.parametrize("what", ["javascript", "launch", "attachment", "xfa", "encrypted", "pages"])
async def test_pdfs_that_do_more_than_show(tmp_path: Path, what: str) -> None:
    path = tmp_path / "cv.pdf"
    made = pdf(path, pages=21 if what == "pages" else 1)
    if what == "javascript":
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if what == "launch":
        made.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="x"))
    if what == "attachment":
        made.attachments["x.txt"] = pikepdf.AttachedFileSpec(made, b"x")
    if what == "xfa":
        made.Root.AcroForm = pikepdf.Dictionary(XFA=made.make_stream(b"<x/>"))
    if what != "pages":
        made.save(path, encryption=pikepdf.Encryption(owner="o", user="u") if what == "encrypted" else False)
    assert await refused(path) == "resume_refused"


async def test_a_pdf_of_two_thousand_pages_is_refused_without_reading_it(tmp_path: Path) -> None:
    pdf(tmp_path / "cv.pdf", pages=2000)
    with pytest.raises(InvalidInput) as caught:
        await read_resume_file(tmp_path / "cv.pdf")
    assert caught.value.code == "resume_refused"
    assert "2000 pages" in caught.value.detail


async def test_a_truncated_pdf_is_refused_or_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    pdf(path, pages=3)
    whole = path.read_bytes()
    codes: set[str] = set()
    said: set[str] = set()
    for share in (0.1, 0.5, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        try:
            content = await read_resume_file(path)
        except InvalidInput as error:
            codes.add(error.code)
        else:
            said |= {line.text.strip() for line in content.lines}
    assert codes <= {"resume_unreadable"}
    assert said <= {"", *(line.replace("—", "-").replace("–", "-") for line in CV.splitlines())}


async def test_a_pdf_of_pictures_alone_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    made = pikepdf.new()
    picture = made.make_stream(bytes(3 * 16), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=4, Height=4)
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    page = made.add_blank_page(page_size=(595, 842))
    page.Contents, page.Resources = (
        made.make_stream(b"500 0 0 700 40 40 cm /I Do"),
        pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture)),
    )
    made.save(path)
    content = await read_resume_file(path)
    with pytest.raises(InvalidInput) as caught:
        import_candidate(content.content, content.name)
    assert caught.value.code == "resume_empty"
    assert "scan" in caught.value.detail


async def test_linkedins_export(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("Profile.csv", "First Name,Last Name,Headline\nRosa,Delgado,Accountant\n")
        archive.writestr(
            "folder/Positions.csv", '\ufeffCompany Name,Title,Description,Started On\nCascadia,Accountant,"One,\ntwo",Jan 2022\n'
        )
        archive.writestr("messages.csv", "FROM,CONTENT\nSam Berg,private words\n")
    content = await read_resume_file(tmp_path / "export.zip")
    found = import_candidate(content.content, content.name)
    assert found.resume["basics"]["name"] == "Rosa Delgado"
    assert found.resume["work"] == [{"name": "Cascadia", "position": "Accountant", "startDate": "2022-01", "summary": "One, two"}]
    assert "private" not in found.model_dump_json()


async def test_another_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("cat.jpg", "meow")
    assert await refused(tmp_path / "photos.zip") == "resume_refused"


@pytest.mark.security
async def test_a_word_document_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "cv.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 70_000_000)
    assert await refused(tmp_path / "cv.docx") == "resume_refused"


async def test_a_reader_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf(tmp_path / "cv.pdf")
    monkeypatch.setattr("workers.hands.resume_files.MAX_SECONDS", 0.0)
    assert await refused(tmp_path / "cv.pdf") == "resume_too_heavy"
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.security
async def test_a_page_of_scattered_words_ends_in_time(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    made = pdf(path)
    scattered = "".join(f"1 0 0 1 {x * 37 % 590} {y * 7 % 840} Tm (ab) Tj " for y in range(0, 840, 3) for x in range(40))
    made.pages[0].Contents = made.make_stream(f"BT /F1 4 Tf {scattered} ET".encode())
    made.save(path)
    try:
        content = await read_resume_file(path)
    except InvalidInput as error:
        codes = {error.code}
    else:
        codes = {"read"} if content.lines else set()
    assert codes <= {"read", "resume_too_heavy"}
    assert codes
