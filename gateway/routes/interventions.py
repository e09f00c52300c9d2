"""`/agent/interventions`: the one inbox; `…/intervene`: the one way to answer, and to try a step again or do without it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Self

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import to_json
from starlette.responses import Response

from brain.errors import InvalidInput, NotFound
from gateway.answers import MAX_STEP_ID, InterveneBody, check_edit, checked
from gateway.approving import ApproveBody, approve_many, require_as_shown
from gateway.auth import SignedIn
from gateway.paging import Limit, cursor_of, row_of
from gateway.reviews import with_review
from gateway.services import Services, ServicesHere, Who
from world_model.interventions import AskedIntervention, already_answered, require_open

router = APIRouter(prefix="/agent", tags=["interventions"])
Number = Annotated[int, Path(ge=1, le=MAX_STEP_ID)]
SHORTEST_SNOOZE_S, LONGEST_SNOOZE_S = 60, 90 * 24 * 3600


class SnoozeBody(BaseModel):
    """For how long, or until when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    for_s: int | None = Field(default=None, ge=SHORTEST_SNOOZE_S, le=LONGEST_SNOOZE_S)
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.for_s is None) == (self.until is None):
            raise ValueError("give either for_s or until")
        return self

    def end(self, now: datetime) -> datetime:
        """Raises `InvalidInput` `bad_snooze` for a time that has passed or is too far away."""
        if self.for_s is not None:
            return now + timedelta(seconds=self.for_s)
        assert self.until is not None
        if not now < self.until <= now + timedelta(seconds=LONGEST_SNOOZE_S):
            fix = "Name a time within the next 90 days."
            raise InvalidInput("bad_snooze", "It cannot be put off until then.", self.until.isoformat(), fix, field="until")
        return self.until


@router.get("/interventions", response_model=None)
async def list_interventions(
    who: Who, services: ServicesHere, limit: Limit = 20, cursor: str | None = None, snoozed: bool = False
) -> Response:
    """The open questions of all tasks, oldest first; with `snoozed` those that are put off, too. A review comes with the manifest
    as it will be sent, and under `review` as a person reads it."""
    after = 0 if cursor is None else row_of(cursor)
    asked, following = await services.interventions.open(who.user_id, limit, after, snoozed=snoozed)
    return _json({"items": await _documents(asked, who, services), "next": cursor_of(following)})


@router.get("/interventions/{intervention_id}", response_model=None)
async def get_intervention(intervention_id: Number, who: Who, services: ServicesHere) -> Response:
    """One question, whatever became of it."""
    asked = await services.interventions.one(who.user_id, intervention_id)
    return _json((await _documents([asked], who, services))[0])


@router.post("/interventions/approve")
async def approve_reviews(body: ApproveBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Says yes to many reviews, each by itself: `approved`, and `refused` with a `code` for each."""
    return await approve_many(body, who, services, answer)


@router.post("/interventions/{intervention_id}/snooze")
async def snooze(intervention_id: Number, body: SnoozeBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Puts a question off: until then it is not listed and nobody is reminded of it; the time to answer gets no shorter."""
    until = body.end(datetime.now(UTC))
    return (await services.interventions.snooze(who.user_id, intervention_id, until)).document()


@router.delete("/interventions/{intervention_id}/snooze")
async def wake(intervention_id: Number, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Lists it again at once."""
    return (await services.interventions.snooze(who.user_id, intervention_id, None)).document()


@router.post("/tasks/{task_id}/intervene")
async def intervene(task_id: str, body: InterveneBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Answers the open question of a step. One answer counts: a second one is 409, one that comes too late 410.

    `approve` with `manifest_hash` approves what was seen: 409 `manifest_changed` where something else would be sent. Where
    nothing is asked, `retry` tries a step again that failed, was skipped or is put off, and `skip` does without one that has
    not begun.
    """
    return await answer(task_id, body, who, services)


async def answer(task_id: str, body: InterveneBody, who: SignedIn, services: Services) -> dict[str, Any]:
    """The same for the route and for the stream's frame."""
    asked = await _asked(task_id, body, who, services)
    if asked is None:
        return await _move(task_id, body, who, services)
    require_open(asked)
    if body.intervention_id not in (None, asked.id):
        raise already_answered("", "")  # it answers what was shown before, not what is asked now
    given = checked(body, asked)
    if body.manifest_hash is not None:
        await require_as_shown(asked, body.manifest_hash, who, services)
    if body.action == "edit":
        await _require_what_the_form_takes(asked, given.fields, who, services)
    answered = await services.interventions.answer(who.user_id, asked, given, who.name)
    services.publisher.offer(answered.hints)
    services.hub.nudge(task_id)
    return {"step_id": answered.step_id, "status": answered.status}


async def _asked(task_id: str, body: InterveneBody, who: SignedIn, services: Services) -> AskedIntervention | None:
    """The question this answers; None where it moves a step by itself. Raises `NotFound` `intervention_unknown`."""
    user, step = who.user_id, body.step_id
    try:
        asked = await services.interventions.latest(user, task_id, step)
    except NotFound:
        if body.moves_a_step:
            return None
        raise
    if asked.status == "open" or not body.moves_a_step:
        return asked
    # It was answered, and nobody has acted on the answer yet: another word now is a second answer to the same question.
    second = asked.status == "answered" and await services.moves.awaits_claim(user, task_id, step)
    return asked if second else None


async def _move(task_id: str, body: InterveneBody, who: SignedIn, services: Services) -> dict[str, Any]:
    move, status = (services.moves.retry, "ready") if body.action == "retry" else (services.moves.skip, "skipped")
    hints = await move(who.user_id, task_id, body.step_id, who.name)
    services.publisher.offer(hints)
    services.hub.nudge(task_id)
    return {"step_id": body.step_id, "status": status}


async def _require_what_the_form_takes(
    asked: AskedIntervention, fields: dict[str, Any], who: SignedIn, services: Services
) -> None:
    application_id = asked.context.get("application_id")
    drafts = await services.drafts.of(who.user_id, [application_id] if application_id else [])
    for draft in drafts.values():
        check_edit(draft.manifest, fields)


def _json(document: Any) -> Response:
    # A page of reviews is a megabyte: written once, and by what is quickest at it.
    return Response(to_json(document), media_type="application/json")


async def _documents(asked: Sequence[AskedIntervention], who: SignedIn, services: Services) -> Any:
    shown = [a.context["application_id"] for a in asked if a.kind == "review" and a.context.get("application_id")]
    drafts = await services.drafts.of(who.user_id, shown)
    files = services.settings.files()
    return [with_review(a, drafts, files) for a in asked]
