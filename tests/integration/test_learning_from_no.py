"""A rejection is kept sealed, decides what is proposed next, is listed, and can be taken back."""

import dataclasses
from typing import Any

import pytest

from brain.action import Done, Stop
from brain.actions import select_postings
from brain.ports import Rejection
from brain.rejections import rules_in
from tests.integration.test_deciding import Table, said, table
from tests.integration.test_submission_ledger import a_posting
from tests.support.gateway import RunningGateway
from tests.support.protocol import OTHER, USER
from tests.support.reviews import RESUME
from world_model.postings import PostingStore
from world_model.rejections import Rejections
from world_model.users import LOCAL_USER

pytestmark = pytest.mark.stack
__all__ = ["table"]


async def reject(table: Table, reason: str) -> None:
    assert isinstance(await table.review(said("review", "reject", reason)), Stop)


async def proposed(table: Table, *postings: Any) -> Any:
    stored = await PostingStore(table.here.database).save(USER, postings)
    given = select_postings.Input(count=5, candidate_id=table.candidate_id, found=tuple(s.id for s in stored))
    goal = table.context.step.goal.model_copy(update={"roles": ("python developer",)})
    context = dataclasses.replace(table.context, step=dataclasses.replace(table.context.step, goal=goal))
    outcome = await select_postings.run(given, context)
    assert isinstance(outcome, Done)
    return outcome.output


async def test_a_company_the_person_does_not_want_is_passed_over_and_said_why(table: Table) -> None:
    await reject(table, "not this company")
    output = await proposed(
        table, a_posting("2", title="Python Engineer"), a_posting("3", company="Acme"), a_posting("9", board="again")
    )
    assert [r.title for r in output.ranked] == ["Python Developer at Acme"]
    (over,) = output.passed_over
    assert over.because == ("you rejected Python Developer at Northwind because of the company Northwind",)
    (event,) = await table.here.rows("SELECT data FROM execution_logs WHERE type = 'analyst:start'")
    assert event["data"]["passed_over"][0]["title"] == "Python Engineer at Northwind"


async def test_what_the_person_said_stands_sealed(table: Table) -> None:
    await reject(table, "They never answered my letters")
    (row,) = await table.here.rows("SELECT body_enc FROM rejections")
    assert b"letters" not in row["body_enc"]
    (one,) = await Rejections(table.here.database, table.here.vault).of(USER, table.candidate_id)
    assert (one.reason, one.company) == ("They never answered my letters", "Northwind")
    await reject(table, "too far")
    kept = await Rejections(table.here.database, table.here.vault).of(USER, table.candidate_id)
    assert [k.reason for k in kept] == ["too far"], "one posting is rejected once, and the newest reason counts"


async def test_a_rejection_that_is_taken_back_counts_no_more(table: Table) -> None:
    rejections = Rejections(table.here.database, table.here.vault)
    await reject(table, "not this company")
    (one,) = await rejections.of(USER, table.candidate_id)
    with pytest.raises(Exception, match="no such rejection"):
        await rejections.forget(OTHER, one.id)
    await rejections.forget(USER, one.id)
    await table.here.ask_as(USER, "UPDATE applications SET task_id = NULL RETURNING 1")  # its task is long over
    output = await proposed(table, a_posting(), a_posting("2", title="Python Engineer"))
    assert {r.title for r in output.ranked} == {"Python Developer at Northwind", "Python Engineer at Northwind"}


async def test_rejections_over_http(gateway: RunningGateway) -> None:
    services = gateway.app.state.services
    candidate, posting = await services.candidates.import_resume(LOCAL_USER, RESUME, [], []), a_posting()
    made = Rejection(
        posting_key=posting.posting_key, fingerprint=posting.fingerprint, company=posting.company, title=posting.title,
        source=posting.source, reason="no agencies", rules=rules_in("no agencies", posting),
    )  # fmt: skip
    await services.rejections.keep(LOCAL_USER, candidate, made)
    (item,) = (await gateway.http.get("/api/v1/rejections")).json()["items"]
    assert (item["company"], item["reason"]) == ("Northwind", "no agencies")
    assert item["rules"] == [{"kind": "agency", "value": "Northwind", "text": "its being an agency"}]
    assert (await gateway.http.delete(f"/api/v1/rejections/{item['rejection_id']}")).status_code == 204
    assert (await gateway.http.delete(f"/api/v1/rejections/{item['rejection_id']}")).status_code == 404
    assert (await gateway.http.get("/api/v1/rejections")).json()["items"] == []
