"""The job board API of the Greenhouse-shaped family.

Shapes after https://developers.greenhouse.io/job-board.html: lists without `content=true` carry no description, and a
description is HTML that has been escaped once more.
"""

import zlib
from collections.abc import Callable
from html import escape
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from deploy.market.catalogue import Posting, Salary
from deploy.market.fields import Field
from deploy.market.market import Market
from deploy.market.pages import fragment

OptionId = Callable[[Field, str], str]
MISSING = {"status": 404, "error": "Job not found"}
TYPES = {"file": "input_file", "textarea": "textarea", "choice": "multi_value_single_select"}


def content(posting: Posting) -> str:
    """The description as HTML."""
    return fragment("greenhouse_content.html", posting=posting)


def router(market: Market, option_id: OptionId) -> APIRouter:
    """Boards, jobs, departments below `/greenhouse/v1`."""
    routes = APIRouter(prefix="/greenhouse/v1/boards/{board}")

    @routes.get("")
    async def board_document(board: str) -> JSONResponse:
        company = market.company("greenhouse", board)
        return _found({"name": company.name, "content": escape(f"<p>{company.about}</p>")} if company else None)

    @routes.get("/jobs")
    async def jobs(board: str, content: bool = False) -> JSONResponse:
        if market.company("greenhouse", board) is None:
            return _found(None)
        listed = [_job(market, posting, full=content) for posting in market.listed("greenhouse", board)]
        return JSONResponse({"jobs": listed, "meta": {"total": len(listed)}})

    @routes.get("/jobs/{job_id}")
    async def job(board: str, job_id: str, questions: bool = False, pay_transparency: bool = False) -> JSONResponse:
        posting = market.on_board("greenhouse", board, job_id)
        if posting is None or not market.is_open(posting):
            return _found(None)
        document = _job(market, posting, full=True)
        if questions:
            document |= _questions(market, posting, option_id)
        if pay_transparency:
            document["pay_input_ranges"] = _pay(posting.salary)
        return JSONResponse(document)

    @routes.get("/departments")
    async def departments(board: str) -> JSONResponse:
        if market.company("greenhouse", board) is None:
            return _found(None)
        grouped: dict[str, list[dict[str, Any]]] = {}
        for posting in market.listed("greenhouse", board):
            grouped.setdefault(posting.role.team, []).append(_job(market, posting, full=False))
        rows = [
            {"id": _number(team), "name": team, "parent_id": None, "child_ids": [], "jobs": made}
            for team, made in grouped.items()
        ]
        return JSONResponse({"departments": rows})

    return routes


def _found(document: dict[str, Any] | None) -> JSONResponse:
    return JSONResponse(document or MISSING, status_code=200 if document else 404)


def _number(text: str) -> int:
    return 4_000_000_000 + zlib.crc32(text.encode()) % 1_000_000_000


def _job(market: Market, posting: Posting, *, full: bool) -> dict[str, Any]:
    stamp = posting.published_at.isoformat(timespec="seconds")
    document: dict[str, Any] = {
        "absolute_url": market.page_url(posting),
        "data_compliance": [
            {
                "type": "gdpr",
                "requires_consent": posting.company.privacy,
                "requires_processing_consent": posting.company.privacy,
                "requires_retention_consent": False,
                "retention_period": None,
                "demographic_data_consent_applies": False,
            }
        ],
        "internal_job_id": _number(posting.id),
        "location": {"name": posting.role.place},
        "metadata": _metadata(posting),
        "id": int(posting.id),
        "updated_at": stamp,
        "requisition_id": str(_number(posting.id))[-6:],
        "title": posting.role.title,
        "company_name": posting.company.name,
        "first_published": stamp,
        "language": "en",
        "application_deadline": None,
    }
    if not full:
        return document
    team, place = posting.role.team, posting.role.place
    return document | {
        "content": escape(content(posting)).replace("&#x27;", "&#39;"),
        "departments": [{"id": _number(team), "name": team, "child_ids": [], "parent_id": None}],
        "offices": [{"id": _number(place), "name": place, "location": place, "child_ids": [], "parent_id": None}],
    }


def _metadata(posting: Posting) -> list[dict[str, Any]] | None:
    # Some employers say where one works in a field of their own; most do not.
    if not posting.company.privacy:
        return None
    name = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On-site"}[posting.role.workplace]
    return [{"id": 4036944008, "name": "Location Type", "value": name, "value_type": "single_select"}]


def _questions(market: Market, posting: Posting, option_id: OptionId) -> dict[str, Any]:
    fields = market.fields(posting)
    asked = [field for field in fields if field.section in {"usual", "phone", "files", "questions"} and field.name != "country"]
    voluntary = [_question(market, field, option_id) for field in fields if field.section == "voluntary"]
    return {
        "questions": [_question(market, field, option_id) for field in asked],
        "location_questions": [],
        "compliance": [{"type": "eeoc", "description": None, "questions": voluntary}] if voluntary else None,
        "demographic_questions": None,
    }


def _question(market: Market, field: Field, option_id: OptionId) -> dict[str, Any]:
    kind = TYPES.get(field.kind, "input_text")
    values = [{"label": label, "value": int(option_id(field, label))} for label in field.options]
    controls: list[dict[str, Any]] = [{"name": market.drift.name(field.name), "type": kind, "values": values}]
    if field.alternative:
        controls.append({"name": market.drift.name(field.alternative), "type": "textarea", "values": []})
    return {"description": field.help, "label": field.label, "required": field.required, "fields": controls}


def _pay(salary: Salary | None) -> list[dict[str, Any]]:
    if salary is None:
        return []
    return [
        {
            "min_cents": salary.min * 100,
            "max_cents": salary.max * 100,
            "currency_type": salary.currency,
            "title": "Annual Salary",
            "blurb": None,
        }
    ]
