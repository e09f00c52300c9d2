"""What the doubles of the families that are only applied to have in common: job page, form page, and what stands behind it.

A double is a module with its fields, a template folder and a script; how it draws and moves is its own.
"""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import FormData, UploadFile

from deploy.market.catalogue import Posting
from deploy.market.fields import Field
from deploy.market.languages import say, translated
from deploy.market.market import CLOSED, Family, Market
from deploy.market.pages import page
from deploy.market.person import Person
from deploy.market.places import find_places

VISITOR = "visitor"
TOO_FAST = "Too many requests. Please wait a moment and try again."

Fields = Callable[[Posting, Person], tuple[Field, ...]]
More = Callable[[Market, APIRouter, "Double"], None]


class Double:
    """One family's pages. `suffix` follows a posting's address to its form; `more` adds routes of its own."""

    def __init__(self, name: str, fields: Fields, *, suffix: str = "/apply", more: More | None = None) -> None:
        self.name, self.suffix, self._more = name, suffix, more
        self.folder = name  # of its templates
        self._fields = fields

    @property
    def family(self) -> Family:
        return Family(
            name=self.name,
            api_path="",
            page_path=self.page_path,
            apply_path=lambda posting: self.page_path(posting) + self.suffix,
            fields=self.fields,
            router=self.router,
        )

    def page_path(self, posting: Posting) -> str:
        return f"/{posting.board}/{posting.id}"

    def fields(self, posting: Posting, person: Person) -> tuple[Field, ...]:
        """The form's fields in its own language."""
        return tuple(translated(field, posting.language) for field in self._fields(posting, person))

    def router(self, market: Market) -> APIRouter:
        routes = APIRouter()
        if self._more:
            self._more(market, routes, self)
        routes.add_api_route("/_places", _places)
        routes.add_api_route("/{board}", partial(self._board, market), response_class=HTMLResponse)
        routes.add_api_route("/{board}/{job_id}", partial(self.job, market), response_class=HTMLResponse)
        form = "/{board}/{job_id}" + self.suffix
        routes.add_api_route(form, partial(self._form, market), response_class=HTMLResponse)
        routes.add_api_route(form, partial(self._submit, market), methods=["POST"], response_model=None)
        routes.add_api_route("/{board}/{job_id}/thanks", partial(self._thanks, market), response_class=HTMLResponse)
        routes.add_api_route("/{board}/{job_id}/files", partial(self._upload, market), methods=["POST"])
        routes.add_api_route("/{board}/{job_id}/draft", partial(self._draft, market), methods=["GET"])
        routes.add_api_route("/{board}/{job_id}/draft", partial(self._keep_draft, market), methods=["PUT"])
        return routes

    async def _board(self, market: Market, board: str) -> HTMLResponse:
        company = market.company(self.name, board)
        if company is None:
            return page(market, "not_found.html", status=404, company=None)
        return page(market, "board.html", company=company, postings=market.listed(self.name, board))

    async def job(self, market: Market, board: str, job_id: str) -> HTMLResponse:
        posting = market.on_board(self.name, board, job_id)
        if posting is None:
            return page(market, "not_found.html", status=404, company=market.company(self.name, board))
        if not market.is_open(posting):
            return page(market, "doubles/closed.html", posting=posting, say=partial(say, posting.language))
        return page(market, "doubles/job.html", posting=posting, say=partial(say, posting.language))

    async def _form(self, market: Market, board: str, job_id: str, request: Request) -> HTMLResponse:
        posting = market.on_board(self.name, board, job_id)
        if posting is None or not market.is_open(posting):
            return await self.job(market, board, job_id)
        answer = self.form_page(market, posting)
        if VISITOR not in request.cookies:
            answer.set_cookie(VISITOR, secrets.token_urlsafe(12), httponly=True, samesite="lax")
        return answer

    def form_page(self, market: Market, posting: Posting, template: str = "form.html", **context: Any) -> HTMLResponse:
        config = self.config(market, posting)
        words = partial(say, posting.language)
        return page(market, f"{self.folder}/{template}", posting=posting, config=config, say=words, **context)

    def config(self, market: Market, posting: Posting) -> dict[str, Any]:
        """What the page's script knows of its form."""
        return {
            "family": self.name,
            "base": self.page_path(posting),
            "submit": self.page_path(posting) + self.suffix,
            "language": posting.language,
            "trait": posting.trait,
            "company": posting.company.name,
            "title": posting.role.title,
            "fields": [described(market, field) for field in market.fields(posting)],
        }

    async def _submit(self, market: Market, board: str, job_id: str, request: Request) -> Response:
        posting = market.on_board(self.name, board, job_id)
        if posting is None:
            return JSONResponse({"errors": {}, "message": CLOSED}, status_code=404)
        if posting.trait == "throttled" and market.desk.too_fast(posting.id):
            return JSONResponse({"errors": {}, "message": TOO_FAST}, status_code=429, headers={"Retry-After": "1"})
        return await self.submit(market, posting, await self.posted(market, posting, request))

    async def posted(self, market: Market, posting: Posting, request: Request) -> FormData:
        """What the whole application holds, as it was posted; a family that takes it step by step puts it together."""
        return await request.form()

    async def submit(self, market: Market, posting: Posting, form: FormData) -> JSONResponse:
        """Files the application; answers as the scripts of the pages read it."""
        verdict = await market.submit(posting, form)
        if verdict.accepted:
            return JSONResponse({"redirect": f"{self.page_path(posting)}/thanks?ref={verdict.reference}"})
        speak = partial(say, posting.language)
        errors = {market.drift.name(name): speak(message) for name, message in verdict.sent.errors.items()}
        return JSONResponse({"errors": errors, "message": verdict.fault and speak(verdict.fault)}, status_code=422)

    async def _thanks(self, market: Market, board: str, job_id: str, ref: str = "") -> HTMLResponse:
        posting = market.on_board(self.name, board, job_id)
        if posting is None:
            return page(market, "not_found.html", status=404, company=None)
        words = partial(say, posting.language)
        return page(market, "doubles/thanks.html", posting=posting, reference=ref, say=words)

    async def _upload(self, market: Market, board: str, job_id: str, request: Request) -> JSONResponse:
        """Keeps a file, and answers with what the site believes to have read in it."""
        posting = market.on_board(self.name, board, job_id)
        file = (await request.form()).get("file")
        if posting is None or not isinstance(file, UploadFile):
            return JSONResponse({"message": "No file"}, status_code=422)
        token = market.desk.keep(file.filename or "", await file.read())
        read = {market.drift.name(field.name): field.prefill for field in market.fields(posting) if field.prefill is not None}
        return JSONResponse({"token": token, "name": file.filename, "values": read})

    async def _draft(self, market: Market, board: str, job_id: str, request: Request) -> dict[str, str]:
        return market.desk.drafts.get((request.cookies.get(VISITOR, ""), job_id), {})

    async def _keep_draft(self, market: Market, board: str, job_id: str, request: Request) -> dict[str, str]:
        values = {str(name): str(value) for name, value in (await request.json()).items()}
        market.desk.drafts.setdefault((request.cookies.get(VISITOR, ""), job_id), {}).update(values)
        return {"status": "saved"}


async def _places(q: str = "") -> list[str]:
    return find_places(q)


def described(market: Market, field: Field) -> dict[str, Any]:
    """One field for a page's script, under the name it has today."""
    shown = field.model_dump(
        include={"label", "kind", "required", "options", "help", "widget", "source", "page", "section", "placeholder", "trap"}
    )
    when = field.when and {"name": market.drift.name(field.when[0]), "answers": field.when[1]}
    return {**shown, "name": market.drift.name(field.name), "key": field.name, "when": when}
