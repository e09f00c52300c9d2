"""`/agent/interventions`: the one inbox; `…/intervene`: the one way to answer, and to try a step again or do without it."""

import asyncio
from typing import Any

from fastapi import APIRouter

from brain.errors import NotFound
from gateway.answers import InterveneBody, checked
from gateway.auth import SignedIn
from gateway.paging import Limit, cursor_of, row_of
from gateway.services import Services, ServicesHere, Who
from world_model.interventions import AskedIntervention, already_answered, require_open

router = APIRouter(prefix="/agent", tags=["interventions"])


@router.get("/interventions")
async def list_interventions(who: Who, services: ServicesHere, limit: Limit = 20, cursor: str | None = None) -> dict[str, Any]:
    """The open questions of all tasks, oldest first. A review comes with the manifest as it will be sent."""
    asked, following = await services.interventions.open(who.user_id, limit, 0 if cursor is None else row_of(cursor))
    items = await asyncio.gather(*(_with_manifest(a, who, services) for a in asked))
    return {"items": items, "next": cursor_of(following)}


@router.post("/tasks/{task_id}/intervene")
async def intervene(task_id: str, body: InterveneBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Answers the open question of a step. One answer counts: a second one is 409, one that comes too late 410.

    Where nothing is asked, `retry` tries a step again that failed, was skipped or is put off, and `skip` does without one that
    has not begun.
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
    answered = await services.interventions.answer(who.user_id, asked, checked(body, asked), who.name)
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


async def _with_manifest(asked: AskedIntervention, who: SignedIn, services: Services) -> dict[str, Any]:
    document = asked.document()
    application_id = asked.context.get("application_id")
    if asked.kind == "review" and application_id:
        try:
            application = await services.applications.get(who.user_id, application_id)
        except NotFound:
            return document
        if application.manifest is not None:
            document["context"] = {**asked.context, "manifest": application.manifest.model_dump(mode="json")}
    return document
