"""Applies to every form of a practice market, pass by pass, through the same steps, ledger and hands as any application.

- cold: nothing is known of any site; what one form teaches is kept for later passes and not used in this one.
- warm: the same forms again, with what was learned.
- drift: the market rebuilt overnight, with what was learned before.
- unseen: no family file, nothing learned, and no site registered; the layouts drawn by seed are among the forms.

Each begins at the posting's own page. Every try is a candidate of its own with the same résumé, so that none is refused as a
second application.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, get_args

from brain.answering.given import GivenAnswers
from brain.context import Options
from brain.facts import Fact
from brain.ports import KnownSelector, Site, SiteApi
from brain.resume.facts import facts_from_resume
from brain.resume.importing import import_candidate
from deploy.market.app import create_app
from deploy.market.catalogue import Posting
from deploy.market.expected import Expected
from deploy.market.market import Market
from deploy.market.person import CANDIDATE_FILE
from deploy.market.serve import running
from deploy.reset import delete_everything
from deploy.scoreboard.judging import FormResult, judge
from jobhunter.home import Home
from workers.application_report import Outcome, document, outcome_of
from workers.assembly import furnish
from workers.hands.browser.families import KnownFamilies
from workers.ledger import Ledger, open_ledger
from workers.one_application import OneApplication, Wanted
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.application_story import ApplicationStories
from world_model.candidates import CandidateStore
from world_model.sites import SiteStore
from world_model.steps import Hint
from world_model.users import LOCAL_USER

PassName = Literal["cold", "warm", "drift", "unseen"]
PASSES: tuple[PassName, ...] = get_args(PassName)
LEASE_S = 60.0
NO_LIMIT = Options(applications_per_day=500, applications_per_company=50)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be measured. `families` and `postings` empty: all. `at_once`: forms worked on at the same time."""

    passes: tuple[PassName, ...] = PASSES
    families: tuple[str, ...] = ()
    postings: tuple[str, ...] = ()
    seed: int = 7
    drift: int = 3
    at_once: int = 1

    def names(self, form: Expected) -> bool:
        """Whether this form is measured. One that sends a code to a mailbox only by its own id: that code is a person's part."""
        if self.families and form.family not in self.families:
            return False
        return form.posting_id in self.postings if self.postings else form.ending != "code"


Told = Callable[[PassName, FormResult, int, int], None]


async def scoreboard(wish: Wish, told: Told) -> dict[PassName, list[FormResult]]:
    """The results of each pass, in the market's order. `told(pass, result, how many are done, of how many)`.

    Raises what keeps PostgreSQL or the browser from starting.
    """
    async with _ground(wish) as ground:
        if "cold" not in wish.passes and {"warm", "drift"} & set(wish.passes):
            await _run_pass("cold", ground, wish, told)  # what is known has to be learned first
        return {name: await _run_pass(name, ground, wish, told) for name in PASSES if name in wish.passes}


@dataclass(frozen=True, slots=True)
class _Ground:
    market: Market
    ledger: Ledger
    settings: WorkerSettings
    resume: dict[str, Any]
    facts: Sequence[Fact]

    @property
    def postings(self) -> dict[str, Posting]:
        return {posting.id: posting for posting in self.market.catalogue.all}

    @property
    def origins(self) -> frozenset[str]:
        return frozenset(self.market.origins.values())


@asynccontextmanager
async def _ground(wish: Wish) -> AsyncIterator[_Ground]:
    """A market, and a ledger of its own: the installation's own data are never touched."""
    home = Home.resolve().create()
    async with AsyncExitStack() as exits:
        own = Home(home.folder / "scoreboard")
        delete_everything(own)
        app = create_app(wish.seed)
        await exits.enter_async_context(running(app))
        ledger = await exits.enter_async_context(open_ledger(engine_connections=4, user_connections=8, apart=own.create()))
        settings = WorkerSettings().model_copy(update={"human_pauses": False, "home": own.folder})
        imported = import_candidate(json.loads(CANDIDATE_FILE.read_text("utf-8")), CANDIDATE_FILE.name)
        facts, _ = facts_from_resume(imported.resume, CANDIDATE_FILE.name, imported.sources)
        yield _Ground(app.state.market, ledger, settings, imported.resume, facts)


async def _run_pass(name: PassName, ground: _Ground, wish: Wish, told: Told) -> list[FormResult]:
    market = ground.market
    market.reset()
    market.set_drift(wish.drift if name == "drift" else 0)
    if name == "cold":
        await SiteStore(ground.ledger.database).import_sites([_site(one) for one in market.sites()])
    forms = [one for one in market.forms() if wish.names(one)]
    waiting = list(enumerate(forms))
    results: dict[int, FormResult] = {}

    async def lane(number: int) -> None:
        async with _runner(name, ground, number) as runner:
            while waiting:
                at, form = waiting.pop(0)
                results[at] = await _try(name, ground, runner, form)
                told(name, results[at], len(results), len(forms))

    async with asyncio.TaskGroup() as lanes:
        for number in range(wish.at_once):
            lanes.create_task(lane(number))
    return [results[at] for at in range(len(forms))]


def _site(row: dict[str, Any]) -> Site:
    api = SiteApi.model_validate(row["api"]) if row["api"] else None
    return Site(domain=row["domain"], family=row["family"], api=api, login_config={}, private=True)


@asynccontextmanager
async def _runner(name: PassName, ground: _Ground, number: int) -> AsyncIterator[StepRunner]:
    async with AsyncExitStack() as exits:
        database = ground.ledger.database
        yield await furnish(
            exits,
            f"scoreboard:{name}:{number}",
            database,
            ground.ledger.vault,
            _Silent(),
            ground.settings,
            ground.origins,
            LEASE_S,
            families=KnownFamilies() if name == "unseen" else None,
            sites={"cold": Unlearned, "unseen": Unknown}.get(name, SiteStore)(database),
        )


async def _try(name: PassName, ground: _Ground, runner: StepRunner, form: Expected) -> FormResult:
    began = time.monotonic()
    ledger = ground.ledger
    # JSON Resume's own place for such a mark: it makes this try's candidate one of their own.
    resume = {**ground.resume, "meta": {"version": f"{name} {form.posting_id}"}}
    candidate_id = await CandidateStore(ledger.database, ledger.vault).import_resume(LOCAL_USER, resume, ground.facts, ())
    url = ground.market.page_url(ground.postings[form.posting_id])
    wanted = Wanted(url, candidate_id, GivenAnswers(), submit=True, options=NO_LIMIT)
    ended = await OneApplication(ledger, wanted, _nothing).run(runner)
    seconds = time.monotonic() - began
    stories = await ApplicationStories(ledger.database, ledger.vault).of_task(LOCAL_USER, ended.task_id)
    story = next(iter(stories), None)
    outcome: Outcome = outcome_of(ended, story.receipt if story else None, submit=True)
    told = document(url, outcome, story, ended.steps, wanted.given, ground.settings.files, seconds)
    received = ground.market.ledger
    return judge(
        form,
        outcome,
        story.manifest if story else None,
        [one for one in received.submissions if one.posting_id == form.posting_id],
        [one for one in received.rejected if one.posting_id == form.posting_id],
        told,
    )


async def _nothing(_task_id: str) -> None:
    """Nobody watches one form."""


class Unlearned(SiteStore):
    """Sites as they are registered, with nothing learned of them; what is learned is kept."""

    async def selectors(self, domain: str, family: str | None) -> Sequence[KnownSelector]:
        return ()


class Unknown(Unlearned):
    """No site is registered either."""

    async def list(self) -> Sequence[Site]:
        return ()

    async def at(self, domain: str) -> Site | None:
        return None


class _Silent:
    """A publisher for a process that needs no hints and tells nobody."""

    async def publish(self, hints: Sequence[Hint]) -> None:
        """What is ready is found by looking."""

    async def nudge(self, task_id: str) -> None:
        """Nobody watches."""

    async def close(self) -> None:
        """Nothing is open."""
