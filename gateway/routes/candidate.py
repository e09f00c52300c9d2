"""`/api/v1/candidate`: the person who applies, and the numbered facts everything is held against."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from brain.resume.document import candidate_document, fact_document
from brain.resume.facts import facts_from_resume
from brain.resume.importing import import_candidate
from gateway.services import Services, ServicesHere, Who

router = APIRouter(prefix="/api/v1/candidate", tags=["candidate"])


class ResumeBody(BaseModel):
    """A JSON Resume document, with `x-jobhunter` for what résumés lack. `file` names where it came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    resume: dict[str, Any]
    file: str = Field(default="resume.json", min_length=1, max_length=200)


@router.post("/resume", status_code=201)
async def import_resume(body: ResumeBody, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Imports a résumé: every statement becomes a fact; what was not understood is listed, never dropped.

    The same document again is the same candidate.
    """
    imported = import_candidate(body.resume, body.file)
    facts, unread = facts_from_resume(imported.resume, body.file, imported.sources)
    not_understood = (*imported.not_understood, *unread)
    candidate_id = await services.candidates.import_resume(who.user_id, imported.resume, facts, not_understood)
    candidate = await services.candidates.load(who.user_id, candidate_id)
    return candidate_document(candidate, not_understood, imported.warnings)


@router.get("")
async def get_candidate(who: Who, services: ServicesHere) -> dict[str, Any]:
    """The candidate imported or updated last."""
    candidate = await services.candidates.load(who.user_id, None)
    return candidate_document(candidate, await _not_understood(services, who.user_id, candidate.id), ())


@router.get("/facts")
async def list_facts(who: Who, services: ServicesHere) -> dict[str, Any]:
    """Every fact of the candidate, with its source."""
    candidate = await services.candidates.load(who.user_id, None)
    return {"items": [fact_document(f) for f in candidate.facts], "next": None}


async def _not_understood(services: Services, user_id: str, candidate_id: str) -> tuple[str, ...]:
    return await services.candidates.not_understood(user_id, candidate_id)
