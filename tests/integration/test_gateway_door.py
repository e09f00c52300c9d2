"""Who is let in, what every answer carries, and the small resources."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from brain.errors import Missing
from gateway.auth import Authenticator
from tests.support.gateway import RunningGateway

pytestmark = pytest.mark.stack

OPEN = {"/", "/docs", "/openapi.json", "/pages.css", "/health/live", "/health/ready"}
SITE = {
    "domain": "boards.example.com",
    "family": "greenhouse",
    "api": {"kind": "greenhouse", "base_url": "https://boards.example.com/v1", "boards": ["northwind"]},
    "login_config": {},
    "private": False,
}


async def test_every_route_but_the_open_ones_needs_the_token(gateway: RunningGateway) -> None:
    schema = (await gateway.http.get("/openapi.json")).json()
    async with httpx.AsyncClient(base_url=gateway.url, trust_env=False) as stranger:
        for path, methods in schema["paths"].items():
            for method in methods:
                answer = await stranger.request(method, path.replace("{", "").replace("}", ""), json={})
                if path not in OPEN:
                    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_required"), path
                    assert answer.headers["www-authenticate"] == "Bearer"
    assert {"/agent/tasks", "/agent/interventions", "/api/v1/candidate", "/api/v1/sites"} <= set(schema["paths"])


@pytest.mark.parametrize("value", ["Bearer wrong", "Bearer", "Basic eDp5", "wrong", "Bearer \u00e4"])
async def test_a_wrong_token_is_refused(gateway: RunningGateway, value: str) -> None:
    answer = await gateway.http.get("/agent/tasks", headers={"Authorization": value.encode("utf-8")})  # type: ignore[dict-item]
    assert answer.status_code == 401
    assert gateway.token not in answer.text


@pytest.mark.parametrize("path", sorted(OPEN))
async def test_the_open_routes_are_open(gateway: RunningGateway, path: str) -> None:
    async with httpx.AsyncClient(base_url=gateway.url, trust_env=False) as stranger:
        answer = await stranger.get(path)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "", "[bad", "10.0.0.1:8000"])
async def test_a_foreign_host_is_refused(gateway: RunningGateway, host: str) -> None:
    answer = await gateway.http.get("/health/live", headers={"Host": host})
    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
async def test_this_machines_own_names_are_known(gateway: RunningGateway, host: str) -> None:
    assert (await gateway.http.get("/health/live", headers={"Host": host})).status_code == 200


async def test_ready_says_what_answers(gateway: RunningGateway) -> None:
    await gateway.worker.seen("here", 1, "planner", "0")
    assert (await gateway.http.get("/health/ready")).json() == {"status": "ok", "database": "ok", "redis": "ok", "workers": 1}


async def test_pages_hold_no_script_and_nothing_from_elsewhere(gateway: RunningGateway) -> None:
    for path in ("/", "/docs"):
        page = (await gateway.http.get(path)).text
        assert "<script" not in page
        assert "style=" not in page
        assert "://" not in page.replace("http://127.0.0.1", "")


async def test_sites_are_imported_listed_and_become_sources(gateway: RunningGateway) -> None:
    assert (await gateway.http.post("/api/v1/sites/import", json=[SITE])).json() == {"imported": 1}
    (listed,) = (await gateway.http.get("/api/v1/sites")).json()["items"]
    usual = {"locale": None, "time_zone": None, "device": "desktop", "proxy": None}
    assert listed == SITE | {"api": {**SITE["api"], "companies": {}}, "browsing": usual}  # type: ignore[dict-item]
    task = await gateway.create("Find 5 python jobs.", sources=["greenhouse"])
    assert "search_postings" in {s["action_type"] for s in task["steps"]}
    refused = await gateway.http.post(
        "/agent/tasks", json={"prompt": "Find 5 python jobs.", "options": {"sources": ["fooboard"]}}
    )
    assert refused.json()["code"] == "source_unknown"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"domain": ""}, "invalid_site"),
        ({"domain": "a b"}, "invalid_site"),
        ({"domain": "a/b"}, "invalid_site"),
        ({"api": {"kind": "lever", "base_url": "file:///etc"}}, "invalid_site"),
        ({"api": {"kind": "lever", "base_url": "http://u:p@x/"}}, "invalid_site"),
        ({"api": {"kind": "lever", "base_url": "http://[bad"}}, "invalid_site"),
        ({"api": {"kind": "lever"}}, "invalid_request"),
        ({"more": 1}, "invalid_request"),
        ({"browsing": {"time_zone": "Mars/Olympus"}}, "invalid_request"),
    ],
)
async def test_a_site_that_cannot_be_used_imports_nothing(gateway: RunningGateway, change: dict[str, Any], code: str) -> None:
    answer = await gateway.http.post("/api/v1/sites/import", json=[SITE, SITE | change])
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await gateway.http.get("/api/v1/sites")).json()["items"] == []


async def test_a_resume_becomes_a_candidate_with_facts(gateway: RunningGateway) -> None:
    assert (await gateway.http.get("/api/v1/candidate")).json()["code"] == "no_candidate"
    resume = {"basics": {"name": "Ada Example", "email": "ada@example.org"}, "skills": [{"name": "Python"}], "hobby": "chess"}
    answer = await gateway.http.post("/api/v1/candidate/resume", json={"resume": resume, "file": "ada.json"})
    assert answer.status_code == 201
    made = answer.json()
    assert made["resume"] == resume
    assert made["not_understood"] == ["hobby"]
    assert {f["kind"] for f in made["facts"]} == {"name", "contact", "skill"}
    assert all(f["id"] > 0 and f["source"]["file"] == "ada.json" for f in made["facts"])
    again = (await gateway.http.post("/api/v1/candidate/resume", json={"resume": resume, "file": "ada.json"})).json()
    assert again["candidate_id"] == made["candidate_id"]
    assert (await gateway.http.get("/api/v1/candidate")).json()["candidate_id"] == made["candidate_id"]
    assert (await gateway.http.get("/api/v1/candidate/facts")).json()["items"] == made["facts"]


async def test_what_is_no_resume_is_refused(gateway: RunningGateway) -> None:
    answer = await gateway.http.post("/api/v1/candidate/resume", json={"resume": {"colour": "red"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "resume_not_understood")


async def test_files_are_served_from_their_folder_alone(gateway: RunningGateway) -> None:
    folder = gateway.home / "files" / "screenshots"
    folder.mkdir(parents=True)
    (folder / "page-1.jpg").write_bytes(b"\xff\xd8picture")
    (folder / "page.html").write_text("<script>alert(1)</script>")
    (folder / "link.jpg").symlink_to(gateway.home / "token")
    picture = await gateway.http.get("/files/screenshots/page-1.jpg")
    assert (picture.status_code, picture.headers["content-type"], picture.content) == (200, "image/jpeg", b"\xff\xd8picture")
    page = await gateway.http.get("/files/screenshots/page.html")
    assert page.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in page.headers["content-security-policy"]
    for path in (
        "screenshots/link.jpg",
        "%2e%2e/token",
        "screenshots/..%2f..%2ftoken",
        "/etc/passwd",
        "screenshots",
        "%00",
        "x" * 300,
    ):
        answer = await gateway.http.get(f"/files/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "file_unknown"), path


def test_a_token_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "token"
    with pytest.raises(Missing, match="no token"):
        Authenticator.from_file(file)
    file.write_text("")
    file.chmod(0o600)
    with pytest.raises(Missing, match="no token"):
        Authenticator.from_file(file)
    file.write_text("secret")
    file.chmod(0o644)
    with pytest.raises(Missing, match="Other users"):
        Authenticator.from_file(file)
