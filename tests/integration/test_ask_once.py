"""The same unknown question on three forms of one run is asked one time and fills three. Real browsers, ledger and sites."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from brain.action import ROLES
from brain.context import Options
from brain.goal import Goal
from brain.planner import first_plan
from brain.resume.facts import facts_from_resume
from tests.browser.site import Site
from tests.support.applying_here import RESUME, _Silent
from tests.support.protocol import bench, step
from tests.support.protocol_rules import assert_rules
from tests.support.waiting import until
from workers.assembly import furnish
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.candidates import CandidateStore
from world_model.interventions import AskedIntervention, GivenAnswer, Interventions
from world_model.remembered import RememberedAnswers
from world_model.session import Database
from world_model.settings import sqlalchemy_url
from world_model.step_moves import StepMoves
from world_model.tasks import TaskStore
from world_model.users import LOCAL_USER, Users
from world_model.vault import Vault

FORM = """<!doctype html><title>{title} at {company}</title><h1>{title}</h1><p>{company}</p>
<form method=post action=/send><p><label for=f>First name*</label> <input id=f name=first required></p>
<p><label for=q>{asked}*</label> <input id=q name=asked required></p><button>Submit application</button></form>"""
DONE = "<!doctype html><title>Thank you</title><h1>Thank you for applying!</h1>"
JOBS = (("Baker", "Petit Four"), ("Welder", "Kesselhaus"), ("Florist", "Tulipa"))
EDITOR = ("What is your favourite code editor?", "Which code editor is your favourite?", "Your favourite code editor")
RIGHT = GivenAnswer(action="answer")


def form(number: int, asked: str) -> Site:
    title, company = JOBS[number]
    return Site({"/": FORM.format(title=title, company=company, asked=asked), "POST /send": DONE})


@dataclass
class Run:
    """One task on a real ledger, worked at by two workers, and the person who is asked."""

    database: Database
    vault: Vault
    runners: list[StepRunner]
    candidate_id: str
    task_id: str = ""

    async def start(self, *urls: str) -> None:
        goal = Goal(verb="apply", count=len(urls), urls=urls, review=False)
        options = Options(
            review=False, count=len(urls), candidate_id=self.candidate_id, min_score=0, letter="never", applications_per_day=500,
            applications_per_company=50,
        )  # fmt: skip
        plan = first_plan(goal, options, ())
        self.task_id = (await TaskStore(self.database).create(LOCAL_USER, "apply", goal, options, plan)).id

    async def go_on(self) -> None:
        """Works until only the person can move it, or it has ended."""
        await until(self._worked, timeout_s=240)

    async def _worked(self) -> bool:
        ran = await asyncio.gather(*(runner.run(None, ROLES) for runner in self.runners))
        if not any(ran):
            await self.runners[0].steps.sweep()
        return (await TaskStore(self.database).get(LOCAL_USER, self.task_id)).status not in ("queued", "running")

    async def asked(self) -> list[AskedIntervention]:
        found, _ = await Interventions(self.database, self.vault).open(LOCAL_USER, 50)
        return list(found)

    async def answer(self, value: str, **more: Any) -> None:
        [asked] = await self.asked()
        given = GivenAnswer(action="answer", fields={f.key: value for f in asked.fields}, **more)
        await Interventions(self.database, self.vault).answer(LOCAL_USER, asked, given, "person")

    async def told(self, kind: str) -> int:
        return len([e for e in await self.events() if e == kind])

    async def events(self) -> list[str]:
        query = text("SELECT type FROM execution_logs WHERE task_id = :task ORDER BY seq")
        async with self.database.as_user(LOCAL_USER) as session:
            return list((await session.execute(query, {"task": self.task_id})).scalars())


@pytest.fixture
async def run(migrated_database_url: str, tmp_path: Path, sites: tuple[Site, ...]) -> AsyncIterator[Run]:
    async with AsyncExitStack() as exits:
        database = await exits.enter_async_context(Database(sqlalchemy_url(migrated_database_url)))
        vault = Vault(base64.b64encode(secrets.token_bytes(32)).decode())
        await Users(database, vault).ensure_local()
        facts, _ = facts_from_resume(RESUME, "ada.json")
        candidate_id = await CandidateStore(database, vault).import_resume(LOCAL_USER, RESUME, facts, ())
        settings = WorkerSettings(home=tmp_path, human_pauses=False, redis_url=SecretStr("redis://127.0.0.1:1"))
        origins = frozenset(site.origin for site in sites)
        runners = [await furnish(exits, name, database, vault, _Silent(), settings, origins, 60.0) for name in ("one", "two")]
        yield Run(database, vault, runners, candidate_id)


@pytest.fixture
def sites() -> Iterator[tuple[Site, ...]]:
    with form(0, EDITOR[0]) as one, form(1, EDITOR[1]) as two, form(2, EDITOR[2]) as three:
        yield one, two, three


def received(site: Site) -> list[str]:
    return [parse_qs(sent.body)["asked"][0] for sent in site.posts]


@pytest.mark.stack
@pytest.mark.browser
class TestThreeForms:
    async def test_ask_one_time_and_are_filled_three_times(self, sites: tuple[Site, ...], run: Run) -> None:
        await run.start(*(site.url() for site in sites))
        await run.go_on()
        asked = await run.asked()
        assert [f.label for one in asked for f in one.fields] in [[label] for label in EDITOR]
        await run.answer("vim")
        await run.go_on()
        assert [received(site) for site in sites] == [["vim"]] * 3
        assert await run.told("hitl:request") == 1

    async def test_ask_again_what_was_answered_for_once(self, sites: tuple[Site, ...], run: Run) -> None:
        await run.start(*(site.url() for site in sites))
        for value in ("vim", "ed", "nano"):
            await run.go_on()
            await run.answer(value, scope="once")
        await run.go_on()
        assert sorted(value for site in sites for value in received(site)) == ["ed", "nano", "vim"]
        assert await run.told("hitl:request") == 3

    async def test_take_a_changed_answer_and_no_forgotten_one(self, sites: tuple[Site, ...], run: Run) -> None:
        answers = RememberedAnswers(run.database, run.vault)
        await run.start(sites[0].url())
        await run.go_on()
        await run.answer("vim")
        await run.go_on()
        [held] = await answers.list(LOCAL_USER)
        await answers.edit(LOCAL_USER, held.id, "ed")
        await run.start(sites[1].url())
        await run.go_on()
        await answers.forget(LOCAL_USER, held.id)
        await run.start(sites[2].url())
        await run.go_on()
        assert [received(site) for site in sites] == [["vim"], ["ed"], []]
        assert len(await run.asked()) == 1


@pytest.mark.stack
class TestTheProtocol:
    """Two branches meet the same open question."""

    ASK: dict[str, Any] = {  # noqa: RUF012 - read only
        "kind": "question", "question": "Which editor?", "prospect": False, "expires_in_s": 3600.0,
        "fields": [{"key": "a", "label": "Editor", "required": True}], "context": {"questions": {"a": "editor"}},
    }  # fmt: skip

    async def two_ask(self, here: Any, **second: Any) -> tuple[str, Any, Any]:
        task = await here.task(
            [step("x:1", role="executor"), step("x:2", role="executor"), step("end", "x:1", "x:2", join="settled")]
        )
        one, two = await here.claim(task, "x:1"), await here.claim(task, "x:2")
        await here.steps.ask(one, self.ASK)
        await here.steps.ask(two, {**self.ASK, **second})
        await assert_rules(here, task)
        return task, one, two

    async def status(self, here: Any, task: str) -> dict[str, str]:
        rows = await here.rows("SELECT key, status FROM task_steps WHERE task_id = CAST(:task AS uuid)", task=task)
        return {row["key"]: row["status"] for row in rows}

    async def test_one_intervention_is_opened_and_its_answer_wakes_both(self, migrated_database_url: str) -> None:
        async with bench(migrated_database_url) as here:
            task, one, _ = await self.two_ask(here)
            people = Interventions(here.database, here.vault)
            [asked], _ = await people.open(one.user_id, 10)
            await people.answer(one.user_id, asked, RIGHT, "person")
            await assert_rules(here, task)
            assert (await self.status(here, task))["x:1"] == "ready"
            assert (await self.status(here, task))["x:2"] == "ready"

    async def test_what_else_it_asks_is_asked_alone(self, migrated_database_url: str) -> None:
        more = {
            "fields": [{"key": "b", "label": "Editor", "required": True}, {"key": "c", "label": "Shell", "required": True}],
            "context": {"questions": {"b": "editor", "c": "shell"}},
        }
        async with bench(migrated_database_url) as here:
            _, one, two = await self.two_ask(here, **more)
            found, _ = await Interventions(here.database, here.vault).open(one.user_id, 10)
            assert {asked.step_id: [f.key for f in asked.fields] for asked in found} == {one.id: ["a"], two.id: ["c"]}
            assert [asked.context["questions"] for asked in found if asked.step_id == two.id] == [{"c": "shell"}]

    @pytest.mark.parametrize("end", ["skip", "expire", "cancel", "skip waiting"])
    async def test_a_question_that_ends_without_an_answer_leaves_nobody_waiting(
        self, migrated_database_url: str, end: str
    ) -> None:
        async with bench(migrated_database_url) as here:
            task, one, two = await self.two_ask(here)
            people = Interventions(here.database, here.vault)
            [asked], _ = await people.open(one.user_id, 10)
            match end:
                case "skip":
                    await people.answer(one.user_id, asked, GivenAnswer(action="skip"), "person")
                case "expire":
                    await here.rows("UPDATE interventions SET expires_at = now() - interval '1 s' RETURNING id")
                    await here.steps.sweep()
                case "cancel":
                    await TaskStore(here.database).cancel(one.user_id, task, "enough")
                case _:
                    await StepMoves(here.database).skip(one.user_id, task, one.id, "person")
            now = await assert_rules(here, task)
            assert now.steps[two.id]["status"] == ("cancelled" if end == "cancel" else "ready")
            if end != "cancel":
                again = await here.claim(task, "x:2")
                await here.steps.ask(again, self.ASK)
                assert len((await people.open(one.user_id, 10))[0]) == 1
                await assert_rules(here, task)

    async def test_another_task_asks_for_itself(self, migrated_database_url: str) -> None:
        async with bench(migrated_database_url) as here:
            for _ in range(2):
                task = await here.task([step("x:1", role="executor")])
                await here.steps.ask(await here.claim(task, "x:1"), self.ASK)
            _, one, _ = await self.two_ask(here)
            assert len((await Interventions(here.database, here.vault).open(one.user_id, 10))[0]) == 3

    async def test_branches_that_ask_at_once_open_one_intervention(self, migrated_database_url: str) -> None:
        async with bench(migrated_database_url) as here:
            keys = [f"x:{number}" for number in range(6)]
            task = await here.task([step(key, role="executor") for key in keys])
            claims = [await here.claim(task, key) for key in keys]
            await asyncio.gather(*(here.steps.ask(claim, self.ASK) for claim in claims))
            await assert_rules(here, task)
            people = Interventions(here.database, here.vault)
            [asked], _ = await people.open(claims[0].user_id, 10)
            await people.answer(claims[0].user_id, asked, RIGHT, "person")
            assert set((await self.status(here, task)).values()) == {"ready"}
            await assert_rules(here, task)
