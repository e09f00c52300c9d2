"""At most one submission per person and job, whatever asks for a second one; armed before the click, settled after it."""

from dataclasses import dataclass

import pytest
import uuid_utils

from brain.errors import Refused
from brain.exploring import manifest_field
from brain.form import Field
from brain.manifest import Answer, Manifest, Provenance
from brain.ports import StoredPosting, SubmitResult
from brain.posting import Posting
from tests.support.protocol import USER, Bench, step
from world_model.postings import PostingStore
from world_model.steps import Claim, Fenced, Steps
from world_model.submissions import SubmissionLedger

pytestmark = pytest.mark.stack

CANDIDATE = "00000000-0000-7000-8000-00000000ca0d"


@dataclass
class Desk:
    """A claimed submit step with its ledger, a posting and a manifest."""

    here: Bench
    claim: Claim
    ledger: SubmissionLedger
    posting: StoredPosting
    manifest: Manifest

    async def approved(self) -> int:
        receipt = await self.ledger.plan(self.manifest, self.posting, CANDIDATE, str(uuid_utils.uuid7()))
        await self.ledger.approve(receipt.submission_id, self.manifest.hash, "person")
        return receipt.submission_id

    async def armed(self) -> int:
        number = await self.approved()
        await self.ledger.arm(number, self.manifest.hash)
        return number


def a_posting(number: str = "1", board: str = "northwind", **changed: str) -> Posting:
    url = f"https://jobs.example.org/{number}"
    facts = {"title": "Python Developer", "company": "Northwind"} | changed
    return Posting(source="greenhouse", board=board, external_id=number, url=url, apply_url=url, locations=("Remote",), **facts)


def a_manifest(value: str = "Ada") -> Manifest:
    answer = Answer(
        field=Field(key="p1.name", label="Name", kind="text"), value=value, provenance=Provenance(kind="fact", ids=(1,))
    )
    return Manifest(url="https://jobs.example.org/1", pages=1, fields=(manifest_field(answer, 1),))


async def a_desk(
    here: Bench, posting: Posting | None = None, manifest: Manifest | None = None, task: str = "", **goal: int
) -> Desk:
    task = task or await here.task([step("submit", role="executor")], **goal)
    rows = await here.rows("SELECT key FROM task_steps WHERE task_id = :t AND status = 'ready'", t=task)
    claim = await here.claim(task, rows[0]["key"])
    stored = (await PostingStore(here.database).save(USER, [posting or a_posting()]))[0]
    return Desk(here, claim, SubmissionLedger(here.database, claim), stored, manifest or a_manifest())


async def refusal(attempt: object) -> str:
    with pytest.raises(Refused) as refused:
        await attempt  # type: ignore[misc]
    return refused.value.code


async def test_the_whole_way_ends_in_a_receipt(here: Bench) -> None:
    desk = await a_desk(here)
    number = await desk.armed()
    assert await desk.ledger.note_request(number, "jobs.example.org") is True
    receipt = await desk.ledger.settle(number, SubmitResult(state="confirmed", text="Thank you"), ["a.jpg"])
    assert (receipt.state, receipt.text, receipt.screenshots) == ("confirmed", "Thank you", ("a.jpg",))
    assert receipt.confirmed_at is not None


async def test_nothing_is_armed_that_nobody_approved_or_that_changed_since(here: Bench) -> None:
    desk = await a_desk(here)
    receipt = await desk.ledger.plan(desk.manifest, desk.posting, CANDIDATE, str(uuid_utils.uuid7()))
    assert await refusal(desk.ledger.arm(receipt.submission_id, desk.manifest.hash)) == "not_approved"
    assert await refusal(desk.ledger.approve(receipt.submission_id, a_manifest("Eve").hash, "person")) == "manifest_changed"
    await desk.ledger.approve(receipt.submission_id, desk.manifest.hash, "person")
    assert await refusal(desk.ledger.arm(receipt.submission_id, a_manifest("Eve").hash)) == "manifest_changed"


async def test_a_new_manifest_takes_the_approval_back(here: Bench) -> None:
    desk = await a_desk(here)
    number = await desk.approved()
    changed = a_manifest("Grace")
    again = await desk.ledger.plan(changed, desk.posting, CANDIDATE, str(uuid_utils.uuid7()))
    assert (again.submission_id, again.state) == (number, "planned")
    assert await refusal(desk.ledger.arm(number, changed.hash)) == "not_approved"


async def test_the_one_request_is_let_go_once(here: Bench) -> None:
    desk = await a_desk(here)
    number = await desk.armed()
    assert await desk.ledger.note_request(number, "jobs.example.org") is True
    assert await desk.ledger.note_request(number, "jobs.example.org") is False


async def test_armed_and_unknown_submissions_are_never_armed_again(here: Bench) -> None:
    desk = await a_desk(here)
    number = await desk.armed()
    assert await refusal(desk.ledger.arm(number, desk.manifest.hash)) == "unresolved"
    await desk.ledger.settle(number, SubmitResult(state="unknown"), [])
    assert await refusal(desk.ledger.arm(number, desk.manifest.hash)) == "unknown"


async def test_what_was_not_sent_may_be_armed_again(here: Bench) -> None:
    desk = await a_desk(here)
    number = await desk.armed()
    await desk.ledger.settle(number, SubmitResult(state="not_sent"), [])
    await desk.ledger.arm(number, desk.manifest.hash)
    assert (await desk.ledger.get(number)).arms == 2


async def test_a_second_task_finds_the_first_submission_and_gets_no_second(here: Bench) -> None:
    first = await a_desk(here)
    number = await first.armed()
    await first.ledger.settle(number, SubmitResult(state="confirmed"), [])
    second = await a_desk(here)
    receipt = await second.ledger.plan(second.manifest, second.posting, CANDIDATE, str(uuid_utils.uuid7()))
    assert (receipt.submission_id, receipt.state) == (number, "confirmed")
    assert await refusal(second.ledger.approve(number, second.manifest.hash, "person")) == "confirmed"


async def test_a_posting_another_open_task_is_at_is_left_to_it(here: Bench) -> None:
    first = await a_desk(here)
    await first.approved()
    second = await a_desk(here)
    plan = second.ledger.plan(a_manifest("Grace"), second.posting, CANDIDATE, str(uuid_utils.uuid7()))
    assert await refusal(plan) == "in_other_task"


async def test_the_same_job_on_another_board_is_asked_about(here: Bench) -> None:
    first = await a_desk(here)
    await first.armed()
    twin = await a_desk(here, a_posting("99", "northwind-eu"))
    application = str(uuid_utils.uuid7())
    assert await refusal(twin.ledger.plan(twin.manifest, twin.posting, CANDIDATE, application)) == "same_job"
    receipt = await twin.ledger.plan(twin.manifest, twin.posting, CANDIDATE, application, distinct_by="person")
    assert receipt.state == "planned"


async def test_the_goal_is_never_passed_unless_a_person_says_so(here: Bench) -> None:
    task = await here.task([step("one", role="executor"), step("two", role="executor")], count=1)
    one = await a_desk(here, task=task)
    number = await one.armed()
    await one.ledger.settle(number, SubmitResult(state="unknown"), [])
    two = await a_desk(here, a_posting("2", title="Another Developer"), task=task)
    second = await two.approved()
    assert await refusal(two.ledger.arm(second, two.manifest.hash)) == "goal_met"
    await two.ledger.arm(second, two.manifest.hash, beyond=True)


async def test_the_stop_button_and_a_cancelled_task_let_nothing_be_armed(here: Bench) -> None:
    desk = await a_desk(here)
    number = await desk.approved()
    await here.ask_as(USER, "UPDATE users SET stopped_at = now() WHERE id = CAST(:u AS uuid) RETURNING id", u=USER)
    assert await refusal(desk.ledger.arm(number, desk.manifest.hash)) == "stopped"
    await here.ask_as(USER, "UPDATE users SET stopped_at = NULL WHERE id = CAST(:u AS uuid) RETURNING id", u=USER)
    await here.ask_as(USER, "SELECT cancel_task(CAST(:t AS uuid), 'enough')", t=desk.claim.task_id)
    assert await refusal(desk.ledger.arm(number, desk.manifest.hash)) == "cancelled"


async def test_a_worker_that_lost_its_lease_arms_and_settles_nothing(here: Bench) -> None:
    task = await here.task([step("submit", role="executor")])
    hasty = Steps(here.database, "slow", lease_s=0.0)
    claim = await hasty.claim(await here.id_of(task, "submit"))
    assert claim is not None
    stored = (await PostingStore(here.database).save(USER, [a_posting()]))[0]
    desk = Desk(here, claim, SubmissionLedger(here.database, claim), stored, a_manifest())
    number = await desk.armed()
    await here.steps.sweep()
    assert await desk.ledger.note_request(number, "jobs.example.org") is False
    with pytest.raises(Fenced):
        await desk.ledger.settle(number, SubmitResult(state="confirmed"), [])
    assert (await desk.ledger.get(number)).state == "armed"


async def test_what_was_let_go_is_never_called_unsent_by_the_machine(here: Bench) -> None:
    desk = await a_desk(here)
    number = await desk.armed()
    await desk.ledger.note_request(number, "jobs.example.org")
    assert (await desk.ledger.settle(number, SubmitResult(state="not_sent"), [])).state == "unknown"
    assert (await desk.ledger.settle(number, SubmitResult(state="not_sent", by="person"), [])).state == "failed_before"


@pytest.mark.parametrize(("requested", "state"), [(False, "failed_before"), (True, "unknown")])
async def test_a_step_that_ends_leaves_nothing_armed(here: Bench, requested: bool, state: str) -> None:
    desk = await a_desk(here)
    number = await desk.armed()
    if requested:
        await desk.ledger.note_request(number, "jobs.example.org")
    await here.steps.stop(desk.claim, {"kind": "transient", "reason": "it took too long"}, failure=True)
    assert (await desk.ledger.get(number)).state == state
