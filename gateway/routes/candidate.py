"""`/api/v1/candidate`: the person who applies, and the numbered facts everything is held against."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from brain.resume.document import candidate_document, fact_document
from brain.resume.facts import facts_from_resume
from brain.resume.importing import ImportedResume, import_candidate
from gateway.services import Services, ServicesHere, Who
from gateway.uploads import imported_upload

router = APIRouter(prefix="/api/v1/candidate", tags=["candidate"])


class ResumeBody(BaseModel):
    """A JSON Resume document, with `x-jobhunter` for what résumés lack. `file` names where it came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    resume: dict[str, Any]
    file: str = Field(default="resume.json", min_length=1, max_length=200)


_FILE = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": ResumeBody.model_json_schema()},
        "multipart/form-data": {"schema": _FILE},
    },
}


@router.post("/resume", status_code=201, openapi_extra={"requestBody": _BODY})
async def import_resume(request: Request, who: Who, services: ServicesHere) -> dict[str, Any]:
    """Imports a résumé: a JSON Resume document, or a `file` of a form (PDF, DOCX, text, JSON, YAML, LinkedIn's export).

    Every statement becomes a fact; what was not understood is listed, never dropped. The same document again is the same
    candidate.
    """
    imported, file = await _imported(request)
    facts, unread = facts_from_resume(imported.resume, file, imported.sources)
    not_understood = (*imported.not_understood, *unread)
    candidate_id = await services.candidates.import_resume(who.user_id, imported.resume, facts, not_understood)
    candidate = await services.candidates.load(who.user_id, candidate_id)
    return candidate_document(candidate, not_understood, imported.warnings)


async def _imported(request: Request) -> tuple[ImportedResume, str]:
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await imported_upload(request)
    try:
        body = ResumeBody.model_validate_json(await request.body())
    except ValidationError as error:
        raise RequestValidationError([{**found, "loc": ("body", *found["loc"])} for found in error.errors()]) from error
    return import_candidate(body.resume, body.file), body.file


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
