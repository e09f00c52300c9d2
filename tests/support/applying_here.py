"""One application after another in this process: real PostgreSQL and Chromium, the steps and hands of `jobhunter apply`."""

import base64
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from pydantic import SecretStr

from brain.answering.given import GivenAnswers
from brain.context import Options
from brain.resume.facts import facts_from_resume
from brain.resume.importing import import_candidate
from workers.application_report import outcome_of
from workers.assembly import furnish
from workers.hands.browser.families import Families
from workers.ledger import Ledger
from workers.one_application import OneApplication, Wanted
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.application_story import ApplicationStories
from world_model.candidates import CandidateStore
from world_model.session import Database
from world_model.settings import sqlalchemy_url
from world_model.sites import SiteStore
from world_model.steps import Hint
from world_model.users import LOCAL_USER, Users
from world_model.vault import Vault

RESUME = {
    "basics": {
        "name": "Ada Lovelace",
        "email": "ada@lovelace.example",
        "phone": "+44 20 7946 0958",
        "location": {"city": "London", "countryCode": "GB"},
    }
}
NO_LIMIT = Options(applications_per_day=500, applications_per_company=50)


@dataclass(frozen=True)
class Applied:
    """How one application ended, and how many selectors that were known before led to their control when it was sent."""

    status: str
    hits: int
    said: str = ""


class ApplyingHere:
    """Each call is another candidate with the same résumé, so that none is refused as a second application."""

    def __init__(self, ledger: Ledger, runner: StepRunner) -> None:
        self.sites = SiteStore(ledger.database)
        self._ledger, self._runner, self._numbers = ledger, runner, count(1)

    async def __call__(self, url: str) -> Applied:
        resume = {**RESUME, "meta": {"version": str(next(self._numbers))}}
        imported = import_candidate(resume, "ada.json")
        facts, _ = facts_from_resume(imported.resume, "ada.json", imported.sources)
        candidates = CandidateStore(self._ledger.database, self._ledger.vault)
        candidate_id = await candidates.import_resume(LOCAL_USER, imported.resume, facts, ())
        wanted = Wanted(url, candidate_id, GivenAnswers(), submit=True, options=NO_LIMIT)
        ended = await OneApplication(self._ledger, wanted, _nothing).run(self._runner)
        stories = await ApplicationStories(self._ledger.database, self._ledger.vault).of_task(LOCAL_USER, ended.task_id)
        outcome = outcome_of(ended, stories[0].receipt if stories else None, submit=True)
        sent = [s.result or {} for s in ended.steps if s.action_type == "submit"]
        return Applied(outcome.status, sum(int(r.get("selector_hits", 0)) for r in sent), str(outcome.error or ""))


@asynccontextmanager
async def applying_here(
    database_url: str, home: Path, origins: Sequence[str], families: Families | None = None
) -> AsyncIterator[ApplyingHere]:
    """Applies to sites at these origins. `families`: what ships of them, where it is not the product's own."""
    async with AsyncExitStack() as exits:
        database = await exits.enter_async_context(Database(sqlalchemy_url(database_url)))
        vault = Vault(base64.b64encode(secrets.token_bytes(32)).decode())
        await Users(database, vault).ensure_local()
        settings = WorkerSettings(home=home, human_pauses=False, redis_url=SecretStr("redis://127.0.0.1:1"))
        own = frozenset(origins)
        runner = await furnish(exits, "test", database, vault, _Silent(), settings, own, 60.0, families=families)
        yield ApplyingHere(Ledger(database, vault), runner)


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
