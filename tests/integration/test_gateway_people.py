"""The inbox and its answers over HTTP."""

import asyncio
import base64
from typing import Any

import pytest

from tests.support.gateway import RunningGateway
from world_model.users import LOCAL_USER
from world_model.vault import Vault

pytestmark = pytest.mark.stack

ONE = [{"key": "visa", "label": "Do you need a visa?", "kind": "radio", "options": ["Yes", "No"], "required": True, "reason": ""}]
TWO = [*ONE, {"key": "notice", "label": "Notice period", "kind": "text", "options": None, "required": False, "reason": ""}]
REVIEW = {"kind": "review", "question": "Send it?", "fields": TWO, "prospect": True}


async def test_an_open_question_is_in_the_inbox(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, question="Visa?", fields=ONE)
    inbox = (await gateway.http.get("/agent/interventions")).json()
    (asked,) = inbox["items"]
    assert (asked["task_id"], asked["step_id"], asked["kind"], asked["question"]) == (
        task["task_id"],
        step_id,
        "question",
        "Visa?",
    )
    assert asked["fields"] == ONE
    assert asked["expires_at"] > asked["created_at"]
    assert inbox["next"] is None


async def test_the_inbox_comes_page_by_page(gateway: RunningGateway) -> None:
    steps = [await gateway.ask(await gateway.create()) for _ in range(3)]
    first = (await gateway.http.get("/agent/interventions?limit=2")).json()
    second = (await gateway.http.get("/agent/interventions", params={"limit": 2, "cursor": first["next"]})).json()
    assert [i["step_id"] for i in first["items"] + second["items"]] == steps
    assert second["next"] is None


async def test_an_answer_is_sealed_and_wakes_the_step(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, fields=ONE)
    answer = await gateway.intervene(task, step_id, "answer", human_input="no")
    assert (answer.status_code, answer.json()) == (200, {"step_id": step_id, "status": "ready"})
    claim = await gateway.worker.claim(step_id)
    assert claim is not None
    (given,) = claim.answers
    assert given["by"] == "local"
    held = await _open(gateway, given["answer"], f"{step_id}:1")
    assert held == {"human_input": "no", "fields": {"visa": "No"}, "scope": "everywhere", "remember": True, "approve": False}


async def _open(gateway: RunningGateway, sealed: str, row: str) -> Any:
    services = gateway.app.state.services
    vault: Vault = services.interventions._vault
    async with services.database.as_user(LOCAL_USER) as session:
        user_vault = await vault.of(session, LOCAL_USER)
    return user_vault.open(base64.b64decode(sealed), "interventions", "answer_enc", row)


async def test_a_second_answer_comes_too_late(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, fields=ONE)
    assert (await gateway.intervene(task, step_id, "answer", human_input="no")).status_code == 200
    again = await gateway.intervene(task, step_id, "answer", human_input="yes")
    assert (again.status_code, again.json()["code"]) == (409, "already_answered")


async def test_only_one_of_many_answers_wins(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, fields=ONE)
    answers = await asyncio.gather(*(gateway.intervene(task, step_id, "answer", human_input="no") for _ in range(6)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409, 409]


async def test_an_expired_question_is_gone(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, fields=ONE, expires_in_s=0.0)
    answer = await gateway.intervene(task, step_id, "answer", human_input="no")
    assert (answer.status_code, answer.json()["code"]) == (410, "expired")


async def test_a_question_of_a_cancelled_task_is_gone(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, fields=ONE)
    await gateway.http.post(f"/agent/tasks/{task['task_id']}/cancel")
    assert (await gateway.intervene(task, step_id, "answer", human_input="no")).status_code == 410
    assert (await gateway.http.get("/agent/interventions")).json()["items"] == []


async def test_what_is_not_asked_is_not_found(gateway: RunningGateway) -> None:
    task, other = await gateway.create(), await gateway.create()
    step_id = await gateway.ask(task, fields=ONE)
    assert (await gateway.intervene(other, step_id, "answer", human_input="no")).status_code == 404
    assert (await gateway.intervene(task, task["steps"][1]["id"], "answer", human_input="no")).status_code == 404
    assert (await gateway.intervene({"task_id": "nonsense"}, step_id, "answer", human_input="no")).status_code == 404


@pytest.mark.parametrize(
    ("intervention", "body", "field"),
    [
        ({"fields": TWO}, {"action": "answer", "human_input": "no"}, "fields"),
        ({"fields": ONE}, {"action": "answer"}, "fields"),
        ({"kind": "code"}, {"action": "answer"}, "human_input"),
        ({"fields": ONE}, {"action": "answer", "fields": {"colour": "red"}}, "fields.colour"),
        ({"fields": ONE}, {"action": "answer", "fields": {"visa": "Perhaps"}}, "fields.visa"),
        ({"fields": ONE}, {"action": "answer", "human_input": "Perhaps"}, "human_input"),
        ({"fields": TWO}, {"action": "answer", "fields": {"notice": "1 month"}}, "fields.visa"),
        ({"fields": TWO}, {"action": "answer", "fields": {"visa": "No", "notice": {"a": 1}}}, "fields.notice"),
        ({"fields": TWO}, {"action": "answer", "fields": {"visa": "No", "notice": "x" * 20_001}}, "fields.notice"),
        ({"fields": ONE}, {"action": "approve"}, "action"),
        ({"fields": ONE}, {"action": "reject"}, "action"),
        ({"fields": ONE}, {"action": "edit", "fields": {"visa": "No"}}, "action"),
        ({"fields": ONE}, {"action": "answer", "human_input": "no", "approve": True}, "approve"),
        (REVIEW, {"action": "answer", "human_input": "yes"}, "action"),
        (REVIEW, {"action": "edit"}, "fields"),
        (REVIEW, {"action": "edit", "fields": {"colour": "red"}}, "fields.colour"),
        ({}, {"action": "shout"}, "action"),
        ({}, {"action": "answer", "human_input": "x\0"}, "human_input"),
        ({}, {"action": "answer", "more": 1}, "more"),
        ({}, {"action": "answer", "scope": "village"}, "scope"),
    ],
)
async def test_an_answer_that_does_not_fit_names_the_field(
    gateway: RunningGateway, intervention: dict[str, Any], body: dict[str, Any], field: str
) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, **intervention)
    answer = await gateway.intervene(task, step_id, **body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert (await gateway.http.get("/agent/interventions")).json()["items"], "it must stay open"


@pytest.mark.parametrize("step_id", [0, -1, "5x", 2**63, None])
async def test_a_step_id_that_cannot_be_one(gateway: RunningGateway, step_id: Any) -> None:
    task = await gateway.create()
    answer = await gateway.intervene(task, step_id, "skip")
    assert (answer.status_code, answer.json()["field"]) == (422, "step_id")


@pytest.mark.parametrize(
    ("intervention", "body", "status"),
    [
        (REVIEW, {"action": "approve"}, "ready"),
        (REVIEW, {"action": "reject", "human_input": "not my level"}, "ready"),
        (REVIEW, {"action": "edit", "fields": {"notice": "2 months"}, "approve": True}, "ready"),
        ({"kind": "code"}, {"action": "answer", "human_input": "123456"}, "ready"),
        ({"kind": "code"}, {"action": "retry", "human_input": "123456"}, "ready"),
        ({"kind": "verify"}, {"action": "retry"}, "ready"),
        ({"fields": TWO}, {"action": "answer", "fields": {"visa": True, "notice": 3}}, "ready"),
        ({"fields": ONE}, {"action": "skip"}, "skipped"),
        ({"fields": ONE}, {"action": "abort"}, "cancelled"),
    ],
)
async def test_every_way_to_answer(
    gateway: RunningGateway, intervention: dict[str, Any], body: dict[str, Any], status: str
) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, **intervention)
    answer = await gateway.intervene(task, step_id, **body)
    assert (answer.status_code, answer.json()) == (200, {"step_id": step_id, "status": status})


async def test_abort_cancels_the_task(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, fields=ONE)
    await gateway.intervene(task, step_id, "abort")
    assert (await gateway.http.get(f"/agent/tasks/{task['task_id']}")).json()["status"] == "cancelled"
    assert (await gateway.intervene(task, step_id, "abort")).status_code == 410


async def test_what_was_answered_cannot_be_read_in_the_database(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, kind="code")
    await gateway.intervene(task, step_id, "answer", human_input="my-secret-word")
    events = gateway.http.get(f"/agent/tasks/{task['task_id']}")
    assert "my-secret-word" not in (await events).text
    log = gateway.app.state.services.events
    assert "my-secret-word" not in str(await log.after(LOCAL_USER, task["task_id"], 0, 500))


async def test_a_yes_to_what_was_shown_before_is_no_yes_to_what_is_shown_now(gateway: RunningGateway) -> None:
    task = await gateway.create()
    step_id = await gateway.ask(task, kind="review", question="Send it?")
    answer = await gateway.intervene(task, step_id, "approve", intervention_id=999_999)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_answered")
    assert (await gateway.intervene(task, step_id, "approve")).status_code == 200
