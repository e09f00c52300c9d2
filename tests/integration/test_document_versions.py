"""Letters and résumés that stay editable: every version in PostgreSQL, revised by feedback, by hand, by a model that lies."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Commands
from tests.support.model_characters import LIE_WORDS, Failed, embellishing, honest, says
from tests.support.model_server import ModelServer
from tests.support.paper_commands import PaperDesk
from tests.support.people import PEOPLE

pytestmark = pytest.mark.stack
POSTING = """Platform Engineer at Northwind Pay
Leeds, UK

Requirements:
- 5+ years of experience with Python or Go
- Kafka
- Rust
"""
OTHER = """Database Engineer at Acme Foods
York, UK

Requirements:
- PostgreSQL
- RabbitMQ
"""
# Terraform is among her skills: a tool one has may be named, so the lie with it would be none.
PRIYA: dict[str, Any] = json.loads(json.dumps(PEOPLE["engineer"]).replace('"Terraform", ', ""))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_database_url: str) -> PaperDesk:
    for name, value in (("JOBHUNTER_HOME", str(tmp_path / "home")), ("JOBHUNTER_DATABASE_URL", migrated_database_url)):
        monkeypatch.setenv(name, value)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "JOBHUNTER_OPENAI_API_KEY", "JOBHUNTER_OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    made = PaperDesk(tmp_path)
    made.write("priya.json", PRIYA)
    made.write("posting.txt", POSTING)
    return made


def made(desk: PaperDesk, command: str, *more: object) -> dict[str, Any]:
    return desk(command, desk.folder / "posting.txt", "--candidate", desk.folder / "priya.json", *more)


def versions(desk: PaperDesk, document: str) -> list[tuple[int, int | None, str]]:
    [row] = desk("documents", document)["documents"]
    return [(one["number"], one["from"], one["feedback"]) for one in row["versions"]]


def test_a_letter_is_revised_as_often_as_wanted_and_every_version_is_kept(desk: PaperDesk) -> None:
    first = made(desk, "cover-letter")
    name = first["version"]["document"]
    second = desk("revise", name, "emphasise leadership")
    third = desk("revise", name, "kürzer und formeller")
    assert "Mentored two graduates" in second["text"]
    assert third["text"].startswith("Dear Sir or Madam,")
    assert len(third["text"]) < len(second["text"])
    other = desk("revise", name, "mention Kubernetes first", "--version", 1)
    assert "I also bring Kubernetes." in other["text"]
    assert "Dear hiring team" in other["text"]
    assert versions(desk, name) == [
        (1, None, ""), (2, 1, "emphasise leadership"), (3, 2, "kürzer und formeller"), (4, 1, "mention Kubernetes first"),
    ]  # fmt: skip
    for one in (first, second, third, other):
        kept = Path(one["document"]["kept_at"])
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == one["document"]["sha256"]
    assert desk("documents", name, "--version", 2)["shown"]["text"] == second["text"]


def test_a_document_is_named_by_its_id_the_start_of_it_or_its_file(desk: PaperDesk) -> None:
    first = made(desk, "resume", "--out", desk.folder / "mine.pdf")
    name = first["version"]["document"]
    for said in (name, name[:8], first["version"]["id"], first["document"]["id"], desk.folder / "mine.pdf"):
        assert desk("revise", said, "leave out the coffee machine and emphasise PostgreSQL")["version"]["document"] == name
    assert len(versions(desk, name)) == 2
    (desk.folder / "mine.pdf").write_bytes(b"another")
    assert desk.refused("revise", desk.folder / "mine.pdf", "shorter").code == "document_unknown"
    assert desk.refused("revise", "00000000", "shorter").code == "document_unknown"
    assert desk.refused("revise", name, "shorter", "--version", 9).code == "document_unknown"


def test_the_same_again_is_the_same_version(desk: PaperDesk) -> None:
    first, again = made(desk, "resume"), made(desk, "resume")
    assert first["version"] == again["version"]
    assert made(desk, "resume", "--template", "modern")["version"]["number"] == 2


def test_what_cannot_be_done_changes_nothing_and_says_what_could(desk: PaperDesk) -> None:
    name = made(desk, "cover-letter")["version"]["document"]
    unclear = desk.refused("revise", name, "make it pop")
    assert (unclear.code, unclear.exit_code) == ("feedback_not_understood", 2)
    assert "make it pop" in unclear.detail
    assert "leave out" in unclear.fix
    nothing = desk.refused("revise", name, "mention my PhD in astronomy")
    assert (nothing.code, nothing.exit_code) == ("nothing_to_revise", 4)
    assert desk.refused("revise", name).code == "feedback_missing"
    assert desk.refused("revise", name, "--bullets").code == "not_this_kind"
    same = desk("revise", name, "more professional")
    assert (same["changed"], same["version"]["number"]) == (False, 1)
    partly = desk("revise", name, "make it pop; shorter; mention juggling")
    assert (partly["changed"], partly["not_understood"]) == (True, ["make it pop"])
    assert "juggling" in partly["not_done"][0]
    assert len(versions(desk, name)) == 2


def test_a_letter_for_any_employer_and_back(desk: PaperDesk) -> None:
    first = made(desk, "cover-letter")
    general = desk("revise", first["version"]["document"], "--general")
    assert (general["mode"], "Northwind" in general["text"]) == ("general", False)
    assert desk("revise", first["version"]["document"], "--targeted")["text"] == first["text"]


def test_bullets_are_edited_and_both_versions_kept(desk: PaperDesk) -> None:
    first = made(desk, "resume", "--bullets", desk.folder / "bullets.txt")
    text = (desk.folder / "bullets.txt").read_text(encoding="utf-8")
    assert text == desk.said("revise", first["version"]["document"], "--bullets")
    file = desk.write("bullets.txt", text.replace("for a team of seven", "for a team of 700") + "+ Founded a chess club.\n")
    second = made(desk, "resume", "--edited", file)
    assert (second["version"]["number"], second["version"]["from"]) == (2, 1)
    assert any("700" in text for text in second["warnings"])
    assert any("for a team of 700" in one["text"] and one["by"] == "person" for one in second["bullets"])
    third = desk("revise", second["version"]["document"], "emphasise leadership")
    assert any("for a team of 700" in one["text"] for one in third["bullets"])
    as_json = desk.write("bullets.json", {"bullets": first["bullets"]})
    back = desk("revise", second["version"]["document"], "--edited", as_json)
    assert [one["text"] for one in back["bullets"]] == [one["text"] for one in first["bullets"]]
    assert Path(first["document"]["kept_at"]).exists()


def test_a_letter_in_the_persons_own_words_is_never_changed_by_rules(desk: PaperDesk) -> None:
    name = made(desk, "cover-letter")["version"]["document"]
    file = desk.write("mine.txt", "Dear all,\n\nI led 300 people.\n\nPriya Raghunathan")
    own = desk("revise", name, "--text", file)
    assert own["text"] == file.read_text()
    assert any("300" in doubt["detail"] for doubt in own["doubts"])
    assert desk.refused("revise", name, "shorter").code == "nothing_to_revise"
    assert versions(desk, name) == [(1, None, ""), (2, 1, "edited by hand")]


@pytest.mark.parametrize("command", ["resume", "cover-letter"])
def test_a_model_that_always_embellishes_gets_nothing_into_a_revision(
    command: str, desk: PaperDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(desk, command, "--format", "txt")
    with ModelServer(embellishing()) as server:
        monkeypatch.setenv("JOBHUNTER_OPENAI_BASE_URL", server.url)
        revised = desk("revise", first["version"]["document"], "emphasise leadership and say I managed 800 people")
        refused = desk.refused("revise", first["version"]["document"], "make it pop")
    text = Path(revised["document"]["path"]).read_text(encoding="utf-8")
    assert [word for word in LIE_WORDS if word.casefold() in text.casefold()] == []
    assert revised["refused"]
    assert all(refusal["why"][0]["detail"] for refusal in revised["refused"])
    assert revised["llm_calls"] == 2
    assert (refused.code, refused.exit_code) == ("revision_refused", 4)
    assert refused.extra["refused"]
    assert all("800 people" in prompt or "make it pop" in prompt for prompt in server.prompts)
    assert "priya@example.org" not in "".join(server.prompts)
    assert versions(desk, first["version"]["document"])[1:] == [(2, 1, "emphasise leadership and say I managed 800 people")]


def test_a_model_that_keeps_to_the_facts_is_heard_and_one_that_fails_harms_nothing(
    desk: PaperDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = made(desk, "cover-letter")["version"]["document"]
    with ModelServer(honest) as server:
        monkeypatch.setenv("JOBHUNTER_OPENAI_BASE_URL", server.url)
        told = desk("revise", name, "make it pop")
    assert told["changed"]
    assert told["refused"] == []
    with ModelServer(says(Failed(status=401))) as server:
        monkeypatch.setenv("JOBHUNTER_OPENAI_BASE_URL", server.url)
        assert desk("revise", name, "shorter")["problem"]
        assert desk.refused("revise", name, "make it pop").code == "feedback_not_understood"


def test_a_folder_of_postings_is_prepared_once(desk: PaperDesk) -> None:
    for name, content in (("a.txt", POSTING), ("b.txt", OTHER), ("c.txt", "too short"), ("d.bin", "no posting")):
        desk.write(f"jobs/{name}", content)
    asked = ("resume", desk.folder / "jobs", desk.folder / "posting.txt", "--candidate", desk.folder / "priya.json")
    first = desk(*asked, "--out", desk.folder / "out")
    assert desk.ended == 1
    assert (first["schema"], first["made"], first["kept"], first["failed"]) == ("jobhunter/resumes/1", 2, 1, 1)
    assert [item["status"] for item in first["items"]] == ["made", "made", "failed", "kept"]
    assert first["items"][2]["error"]["code"] == "posting_empty"
    paths = [Path(item["document"]["path"]) for item in first["items"] if item["document"]]
    assert len({path.name for path in paths}) == 3
    assert all(path.parent == desk.folder / "out" and path.exists() for path in paths)
    again = desk(*asked)
    assert (again["made"], again["kept"], again["failed"]) == (0, 3, 1)
    # What lies there changed or gone is made again.
    Path(again["items"][1]["document"]["kept_at"]).write_bytes(b"broken")
    Path(again["items"][0]["document"]["kept_at"]).unlink()
    assert desk(*asked)["made"] == 2
    assert "0 made, 3 were there, 1 failed" in desk.said(*asked)
    assert desk.refused(*asked, "--title", "x").code == "one_posting_only"
    assert desk.refused("resume", desk.folder / "home", "--candidate", desk.folder / "priya.json").code == "posting_not_found"


def test_a_file_of_several_postings_gives_a_letter_for_each(desk: PaperDesk) -> None:
    rows = [
        {"title": f"Engineer {n}", "company": "Acme", "description": "We look for an engineer who knows PostgreSQL."}
        for n in "ab"
    ]
    many = desk(
        "cover-letter", desk.write("jobs.json", rows), desk.folder / "posting.txt", "--candidate", desk.folder / "priya.json"
    )
    assert (many["schema"], many["made"]) == ("jobhunter/cover-letters/1", 3)
    assert [item["number"] for item in many["items"]] == [1, 2, None]


def test_versions_leave_and_go_with_all_that_is_held(tmp_path: Path, migrated_database_url: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    commands = Commands(home, migrated_database_url)
    (tmp_path / "priya.json").write_text(json.dumps(PRIYA))
    (tmp_path / "posting.txt").write_text(POSTING)
    first = commands("cover-letter", tmp_path / "posting.txt", "--candidate", tmp_path / "priya.json", "--json")
    assert first.code == 0, first.err
    name = first.document["version"]["document"]
    assert commands("revise", name, "shorter", "--json").code == 0
    commands.imports({"basics": {"name": "Priya Raghunathan"}})
    assert commands("candidate", "export", "--all", tmp_path / "all").code == 0
    rows = json.loads((tmp_path / "all" / "document_versions.json").read_text())
    assert [(row["number"], row["body"]["feedback"]) for row in sorted(rows, key=lambda r: r["number"])] == [
        (1, ""),
        (2, "shorter"),
    ]
    assert commands("candidate", "delete", "--yes").code == 0
    gone = commands("documents", name, "--json")
    assert (gone.code, gone.document["code"]) == (2, "document_unknown")
