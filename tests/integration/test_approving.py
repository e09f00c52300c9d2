"""Approving what was seen: by hash, one or many, and nothing else."""

import asyncio
from typing import Any

import pytest

from brain.drafts import Seen
from brain.manifest import Doubt
from tests.support.gateway import RunningGateway
from tests.support.reviews import a_form, ask_review

pytestmark = pytest.mark.stack


async def statuses(gateway: RunningGateway) -> dict[int, str]:
    items = (await gateway.http.get("/agent/interventions?limit=100&snoozed=true")).json()["items"]
    return {i["intervention_id"]: i["status"] for i in items}


async def test_a_yes_to_what_was_seen_counts_by_its_hash(gateway: RunningGateway) -> None:
    review = await ask_review(gateway)
    answer = await review.decide("approve", manifest_hash=review.manifest.hash)
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


async def test_a_yes_to_something_else_is_refused_and_the_review_stays(gateway: RunningGateway) -> None:
    review = await ask_review(gateway)
    answer = await review.decide("approve", manifest_hash="sha256:another")
    assert (answer.status_code, answer.json()["code"]) == (409, "manifest_changed")
    assert answer.json()["manifest_hash"] == review.manifest.hash
    assert await statuses(gateway) == {review.intervention_id: "open"}
    assert (await review.decide("approve", manifest_hash=review.manifest.hash)).status_code == 200


@pytest.mark.parametrize("with_the_new_hash", [True, False])
async def test_a_review_that_is_behind_what_would_be_sent_is_shown_again(
    gateway: RunningGateway, with_the_new_hash: bool
) -> None:
    review = await ask_review(gateway)
    await review.change(a_form("Eve"))
    (shown,) = (await gateway.http.get("/agent/interventions")).json()["items"]
    assert shown["review"]["changed"] is True
    said = a_form("Eve").hash if with_the_new_hash else review.manifest.hash
    answer = await review.decide("approve", manifest_hash=said)
    assert (answer.status_code, answer.json()["code"]) == (409, "manifest_changed")
    assert await statuses(gateway) == {}, "its step is ready, and asks again"
    claim = await gateway.worker.claim(review.step_id)
    assert claim is not None
    assert [a["action"] for a in claim.answers] == ["retry"]


@pytest.mark.parametrize("action", ["reject", "edit", "skip"])
async def test_only_an_approval_has_a_hash(gateway: RunningGateway, action: str) -> None:
    review = await ask_review(gateway)
    answer = await review.decide(action, manifest_hash=review.manifest.hash, human_input="no")
    assert (answer.status_code, answer.json()["field"]) == (422, "manifest_hash")


async def test_of_two_people_at_once_one_wins_and_the_other_hears_who(gateway: RunningGateway) -> None:
    review = await ask_review(gateway)
    said = [review.decide("approve", manifest_hash=review.manifest.hash), review.decide("reject", human_input="no")]
    answers = await asyncio.gather(*said)
    assert sorted(a.status_code for a in answers) == [200, 409]
    (late,) = [a.json() for a in answers if a.status_code == 409]
    assert (late["code"], late["answered_by"]) == ("already_answered", "local")


async def test_many_are_approved_at_once_and_a_broken_one_stops_none_of_the_others(gateway: RunningGateway) -> None:
    reviews = [await ask_review(gateway, n) for n in range(4)]
    question = await gateway.ask(await gateway.create())
    (asked,) = [i for i in (await gateway.http.get("/agent/interventions")).json()["items"] if i["step_id"] == question]
    await reviews[1].decide("reject", human_input="no")
    items = [{"intervention_id": r.intervention_id, "manifest_hash": r.manifest.hash} for r in reviews]
    items[2]["manifest_hash"] = "sha256:another"
    items += [{"intervention_id": n, "manifest_hash": "sha256:x"} for n in (asked["intervention_id"], 2**62)]
    answer = await gateway.http.post("/agent/interventions/approve", json={"items": items})
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert {a["step_id"] for a in document["approved"]} == {reviews[0].step_id, reviews[3].step_id}
    refused = {r["intervention_id"]: r["code"] for r in document["refused"]}
    assert refused == {
        reviews[1].intervention_id: "already_answered",
        reviews[2].intervention_id: "manifest_changed",
        asked["intervention_id"]: "not_a_review",
        2**62: "intervention_unknown",
    }
    again = (await gateway.http.post("/agent/interventions/approve", json={"items": items[:1]})).json()
    assert [r["code"] for r in again["refused"]] == ["already_answered"], "a second time approves nothing twice"


async def test_all_are_those_that_are_open_and_not_put_off_and_need_no_word_of_their_own(gateway: RunningGateway) -> None:
    plain, of_task = await ask_review(gateway, 1), await ask_review(gateway, 2)
    off, beyond = await ask_review(gateway, 3), await ask_review(gateway, 4, context={"beyond": True, "manifest_hash": "x"})
    await gateway.http.post(f"/agent/interventions/{off.intervention_id}/snooze", json={"for_s": 3600})
    one = {"all": True, "task_id": of_task.task["task_id"]}
    only = (await gateway.http.post("/agent/interventions/approve", json=one)).json()
    assert ([a["step_id"] for a in only["approved"]], only["refused"]) == ([of_task.step_id], [])
    rest = (await gateway.http.post("/agent/interventions/approve", json={"all": True})).json()
    assert [a["step_id"] for a in rest["approved"]] == [plain.step_id]
    assert [(r["intervention_id"], r["code"]) for r in rest["refused"]] == [(beyond.intervention_id, "one_by_one")]
    assert set(await statuses(gateway)) == {off.intervention_id, beyond.intervention_id}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"all": False},
        {"all": True, "items": [{"intervention_id": 1, "manifest_hash": "x"}]},
        {"items": [{"intervention_id": 1}]},
        {"items": [{"intervention_id": 0, "manifest_hash": "x"}]},
        {"items": [{"intervention_id": 1, "manifest_hash": "x"}], "task_id": "t"},
        {"all": True, "more": 1},
    ],
)
async def test_what_names_no_reviews_is_refused(gateway: RunningGateway, body: dict[str, Any]) -> None:
    assert (await gateway.http.post("/agent/interventions/approve", json=body)).status_code == 422


async def test_a_task_that_is_not_there_has_no_reviews(gateway: RunningGateway) -> None:
    answer = await gateway.http.post("/agent/interventions/approve", json={"all": True, "task_id": "nonsense"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"p1.name": "Ada Augusta King"}, "fields.p1.name", "12 characters"),
        ({"p1.name": ""}, "fields.p1.name", "must be answered"),
        ({"p1.years": "many"}, "fields.p1.years", "takes a number"),
        ({"p1.years": 41}, "fields.p1.years", "from 0 to 40"),
        ({"p1.visa": "Perhaps"}, "fields.p1.visa", "none of the choices"),
        ({"p1.start": "soon"}, "fields.p1.start", "takes a day"),
        ({"p1.start": "2026-02-30"}, "fields.p1.start", "takes a day"),
        ({"p1.name": "Eve", "p1.years": 99}, "fields.p1.years", "from 0 to 40"),
    ],
)
async def test_an_edit_the_form_would_not_take_names_its_field_and_changes_nothing(
    gateway: RunningGateway, fields: dict[str, Any], field: str, says: str
) -> None:
    review = await ask_review(gateway)
    answer = await review.decide("edit", fields=fields)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert says in answer.json()["detail"]
    (shown,) = (await gateway.http.get("/agent/interventions")).json()["items"]
    assert shown["review"]["manifest_hash"] == review.manifest.hash
    assert (await review.decide("edit", fields={"p1.name": "Eve", "p1.years": 5, "p1.start": "2026-12-01"})).status_code == 200


async def test_a_review_is_a_sheet_to_read(gateway: RunningGateway) -> None:
    files = gateway.app.state.services.settings.files()
    doubt = Doubt(key="p1.years", check="number_not_in_facts", detail="Nothing says 4.")
    seen = Seen(new=("p1.visa",), doubts=(doubt,), screenshots=("t1/page-1.jpg",), autopilot="Not sent by autopilot: it is new.")
    review = await ask_review(gateway, manifest=a_form(file=str(files / "ada.pdf")), seen=seen)
    document = (await gateway.http.get(f"/agent/interventions/{review.intervention_id}")).json()
    sheet = document["review"]
    assert (sheet["posting"]["title"], sheet["posting"]["company"], sheet["posting"]["score"]) == ("Developer 1", "Northwind", 87)
    assert [r["key"] for r in sheet["rows"]] == ["p1.years", "p1.why", "p1.visa", "p1.start", "p1.name", "p1.cv"]
    rows = {r["key"]: r for r in sheet["rows"]}
    assert (rows["p1.years"]["uncertain"], rows["p1.years"]["doubt"]) == (True, "number_not_in_facts")
    assert rows["p1.visa"]["new"] is True
    assert rows["p1.visa"]["from"] == "you answered “Visa needed?” before"
    assert rows["p1.why"]["from"] == "written by a model from your résumé"
    assert rows["p1.start"]["value"] is None
    assert [(d["name"], d["url"]) for d in sheet["documents"]] == [("ada.pdf", "/files/ada.pdf")]
    assert sheet["screenshots"] == ["/files/t1/page-1.jpg"]
    assert "by autopilot" in document["question"]
    assert "Nothing says 4." not in str(document), "what an answer holds stands in no plain column"


async def test_a_question_that_is_not_there(gateway: RunningGateway) -> None:
    assert (await gateway.http.get("/agent/interventions/999999")).status_code == 404
    assert (await gateway.http.post("/agent/interventions/999999/snooze", json={"for_s": 3600})).status_code == 404
    assert (await gateway.http.delete("/agent/interventions/999999/snooze")).status_code == 404
