"""Questions that wait for hours and days: reminders, putting off, and what becomes of what nobody answers."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from brain.errors import Conflict, Gone, NotFound
from brain.intervention import DefaultAnswer, Intervention
from tests.support.gateway import RunningGateway
from tests.support.protocol import OTHER, USER, Bench, question, step
from tests.support.protocol_rules import assert_rules
from workers.context import Desk
from world_model.interventions import GivenAnswer, Interventions

pytestmark = pytest.mark.stack
REMINDERS = "SELECT dedupe_key, payload FROM outbox WHERE payload ? 'reminder' ORDER BY id"


async def a_question(here: Bench, *, user: str = USER, kind: str = "question", **changed: Any) -> tuple[str, int, int]:
    """A task whose first step asks; its id, the step's and the intervention's."""
    task = await here.task([step("a"), step("b", "a")], user=user)
    claim = await _claim(here, task, "a", user)
    await here.steps.ask(claim, question() | {"kind": kind} | changed)
    rows = await here.rows("SELECT id FROM interventions WHERE step_id = :s ORDER BY id DESC", user=user, s=claim.id)
    return task, claim.id, rows[0]["id"]


async def _claim(here: Bench, task: str, key: str, user: str) -> Any:
    rows = await here.rows("SELECT id FROM task_steps WHERE task_id = :t AND key = :k", user=user, t=task, k=key)
    claim = await here.steps.claim(rows[0]["id"])
    assert claim is not None
    return claim


async def age(here: Bench, number: int, hours: float) -> None:
    """As if it had been asked that much earlier, with the same last moment."""
    query = "UPDATE interventions SET created_at = created_at - make_interval(secs => :s) WHERE id = :n RETURNING id"
    assert await here.ask_as(USER, query, s=hours * 3600, n=number) == number


async def run_out(here: Bench, number: int) -> None:
    query = "UPDATE interventions SET expires_at = clock_timestamp() - interval '1 second' WHERE id = :n RETURNING id"
    assert await here.ask_as(USER, query, n=number) == number
    await here.steps.sweep()


async def reminders(here: Bench) -> list[tuple[str, int]]:
    return [(r["dedupe_key"], r["payload"]["reminder"]) for r in await here.rows(REMINDERS)]


async def test_a_person_is_reminded_after_an_hour_and_after_a_day_each_once(here: Bench) -> None:
    _, _, number = await a_question(here, expires_in_s=7 * 24 * 3600.0)
    for hours, told in ((0, []), (1.1, [1]), (20, [1]), (3, [1, 2]), (100, [1, 2])):
        await age(here, number, hours)
        for _ in range(2):
            await here.steps.sweep()
        assert await reminders(here) == [(f"reminder:{number}:{n}", n) for n in told]
    (row,) = [r for r in await here.rows(REMINDERS) if r["payload"]["reminder"] == 1]
    assert row["payload"] == {"intervention_id": number, "kind": "question", "reminder": 1}


async def test_nobody_is_reminded_of_what_is_answered_or_has_run_out(here: Bench) -> None:
    task, step_id, answered = await a_question(here)
    _, _, over = await a_question(here)
    await here.answer(task, step_id)
    for number in (answered, over):
        await age(here, number, 2)
    await run_out(here, over)
    await here.steps.sweep()
    assert await reminders(here) == []


async def test_two_sweeps_at_once_remind_once(here: Bench) -> None:
    _, _, number = await a_question(here)
    await age(here, number, 2)
    await asyncio.gather(*(here.steps.sweep() for _ in range(4)))
    assert await reminders(here) == [(f"reminder:{number}:1", 1)]


async def test_what_is_put_off_is_not_listed_and_nobody_is_reminded_until_it_is_shown_again(here: Bench) -> None:
    inbox = Interventions(here.database, here.vault)
    _, _, number = await a_question(here)
    until = datetime.now(UTC) + timedelta(hours=4)
    assert (await inbox.snooze(USER, number, until)).snoozed_until == until
    await age(here, number, 30)
    await here.steps.sweep()
    assert await reminders(here) == []
    assert (await inbox.open(USER, 20))[0] == ()
    assert [a.id for a in (await inbox.open(USER, 20, snoozed=True))[0]] == [number]
    assert (await inbox.snooze(USER, number, None)).snoozed_until is None
    await here.steps.sweep()
    assert await reminders(here) == [(f"reminder:{number}:1", 1)]
    assert [a.id for a in (await inbox.open(USER, 20))[0]] == [number]


async def test_putting_off_never_takes_from_the_time_to_answer(here: Bench) -> None:
    inbox = Interventions(here.database, here.vault)
    _, _, number = await a_question(here, expires_in_s=3600.0)
    asked = await inbox.one(USER, number)
    late = datetime.now(UTC) + timedelta(hours=4)
    first = await inbox.snooze(USER, number, late)
    left = first.expires_at - late
    assert timedelta(minutes=59) < left <= asked.expires_at - asked.created_at
    shorter = await inbox.snooze(USER, number, datetime.now(UTC) + timedelta(hours=1))
    assert shorter.expires_at == first.expires_at
    longer = await inbox.snooze(USER, number, datetime.now(UTC) + timedelta(hours=9))
    assert longer.expires_at - longer.snoozed_until >= left - timedelta(seconds=1)  # type: ignore[operator]
    assert (await inbox.snooze(USER, number, None)).expires_at == longer.expires_at


async def test_what_is_over_cannot_be_put_off(here: Bench) -> None:
    inbox = Interventions(here.database, here.vault)
    soon = datetime.now(UTC) + timedelta(hours=1)
    task, step_id, answered = await a_question(here)
    await here.answer(task, step_id)
    with pytest.raises(Conflict, match="answered"):
        await inbox.snooze(USER, answered, soon)
    _, _, over = await a_question(here)
    await run_out(here, over)
    with pytest.raises(Gone):
        await inbox.snooze(USER, over, soon)
    _, _, mine = await a_question(here)
    with pytest.raises(NotFound):
        await inbox.snooze(OTHER, mine, soon)


async def test_what_a_worker_waits_for_cannot_be_put_off(here: Bench) -> None:
    _, step_id, number = await a_question(here, kind="code")
    await here.answer((await here.rows("SELECT task_id FROM task_steps WHERE id = :s", s=step_id))[0]["task_id"], step_id)
    assert (await here.steps.claim(step_id)) is not None
    await here.ask_as(USER, "UPDATE interventions SET status = 'open', answered_at = NULL WHERE id = :n RETURNING id", n=number)
    with pytest.raises(Conflict) as refused:
        await Interventions(here.database, here.vault).snooze(USER, number, datetime.now(UTC) + timedelta(hours=1))
    assert refused.value.code == "awaited"


async def test_a_question_nobody_answers_ends_its_branch_and_can_be_asked_again(here: Bench) -> None:
    task, step_id, number = await a_question(here)
    await run_out(here, number)
    assert await here.statuses(task) == {"a": "skipped", "b": "skipped"}
    await assert_rules(here, task)
    assert (await here.revive(task, step_id))["state"] == "ready"
    claim = await here.claim(task, "a")
    assert claim.answers == []
    await here.steps.ask(claim, question())
    rows = await here.rows("SELECT round, status FROM interventions WHERE step_id = :s ORDER BY round", s=step_id)
    assert [(r["round"], r["status"]) for r in rows] == [(1, "expired"), (2, "open")]
    assert (await here.answer(task, step_id))["state"] == "answered"


async def test_with_fail_it_is_a_dead_letter_that_can_be_tried_again(here: Bench) -> None:
    task, step_id, number = await a_question(here, on_expiry="fail")
    await run_out(here, number)
    assert await here.statuses(task) == {"a": "failed", "b": "skipped"}
    (row,) = await here.rows("SELECT dead_letter, error FROM task_steps WHERE id = :s", s=step_id)
    assert (row["dead_letter"], row["error"]["code"]) == (True, "expired")
    assert await here.task_status(task) == "failed"
    await assert_rules(here, task)
    assert (await here.revive(task, step_id))["state"] == "ready"
    assert (await here.claim(task, "a")).answers == []


async def test_with_a_default_its_answer_holds_sealed_and_by_nobody(here: Bench) -> None:
    task = await here.task([step("a"), step("b", "a")])
    claim = await here.claim(task, "a")
    asked = Intervention(
        kind="question", question="Well?", on_expiry="default", default=DefaultAnswer(fields={"newsletter": "no-thanks"})
    )
    await here.steps.ask(claim, await desk(here).as_asked(claim, asked))
    (row,) = await here.rows("SELECT id, default_enc FROM interventions WHERE step_id = :s", s=claim.id)
    assert b"no-thanks" not in row["default_enc"]
    await run_out(here, row["id"])
    again = await here.claim(task, "a")
    (given,) = again.answers
    assert (given["action"], given["by"]) == ("answer", "expiry")
    async with here.database.as_user(USER) as session:
        vault = await here.vault.of(session, USER)
    held = vault.open(base64.b64decode(given["answer"]), "interventions", "answer_enc", f"{claim.id}:1")
    assert (held["fields"], held["remember"]) == ({"newsletter": "no-thanks"}, False)
    assert (await here.answer(task, claim.id))["state"] == "already_answered"
    await assert_rules(here, task)


@pytest.mark.parametrize("kind", ["review", "login", "verify", "code", "captcha"])
async def test_nothing_but_a_plain_question_is_ever_answered_by_nobody(here: Bench, kind: Any) -> None:
    with pytest.raises(ValueError, match="never answered by default"):
        Intervention(kind=kind, question="Send it?", on_expiry="default", default=DefaultAnswer(human_input="yes"))
    task = await here.task([step("a")])
    claim = await here.claim(task, "a")
    forged = question() | {"kind": kind, "on_expiry": "default", "default_sealed": base64.b64encode(b"x").decode()}
    with pytest.raises(Exception, match="default_is_harmless"):
        await here.steps.ask(claim, forged)


async def test_a_default_needs_an_answer_and_an_answer_the_policy(here: Bench) -> None:
    for changed in ({"on_expiry": "default"}, {"default": DefaultAnswer(human_input="no")}):
        with pytest.raises(ValueError, match="belong together"):
            Intervention(kind="question", question="Well?", **changed)  # type: ignore[arg-type]


async def test_an_answer_after_the_task_is_cancelled_or_of_somebody_else_is_none(here: Bench) -> None:
    inbox = Interventions(here.database, here.vault)
    task, step_id, number = await a_question(here, kind="code")
    asked = await inbox.latest(USER, task, step_id)
    with pytest.raises(NotFound):
        await inbox.latest(OTHER, task, step_id)
    with pytest.raises(NotFound):
        await inbox.answer(OTHER, asked, GivenAnswer(action="answer", human_input="123456"), "eve")
    await here.cancel(task)
    with pytest.raises(Gone):
        await inbox.answer(USER, asked, GivenAnswer(action="answer", human_input="123456"), "ada")
    assert (await inbox.one(USER, number)).status == "cancelled"


async def test_the_second_of_two_people_hears_who_was_first(here: Bench) -> None:
    inbox = Interventions(here.database, here.vault)
    task, step_id, _ = await a_question(here, kind="code")
    asked = await inbox.latest(USER, task, step_id)
    said = [inbox.answer(USER, asked, GivenAnswer(action="answer", human_input="1"), name) for name in ("ada", "bob")]
    ended = await asyncio.gather(*said, return_exceptions=True)
    (late,) = [e for e in ended if isinstance(e, Conflict)]
    (row,) = await here.rows("SELECT answered_by FROM interventions WHERE step_id = :s", s=step_id)
    assert late.code == "already_answered"
    assert late.extra["answered_by"] == row["answered_by"]


async def test_snoozing_over_http(gateway: RunningGateway) -> None:
    step_id = await gateway.ask(await gateway.create())
    (asked,) = (await gateway.http.get("/agent/interventions")).json()["items"]
    path = f"/agent/interventions/{asked['intervention_id']}/snooze"
    moved = (await gateway.http.post(path, json={"for_s": 14400})).json()
    assert moved["step_id"] == step_id
    assert moved["snoozed_until"] < moved["expires_at"]
    assert moved["expires_at"] > asked["expires_at"]
    assert (await gateway.http.get("/agent/interventions")).json()["items"] == []
    (shown,) = (await gateway.http.get("/agent/interventions?snoozed=true")).json()["items"]
    assert shown["snoozed_until"] == moved["snoozed_until"]
    assert (await gateway.http.delete(path)).json()["snoozed_until"] is None
    assert len((await gateway.http.get("/agent/interventions")).json()["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"for_s": 59},
        {"for_s": 8_000_000},
        {"for_s": 3600, "until": "2999-01-01T00:00:00Z"},
        {"until": "2020-01-01T00:00:00Z"},
        {"until": "2999-01-01T00:00:00Z"},
        {"until": "2026-12-01T00:00:00"},
        {"for_s": "soon"},
        {"for_s": 3600, "more": 1},
    ],
)
async def test_a_snooze_that_is_none(gateway: RunningGateway, body: dict[str, Any]) -> None:
    await gateway.ask(await gateway.create())
    (asked,) = (await gateway.http.get("/agent/interventions")).json()["items"]
    answer = await gateway.http.post(f"/agent/interventions/{asked['intervention_id']}/snooze", json=body)
    assert answer.status_code == 422, answer.text


def desk(here: Bench) -> Desk:
    nothing: Any = None

    async def nudge(_task: str) -> None:
        """Nobody watches."""

    return Desk(here.database, here.vault, here.steps, nothing, nothing, nothing, nothing, nothing, nudge)
