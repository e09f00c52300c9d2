"""The ledger of submissions as a claimed step uses it, straight through its functions."""

import json
from typing import Any

from tests.support.protocol import OTHER, USER, Bench
from world_model.steps import Claim

CANDIDATES = {USER: "00000000-0000-7000-8000-00000000ca0d", OTHER: "00000000-0000-7000-8000-00000000ca0e"}
DIGEST = "a digest of the form"


async def plan(here: Bench, claim: Claim, posting: str, digest: str = DIGEST, application: str | None = None) -> dict[str, Any]:
    """What `plan_submission` answers: with an `id`, unless another task is at this posting."""
    row = {
        "user_id": claim.user_id, "candidate_id": CANDIDATES[claim.user_id], "posting_key": posting, "fingerprint": posting,
        "task_id": claim.task_id, "step_id": claim.id, "form_digest": digest, "application_id": application,
    }  # fmt: skip
    return dict(await here.ask_as(claim.user_id, "SELECT plan_submission(CAST(:row AS jsonb))", row=json.dumps(row)))


async def approve(here: Bench, claim: Claim, number: int, digest: str = DIGEST) -> str:
    return str(await here.ask_as(claim.user_id, "SELECT approve_submission(:n, :d, 'ada')", n=number, d=digest))


async def arm(here: Bench, claim: Claim, number: int, digest: str = DIGEST) -> str:
    return str(await _held(here, claim, "arm_submission", ":digest, false", number, digest=digest))


async def note_request(here: Bench, claim: Claim, number: int) -> bool:
    return bool(await _held(here, claim, "note_submit_request", "'jobs.example.org'", number))


async def settle(here: Bench, claim: Claim, number: int, state: str) -> str:
    evidence = json.dumps({"basis": "not_sent" if state == "failed_before" else state})
    marks = ":state, CAST(:evidence AS jsonb)"
    return str(await _held(here, claim, "settle_submission", marks, number, state=state, evidence=evidence))


async def armed(here: Bench, claim: Claim, posting: str, *, requested: bool = False, application: str | None = None) -> int:
    """A submission right before its click, or with `requested` right after; its id."""
    number = int((await plan(here, claim, posting, application=application))["id"])
    assert await approve(here, claim, number) == "approved"
    assert await arm(here, claim, number) == "armed"
    assert not requested or await note_request(here, claim, number)
    return number


async def state_of(here: Bench, number: int, user: str = USER) -> str:
    return str(await here.ask_as(user, "SELECT state FROM submissions WHERE id = :n", n=number))


async def _held(here: Bench, claim: Claim, function: str, marks: str, number: int, **values: object) -> Any:
    values |= {"task": claim.task_id, "step": claim.id, "token": claim.token, "number": number}
    query = f"SELECT {function}(CAST(:task AS uuid), :step, :token, :number, {marks})"
    return await here.ask_as(claim.user_id, query, **values)
