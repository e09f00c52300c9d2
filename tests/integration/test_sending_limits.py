"""What the limits of sending mean for the step that sends: on the real ledger, with a form that is on paper alone."""

import dataclasses
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from brain.action import Done, Outcome, Retry, Stop
from brain.actions import review_progress, select_postings, submit
from brain.form import Entry, Field, FieldValue, FormPage, PageAction, ReadBack
from brain.known_fields import Named
from brain.plan import Limits
from brain.ports import LookBack, OnSubmitRequest, SubmitResult
from tests.integration.test_deciding import Table, table
from tests.integration.test_submission_ledger import a_manifest, a_posting
from tests.support.protocol import USER
from world_model.applications import ApplicationStore
from world_model.postings import PostingStore

__all__ = ["table"]

pytestmark = pytest.mark.stack


class PaperForm:
    """A form of one page and one field, which confirms whatever it is sent."""

    def __init__(self) -> None:
        self.evidence: tuple[()] = ()
        self.accounts = None
        self.selector_hits = 0
        self.typed_by_person: dict[str, FieldValue] = {}
        self.name = ""

    def by_hand(self) -> None:
        """It believes whatever it shows."""

    def recognise(self, page: int, fields: Sequence[Named]) -> None:
        """Its keys never change."""

    async def read(self) -> FormPage:
        name = Field(key="p1.name", label="Name", kind="text", value=self.name)
        return FormPage(number=1, kind="form_step", url="", fields=(name,), actions=(PageAction(label="Send", kind="submit"),))

    async def fill(self, page: FormPage, entries: Sequence[Entry]) -> Sequence[ReadBack]:
        self.name = str(entries[-1].value)
        return [ReadBack(key=e.field.key, value=e.value, ok=True) for e in entries]

    async def advance(self, page: FormPage) -> FormPage:
        return await self.read()

    async def submit(self, page: FormPage, on_request: OnSubmitRequest) -> SubmitResult:
        assert await on_request("POST", "https://jobs.example.org/2")
        return SubmitResult(state="confirmed", text="Thank you.", requests=1)

    async def look_back(self, title: str, company: str) -> LookBack:
        return LookBack(state="silent")

    async def screenshot(self, label: str) -> str:
        return f"{label}.jpg"

    def may_save(self, allowed: bool) -> None:
        """It keeps nothing."""


class PaperBrowser:
    def family_of(self, _url: str) -> str | None:
        return None

    @asynccontextmanager
    async def open(self, *_: Any) -> AsyncIterator[PaperForm]:
        yield PaperForm()


async def one_more(table: Table, **options: int) -> Outcome:
    """What becomes of a second application to the same company, under these options."""
    here, context = table.here, table.context
    stored = (await PostingStore(here.database).save(USER, [a_posting("2", title="Go Developer")]))[0]
    applications = ApplicationStore(here.database, here.vault)
    application = await applications.begin(USER, table.candidate_id, stored.id, context.step.task_id)
    await applications.keep_manifest(USER, application.id, a_manifest())
    kept = context.step.options.model_copy(update=options)
    query = "UPDATE tasks SET options = CAST(:o AS jsonb) WHERE id = CAST(:t AS uuid) RETURNING 1"
    await here.ask_as(USER, query, o=kept.model_dump_json(), t=context.step.task_id)
    browser: Any = PaperBrowser()
    now = dataclasses.replace(context, browser=browser, step=dataclasses.replace(context.step, options=kept))
    given = submit.Input(posting_id=stored.id, candidate_id=table.candidate_id, reviewed=False)
    return await submit.run(given, now)


async def test_within_its_limits_one_more_is_sent(table: Table) -> None:
    await table.sent_without_an_answer()
    outcome = await one_more(table)
    assert isinstance(outcome, Done)
    assert outcome.output.model_dump()["state"] == "confirmed"


async def test_a_full_day_sends_the_step_back_to_be_put_off(table: Table) -> None:
    await table.sent_without_an_answer()
    outcome = await one_more(table, applications_per_day=1)
    assert isinstance(outcome, Retry)
    assert outcome.after == timedelta(seconds=60)


async def test_a_company_that_got_its_share_ends_the_branch_with_a_sentence(table: Table) -> None:
    await table.sent_without_an_answer()
    outcome = await one_more(table, applications_per_company=1)
    assert isinstance(outcome, Stop)
    assert outcome.kind == "budget"
    assert outcome.reason == "Not sent: Northwind got 1 of your applications within 30 days, which is your limit."


async def test_the_branches_of_both_who_draw_them_say_what_they_touch(table: Table) -> None:
    found = await PostingStore(table.here.database).save(USER, [a_posting("2", title="Go Developer")])
    given = select_postings.Input(count=1, candidate_id=table.candidate_id, found=(found[0].id,))
    chosen = await select_postings.run(given, table.context)
    ranked = (review_progress.Ranked(posting_id=found[0].id, title="Go Developer at Northwind"),)
    topped_up = await review_progress.run(review_progress.Input(round=1, ranked=ranked), table.context)
    for outcome in (chosen, topped_up):
        assert isinstance(outcome, Done)
        assert outcome.grow is not None
        limits = {s.action_type: s.limits for s in outcome.grow.steps}
        assert limits["explore_form"] == Limits(site="jobs.example.org")
        assert limits["submit"] == Limits(site="jobs.example.org", company="Northwind", sends=True)


@pytest.mark.parametrize("state", ["armed", "unknown", "confirmed"])
@pytest.mark.parametrize("limit", ["applications_per_day", "applications_per_company"])
async def test_a_step_whose_own_application_fills_the_limit_begins_again(table: Table, limit: str, state: str) -> None:
    number = await table.sent_without_an_answer()
    here, task, step_id = table.here, table.context.step.task_id, table.context.step.id
    await here.ask_as(USER, "UPDATE submissions SET state = :s WHERE id = :n RETURNING 1", s=state, n=number)
    query = "UPDATE tasks SET options = options || CAST(:o AS jsonb) WHERE id = CAST(:t AS uuid) RETURNING 1"
    await here.ask_as(USER, query, o=json.dumps({limit: 1}), t=task)
    limits = '{"limits": {"company": "Northwind", "sends": true}}'
    query = "UPDATE task_steps SET payload = payload || CAST(:l AS jsonb) WHERE id = :s RETURNING 1"
    await here.ask_as(USER, query, l=limits, s=step_id)
    await here.steps.retry(table.ledger._claim, 0, {"kind": "transient", "reason": "the browser went away"})
    assert await here.steps.claim(step_id) is not None, "only it can find out what became of its application"
