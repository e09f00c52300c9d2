"""`/agent/dead-letters`: the steps that failed for good, with every try at them."""

from typing import Any

from fastapi import APIRouter

from gateway.paging import Limit, cursor_of, row_of
from gateway.services import ServicesHere, Who
from world_model.dead_letters import NEWEST

router = APIRouter(prefix="/agent", tags=["dead letters"])


@router.get("/dead-letters")
async def list_dead_letters(who: Who, services: ServicesHere, limit: Limit = 20, cursor: str | None = None) -> dict[str, Any]:
    """Steps that used up their tries or lost their worker twice, the newest first. `retry` of the intervene route revives one."""
    before = NEWEST if cursor is None else row_of(cursor)
    found, following = await services.dead_letters.list(who.user_id, limit, before)
    return {"items": [letter.document() for letter in found], "next": cursor_of(following)}
