"""Questions to people, and their one answer each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import bindparam, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import Conflict, Gone, JobHunterError, NotFound
from brain.intervention import AskedField, InterventionAction, InterventionKind
from brain.posting import Frozen
from world_model.events import in_utc, unknown_task
from world_model.ids import as_uuid
from world_model.remembered import keep_from_answer
from world_model.session import Database
from world_model.steps import Hint
from world_model.tables import InterventionRow
from world_model.tasks import hints_of
from world_model.vault import Vault

_CALL = "SELECT answer_intervention(:task, :step, :action, CAST(:sealed AS bytea), :by)"


class GivenAnswer(Frozen):
    """What a person says to one intervention, checked against its questions."""

    action: InterventionAction
    human_input: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    scope: str = "everywhere"
    remember: bool = True
    approve: bool = False

    def sealed_document(self) -> dict[str, Any]:
        """The part that may hold what is private; the action itself is a plain column."""
        return self.model_dump(mode="json", exclude={"action"})


@dataclass(frozen=True, slots=True)
class AskedIntervention:
    """One intervention as it stands. `context` is what a person needs to decide; a review's holds the manifest."""

    id: int
    task_id: str
    step_id: int
    round: int
    kind: InterventionKind
    question: str
    held_fields: list[dict[str, Any]]
    context: dict[str, Any]
    status: str
    created_at: datetime
    expires_at: datetime
    answered_by: str | None = None
    answered_at: datetime | None = None
    snoozed_until: datetime | None = None
    on_expiry: str = "skip"

    @property
    def fields(self) -> tuple[AskedField, ...]:
        return tuple(AskedField.model_validate(f) for f in self.held_fields)

    def document(self) -> dict[str, Any]:
        """The intervention as `hitl:request` shows it, with its task and what is needed to decide."""
        return {
            "intervention_id": self.id,
            "task_id": self.task_id,
            "step_id": self.step_id,
            "kind": self.kind,
            "question": self.question,
            "fields": self.held_fields,
            "context": self.context,
            "status": self.status,
            "created_at": in_utc(self.created_at),
            "expires_at": in_utc(self.expires_at),
            "on_expiry": self.on_expiry,
            "snoozed_until": in_utc(self.snoozed_until) if self.snoozed_until else None,
        }


@dataclass(frozen=True, slots=True)
class Answered:
    """What the answer did: the step's new status and the hints for what may go on."""

    step_id: int
    status: str
    hints: tuple[Hint, ...] = ()


class Interventions:
    """The inbox of one database; every method works as the user it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def open(
        self,
        user_id: str,
        limit: int,
        after_id: int = 0,
        *,
        snoozed: bool = False,
        reviews: bool = False,
        task_id: str | None = None,
    ) -> tuple[tuple[AskedIntervention, ...], int | None]:
        """The open questions of all tasks, oldest first, and the id to go on after (None: no more). `snoozed`: also those that
        are put off; `reviews`: reviews alone; `task_id`: of this task alone."""
        row = InterventionRow
        query = select(row).where(row.status == "open", row.id > after_id).order_by(row.id).limit(limit + 1)
        if not snoozed:
            query = query.where(or_(row.snoozed_until.is_(None), row.snoozed_until <= func.clock_timestamp()))
        if reviews:
            query = query.where(row.kind == "review", row.expires_at > func.clock_timestamp())
        if task_id is not None:
            query = query.where(row.task_id == as_uuid(task_id, unknown_task))
        async with self._database.as_user(user_id) as session:
            found = [_asked(r) for r in (await session.execute(query)).scalars()]
        return tuple(found[:limit]), found[limit - 1].id if len(found) > limit else None

    async def of_ids(self, user_id: str, ids: Sequence[int]) -> dict[int, AskedIntervention]:
        """These questions, whatever became of them, by their ids."""
        query = select(InterventionRow).where(InterventionRow.id.in_(ids))
        async with self._database.as_user(user_id) as session:
            return {row.id: _asked(row) for row in (await session.execute(query)).scalars()}

    async def one(self, user_id: str, intervention_id: int) -> AskedIntervention:
        """Raises `NotFound` `intervention_unknown`."""
        found = (await self.of_ids(user_id, [intervention_id])).get(intervention_id)
        if found is None:
            raise _unknown(f"intervention {intervention_id}")
        return found

    async def snooze(self, user_id: str, intervention_id: int, until: datetime | None) -> AskedIntervention:
        """Puts it off until then (None wakes it); the time to answer never gets shorter by it.

        Raises `NotFound` `intervention_unknown`, `Conflict` `already_answered` or `awaited`, `Gone` `expired`.
        """
        call = text("SELECT snooze_intervention(:id, CAST(:until AS timestamptz))")
        async with self._database.as_user(user_id) as session:
            found = (await session.execute(call, {"id": intervention_id, "until": until})).scalar_one()
        if found["state"] == "awaited":
            fix = "Answer it now, or skip it: it is asked again."
            raise Conflict("awaited", "A browser waits for this answer: it cannot be put off.", "", fix)
        if found["state"] not in ("snoozed", "woken"):
            raise _refusal(found)
        return await self.one(user_id, intervention_id)

    async def latest(self, user_id: str, task_id: str, step_id: int) -> AskedIntervention:
        """The last question of a step, whatever became of it. Raises `NotFound` `intervention_unknown`."""
        async with self._database.as_user(user_id) as session:
            return await _latest(session, task_id, step_id)

    async def answer(self, user_id: str, asked: AskedIntervention, given: GivenAnswer, by: str) -> Answered:
        """Seals and stores the answer; the first one wins. `abort` cancels the task instead.

        Raises `NotFound` `intervention_unknown`, `Conflict` `already_answered`, `Gone` `expired`.
        """
        async with self._database.as_user(user_id) as session:
            # Under the task's lock, so that the round that is sealed for is the round that is answered.
            await session.execute(text("SELECT 1 FROM tasks WHERE id = CAST(:task AS uuid) FOR UPDATE"), {"task": asked.task_id})
            now = await _latest(session, asked.task_id, asked.step_id)
            if now.round != asked.round:
                raise already_answered("", "")
            if given.action == "abort":
                return await _abort(session, now)
            vault = await self._vault.of(session, user_id)
            sealed = vault.seal(given.sealed_document(), "interventions", "answer_enc", f"{now.step_id}:{now.round}")
            values = {
                "task": as_uuid(now.task_id, unknown_task),
                "step": now.step_id,
                "action": given.action,
                "sealed": sealed,
                "by": by,
            }
            found = (await session.execute(text(_CALL).bindparams(bindparam("sealed")), values)).scalar_one()
            if found["state"] != "answered":
                raise _refusal(found)
            if given.action == "answer":
                # At once, so that whoever waits for the same answer finds it.
                await keep_from_answer(session, vault, now.context, now.id, given.sealed_document())
        return Answered(now.step_id, found["status"], hints_of(found["ready"]))


async def _latest(session: AsyncSession, task_id: str, step_id: int) -> AskedIntervention:
    row = InterventionRow
    task = as_uuid(task_id, unknown_task)
    query = select(row).where(row.task_id == task, row.step_id == step_id).order_by(row.round.desc()).limit(1)
    found = (await session.execute(query)).scalars().first()
    if found is None:
        raise _unknown(f"step {step_id}")
    return _asked(found)


async def _abort(session: AsyncSession, asked: AskedIntervention) -> Answered:
    require_open(asked)
    query = text("SELECT cancel_task(CAST(:task AS uuid), 'A person ended the task.')")
    await session.execute(query, {"task": asked.task_id})
    return Answered(asked.step_id, "cancelled")


def require_open(asked: AskedIntervention) -> None:
    """Raises `Conflict` `already_answered` or `Gone` `expired` where no answer is wanted any more."""
    if asked.status == "answered":
        raise already_answered(asked.answered_by or "", in_utc(asked.answered_at) if asked.answered_at else "")
    if asked.status != "open":
        raise expired(asked.status)


def already_answered(by: str, at: str) -> Conflict:
    return Conflict(
        "already_answered",
        "This was answered already.",
        f"by {by} at {at}" if by else "",
        "Nothing to do.",
        answered_by=by or None,
    )


def expired(status: str) -> Gone:
    return Gone("expired", "This is not asked any more.", f"it is {status}", "See the task's stream for what became of it.")


def _refusal(found: dict[str, Any]) -> JobHunterError:
    match found["state"]:
        case "already_answered":
            return already_answered(found.get("by") or "", found.get("at") or "")
        case "expired":
            return expired("expired" if found.get("status") == "open" else str(found.get("status")))
        case _:
            return _unknown("")


def _unknown(detail: str) -> NotFound:
    fix = "List what is open with GET /agent/interventions."
    return NotFound("intervention_unknown", "Nothing is asked there.", detail, fix)


def _asked(row: InterventionRow) -> AskedIntervention:
    return AskedIntervention(
        id=row.id,
        task_id=str(row.task_id),
        step_id=row.step_id,
        round=row.round,
        kind=row.kind,  # type: ignore[arg-type]  # a CHECK of the table keeps it to the known kinds
        question=row.prompt,
        held_fields=row.fields,
        context=row.context,
        status=row.status,
        created_at=row.created_at,
        expires_at=row.expires_at,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        snoozed_until=row.snoozed_until,
        on_expiry=row.on_expiry,
    )
