"""Greenhouse in an employer's own careers page: a script of Greenhouse's origin puts its form there in a frame.

The page around it is the employer's, on another site, with a newsletter, a search and a cookie banner of its own.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from deploy.market import greenhouse
from deploy.market.catalogue import Posting
from deploy.market.doubles import TOO_FAST
from deploy.market.market import CLOSED, Family, Market
from deploy.market.pages import environment, page

NAME = "greenhouse_embed"
Board = Annotated[str, Query(alias="for")]


def careers_router(market: Market) -> APIRouter:
    """The employers' own pages."""
    routes = APIRouter()

    @routes.get("/{board}", response_class=HTMLResponse)
    async def board_page(board: str) -> HTMLResponse:
        company = market.company(NAME, board)
        if company is None:
            return page(market, "not_found.html", status=404, company=None)
        return page(market, "board.html", company=company, postings=market.listed(NAME, board))

    @routes.get("/{board}/careers/position", response_class=HTMLResponse)
    async def position(board: str, gh_jid: str = "") -> HTMLResponse:
        # Such a page knows nothing of the form in it: a job that is closed has its page still.
        posting = market.on_board(NAME, board, gh_jid)
        if posting is None:
            return page(market, "not_found.html", status=404, company=market.company(NAME, board))
        return page(market, "greenhouse_embed/careers.html", posting=posting, script=_script_url(market, board))

    @routes.post("/{board}/newsletter")
    async def subscribe(board: str) -> JSONResponse:
        return JSONResponse({"status": "subscribed"})

    return routes


def host_router(market: Market) -> APIRouter:
    """Greenhouse's origin: what other pages take in, and the boards."""
    routes = APIRouter()

    def found(board: str, token: str) -> Posting | None:
        return market.on_board(NAME, board, token)

    @routes.get("/embed/job_board/js")
    async def script() -> Response:
        text = environment().get_template("greenhouse_embed/board.js").render(frame=market.drift.name("grnhse_iframe"))
        return Response(text, media_type="text/javascript")

    @routes.get("/embed/job_app", response_class=HTMLResponse)
    async def form(board: Board, token: str) -> HTMLResponse:
        posting = found(board, token)
        if posting is None:
            return page(market, "not_found.html", status=404, company=None)
        if not market.is_open(posting):
            return page(market, "greenhouse_embed/closed.html", posting=posting)
        shown = greenhouse.form_context(market, posting, _form_path(posting))
        return page(market, "greenhouse_embed/job_app.html", posting=posting, **shown)

    @routes.post("/embed/job_app")
    async def apply(board: Board, token: str, request: Request) -> JSONResponse:
        posting = found(board, token)
        if posting is None:
            return JSONResponse({"errors": {}, "message": CLOSED}, status_code=404)
        if posting.trait == "throttled" and market.desk.too_fast(posting.id):
            return JSONResponse({"errors": {}, "message": TOO_FAST}, status_code=429, headers={"Retry-After": "1"})
        verdict = await market.submit(posting, await request.form(), decode=greenhouse.decode)
        thanks = f"/embed/job_app/confirmation?for={posting.board}&token={posting.id}"
        return greenhouse.answer(market, verdict, thanks)

    @routes.get("/embed/job_app/confirmation", response_class=HTMLResponse)
    async def confirmation(board: Board, token: str) -> HTMLResponse:
        posting = found(board, token)
        if posting is None:
            return page(market, "not_found.html", status=404, company=None)
        return page(market, "greenhouse_embed/thanks.html", posting=posting)

    routes.include_router(greenhouse.router(market))
    return routes


def _script_url(market: Market, board: str) -> str:
    return f"{market.origins['greenhouse']}/embed/job_board/js?for={board}"


def _form_path(posting: Posting) -> str:
    return f"/embed/job_app?for={posting.board}&token={posting.id}"


def page_path(posting: Posting) -> str:
    return f"/{posting.board}/careers/position?gh_jid={posting.id}"


FAMILY = Family(
    name=NAME,
    api_path="",
    page_path=page_path,
    apply_path=page_path,
    fields=greenhouse.fields,
    router=careers_router,
    host="localhost",
)
HOST = replace(greenhouse.FAMILY, router=host_router)
