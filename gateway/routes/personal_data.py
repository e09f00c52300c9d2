"""`/api/v1/candidate`: what is missing, what was agreed to, and the end of it all."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue, RootModel

from brain import profile_questions as profile
from brain.profile_values import place
from brain.resume.document import candidate_document
from gateway.services import ServicesHere, Who
from memory.forgetting import forget_user
from memory.settings import MemorySettings
from world_model.consents import consents_document, known_consent

router = APIRouter(prefix="/api/v1/candidate", tags=["candidate"])
LEAVES_OFF_S = 8.0  # a request waits no longer than this for running steps
Countries = Annotated[tuple[str, ...], Query(max_length=50)]


class ProfilePatch(RootModel[dict[str, JsonValue]]):
    """A JSON merge patch (RFC 7396) of `x-jobhunter`; `links` and `languages` may stand in it too."""

    model_config = ConfigDict(frozen=True)


class ConsentBody(BaseModel):
    """`given`: null takes back what was said. `site`: only there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    given: bool | None
    site: str = Field(default="", max_length=253)


@router.get("/questions")
async def list_questions(
    who: Who,
    services: ServicesHere,
    all: bool = False,
    country: Countries = (),
) -> dict[str, Any]:
    """What applications ask and nobody has said yet, most-asked first; with `all` also what is known."""
    candidate = await services.candidates.load(who.user_id, None)
    codes = [place(name) for name in country]
    found = profile.questions(candidate.resume, codes) if all else profile.missing(candidate.resume, codes)
    return {"items": [one.document() for one in found], "next": None, "classes": profile.classes()}


@router.patch("")
async def complete_profile(body: ProfilePatch, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Takes answers into the profile, each checked; the whole patch is taken or none of it."""
    candidate = await services.candidates.load(who.user_id, None)
    await services.profiles.change(who.user_id, candidate.id, lambda held: profile.merged(held, body.root))
    made = await services.candidates.load(who.user_id, candidate.id)
    return candidate_document(made, await services.candidates.not_understood(who.user_id, made.id), ())


@router.get("/consents")
async def list_consents(who: Who, services: ServicesHere) -> dict[str, Any]:
    """What was agreed to: class by class, and each consent by its name."""
    candidate = await services.candidates.load(who.user_id, None)
    return consents_document(await services.candidates.consents(who.user_id, candidate.id))


@router.put("/consents/{name}")
async def set_consent(name: str, body: ConsentBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Changes one consent; it counts from the next form on."""
    return consents_document(await services.profiles.set_consent(who.user_id, known_consent(name), body.given, body.site))


@router.delete("")
async def delete_person(who: Who, services: ServicesHere) -> dict[str, Any]:
    """Ends the person's tasks and deletes everything held of them. While a worker is still at one, 409 `steps_running`."""
    deleted = await services.personal_data.delete(who.user_id, LEAVES_OFF_S)
    if (settings := MemorySettings()).qdrant_url:
        await forget_user(settings, who.user_id)
    return {"deleted": deleted}
