"""The pages of a members' site: jobs, the way in, and the form behind it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from deploy.market import lever_api
from deploy.market.catalogue import Posting
from deploy.market.gate import Session
from deploy.market.languages import say
from deploy.market.market import Market
from deploy.market.members_door import Door
from deploy.market.members_form import Application, apply_path, too_many
from deploy.market.pages import page

Handler = Callable[[Request], Awaitable[Response]]


def router(name: str) -> Callable[[Market], APIRouter]:
    """What makes the routes of the site of this name."""
    return lambda market: _Site(market, name).routes()


class _Site:
    def __init__(self, market: Market, name: str) -> None:
        self.market, self.name = market, name

    @property
    def door(self) -> Door:
        return Door(self.market, self.name)

    def routes(self) -> APIRouter:
        routes = APIRouter()
        routes.include_router(lever_api.router(self.market, self.name))
        for path, methods in Door.PATHS.items():
            for method, handler in methods.items():
                self._add(routes, path, partial(self._at_door, handler), method)
        self._add(routes, "/", self._home)
        self._add(routes, "/my/applications", self._applied)
        self._add(routes, "/{board}", self._board)
        self._add(routes, "/{board}/{job_id}", self._job)
        self._add(routes, "/{board}/{job_id}/apply", self._form)
        self._add(routes, "/{board}/{job_id}/apply", self._take, "POST")
        self._add(routes, "/{board}/{job_id}/thanks", self._thanks)
        return routes

    def _add(self, routes: APIRouter, path: str, handler: Handler, method: str = "GET") -> None:
        async def answer(request: Request) -> Response:
            keeper = self.door.keeper
            return too_many(self.market, keeper) if keeper.refuses() else await handler(request)

        routes.add_api_route(path, answer, methods=[method], response_model=None)

    async def _at_door(self, handler: str, request: Request) -> Response:
        found: Response = await getattr(self.door, handler)(request)
        return found

    def _posting(self, request: Request) -> Posting | None:
        posting = self.market.on_board(self.name, request.path_params["board"], request.path_params["job_id"])
        return posting if posting and self.market.is_open(posting) else None

    def _page(self, request: Request, template: str, posting: Posting | None = None, **context: Any) -> HTMLResponse:
        language = posting.language if posting else self.door.keeper.gate.language
        session = self.door.session(request)
        account = session.account if session and session.stage == "in" else None
        return page(
            self.market,
            f"members/{template}",
            gate=self.door.keeper.gate,
            account=account,
            posting=posting,
            say=partial(say, language),
            **context,
        )

    def _missing(self, request: Request) -> HTMLResponse:
        company = self.market.company(self.name, str(request.path_params.get("board", "")))
        return page(self.market, "not_found.html", status=404, company=company)

    async def _home(self, request: Request) -> Response:
        postings = [posting for posting in self.market.catalogue.behind_sign_in if posting.family == self.name]
        return self._page(request, "list.html", title="Jobs", postings=[one for one in postings if self.market.is_open(one)])

    async def _board(self, request: Request) -> Response:
        company = self.market.company(self.name, request.path_params["board"])
        if company is None:
            return self._missing(request)
        return self._page(request, "list.html", title=company.name, postings=self.market.listed(self.name, company.board))

    async def _job(self, request: Request) -> Response:
        posting = self._posting(request)
        return self._page(request, "job.html", posting) if posting else self._missing(request)

    async def _applied(self, request: Request) -> Response:
        session = self.door.member(request)
        if session is None:
            return self.door.ask(request, request.url.path)
        applied = session.account.applied if session.account else []
        postings = [posting for posting in self.market.catalogue.behind_sign_in if posting.id in applied]
        return self._page(request, "list.html", title="Your applications", postings=postings)

    async def _form(self, request: Request) -> Response:
        posting, session = self._posting(request), self.door.member(request)
        if posting is None:
            return self._missing(request)
        if session is None:
            return self.door.ask(request, apply_path(posting))
        if session.account and posting.id in session.account.applied:
            return self._page(request, "applied.html", posting)
        return self._application(session, posting).show(_step(request))

    async def _take(self, request: Request) -> Response:
        posting, session = self._posting(request), self.door.member(request)
        if posting is None:
            return self._missing(request)
        if session is None:
            return self.door.ask(request, apply_path(posting))
        application, step = self._application(session, posting), _step(request)
        if posting.trait in {"session_ends", "session_ends_kept"} and step == 2 and self.door.keeper.ends_now(posting.id):
            # In the midst of the form: with or without what was typed so far.
            if posting.trait == "session_ends":
                application.draft.clear()
            self.door.keeper.end_sessions()
            return self.door.ask(request, apply_path(posting))
        return await application.take(step, request)

    def _application(self, session: Session, posting: Posting) -> Application:
        assert session.account
        return Application(self.market, self.door.keeper, session.account, posting)

    async def _thanks(self, request: Request) -> Response:
        posting = self.market.on_board(self.name, request.path_params["board"], request.path_params["job_id"])
        if posting is None:
            return self._missing(request)
        return self._page(request, "thanks.html", posting, reference=request.query_params.get("ref", ""))


def _step(request: Request) -> int:
    asked = request.query_params.get("step", "1")
    return int(asked) if asked in {"1", "2", "3"} else 1
