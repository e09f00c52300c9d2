"""What a person's answers do: the actions that ask, on the real ledger, without a browser."""

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import pytest

from brain.action import Ask, Done, Outcome, Stop
from brain.actions import review, submit
from brain.context import Context
from brain.errors import Unavailable
from brain.facts import Fact, FactSource
from brain.intervention import HumanAnswer
from tests.integration.test_submission_ledger import a_manifest, a_posting
from tests.support.protocol import USER, Bench, bench, step
from workers.context import Desk
from world_model.applications import ApplicationStore
from world_model.candidates import CandidateStore
from world_model.postings import PostingStore
from world_model.submissions import SubmissionLedger

pytestmark = pytest.mark.stack


class Table:
    """A submit step that has been claimed, with everything an action finds when it runs for it."""

    def __init__(
        self, here: Bench, context: Context, ledger: SubmissionLedger, posting_id: str, candidate_id: str, application_id: str
    ) -> None:
        self.here, self.context, self.ledger = here, context, ledger
        self.posting_id, self.candidate_id, self.application_id = posting_id, candidate_id, application_id

    async def review(self, *answers: HumanAnswer) -> Outcome:
        context = dataclasses.replace(self.context, step=dataclasses.replace(self.context.step, answers=answers))
        return await review.run(review.Input(posting_id=self.posting_id, candidate_id=self.candidate_id), context)

    async def submit(self, *answers: HumanAnswer) -> Outcome:
        context = dataclasses.replace(self.context, step=dataclasses.replace(self.context.step, answers=answers))
        return await submit.run(submit.Input(posting_id=self.posting_id, candidate_id=self.candidate_id, reviewed=True), context)

    async def sent_without_an_answer(self) -> int:
        """A submission whose request was let go, and whose attempt then ended."""
        stored = await PostingStore(self.here.database).get(USER, self.posting_id)
        receipt = await self.ledger.plan(a_manifest(), stored, self.candidate_id, self.application_id)
        await self.ledger.approve(receipt.submission_id, a_manifest().hash, "person")
        await self.ledger.arm(receipt.submission_id, a_manifest().hash)
        await self.ledger.note_request(receipt.submission_id, "jobs.example.org")
        return receipt.submission_id


class Offline:
    """A browser that reaches no site."""

    def family_of(self, url: str) -> str | None:
        return None

    def open(self, url: str, *_: Any, **__: Any) -> Any:
        raise Unavailable("page_not_reached", "The page was not reached.", url)


@pytest.fixture
async def table(migrated_database_url: str) -> AsyncIterator[Table]:
    async with bench(migrated_database_url) as here:
        fact = Fact(kind="name", path="basics.name", text="Name: Ada", value={"full": "Ada"}, source=FactSource(file="ada.json"))
        candidate = await CandidateStore(here.database, here.vault).import_resume(USER, {"basics": {"name": "Ada"}}, [fact], [])
        stored = (await PostingStore(here.database).save(USER, [a_posting()]))[0]
        task = await here.task([step("submit", role="executor")])
        claim = await here.claim(task, "submit")
        nothing: Any = None

        async def nudge(_task: str) -> None:
            """Nobody watches."""

        desk = Desk(here.database, here.vault, here.steps, nothing, Offline(), nothing, nothing, nothing, nudge)
        context = await desk.context(claim)
        applications = ApplicationStore(here.database, here.vault)
        application = await applications.begin(USER, candidate, stored.id, task)
        await applications.keep_manifest(USER, application.id, a_manifest())
        yield Table(here, context, SubmissionLedger(here.database, claim), stored.id, candidate, application.id)


def said(kind: Any, action: Any, human_input: str | None = None, **context: Any) -> HumanAnswer:
    return HumanAnswer(
        intervention_id=1, kind=kind, action=action, human_input=human_input, context=context, answered_by="person"
    )


async def test_only_an_approval_of_what_was_shown_approves(table: Table) -> None:
    asked = await table.review()
    assert isinstance(asked, Ask)
    shown = asked.intervention.context["manifest_hash"]
    for answer in (said("review", "retry", manifest_hash=shown), said("review", "approve", manifest_hash="sha256:another")):
        assert isinstance(await table.review(answer), Ask), answer.action
    assert isinstance(await table.review(said("review", "reject", "no", manifest_hash=shown)), Stop)
    assert isinstance(await table.review(said("review", "approve", manifest_hash=shown)), Done)


async def test_an_unresolved_submission_is_asked_about_and_only_a_clear_word_resolves_it(table: Table) -> None:
    number = await table.sent_without_an_answer()
    asked = await table.submit()
    assert isinstance(asked, Ask)
    context = asked.intervention.context
    assert (await table.ledger.get(number)).state == "unknown"
    for unclear in (said("verify", "retry", **context), said("verify", "answer", "perhaps", **context)):
        assert isinstance(await table.submit(unclear), Ask)
        assert (await table.ledger.get(number)).state == "unknown"
    assert isinstance(await table.submit(said("verify", "answer", "yes", **context)), Done)
    assert (await table.ledger.get(number)).state == "confirmed"


async def test_a_word_about_an_earlier_click_says_nothing_about_a_later_one(table: Table) -> None:
    number = await table.sent_without_an_answer()
    earlier = said("verify", "answer", "no", submission_id=number, arms=0)
    assert isinstance(await table.submit(earlier), Ask)
    assert (await table.ledger.get(number)).state == "unknown"


async def test_a_manifest_that_nobody_saw_is_shown_before_it_is_sent(table: Table) -> None:
    applications = ApplicationStore(table.here.database, table.here.vault)
    await applications.keep_manifest(USER, table.application_id, a_manifest("Eve"))
    outcome = await table.submit(said("verify", "retry"))
    assert isinstance(outcome, Ask)
    assert outcome.intervention.kind == "review"
    assert outcome.intervention.context["manifest_hash"] == a_manifest("Eve").hash
    receipt = await table.ledger.of_posting(table.candidate_id, a_posting().posting_key)
    assert receipt is None or receipt.state == "planned"
