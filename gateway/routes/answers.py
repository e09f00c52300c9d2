"""`/api/v1/candidate/answers`: what the person answered before; changed or forgotten, it is not used as it was any more."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from gateway.answers import MAX_STEP_ID
from gateway.services import ServicesHere, Who

router = APIRouter(prefix="/api/v1/candidate/answers", tags=["candidate"])
Id = Annotated[int, Path(ge=1, le=MAX_STEP_ID)]


class AnswerBody(BaseModel):
    """The new answer to the same question."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    value: bool | float | int | str | list[str] = Field(union_mode="smart")


@router.get("")
async def list_answers(who: Who, services: ServicesHere) -> dict[str, Any]:
    """The remembered answers, newest first."""
    found = await services.remembered.list(who.user_id)
    return {"items": [one.document() for one in found], "next": None}


@router.patch("/{answer_id}")
async def edit_answer(answer_id: Id, body: AnswerBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Another value, from now on."""
    return (await services.remembered.edit(who.user_id, answer_id, body.value)).document()


@router.delete("/{answer_id}", status_code=204)
async def forget_answer(answer_id: Id, who: Who, services: ServicesHere) -> None:
    """Its question is asked again when it comes."""
    await services.remembered.forget(who.user_id, answer_id)


@router.delete("")
async def forget_answers(who: Who, services: ServicesHere) -> dict[str, int]:
    """Forgets every answer; tells how many."""
    return {"forgotten": await services.remembered.forget_all(who.user_id)}
