"""The postings API of the Lever-shaped family.

Shapes after https://github.com/lever/postings-api: no company name anywhere, times in epoch milliseconds, the description
cut into an opening, lists and a closing part, each also as plain text.
"""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from deploy.market.catalogue import Posting
from deploy.market.market import Market
from deploy.market.pages import fragment, plain_text

MISSING = {"ok": False, "error": "Document not found"}


def router(market: Market, family: str = "lever") -> APIRouter:
    """Lists and single postings below `/lever/v0`; `family`: whose boards they are."""
    routes = APIRouter(prefix="/lever/v0/postings/{board}")

    @routes.get("")
    async def postings(
        board: str,
        skip: int = 0,
        limit: int = 100,
        location: str | None = None,
        team: str | None = None,
        commitment: str | None = None,
    ) -> JSONResponse:
        if market.company(family, board) is None:
            return JSONResponse(MISSING, status_code=404)
        wanted = {"location": location, "team": team, "commitment": commitment}
        found = [document(market, posting) for posting in market.listed(family, board)]
        found = [made for made in found if all(value in {None, made["categories"][key]} for key, value in wanted.items())]
        return JSONResponse(found[max(skip, 0) :][: max(limit, 0)])

    @routes.get("/{job_id}")
    async def posting_document(board: str, job_id: str) -> JSONResponse:
        posting = market.on_board(family, board, job_id)
        if posting is None or not market.is_open(posting):
            return JSONResponse(MISSING, status_code=404)
        return JSONResponse(document(market, posting))

    return routes


def parts(posting: Posting) -> dict[str, str]:
    """The description's pieces as HTML: `opening`, `body`, `closing`."""
    return {part: fragment("lever_content.html", posting=posting, part=part).strip() for part in ("opening", "body", "closing")}


def document(market: Market, posting: Posting) -> dict[str, Any]:
    """One posting as the API answers it."""
    html, role = parts(posting), posting.role
    made: dict[str, Any] = {
        "additionalPlain": plain_text(html["closing"]),
        "additional": html["closing"],
        "categories": {
            "commitment": "Full-time",
            "department": "Engineering" if posting.fits else role.team,
            "location": role.place,
            "team": role.team,
            "allLocations": [role.place],
        },
        "createdAt": int(posting.published_at.timestamp() * 1000),
        "descriptionPlain": plain_text(html["opening"] + html["body"]),
        "description": html["opening"] + html["body"],
        "id": posting.id,
        "lists": [
            {"text": heading, "content": "".join(f"<li>{fragment('text.html', text=row)}</li>" for row in rows)}
            for heading, rows in lists(posting)
        ],
        "text": role.title,
        "country": role.country if role.country != "EU" else None,
        "workplaceType": role.workplace,
        "opening": html["opening"],
        "openingPlain": plain_text(html["opening"]),
        "descriptionBody": html["body"],
        "descriptionBodyPlain": plain_text(html["body"]),
        "hostedUrl": market.page_url(posting),
        "applyUrl": market.apply_url(posting),
    }
    if posting.salary:
        pay = posting.salary
        made["salaryRange"] = {"currency": pay.currency, "interval": "per-year-salary", "min": pay.min, "max": pay.max}
    return made


def lists(posting: Posting) -> list[tuple[str, tuple[str, ...]]]:
    role = posting.role
    return [("What you will do", role.duties), ("What you need", role.required), ("What would be nice", role.preferred)]
