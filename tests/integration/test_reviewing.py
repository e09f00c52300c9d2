"""Reviews on the real ledger: what is shown, what a yes covers, and when the person's own rule is the yes."""

import asyncio
import dataclasses
import json
from typing import Any

import pytest

from brain.action import Ask, Done, Outcome, Stop
from brain.actions import review
from brain.errors import Refused
from brain.exploring import manifest_field
from brain.form import Field
from brain.intervention import HumanAnswer
from brain.manifest import Answer, Manifest, Provenance, Unanswered
from tests.integration.test_deciding import Table, said, table
from tests.integration.test_submission_ledger import Desk, a_desk, a_manifest, a_posting
from tests.support.protocol import USER, Bench, step
from world_model.applications import ApplicationStore
from world_model.postings import PostingStore
from world_model.remembered import RememberedAnswers

pytestmark = pytest.mark.stack
__all__ = ["table"]
QUESTION = "What is your notice period?"


class Remembering:
    """An application whose one answer is a remembered one."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.answers = RememberedAnswers(table.here.database, table.here.vault)
        self.applications = ApplicationStore(table.here.database, table.here.vault)

    async def prepare(self, value: str = "one month") -> Manifest:
        kept = await self.table.context.candidates.remember(
            USER, self.table.candidate_id, QUESTION, value, "everywhere", "", "", ""
        )
        candidate = await self.table.context.candidates.load(USER, self.table.candidate_id)
        held = candidate.remembered[0]
        source = Provenance(kind="remembered", ids=(kept.id or 0,), detail="", answer=kept.id, digest=held.digest)
        field = Field(key="p1.notice", label=QUESTION, kind="text", required=True)
        answer = Answer(field=field, value=value, provenance=source)
        manifest = Manifest(url="https://jobs.example.org/1", pages=1, fields=(manifest_field(answer, 1),))
        await self.applications.keep_manifest(USER, self.table.application_id, manifest)
        return manifest

    async def manifest(self) -> Manifest:
        return (await self.applications.get(USER, self.table.application_id)).required_manifest

    @property
    async def number(self) -> int:
        return (await self.answers.list(USER))[0].id


@pytest.fixture
async def remembering(table: Table) -> Remembering:
    return Remembering(table)


def context_of(outcome: Outcome) -> dict[str, Any]:
    assert isinstance(outcome, Ask), outcome
    return dict(outcome.intervention.context)


async def test_an_answer_changed_after_the_review_was_shown_is_shown_before_anything_is_approved(
    remembering: Remembering,
) -> None:
    manifest = await remembering.prepare()
    shown = context_of(await remembering.table.review())
    assert shown["manifest_hash"] == manifest.hash
    await remembering.answers.edit(USER, await remembering.number, "three months")
    again = await remembering.table.review(said("review", "approve", **shown))
    context = context_of(again)
    assert context["remark"] == f"Your answer to “{QUESTION}” was changed since."
    assert (await remembering.manifest()).value_of("p1.notice") == "three months"
    assert context["manifest_hash"] == (await remembering.manifest()).hash != manifest.hash
    assert isinstance(await remembering.table.review(said("review", "approve", **context)), Done)


async def test_a_forgotten_answer_is_not_sent_and_its_question_is_open(remembering: Remembering) -> None:
    await remembering.prepare()
    shown = context_of(await remembering.table.review())
    await remembering.answers.forget_all(USER)
    context = context_of(await remembering.table.review(said("review", "approve", **shown)))
    assert "was forgotten since" in context["remark"]
    unanswered = context_of(await remembering.table.review(said("review", "approve", **context)))
    assert "needs an answer first" in unanswered["remark"]
    edit = HumanAnswer(
        intervention_id=1, kind="review", action="edit", fields={"p1.notice": "two weeks"}, approve=True, context=unanswered,
        answered_by="person",
    )  # fmt: skip
    assert isinstance(await remembering.table.review(edit), Done)
    assert (await remembering.manifest()).value_of("p1.notice") == "two weeks"


async def test_an_answer_changed_after_the_yes_is_shown_again_before_it_is_sent(remembering: Remembering) -> None:
    await remembering.prepare()
    shown = context_of(await remembering.table.review())
    assert isinstance(await remembering.table.review(said("review", "approve", **shown)), Done)
    await remembering.answers.edit(USER, await remembering.number, "three months")
    asked = await remembering.table.submit()
    assert isinstance(asked, Ask)
    assert (asked.intervention.kind, asked.intervention.context["new"]) == ("review", ["p1.notice"])
    assert "was changed since" in asked.intervention.question
    receipt = await remembering.table.ledger.of_posting(remembering.table.candidate_id, a_posting().posting_key)
    assert receipt is not None
    assert receipt.state == "approved", "the yes was to another manifest, whose hash it keeps"
    assert receipt.manifest_hash == shown["manifest_hash"]


async def test_an_edit_with_a_yes_after_something_else_changed_is_shown_again(remembering: Remembering) -> None:
    await remembering.prepare()
    shown = context_of(await remembering.table.review())
    await remembering.answers.edit(USER, await remembering.number, "three months")
    edit = HumanAnswer(
        intervention_id=1, kind="review", action="edit", fields={"p1.notice": "two weeks"}, approve=True, context=shown,
        answered_by="person",
    )  # fmt: skip
    again = await remembering.table.review(edit)
    assert isinstance(again, Ask)
    assert (await remembering.manifest()).value_of("p1.notice") == "two weeks"


async def test_a_rejection_ends_it_whatever_changed_and_its_words_stay_sealed(remembering: Remembering) -> None:
    await remembering.prepare()
    shown = context_of(await remembering.table.review())
    await remembering.answers.forget_all(USER)
    stopped = await remembering.table.review(said("review", "reject", "They never pay on time", **shown))
    assert isinstance(stopped, Stop)
    rows = await remembering.table.here.rows("SELECT note FROM application_events")
    assert "never pay" not in f"{stopped.reason} {rows}"


# --- by autopilot


def piloted(table: Table, **rule: Any) -> Table:
    """The table of a task with an autopilot."""
    options = table.context.step.options.model_copy(update={"autopilot": {"new_answers": True} | rule})
    context = dataclasses.replace(table.context, step=dataclasses.replace(table.context.step, options=options))
    table.context = context
    return table


async def scored(table: Table, score: int = 90) -> Table:
    await ApplicationStore(table.here.database, table.here.vault).keep_score(USER, table.application_id, score)
    return table


async def test_what_matches_the_rule_is_approved_by_it_and_says_so(table: Table) -> None:
    outcome = await piloted(await scored(table), sources=["greenhouse"]).review()
    assert isinstance(outcome, Done), outcome
    approved_by = outcome.output.model_dump()["approved_by"]
    assert approved_by == "autopilot: source greenhouse, sure by 1.00, score 90"
    (row,) = await table.here.rows("SELECT state, approved_by, autopiloted_at FROM submissions")
    assert (row["state"], row["approved_by"]) == ("approved", approved_by)
    assert row["autopiloted_at"] is not None
    (event,) = await table.here.rows("SELECT message, data FROM execution_logs WHERE type = 'draft:confirm'")
    assert (event["data"]["by"], event["data"]["rule"]) == ("autopilot", approved_by)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"sources": ["lever"]}, "neither its source nor its company"),
        ({"min_score": 95}, "it scores 90, less than 95"),
        ({"new_answers": False}, "“Name” is answered like this for the first time"),
        ({"colour": "red"}, ""),
    ],
)
async def test_what_does_not_is_asked_and_says_why(table: Table, rule: dict[str, Any], why: str) -> None:
    asked = await piloted(await scored(table), **rule).review()
    context = context_of(asked)
    assert why in context["autopilot"]
    assert isinstance(asked, Ask)
    assert why in asked.intervention.question
    assert await table.here.rows("SELECT state FROM submissions") == []


async def test_nothing_goes_by_itself_while_the_stop_button_is_pressed(table: Table) -> None:
    await table.here.ask_as(USER, "UPDATE users SET stopped_at = now() WHERE id = :u RETURNING 1", u=USER)
    context = context_of(await piloted(await scored(table)).review())
    assert "The stop button is pressed" in context["autopilot"]
    assert await table.here.rows("SELECT state FROM submissions") == [{"state": "planned"}]


async def test_what_the_person_has_edited_they_decide_themselves(table: Table) -> None:
    edit = HumanAnswer(intervention_id=1, kind="review", action="edit", fields={"p1.name": "Eve"}, answered_by="person")
    assert isinstance(await piloted(await scored(table)).review(edit), Ask)


async def test_an_open_question_or_a_doubt_is_never_let_go(table: Table) -> None:
    applications = ApplicationStore(table.here.database, table.here.vault)
    manifest = (await applications.get(USER, table.application_id)).required_manifest
    left = Unanswered(field=Field(key="p1.x", label="Visa?", kind="text", required=True), reason="no_fact")
    await applications.keep_manifest(USER, table.application_id, manifest.model_copy(update={"unanswered": (left,)}))
    assert "“Visa?” is not answered" in context_of(await piloted(await scored(table)).review())["autopilot"]
    doubtful = manifest.fields[0].model_copy(update={"value": "Eve"})
    await applications.keep_manifest(USER, table.application_id, manifest.model_copy(update={"fields": (doubtful,)}))
    context = context_of(await piloted(table).review())
    assert "“Name” is in doubt" in context["autopilot"]
    assert [d["key"] for d in context["doubts"]] == ["p1.name"]
    assert "Eve" not in json.dumps(context)


async def test_the_same_job_is_asked_about_whatever_the_rule_says(table: Table) -> None:
    twin = (await PostingStore(table.here.database).save(USER, [a_posting(board="southwind")]))[0]
    await table.ledger.plan(a_manifest(), twin, table.candidate_id, table.application_id)
    asked = await piloted(await scored(table)).review()
    assert context_of(asked)["same_job"]


async def planned(here: Bench, count: int) -> list[Desk]:
    """That many applications of different tasks of one user, about to be approved."""
    desks = []
    for n in range(count):
        task = await here.task([step("submit", role="executor")])
        desk = await a_desk(here, a_posting(str(n), title=f"Developer {n}"), task=task)
        desks.append(desk)
    return desks


async def by_rule(desk: Desk, per_day: int) -> str:
    receipt = await desk.ledger.plan(desk.manifest, desk.posting, "00000000-0000-7000-8000-00000000ca0d", desk.claim.task_id)
    try:
        await desk.ledger.approve_by_autopilot(receipt.submission_id, desk.manifest.hash, "autopilot: any source", per_day)
    except Refused as error:
        return error.code
    return "approved"


async def test_many_tasks_at_once_never_approve_more_than_a_day_may_see(here: Bench) -> None:
    desks = await planned(here, 8)
    ended = await asyncio.gather(*(by_rule(desk, 3) for desk in desks))
    assert sorted(ended) == ["approved"] * 3 + ["autopilot_day_full"] * 5
    assert await by_rule(desks[ended.index("approved")], 3) == "approved", "the same one again takes no second place"
    await here.ask_as(USER, "UPDATE submissions SET autopiloted_at = autopiloted_at - interval '25 hours' RETURNING 1")
    assert await by_rule(desks[ended.index("autopilot_day_full")], 3) == "approved", "tomorrow there is room again"


async def test_a_full_day_is_asked_and_says_so(table: Table) -> None:
    (other,) = await planned(table.here, 1)
    assert await by_rule(other, 1) == "approved"
    context = context_of(await piloted(await scored(table), per_day=1).review())
    assert "Autopilot has sent as many today as it may." in context["autopilot"]


async def test_another_form_than_the_planned_one_is_not_approved_by_a_rule(here: Bench) -> None:
    (desk,) = await planned(here, 1)
    receipt = await desk.ledger.plan(desk.manifest, desk.posting, "00000000-0000-7000-8000-00000000ca0d", desk.claim.task_id)
    with pytest.raises(Refused) as refused:
        await desk.ledger.approve_by_autopilot(receipt.submission_id, "sha256:another", "autopilot", 5)
    assert refused.value.code == "manifest_changed"


def test_pictures_come_from_the_step_that_took_them() -> None:
    given = {"posting_id": "p", "candidate_id": "c"}
    assert review.Input.model_validate(given | {"screenshots": ["a.jpg"]}).screenshots == ("a.jpg",)
    assert review.Input.model_validate(given | {"screenshots": None}).screenshots is None
