"""`/api/v1/rejections`: what the person did not want and what was learned from it; forgotten, it counts no more."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from brain.rejections import document_of
from gateway.answers import MAX_STEP_ID
from gateway.services import ServicesHere, Who

router = APIRouter(prefix="/api/v1/rejections", tags=["candidate"])


@router.get("")
async def list_rejections(who: Who, services: ServicesHere) -> dict[str, Any]:
    """What was rejected and why, the newest first, with the rules that follow from each reason."""
    return {"items": [document_of(one, at) for one, at in await services.rejections.list(who.user_id)], "next": None}


@router.delete("/{rejection_id}", status_code=204)
async def forget_rejection(rejection_id: Annotated[int, Path(ge=1, le=MAX_STEP_ID)], who: Who, services: ServicesHere) -> None:
    """The posting may be proposed again. 404 `rejection_unknown`."""
    await services.rejections.forget(who.user_id, rejection_id)
