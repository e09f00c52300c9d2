"""Applications in this process with a model on the wire: the steps, hands and ledger of `jobhunter apply`, and all they left."""

import base64
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pypdf import PdfReader

from brain.answering.given import GivenAnswers, parse_given
from brain.context import Options
from brain.facts import Candidate
from brain.manifest import Manifest
from brain.resume.facts import facts_from_resume
from brain.resume.importing import import_candidate
from tests.support.applying_here import _nothing, _Silent
from workers.application_report import Outcome, document, outcome_of
from workers.assembly import furnish
from workers.ledger import Ledger
from workers.one_application import OneApplication, Wanted
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.application_story import ApplicationStories
from world_model.candidates import CandidateStore
from world_model.events import EventLog
from world_model.session import Database
from world_model.settings import sqlalchemy_url
from world_model.users import LOCAL_USER, Users
from world_model.vault import Vault

KEY = base64.b64encode(secrets.token_bytes(32)).decode()
_numbers = count(1)


@dataclass(frozen=True)
class Left:
    """What one application left: its document and outcome, its events, and the text of each PDF made for it, by kind."""

    told: dict[str, Any]
    outcome: Outcome
    manifest: Manifest | None
    candidate: Candidate
    events: Sequence[Any]
    papers: Mapping[str, str]

    def data_of(self, type: str) -> list[dict[str, Any]]:
        return [dict(event.data) for event in self.events if event.type == type]


class ApplyingWithModel:
    """Each call is another candidate with the résumé given, unless it goes on with the one before."""

    def __init__(self, ledger: Ledger, runner: StepRunner, settings: WorkerSettings) -> None:
        self._ledger, self._runner, self._settings = ledger, runner, settings
        self._candidate = ""

    async def __call__(
        self, url: str, resume: Mapping[str, Any], answers: Mapping[str, Any] | None = None, *, same: bool = False
    ) -> Left:
        if not same:
            self._candidate = await self._import(resume)
        given = parse_given(dict(answers)) if answers else GivenAnswers()
        options = Options(applications_per_day=500, applications_per_company=50, letter="always")
        wanted = Wanted(url, self._candidate, given, submit=True, options=options)
        ended = await OneApplication(self._ledger, wanted, _nothing).run(self._runner)
        stories = await ApplicationStories(self._ledger.database, self._ledger.vault).of_task(LOCAL_USER, ended.task_id)
        story = stories[0] if stories else None
        outcome = outcome_of(ended, story.receipt if story else None, submit=True)
        log = EventLog(self._ledger.database)
        calls = await log.model_calls(LOCAL_USER, ended.task_id)
        told = document(url, outcome, story, ended.steps, given, self._settings.files, 0.0, calls)
        events = await log.after(LOCAL_USER, ended.task_id, 0, 500)
        application_id = next((str(e.data["application_id"]) for e in events if "application_id" in e.data), None)
        store = CandidateStore(self._ledger.database, self._ledger.vault)
        person = await store.load(LOCAL_USER, self._candidate, application_id)
        files = {document.kind: Path(document.path) for document in reversed(person.documents)}  # its own before all others
        papers = {kind: pdf_text(path.read_bytes()) for kind, path in files.items()}
        return Left(told, outcome, story.manifest if story else None, person, events, papers)

    async def _import(self, resume: Mapping[str, Any]) -> str:
        imported = import_candidate({**resume, "meta": {"version": str(next(_numbers))}}, "me.json")
        facts, _ = facts_from_resume(imported.resume, "me.json", imported.sources)
        store = CandidateStore(self._ledger.database, self._ledger.vault)
        return await store.import_resume(LOCAL_USER, imported.resume, facts, ())


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


@asynccontextmanager
async def applying_with_model(
    database_url: str, home: Path, origins: Sequence[str], model_url: str | None
) -> AsyncIterator[ApplyingWithModel]:
    """Applies to sites at these origins; the model speaks at `model_url`, as settings would say it."""
    async with AsyncExitStack() as exits:
        database = await exits.enter_async_context(Database(sqlalchemy_url(database_url)))
        vault = Vault(KEY)
        await Users(database, vault).ensure_local()
        settings = WorkerSettings(
            home=home, human_pauses=False, redis_url=SecretStr("redis://127.0.0.1:1"), openai_base_url=model_url
        )
        runner = await furnish(exits, "test", database, vault, _Silent(), settings, frozenset(origins), 60.0)
        yield ApplyingWithModel(Ledger(database, vault), runner, settings)
