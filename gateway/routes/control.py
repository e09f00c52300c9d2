"""`/agent/stop` and `/agent/start`: the stop button."""

from typing import Any

from fastapi import APIRouter

from gateway.services import ServicesHere, Who
from world_model.events import in_utc

router = APIRouter(prefix="/agent", tags=["control"])


@router.post("/stop")
async def stop(who: Who, services: ServicesHere) -> dict[str, Any]:
    """From now on nothing is sent to any employer, until started again."""
    since = await services.users.stop(who.user_id, True)
    return {"stopped": True, "since": in_utc(since) if since else None}


@router.post("/start")
async def start(who: Who, services: ServicesHere) -> dict[str, Any]:
    """Lets applications go out again."""
    await services.users.stop(who.user_id, False)
    return {"stopped": False, "since": None}
