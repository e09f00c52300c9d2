"""Applications as their owner reads them: the manifest as it was or will be sent, the documents, the receipt, the history."""

from typing import Any

from fastapi import APIRouter

from gateway.services import ServicesHere, Who

router = APIRouter(prefix="/api/v1/applications", tags=["applications"])


@router.get("")
async def applications(task_id: str, who: Who, services: ServicesHere) -> dict[str, Any]:
    """The applications of one task, oldest first."""
    await services.tasks.get(who.user_id, task_id)
    stories = await services.stories.of_task(who.user_id, task_id)
    return {"items": [s.model_dump(mode="json") for s in stories], "next": None}


@router.get("/{application_id}")
async def application(application_id: str, who: Who, services: ServicesHere) -> dict[str, Any]:
    """One application's whole story. 404 `no_application`."""
    return (await services.stories.of(who.user_id, application_id)).model_dump(mode="json")
