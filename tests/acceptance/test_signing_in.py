"""People in the loop, end to end: a board that wants a sign-in and a code, asked of a person who may take days to answer."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.whole_stack import WholeStack, whole_stack

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1500)]

BOARD = "members"
MOVED = {
    "tasks": ("created_at",),
    "task_steps": ("available_at", "dispatched_at", "started_at", "heartbeat_at"),
    "interventions": ("created_at", "expires_at"),
}


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[WholeStack]:
    with whole_stack(tmp_path, BOARD) as running:
        account = running.account(BOARD)
        given = {"origin": account["origin"], "email": account["email"], "password": account["password"]}
        running.api("POST", "/api/v1/credentials", given)
        yield running


def started(whole: WholeStack, prompt: str) -> str:
    return str(whole.api("POST", "/agent/tasks", {"prompt": prompt, "options": {"min_score": 0}})["task_id"])


def nothing_is_held(whole: WholeStack, step_id: int) -> None:
    """No task of this step at any worker, no lease, no warm slot."""
    assert step_id not in whole.active_steps()
    [step] = whole.rows("SELECT status, lease_owner, lease_expires_at FROM task_steps WHERE id = %(s)s", s=step_id)
    assert (step["status"], step["lease_owner"], step["lease_expires_at"]) == ("waiting", None, None)
    assert whole.rows("SELECT 1 FROM warm_slots WHERE step_id = %(s)s", s=step_id) == []


def answer(whole: WholeStack, question: dict[str, Any], said: str) -> None:
    """Answers by a command: a process of its own."""
    done = whole.command("answer", str(question["step_id"]), said)
    assert done.returncode == 0, done.stderr


def give_code(whole: WholeStack, task: str, ready: dict[str, Any]) -> str:
    """Says that the person is there, and the code that is sent then; the code."""
    before = whole.mails()
    answer(whole, ready, "ready")
    wanted = whole.question(task, "code")
    assert wanted["step_id"] == ready["step_id"]
    code = whole.code_sent_since(before, whole.account(BOARD)["email"])
    whole.api("POST", f"/agent/tasks/{task}/intervene", {"step_id": wanted["step_id"], "action": "retry", "human_input": code})
    return code


def to_the_end(whole: WholeStack, task: str) -> list[str]:
    """A person who gives codes and approves what is shown, until the task is done; the codes."""
    codes = []
    while not whole.has_ended(task):
        asked = {i["kind"]: i for i in reversed(whole.open_questions(task))}
        if "login" in asked:
            codes.append(give_code(whole, task, asked["login"]))
        elif "review" in asked:
            whole.document("approve", "--all")
        else:
            whole.event_after(task)
    return codes


def test_a_code_is_asked_while_nothing_is_held_and_the_applications_are_sent(whole: WholeStack) -> None:
    task = started(whole, "Find 2 remote python jobs and apply.")
    ready = whole.question(task, "login")
    nothing_is_held(whole, ready["step_id"])
    codes = [give_code(whole, task, ready)]
    codes += to_the_end(whole, task)
    assert whole.has_ended(task) == "completed", whole.story(task)
    received = whole.received()
    assert len({r["posting_id"] for r in received}) == len(received) == 2
    assert all(r["complete"] and not r["errors"] and r["same_as"] is None for r in received)
    account = whole.account(BOARD)
    assert (account["locked"], account["wrong"]) == (False, 0)
    asked = whole.rows("SELECT kind FROM interventions WHERE task_id = %(t)s AND kind IN ('login', 'code')", t=task)
    assert Counter(a["kind"] for a in asked) == {"login": account["signed_in"], "code": account["signed_in"]}, "a round for each"
    assert whole.where_it_stands([account["password"], *codes]) == []
    assert whole.where_it_stands([task]) != [], "what is there is found"


def test_an_answer_after_two_days_and_a_restart_completes_with_one_submission(whole: WholeStack) -> None:
    task = started(whole, "Find 1 remote python job and apply.")
    whole.question(task, "login")
    for table, times in MOVED.items():
        moved = ", ".join(f"{time} = {time} - interval '48 hours'" for time in times)
        whole.rows(f"UPDATE {table} SET {moved}")
    whole.at_market("/_sessions/expire", {})
    whole.down()
    whole.up()
    give_code(whole, task, whole.question(task, "login"))
    to_the_end(whole, task)
    assert whole.has_ended(task) == "completed", whole.story(task)
    assert len(whole.received()) == 1
