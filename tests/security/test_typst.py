"""S82, S83: data is text to the typesetter, and a template reads nothing outside its folder."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pypdf
import pytest

from brain.errors import Unavailable
from brain.ports import ResumeView
from workers.hands.documents import TypstDocuments
from workers.hands.typesetter import Typesetter

pytestmark = pytest.mark.security

MARKUP = [
    '#read("secret.yaml")',
    '#panic("x")',
    "$x^2$",
    "*bold*",
    "#set page(width: 1pt)",
    "= heading",
    "@ref <label>",
    '\\u{41} // "quoted"',
    "#{ 1 + 1 }",
]


@pytest.fixture
async def documents(tmp_path: Path) -> AsyncIterator[TypstDocuments]:
    made = TypstDocuments(tmp_path)
    yield made
    await made.aclose()


def text_of(path: str) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(Path(path).read_bytes())).pages[0].extract_text().split())


@pytest.mark.parametrize("markup", MARKUP)
async def test_s82_markup_in_any_field_is_printed_as_text(markup: str, documents: TypstDocuments) -> None:
    work = {
        "name": markup,
        "position": markup,
        "summary": markup,
        "highlights": [markup],
        "startDate": markup,
        "location": markup,
    }
    resume = {
        "basics": {"name": markup, "label": markup, "summary": markup, "phone": markup},
        "work": [work],
        "skills": [{"name": markup}],
    }
    made = await documents.render_resume("u", "c", ResumeView(resume=resume, fact_ids=()), markup)
    assert text_of(made.path).count(markup) >= 8
    letter = await documents.render_letter("u", "c", f"Dear {markup},\n\n{markup}", markup)
    assert text_of(letter.path) == f"Dear {markup}, {markup}"


async def test_s84_html_in_a_name_is_text(documents: TypstDocuments) -> None:
    name = "<img src=x onerror=alert(1)>"
    made = await documents.render_resume("u", "c", ResumeView(resume={"basics": {"name": name}}, fact_ids=()), "x")
    assert name in text_of(made.path)


@pytest.mark.parametrize("path", ["/../../etc/passwd", "../secret.txt", "/../secret.txt", "../../../../../../etc/passwd"])
async def test_s83_a_template_cannot_read_outside_its_folder(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "evil.typ").write_text(f'#read("{path}")')
    setter = Typesetter(folder)
    try:
        with pytest.raises(Unavailable) as caught:
            await setter.pdf("evil.typ", {})
    finally:
        await setter.aclose()
    assert caught.value.code == "document_not_made"
    assert "escape" in caught.value.detail


def environment_of(pid: int) -> bytes | None:
    path = Path(f"/proc/{pid}/environ")
    return path.read_bytes() if path.exists() else None


async def test_the_typesetter_knows_no_secrets_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBHUNTER_MASTER_KEY", "do-not-hand-on")
    (tmp_path / "fine.typ").write_text("fine")
    setter = Typesetter(tmp_path)
    try:
        await setter.pdf("fine.typ", {})
        assert setter._process is not None
        environment = environment_of(setter._process.pid)
        if environment is None:
            pytest.skip("this system does not show a process's environment")
        assert b"do-not-hand-on" not in environment
    finally:
        await setter.aclose()
