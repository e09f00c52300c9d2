"""Warm waits in the database: few slots, a question of a running step, an answer handed over once."""

import asyncio

import pytest

from brain.intervention import Intervention
from tests.support.protocol import USER, Bench, step
from tests.support.waiting import until
from world_model.interventions import AskedIntervention, GivenAnswer, Interventions
from world_model.steps import Claim, Fenced
from world_model.warm_slots import WarmWait

pytestmark = [pytest.mark.stack]
CODE = Intervention(kind="code", question="What is it?", context={"account": "https://a.example", "warm": True})


async def wait_of(here: Bench, claim: Claim, slots: int = 1) -> WarmWait:
    async with here.database.as_user(USER) as session:
        return WarmWait(here.database, claim, await here.vault.of(session, USER), slots)


async def running(here: Bench, *keys: str) -> list[tuple[Claim, WarmWait]]:
    task = await here.task([step(key) for key in keys])
    claims = [await here.claim(task, key) for key in keys]
    return [(claim, await wait_of(here, claim)) for claim in claims]


async def asked_by(here: Bench, claim: Claim) -> AskedIntervention:
    inbox = Interventions(here.database, here.vault)

    async def found() -> bool:
        items, _ = await inbox.open(USER, 10)
        return any(one.step_id == claim.id for one in items)

    await until(found)
    return await inbox.latest(USER, claim.task_id, claim.id)


async def test_there_are_as_many_slots_as_are_set(here: Bench) -> None:
    (_, one), (_, two), (third, three) = await running(here, "a", "b", "c")
    assert [await one.take_slot(), await one.take_slot(), await two.take_slot()] == [True, True, False]
    assert await (await wait_of(here, third, slots=2)).take_slot()
    await one.free_slot()
    assert [await two.take_slot(), await three.take_slot()] == [False, True], "one that is held already is not counted twice"


@pytest.mark.parametrize("how", ["lease", "until", "ended"])
async def test_a_slot_is_free_when_its_lease_or_its_time_is_gone(here: Bench, how: str) -> None:
    (claim, one), (_, two) = await running(here, "a", "b")
    assert await one.take_slot()
    match how:
        case "lease":
            await here.put_back("lease_expires_at", claim.id)
        case "until":
            await here.database.call("take_warm_slot", claim.id, claim.token, 1, -1.0)
        case _:
            await here.steps.succeed(claim, {})
    assert await two.take_slot()


async def test_an_answer_reaches_the_running_step_once_and_is_nowhere_afterwards(here: Bench) -> None:
    ((claim, warm),) = await running(here, "a")
    waiting = asyncio.ensure_future(warm.ask(CODE, 60))
    asked = await asked_by(here, claim)
    given = GivenAnswer(action="retry", human_input="123456")
    answered = await Interventions(here.database, here.vault).answer(USER, asked, given, "ada")
    assert (answered.status, answered.hints) == ("running", ())
    told = await waiting
    assert told is not None
    assert (told.action, told.said and told.said.get_secret_value()) == ("retry", "123456")
    (row,) = await here.rows("SELECT status, answer_enc FROM interventions")
    assert row == {"status": "answered", "answer_enc": None}
    types = [r["type"] for r in await here.rows("SELECT type FROM execution_logs WHERE step_id = :s ORDER BY seq", s=claim.id)]
    assert types[-2:] == ["hitl:request", "hitl:response"]
    assert (await here.statuses(claim.task_id), warm.waited_s > 0) == ({"a": "running"}, True)
    assert "123456" not in str(await here.rows("SELECT * FROM execution_logs"))
    await here.steps.succeed(claim, {})


async def test_a_question_whose_time_is_over_is_closed_and_the_step_goes_on(here: Bench) -> None:
    ((claim, warm),) = await running(here, "a")
    assert await warm.ask(CODE, 0.1) is None
    assert [r["status"] for r in await here.rows("SELECT status FROM interventions")] == ["expired"]
    assert await here.statuses(claim.task_id) == {"a": "running"}
    await here.steps.ask(claim, CODE.model_copy(update={"kind": "login"}).model_dump(mode="json"))
    assert await here.statuses(claim.task_id) == {"a": "waiting"}


async def test_what_a_lost_attempt_left_open_ends_nothing_of_the_next(here: Bench) -> None:
    ((claim, _),) = await running(here, "a")
    document = CODE.model_dump(mode="json")
    left = await here.database.call("ask_warm", claim.task_id, claim.id, claim.token, document, 0.0)
    await here.put_back("lease_expires_at", claim.id)
    await here.steps.sweep()  # the attempt is lost, its question expires; both leave the step to the next attempt
    await here.steps.sweep()
    assert await here.statuses(claim.task_id) == {"a": "ready"}
    again = await here.claim(claim.task_id, "a")
    open_again = await here.database.call("ask_warm", again.task_id, again.id, again.token, document, 300.0)
    await here.steps.ask(again, CODE.model_copy(update={"kind": "login"}).model_dump(mode="json"))
    rows = {r["id"]: r["status"] for r in await here.rows("SELECT id, status FROM interventions")}
    assert [rows[left["id"]], rows[open_again["id"]]] == ["expired", "cancelled"], "a step asks one thing at a time"


async def test_an_answer_that_comes_when_the_worker_is_gone_moves_nothing(here: Bench) -> None:
    ((claim, _),) = await running(here, "a")
    await here.database.call("ask_warm", claim.task_id, claim.id, claim.token, CODE.model_dump(mode="json"), 300.0)
    await here.put_back("lease_expires_at", claim.id)
    await here.steps.sweep()
    assert (await here.answer(claim.task_id, claim.id, "skip"))["status"] == "ready"
    assert await here.statuses(claim.task_id) == {"a": "ready"}


async def test_a_cancelled_task_closes_the_question_and_whoever_lost_the_lease_is_told(here: Bench) -> None:
    ((claim, warm),) = await running(here, "a")
    ((other, _),) = await running(here, "b")
    waiting = asyncio.ensure_future(warm.ask(CODE, 60))
    await asked_by(here, claim)
    await here.cancel(claim.task_id)
    assert await waiting is None
    assert await here.steps.heartbeat(claim), "its worker is told at the next heartbeat"
    old = await wait_of(here, other)
    await here.put_back("lease_expires_at", other.id)
    await here.steps.sweep()
    with pytest.raises(Fenced):
        await old.ask(CODE, 60)


async def test_a_step_that_is_put_off_counts_no_failure_and_comes_back(here: Bench) -> None:
    ((claim, _),) = await running(here, "a")
    await here.steps.put_off(claim, 60, "no slot is free")
    (row,) = await here.rows("SELECT status, waiting_for, failures, lease_owner FROM task_steps")
    assert row == {"status": "waiting", "waiting_for": "time", "failures": 0, "lease_owner": None}
    await here.put_back("available_at", claim.id)
    await here.steps.sweep()
    assert (await here.claim(claim.task_id, "a")).failures == 0
