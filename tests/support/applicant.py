"""A person who applies in this process, behind accounts: real PostgreSQL, real Chromium."""

import base64
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from brain.answering.given import GivenAnswer, GivenAnswers
from brain.context import Options
from brain.ports import AccountSite as Place
from brain.ports import Credential
from brain.resume.facts import facts_from_resume
from brain.resume.importing import import_candidate
from tests.support.account_site import AccountSite
from workers.application_report import document, outcome_of
from workers.assembly import furnish
from workers.ledger import Ledger
from workers.one_application import Ended, OneApplication, Wanted
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.application_story import ApplicationStories
from world_model.at_address import AtAddress
from world_model.candidates import CandidateStore
from world_model.credentials import CredentialStore
from world_model.interventions import AskedIntervention, Interventions
from world_model.interventions import GivenAnswer as Said
from world_model.session import Database
from world_model.settings import sqlalchemy_url
from world_model.steps import Hint
from world_model.users import LOCAL_USER, Users
from world_model.vault import Vault

MAIL = "ada@lovelace.example"
NO_LIMIT = Options(applications_per_day=500, applications_per_company=50)
OWN = "My0wn!password-of-years"


class Applicant:
    """Ada, who applies in this process: real PostgreSQL, real Chromium."""

    def __init__(self, database: Database, vault: Vault, runner: StepRunner) -> None:
        self.database, self.vault, self.runner = database, vault, runner
        self.credentials = CredentialStore(database, vault)
        self.candidates = CandidateStore(database, vault)
        self.files = Path()
        self.id = ""
        self.site: AccountSite

    async def imported(self, version: str = "1", **consents: bool) -> str:
        extra = {"consents": {"privacy_notice": True, **consents}}
        resume = {"basics": {"name": "Ada Lovelace", "email": MAIL}, "x-jobhunter": extra, "meta": {"version": version}}
        found = import_candidate(resume, "ada.json")
        facts, _ = facts_from_resume(found.resume, "ada.json", found.sources)
        self.id = await self.candidates.import_resume(LOCAL_USER, found.resume, facts, ())
        return self.id

    async def apply(self, url: str, *given: GivenAnswer, submit: bool = True) -> Ended:
        wanted = Wanted(url, self.id, GivenAnswers(answers=given), submit=submit, options=NO_LIMIT)
        return await OneApplication(Ledger(self.database, self.vault), wanted, _nothing).run(self.runner)

    async def answer(self, ended: Ended, **said: Any) -> None:
        """Answers what the task asks, and runs it as far as it goes."""
        assert ended.asked is not None
        await Interventions(self.database, self.vault).answer(LOCAL_USER, ended.asked, Said(**said), "ada")
        while ready := [s for s in await AtAddress(self.database).steps(LOCAL_USER, ended.task_id) if s.status == "ready"]:
            await self.runner.run_here(ready[0].id)

    async def asked(self, ended: Ended) -> tuple[str, str] | None:
        """Kind and question of what is open now."""
        opened, _ = await Interventions(self.database, self.vault).open(LOCAL_USER, 10)
        return next(((one.kind, one.question) for one in opened if one.task_id == ended.task_id), None)

    async def told(self, ended: Ended, submit: bool = True) -> dict[str, Any]:
        """The document of `jobhunter apply --json`."""
        stories = await ApplicationStories(self.database, self.vault).of_task(LOCAL_USER, ended.task_id)
        story = stories[0] if stories else None
        outcome = outcome_of(ended, story.receipt if story else None, submit=submit)
        return document("", outcome, story, ended.steps, GivenAnswers(), self.files, 0.0)

    async def held(self, site: AccountSite) -> Credential:
        found = await self.credentials.of(LOCAL_USER, self.id, Place(origin=site.origin), MAIL)
        assert found is not None
        return found

    async def plan(self, site: AccountSite, password: str) -> Credential:
        return await self.credentials.plan(LOCAL_USER, self.id, Place(origin=site.origin), MAIL, SecretStr(password))

    async def open_question(self, task_id: str, kind: str) -> AskedIntervention | None:
        """What is asked of the person now, if it is of this kind."""
        opened, _ = await Interventions(self.database, self.vault).open(LOCAL_USER, 10)
        return next((one for one in opened if one.task_id == task_id and one.kind == kind), None)

    async def say(self, asked: AskedIntervention, **said: Any) -> str:
        """Answers one question, and runs nothing; the step's status then."""
        return (await Interventions(self.database, self.vault).answer(LOCAL_USER, asked, Said(**said), "ada")).status


@asynccontextmanager
async def applicant(url: str, home: Path, origins: frozenset[str], key: str = "", **settings: Any) -> AsyncIterator[Applicant]:
    """Ada, with a database of her own at `url`, who may open these origins. `key`: the master key, where it is known."""
    async with AsyncExitStack() as exits:
        database = await exits.enter_async_context(Database(sqlalchemy_url(url)))
        vault = Vault(key or base64.b64encode(secrets.token_bytes(32)).decode())
        await Users(database, vault).ensure_local()
        own = WorkerSettings(home=home, human_pauses=False, redis_url=SecretStr("redis://127.0.0.1:1"), **settings)
        runner = await furnish(exits, "test", database, vault, _Silent(), own, origins, 60.0)
        yield Applicant(database, vault, runner)


async def _nothing(_task_id: str) -> None:
    """Nobody watches."""


class _Silent:
    """A publisher for a process that needs no hints and tells nobody."""

    async def publish(self, hints: Sequence[Hint]) -> None:
        """What is ready is found by looking."""

    async def nudge(self, task_id: str) -> None:
        """Nobody watches."""

    async def close(self) -> None:
        """Nothing is open."""
