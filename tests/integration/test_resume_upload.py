"""A résumé sent to the gateway as a file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.bench.parse.drawing import draw
from gateway.uploads import shown_name
from tests.support.gateway import RunningGateway

pytestmark = pytest.mark.stack

DOOR = "/api/v1/candidate/resume"


async def test_a_file_becomes_a_candidate_with_sources(gateway: RunningGateway, tmp_path: Path) -> None:
    data = draw("nurse_sidebar.typ", tmp_path).read_bytes()
    answer = await gateway.http.post(DOOR, files={"file": ("grace.pdf", data, "application/pdf")})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["resume"]["basics"]["name"] == "Grace Okafor"
    bullet = next(fact for fact in made["facts"] if fact["path"] == "work[0].highlights[0]")
    assert bullet["source"]["file"] == "grace.pdf"
    assert bullet["source"]["page"] == 1
    assert bullet["source"]["quote"].startswith("• Lead a team")
    again = await gateway.http.post(DOOR, files={"file": ("grace.pdf", data, "application/pdf")})
    assert again.json()["candidate_id"] == made["candidate_id"]


@pytest.mark.parametrize(
    ("data", "name", "status", "code"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "me.png", 422, "resume_kind_unknown"),
        (b"%PDF-1.7\nnonsense", "me.pdf", 422, "resume_unreadable"),
        (b"", "me.txt", 422, "resume_empty"),
        (b"x" * (5 * 2**20 + 1), "me.pdf", 413, "too_large"),
    ],
)
async def test_a_bad_file_is_a_problem_with_its_code(
    gateway: RunningGateway, data: bytes, name: str, status: int, code: str
) -> None:
    answer = await gateway.http.post(DOOR, files={"file": (name, data, "application/octet-stream")})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["fix"]


async def test_a_form_without_a_file_says_which_field_is_meant(gateway: RunningGateway) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nwords\r\n--x--\r\n'

    answer = await gateway.http.post(DOOR, content=chunks(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert (answer.status_code, answer.json()["code"]) == (422, "file_missing")


@pytest.mark.parametrize("body", ["{", "[]", '{"resume": 3}', '{"resume": {}, "more": 1}'])
async def test_a_malformed_document_is_a_problem(gateway: RunningGateway, body: str) -> None:
    answer = await gateway.http.post(DOOR, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\cvs\\me.pdf", "me.pdf"),
        ("a\u202eb\n.pdf", "ab.pdf"),
        ("", "resume"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_name_is_shown_without_folders_and_marks(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown
