"""Documents that a candidate's file names go where a form asks for their kind; a path that leads nowhere changes nothing."""

import json
from pathlib import Path

import pytest

from brain.errors import InvalidInput
from tests.browser.site import Site
from tests.support.one_application import CANDIDATE, Applying
from world_model.own_documents import stated_documents

FORM = """<title>Baker at Petit Four</title><h1>Baker</h1><form method=post action=/send>
<label>First name* <input name=first required></label><label>Academic transcript* <input type=file name=t required></label>
<button>Submit application</button></form>"""


def naming(folder: Path, path: str) -> Path:
    """A candidate's file in `folder` that names a transcript."""
    resume = json.loads(CANDIDATE.read_text("utf-8"))
    resume["x-jobhunter"]["documents"] = {"transcript": path}
    file = folder / "ada.json"
    file.write_text(json.dumps(resume), "utf-8")
    return file


@pytest.mark.stack
@pytest.mark.browser
async def test_a_named_document_goes_with_the_form_that_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "marks.pdf").write_bytes(b"%PDF-1.4 marks")
    with Site({"/": FORM}) as site:
        ran = await Applying(tmp_path / "home")(site.url("/"), candidate=naming(tmp_path, "marks.pdf"))
    assert (ran.code, ran.document["status"]) == (0, "review"), ran.err
    assert [(one["label"], one["name"]) for one in ran.document["files"]] == [("Academic transcript", "marks.pdf")]


@pytest.mark.stack
async def test_a_path_that_leads_nowhere_is_said_before_anything_is_stored(tmp_path: Path) -> None:
    with Site({"/": FORM}) as site:
        ran = await Applying(tmp_path / "home")(site.url("/"), candidate=naming(tmp_path, "gone.pdf"))
    assert (ran.code, ran.document["code"]) == (2, "file_not_found")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("documents", "code"),
    [
        ({"transcript": "gone.pdf"}, "file_not_found"),
        ({"transcript": "marks.exe"}, "document_type"),
        ({"???": "marks.pdf"}, "document_kind"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(tmp_path: Path, documents: dict[str, str], code: str) -> None:
    (tmp_path / "marks.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(InvalidInput) as refused:
        stated_documents({"x-jobhunter": {"documents": documents}}, tmp_path)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "resume", [{}, {"x-jobhunter": {}}, {"x-jobhunter": {"documents": {}}}, {"x-jobhunter": {"documents": {"photo": 7}}}]
)
def test_nothing_named_is_nothing(tmp_path: Path, resume: dict[str, object]) -> None:
    assert stated_documents(resume, tmp_path) == {}
