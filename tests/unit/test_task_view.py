"""The live view in the terminal, and what the commands make of words."""

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer import Typer
from typer.testing import CliRunner

from brain.errors import InvalidInput
from gateway.cli import register
from gateway.cli._asking import TerminalPerson, manifest_table
from gateway.cli._clock import clock
from gateway.cli._follow import exit_code
from gateway.cli._live import TaskView
from gateway.cli._run_options import read_resume
from gateway.cli.inbox import answer_of
from gateway.cli.run import run
from gateway.cli.sites import read_sites
from gateway.cli.tasks import state_of


def step(key: str, title: str = "") -> dict[str, Any]:
    return {"key": key, "action_type": key.split(":")[0], "title": title}


def event(seq: int, kind: str, data: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    base = {"seq": seq, "task_id": "t", "step_id": 1, "type": kind, "agent": "system", "message": "", "screenshot": None}
    return {**base, "data": data or {}, **more}


def moved(seq: int, key: str, to: str) -> dict[str, Any]:
    return event(seq, "step:status", {"key": key, "action_type": key.split(":")[0], "from": "x", "to": to, "attempt": 1})


def drawn(view: TaskView) -> str:
    console = Console(width=120, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    console.print(view)
    return console.export_text()


def view_of(*steps: dict[str, Any]) -> TaskView:
    return TaskView({"plan_summary": "Search and apply.", "steps": list(steps)}, "Find [5] jobs")


def test_the_tree_fills() -> None:
    view = view_of(step("load_candidate", "Load the facts"), step("search_postings:lever", "Search lever"))
    view.apply(moved(1, "load_candidate", "succeeded"))
    view.apply(event(2, "task:started", {"from": "queued", "to": "running"}, message="The task is running."))
    text = drawn(view)
    assert "Find [5] jobs" in text
    assert "running, 1 of 2 steps" in text
    assert "✓ Load the facts" in text
    assert "· Search lever" in text


def test_a_posting_is_one_line() -> None:
    view = view_of(step("select_postings"))
    grown = [
        step("read_posting:p1", "Read Engineer at Acme"),
        step("score_match:p1", "Score Engineer at Acme"),
        step("submit:p1", "x"),
    ]
    view.apply(event(1, "plan:grown", {"steps": grown, "edges": []}))
    view.apply(moved(2, "read_posting:p1", "succeeded"))
    (line,) = [line for line in drawn(view).splitlines() if "Acme" in line]
    assert "Engineer at Acme  ✓ read  · score  · submit" in line


def test_rounds_of_looking_stay_apart() -> None:
    view = view_of(step("review_progress:1", "See how far"), step("review_progress:2", "See again"))
    assert "See how far" in drawn(view)
    assert "See again" in drawn(view)


def test_an_event_seen_twice_counts_once() -> None:
    view = view_of(step("a"))
    view.apply(moved(2, "a", "succeeded"))
    view.apply(moved(1, "a", "running"))
    assert view.steps["a"].status == "succeeded"


def test_questions_come_and_go() -> None:
    view = view_of()
    view.apply(event(1, "hitl:request", {"step_id": 5, "intervention_id": 9}))
    assert set(view.asked) == {5}
    view.apply(event(2, "hitl:response", {"step_id": 5, "intervention_id": 9}))
    assert not view.asked


def test_an_expired_question_goes_by_its_events_step() -> None:
    view = view_of()
    view.apply(event(1, "hitl:request", {"step_id": 5, "intervention_id": 9}))
    view.apply(event(2, "hitl:expired", {"intervention_id": 9}, step_id=5))
    assert not view.asked


def test_pictures_are_named() -> None:
    view = view_of()
    view.apply(event(1, "browser:screenshot", {"screenshot": "screenshots/page-1.jpg"}))
    view.apply(event(2, "browser:screenshot", screenshot="screenshots/page-2.jpg"))
    assert view.screenshots == ["screenshots/page-1.jpg", "screenshots/page-2.jpg"]
    assert "page-2.jpg" in drawn(view)


def test_a_step_that_was_never_announced_is_drawn() -> None:
    view = view_of()
    view.apply(moved(1, "late", "failed"))
    view.note("said by us")
    assert "✗ late" in drawn(view)
    assert "said by us" in drawn(view)


def test_a_step_that_waits_for_time_says_until_when() -> None:
    view = view_of(step("read_posting:p1", "Read Engineer at Acme"), step("submit:p1", "x"), step("notify", "Tell you"))
    for seq, key in enumerate(("submit:p1", "notify"), 1):
        put_off = {"key": key, "action_type": key.split(":")[0], "from": "ready", "to": "waiting", "attempt": 0}
        view.apply(event(seq, "step:status", put_off))
    assert view.put_off == {"submit:p1", "notify"}
    at = "2026-03-01T14:05:00Z"
    view.learn_times([{"key": key, "waiting_for": "time", "available_at": at} for key in ("submit:p1", "notify", "other")])
    text = drawn(view)
    assert f"… submit waiting until {clock(at)}" in text
    assert f"… Tell you waiting until {clock(at)}" in text
    assert view.put_off == set()
    view.apply(moved(3, "notify", "ready"))
    assert [line.rstrip() for line in drawn(view).splitlines() if "Tell you" in line] == ["└── ○ Tell you"]


def test_a_step_that_asks_a_person_is_not_put_off() -> None:
    view = view_of(step("review:p1"))
    asks = {"key": "review:p1", "action_type": "review", "from": "running", "to": "waiting", "attempt": 1}
    view.apply(event(1, "step:status", asks))
    assert view.put_off == set()
    assert "? review:p1" in drawn(view)


def test_the_state_of_a_task_that_waits_for_time() -> None:
    at = "2026-03-01T14:05:00Z"
    assert state_of({"status": "waiting", "waits_until": at}) == f"waiting until {clock(at)}"
    assert state_of({"status": "waiting", "waits_until": None}) == "waiting"
    assert state_of({"status": "running", "waits_until": at}) == "running"


def gateway_commands() -> Typer:
    app = Typer()
    register(app)
    return app


@pytest.mark.parametrize("command", ["dead-letters", "retry", "skip"])
def test_the_help_of_a_command_about_steps_shows_an_example(command: str) -> None:
    shown = CliRunner().invoke(gateway_commands(), [command, "--help"], env={"COLUMNS": "200"}).output
    assert f"jobhunter {command}" in shown.split("Example:")[1]


@pytest.mark.parametrize("flag", [["--per-day", "0"], ["--per-day", "501"], ["--per-company", "51"], ["--per-company", "x"]])
def test_a_limit_out_of_range_is_wrong_usage(flag: list[str]) -> None:
    ran = CliRunner().invoke(gateway_commands(), ["run", "Find 5 python jobs.", "--plan-only", *flag])
    assert ran.exit_code == 2


@pytest.mark.parametrize(
    ("status", "unknown", "code"),
    [("completed", False, 0), ("completed", True, 5), ("failed", False, 1), ("cancelled", False, 1), ("waiting", False, 3)],
)
def test_exit_codes(status: str, unknown: bool, code: int) -> None:
    view = view_of()
    view.apply(event(1, "applier:submit", {"submission_id": 3, "state": "unknown"}))
    if not unknown:
        view.apply(event(2, "applier:complete", {"submission_id": 3, "state": "confirmed"}))
    view.status = status
    assert exit_code(view) == code


ASKED = {
    "task_id": "t",
    "step_id": 5,
    "kind": "question",
    "question": "Visa?",
    "fields": [{"key": "visa", "label": "Visa?", "kind": "text", "options": None, "required": True}],
    "context": {},
}


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (["visa=no"], {"fields": {"visa": "no"}}),
        (["no"], {"human_input": "no"}),
        (["colour=red"], {"human_input": "colour=red"}),
        (["visa=a=b"], {"fields": {"visa": "a=b"}}),
        (["two", "words"], {"human_input": "two words"}),
    ],
)
def test_words_of_the_command_line_as_an_answer(given: list[str], answer: dict[str, Any]) -> None:
    assert answer_of(ASKED, given) == answer


def test_who_is_not_here_answers_nothing_but_what_yes_covers() -> None:
    def person(yes: bool, here: bool) -> TerminalPerson:
        return TerminalPerson(None, Console(), yes=yes, interactive=here)  # type: ignore[arg-type]

    review = {**ASKED, "kind": "review"}
    assert not person(False, False).can_answer(review)
    assert person(True, False).can_answer(review)
    assert not person(True, False).can_answer(ASKED)
    assert person(False, True).can_answer(ASKED)


def test_the_manifest_as_a_table() -> None:
    fields = [
        {"label": "Name", "value": "Ada", "provenance": {"kind": "fact"}},
        {"label": "CV", "value": {"file": "/x", "name": "ada.pdf", "sha256": "0"}, "provenance": {"kind": "rule"}},
        {"label": "Skills [pick]", "value": ["a", "b"], "provenance": {"kind": "given"}},
    ]
    table = manifest_table({**ASKED, "context": {"title": "Dev", "company": "Acme", "manifest": {"fields": fields}}})
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    console.print(table)
    text = console.export_text()
    assert all(word in text for word in ("Ada", "ada.pdf", "a, b", "Skills [pick]", "fact"))


def test_a_resume_is_read(tmp_path: Path) -> None:
    file = tmp_path / "ada.json"
    file.write_text(json.dumps({"basics": {"name": "Ada"}}))
    assert read_resume(file) == {"basics": {"name": "Ada"}}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.json", None, "resume_not_found"),
        ("bad.json", b"{", "resume_unreadable"),
        ("list.json", b"[]", "resume_unreadable"),
        ("latin.json", b'{"basics": "\xe4"}', "resume_unreadable"),
        ("deep.json", b"[" * 100_000, "resume_unreadable"),
        ("large.json", b" " * (6 * 2**20), "resume_unreadable"),
        ("cv.xyz", b"text", "resume_format"),
    ],
)
def test_a_resume_that_cannot_be_read(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidInput) as refused:
        read_resume(file)
    assert refused.value.code == code
    assert refused.value.fix


@pytest.mark.parametrize("content", [b"{", b"{}", b"[1]", b" " * (6 * 2**20)])
def test_what_is_no_site_document(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "sites.json"
    file.write_bytes(content)
    with pytest.raises(InvalidInput) as refused:
        read_sites(str(file))
    assert refused.value.code == "sites_unreadable"


def test_a_site_document_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read_sites(str(tmp_path / "none.json"))


def test_a_plan_needs_no_stack(capsys: pytest.CaptureFixture[str]) -> None:
    run("Find 5 remote python jobs and apply.", plan_only=True, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "jobhunter/plan/1"
    assert set(document) == {"schema", "goal", "plan_summary", "steps", "not_understood"}
    assert len(document["steps"]) >= 10
    assert all(s["id"] is None for s in document["steps"])


def test_a_goal_without_a_plan_is_still_shown(capsys: pytest.CaptureFixture[str]) -> None:
    run("Research Stripe as an employer.", plan_only=True, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["goal"]["verb"] == "research_company"
    assert document["steps"] == []
    assert document["plan_summary"]


def test_a_line_without_meaning_is_refused() -> None:
    with pytest.raises(InvalidInput):
        run("qwzx vbnm", plan_only=True, as_json=True)
