"""Approving reviews by what was shown: one, or many at once, each by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from brain.errors import Conflict, InvalidInput, JobHunterError
from gateway.answers import MAX_STEP_ID, InterveneBody
from gateway.auth import SignedIn
from gateway.services import Services
from world_model.interventions import AskedIntervention, GivenAnswer, require_open

AT_ONCE = 4
PAGE = 100
Answer = Callable[[str, InterveneBody, SignedIn, Services], Awaitable[dict[str, Any]]]


class Shown(BaseModel):
    """A review as it was shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intervention_id: int = Field(ge=1, le=MAX_STEP_ID)
    manifest_hash: str = Field(min_length=1, max_length=100)


class ApproveBody(BaseModel):
    """Either `items`, or `all` open reviews that are not snoozed; of one task where it is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: tuple[Shown, ...] = Field(default=(), max_length=1000)
    all: bool = False
    task_id: str | None = Field(default=None, max_length=50)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.items) == self.all:
            raise ValueError("give either items or all")
        if self.task_id is not None and not self.all:
            raise ValueError("task_id goes with all")
        return self


async def require_as_shown(asked: AskedIntervention, shown: str, who: SignedIn, services: Services) -> None:
    """Raises `Conflict` `manifest_changed` unless `shown` is what the review shows and what would be sent. Where the review
    itself is behind, it is shown again."""
    open_for = asked.context.get("manifest_hash")
    application_id = asked.context.get("application_id")
    now = await services.drafts.hash_of(who.user_id, application_id) if application_id else open_for
    if shown == open_for == now:
        return
    if open_for != now:
        again = await services.interventions.answer(who.user_id, asked, GivenAnswer(action="retry"), "system")
        services.publisher.offer(again.hints)
        services.hub.nudge(asked.task_id)
    fix = "Look at the review again, and approve what it shows then."
    raise Conflict("manifest_changed", "What would be sent is not what you saw.", "", fix, manifest_hash=now)


async def approve_many(body: ApproveBody, who: SignedIn, services: Services, answer: Answer) -> dict[str, Any]:
    """Each approval is its own transaction: what is refused stops none of the others."""
    asked, refused = await (_all_open(body.task_id, who, services) if body.all else _named(body.items, who, services))
    free = asyncio.Semaphore(AT_ONCE)

    async def one(review: AskedIntervention, shown: str) -> tuple[dict[str, Any], bool]:
        async with free:
            try:
                require_review(review)
                said = InterveneBody(step_id=review.step_id, action="approve", intervention_id=review.id, manifest_hash=shown)
                done = await answer(review.task_id, said, who, services)
            except JobHunterError as error:
                return refusal(review.id, error), False
            return {"intervention_id": review.id, "task_id": review.task_id, **done}, True

    ended = await asyncio.gather(*(one(review, shown) for review, shown in asked))
    return {
        "approved": [document for document, yes in ended if yes],
        "refused": [*refused, *(document for document, yes in ended if not yes)],
    }


def require_review(asked: AskedIntervention) -> None:
    """Raises `InvalidInput` `not_a_review`, and what `require_open` raises."""
    if asked.kind != "review":
        fix = f"Answer it with `jobhunter answer {asked.step_id} VALUE`."
        raise InvalidInput("not_a_review", "Only a review is approved.", f"this is a {asked.kind}", fix)
    require_open(asked)


def refusal(intervention_id: int, error: JobHunterError) -> dict[str, Any]:
    said = {"intervention_id": intervention_id, "code": error.code, "detail": f"{error.title} {error.detail}".strip()}
    return said | {"fix": error.fix}


async def _named(
    items: Sequence[Shown], who: SignedIn, services: Services
) -> tuple[list[tuple[AskedIntervention, str]], list[dict[str, Any]]]:
    wanted = {item.intervention_id: item.manifest_hash for item in items}
    found = await services.interventions.of_ids(who.user_id, list(wanted))
    missing = [
        {"intervention_id": n, "code": "intervention_unknown", "detail": "Nothing is asked there."}
        for n in wanted
        if n not in found
    ]
    return [(found[n], shown) for n, shown in wanted.items() if n in found], missing


async def _all_open(
    task_id: str | None, who: SignedIn, services: Services
) -> tuple[list[tuple[AskedIntervention, str]], list[dict[str, Any]]]:
    asked: list[AskedIntervention] = []
    after: int | None = 0
    while after is not None:
        page, after = await services.interventions.open(who.user_id, PAGE, after, reviews=True, task_id=task_id)
        asked += page
    # One that may be sent twice, or beyond the goal, is a question of its own.
    single = [a for a in asked if a.context.get("beyond") or not a.context.get("manifest_hash")]
    alone = [
        {"intervention_id": a.id, "code": "one_by_one", "detail": f"{a.question} This is decided by itself."} for a in single
    ]
    return [(a, a.context["manifest_hash"]) for a in asked if a not in single], alone
