"""`/agent/interventions`: the one inbox; `…/intervene`: the one way to answer."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query

from brain.errors import InvalidInput, NotFound
from gateway.answers import InterveneBody, checked
from gateway.auth import SignedIn
from gateway.services import Services, ServicesHere, Who
from world_model.interventions import AskedIntervention, already_answered, require_open

router = APIRouter(prefix="/agent", tags=["interventions"])


@router.get("/interventions")
async def list_interventions(
    who: Who, services: ServicesHere, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: str | None = None
) -> dict[str, Any]:
    """The open questions of all tasks, oldest first. A review comes with the manifest as it will be sent."""
    asked, following = await services.interventions.open(who.user_id, limit, _after(cursor))
    items = await asyncio.gather(*(_with_manifest(a, who, services) for a in asked))
    return {"items": items, "next": None if following is None else str(following)}


@router.post("/tasks/{task_id}/intervene")
async def intervene(task_id: str, body: InterveneBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Answers the open question of a step. One answer counts: a second one is 409, one that comes too late 410."""
    return await answer(task_id, body, who, services)


async def answer(task_id: str, body: InterveneBody, who: SignedIn, services: Services) -> dict[str, Any]:
    """The same for the route and for the stream's frame."""
    asked = await services.interventions.latest(who.user_id, task_id, body.step_id)
    require_open(asked)
    if body.intervention_id not in (None, asked.id):
        raise already_answered("", "")  # it answers what was shown before, not what is asked now
    answered = await services.interventions.answer(who.user_id, asked, checked(body, asked), who.name)
    services.publisher.offer(answered.hints)
    services.hub.nudge(task_id)
    return {"step_id": answered.step_id, "status": answered.status}


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


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal() or len(cursor) > 18:
        fix = "Use `next` of the last answer as it is."
        raise InvalidInput("bad_cursor", "The cursor is none of ours.", "", fix, field="cursor")
    return int(cursor)
