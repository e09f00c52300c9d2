"""The person of a chaos run: when asked whether an application arrived, they look at the site and say what they saw."""

import asyncio

from sqlalchemy.exc import DBAPIError

from brain.errors import Conflict, Gone, Unavailable
from tests.chaos.harness.look import Look
from tests.chaos.harness.site import SiteDouble
from workers.publishing import HintPublisher
from world_model.interventions import GivenAnswer, Interventions
from world_model.postings import PostingStore
from world_model.session import Database
from world_model.vault import Vault

LOOKS_EVERY_S = 0.25


class TruthfulPerson:
    """`answered`: how many questions so far. `baffled`: those that this person cannot answer."""

    def __init__(self, look: Look, database: Database, vault: Vault, site: SiteDouble, publisher: HintPublisher) -> None:
        self._look, self._site, self._publisher = look, site, publisher
        self._interventions = Interventions(database, vault)
        self._postings = PostingStore(database)
        self.answered = 0
        self.baffled: list[str] = []

    async def run(self) -> None:
        """Answers until cancelled; what cannot be written just now is tried again at the next look."""
        while True:
            for user, task, step in await self._look.open_questions():
                try:
                    await self._answer(user, task, step)
                except (DBAPIError, Unavailable, Conflict, Gone):
                    continue
            await asyncio.sleep(LOOKS_EVERY_S)

    async def _answer(self, user: str, task: str, step: int) -> None:
        asked = await self._interventions.latest(user, task, step)
        if asked.kind != "verify" or "submission_id" not in asked.context:
            self.baffled.append(f"{asked.kind}: {asked.question}")
            return
        posting = (await self._postings.get(user, asked.context["posting_id"])).posting
        sent = await self._site.times_received(posting.external_id)
        given = GivenAnswer(action="answer", fields={"sent": "yes" if sent else "no"})
        done = await self._interventions.answer(user, asked, given, "person")
        self.answered += 1
        self._publisher.publish_soon(done.hints)
