"""The ledger of submissions: at most one per person and job, for one claimed step."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from brain.errors import NotFound, Refused
from brain.manifest import Manifest
from brain.ports import THE_SITE, Receipt, StoredPosting, SubmitResult
from jobhunter.faults import fault
from world_model.session import Database, retrying
from world_model.steps import Claim, Fenced
from world_model.tables import Submission

SETTLED_AS = {"confirmed": "confirmed", "rejected": "failed_before", "not_sent": "failed_before", "unknown": "unknown"}
REFUSALS = {
    "stopped": "The stop button is pressed.",
    "cancelled": "The task was cancelled.",
    "dry_run": "A dry run sends nothing.",
    "goal_met": "The goal is met already.",
    "day_limit": "As many applications as a day may see were sent.",
    "autopilot_day_full": "Autopilot has sent as many today as it may.",
    "company_limit": "As many applications as one company may get were sent.",
    "manifest_changed": "What would be sent is not what was approved.",
    "not_approved": "Nobody approved it.",
    "unresolved": "An earlier attempt is unresolved.",
    "unknown": "It is not known whether it was sent before.",
    "confirmed": "It was sent before.",
}


def refused(code: str, **extra: object) -> Refused:
    return Refused(code, REFUSALS.get(code, "It may not be sent."), "", "See `jobhunter why`.", **extra)


class SubmissionLedger:
    """Implements `brain.ports.Submissions` for the step of one claim."""

    def __init__(self, database: Database, claim: Claim) -> None:
        self._database = database
        self._claim = claim

    async def plan(
        self, manifest: Manifest, posting: StoredPosting, candidate_id: str, application_id: str, distinct_by: str = ""
    ) -> Receipt:
        row = {
            "user_id": self._claim.user_id,
            "candidate_id": candidate_id,
            "application_id": application_id,
            "posting_key": posting.posting.posting_key,
            "fingerprint": posting.posting.fingerprint,
            "distinct_by": distinct_by or None,
            "task_id": self._claim.task_id,
            "step_id": self._claim.id,
            "form_digest": manifest.hash,
        }
        found = await self._call("SELECT plan_submission(CAST(:row AS jsonb))", row=_json(row))
        if "same_job" in found:
            raise refused("same_job", submission_id=found["same_job"], state=found["state"])
        if "elsewhere" in found:
            raise refused("in_other_task")
        return await self.get(int(found["id"]))

    async def approve(self, submission_id: int, manifest_hash: str, by: str) -> None:
        state = await self._call("SELECT approve_submission(:id, :digest, :by)", id=submission_id, digest=manifest_hash, by=by)
        if state != "approved":
            raise refused(str(state))

    async def approve_by_autopilot(self, submission_id: int, manifest_hash: str, rule: str, per_day: int) -> None:
        call = "SELECT approve_by_autopilot(:id, :digest, :by, :most)"
        state = await self._call(call, id=submission_id, digest=manifest_hash, by=rule, most=per_day)
        if state != "approved":
            raise refused(str(state))

    async def arm(self, submission_id: int, manifest_hash: str, *, beyond: bool = False) -> None:
        # Never tried again here: a first try whose answer was lost would look like somebody else's. The next attempt resolves it.
        values = {"id": submission_id, "digest": manifest_hash, "beyond": beyond}
        state = await self._held("arm_submission", ":id, :digest, :beyond", retry=False, **values)
        if state != "armed":
            raise refused(str(state))
        fault("after_arm", self._claim.action_type)

    async def note_request(self, submission_id: int, host: str) -> bool:
        return bool(await self._held("note_submit_request", ":id, :host", retry=False, id=submission_id, host=host))

    async def settle(self, submission_id: int, result: SubmitResult, screenshots: Sequence[str]) -> Receipt:
        fault("before_settle", self._claim.action_type)
        basis = result.state if not result.by else "looked_up" if result.by == THE_SITE else "person"
        evidence = {
            "basis": basis,
            "by": result.by,
            "text": result.text[:2000],
            "url": result.url,
            "requests": result.requests,
            "screenshots": list(screenshots),
        }
        state = SETTLED_AS[result.state]
        await self._held(
            "settle_submission", ":id, :state, CAST(:evidence AS jsonb)", id=submission_id, state=state, evidence=_json(evidence)
        )
        return await self.get(submission_id)

    async def get(self, submission_id: int) -> Receipt:
        async with self._database.as_user(self._claim.user_id) as session:
            row = await session.get(Submission, submission_id)
            if row is None:
                raise NotFound("no_submission", "There is no such submission.", str(submission_id), "")
            return receipt_of(row)

    async def of_posting(self, candidate_id: str, posting_key: str) -> Receipt | None:
        query = select(Submission).where(Submission.candidate_id == UUID(candidate_id), Submission.posting_key == posting_key)
        async with self._database.as_user(self._claim.user_id) as session:
            row = await session.scalar(query)
            return None if row is None else receipt_of(row)

    async def _held(self, function: str, marks: str, *, retry: bool = True, **values: Any) -> Any:
        """A call that only the holder of the lease may make. Raises `Fenced`."""
        values |= {"task": self._claim.task_id, "step": self._claim.id, "token": self._claim.token}
        answer = await self._call(f"SELECT {function}(CAST(:task AS uuid), :step, :token, {marks})", retry=retry, **values)
        if answer == "fenced":
            raise Fenced(self._claim.id)
        return answer

    async def _call(self, query: str, *, retry: bool = True, **values: Any) -> Any:
        async def once() -> Any:
            async with self._database.as_user(self._claim.user_id) as session:
                return (await session.execute(text(query), values)).scalar()

        return await retrying(once) if retry else await once()


def receipt_of(row: Submission) -> Receipt:
    """The proof of one submission, from its row."""
    evidence = row.evidence or {}
    return Receipt(
        submission_id=row.id,
        state=row.state,
        manifest_hash=row.form_digest,
        arms=row.arms,
        requested=row.request_at is not None,
        requested_at=row.request_at,
        confirmed_at=row.confirmed_at,
        text=evidence.get("text", ""),
        url=evidence.get("url", ""),
        screenshots=tuple(evidence.get("screenshots", ())),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
