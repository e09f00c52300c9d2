"""Workday-like tenants that look twice: a second factor after the password, an address to prove, a session that ends."""

from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from deploy.market import members_door, workday
from deploy.market.catalogue import Posting
from deploy.market.doubles import TOO_FAST
from deploy.market.forms import EMAIL
from deploy.market.gate import CODE_LENGTH, Account, Gate, Gatekeeper, Session
from deploy.market.mail import sender_of
from deploy.market.market import Family, Market
from deploy.market.members_form import too_many
from deploy.market.pages import page

GATES = {
    "workday_mail": Gate(second_factor="mail"),
    "workday_totp": Gate(second_factor="totp"),
    "workday_new": Gate(sign_up=True, proof="link"),
}
SIGNED_OUT = "Your session has ended. Please sign in."
UNVERIFIED = "Your account is not verified yet. Please open the link in the email we have sent you."
SENT_LINK = "An email has been sent to you. Please verify your account, then sign in."


class Tenant(workday.Wizard):
    """One tenant, an origin of its own. `keeper` is asked for anew each time, as a reset replaces it."""

    def __init__(self, name: str, gate: Gate) -> None:
        super().__init__(name, workday.fields, suffix="/apply")
        self.folder = "workday"
        self.gate = gate.model_copy(update={"sender": sender_of(name)})
        self.cookie = f"{name}_session"

    @property
    def family(self) -> Family:
        return replace(super().family, gate=self.gate)

    def router(self, market: Market) -> APIRouter:
        routes = APIRouter()
        routes.add_api_route("/_skills", workday.prompt)
        routes.add_api_route("/signup/link", partial(self._follow, market), response_class=HTMLResponse)
        routes.add_api_route("/{board}/account", partial(self._account, market), methods=["POST"])
        routes.add_api_route("/{board}/account/code", partial(self._code, market), methods=["POST"])
        routes.add_api_route("/{board}/account/again", partial(self._again, market), methods=["POST"])
        routes.include_router(super().router(market))
        return routes

    def _session(self, market: Market, request: Request) -> Session | None:
        return market.gate(self.name).session(request.cookies.get(self.cookie))

    def _member(self, market: Market, request: Request) -> Account | None:
        session = self._session(market, request)
        return session.account if session and session.stage == "in" else None

    async def _form(self, market: Market, board: str, job_id: str, request: Request) -> HTMLResponse:
        keeper = market.gate(self.name)
        posting = market.on_board(self.name, board, job_id)
        if keeper.refuses():
            return too_many(market, keeper)
        if posting is None or not market.is_open(posting):
            return await self.job(market, board, job_id)
        account = self._member(market, request)
        if account and posting.id in account.applied:
            return page(market, "workday/applied.html", posting=posting)
        door = {"fresh": self.gate.sign_up, "member": account is not None, "length": CODE_LENGTH}
        return self.form_page(market, posting, door=door)

    async def _account(self, market: Market, board: str, request: Request) -> Response:
        """Makes an account with this tenant, or signs in to one; then what is still wanted."""
        keeper = market.gate(self.name)
        if keeper.refuses():
            return _said(429, TOO_FAST, {"Retry-After": str(keeper.retry_after)})
        body = await request.json()
        email, password = str(body.get("email") or "").strip(), str(body.get("password") or "")
        return self._made(market, keeper, email, password) if body.get("new") else self._entered(market, keeper, email, password)

    def _made(self, market: Market, keeper: Gatekeeper, email: str, password: str) -> Response:
        if keeper.find(email):
            return _said(409, "There is already an account with this e-mail address.")
        if not EMAIL.fullmatch(email) or len(password) < 8 or password.isalnum():
            return _said(422, "It needs an e-mail address and a password of 8 characters, one of them special.")
        account = keeper.open_account(email, password, self.gate.second_factor, verified=False)
        origin = market.origins.get(self.name, "")
        keeper.send_link(account, origin, "Verify your candidate account", members_door.LINK_MAIL)
        return JSONResponse({"status": "unverified", "message": SENT_LINK})

    def _entered(self, market: Market, keeper: Gatekeeper, email: str, password: str) -> Response:
        account = keeper.find(email)
        told = keeper.enter(account, password) if account else "wrong"
        if account is None or told != "right":
            locked = told == "locked"
            return _said(403, members_door.LOCKED if locked else "Wrong e-mail address or password.")
        if not account.verified:
            return _said(403, UNVERIFIED)
        session = Session(account, "code")
        if account.second_factor == "none":
            keeper.admit(session, account)
            return self._kept(keeper, session, {"status": "signed in"})
        if account.second_factor != "totp":
            self._send(market, keeper, account)
        return self._kept(keeper, session, self._wanted(account))

    async def _code(self, market: Market, board: str, request: Request) -> Response:
        keeper, session = market.gate(self.name), self._session(market, request)
        if session is None or session.account is None:
            return _said(401, SIGNED_OUT)
        told = keeper.take_code(session.account, str((await request.json()).get("code") or "").strip())
        if told != "right":
            return _said(403 if told == "locked" else 422, members_door.CODES[told])
        keeper.admit(session, session.account)
        return self._kept(keeper, session, {"status": "signed in"})

    async def _again(self, market: Market, board: str, request: Request) -> Response:
        keeper, session = market.gate(self.name), self._session(market, request)
        if session is None or session.account is None:
            return _said(401, SIGNED_OUT)
        if session.account.second_factor != "totp":
            self._send(market, keeper, session.account)
        return JSONResponse({**self._wanted(session.account), "message": "We have sent you a new code."})

    async def _follow(self, market: Market, token: str = "") -> HTMLResponse:
        good = market.gate(self.name).take_link(token)
        return page(market, "workday/proven.html", status=200 if good else 410, good=good)

    def _send(self, market: Market, keeper: Gatekeeper, account: Account) -> None:
        keeper.send_code(account, market.origins.get(self.name, ""), "Your sign-in code", members_door.CODE_MAIL)

    def _wanted(self, account: Account) -> dict[str, str]:
        by_app = account.second_factor == "totp"
        return {"status": "code", "channel": "app" if by_app else "mail", "sent_to": members_door.masked(account.email)}

    def _kept(self, keeper: Gatekeeper, session: Session, body: dict[str, str]) -> Response:
        answer = JSONResponse(body)
        answer.set_cookie(self.cookie, keeper.start(session), httponly=True, samesite="lax", path="/")
        return answer

    async def _draft(self, market: Market, board: str, job_id: str, request: Request) -> dict[str, str]:
        account = self._member(market, request)
        kept = market.gate(self.name).drafts.get((account.email.casefold(), job_id), {}) if account else {}
        return {name: values[0] for name, values in kept.items()}

    async def _keep_draft(self, market: Market, board: str, job_id: str, request: Request) -> Response:  # type: ignore[override]
        """Keeps one step. 401: signed out, now or since before."""
        keeper, account, body = market.gate(self.name), self._member(market, request), await request.json()
        if account is None:
            return _said(401, SIGNED_OUT)
        key, posting = (account.email.casefold(), job_id), market.on_board(self.name, board, job_id)
        keeper.drafts.setdefault(key, {}).update({str(name): [str(value)] for name, value in body.items()})
        if posting and self._ends_here(keeper, posting, str(body.get("step"))):
            if posting.trait == "session_ends":
                del keeper.drafts[key]
            keeper.end_sessions()
            return _said(401, SIGNED_OUT)
        return JSONResponse({"status": "saved"})

    def _ends_here(self, keeper: Gatekeeper, posting: Posting, step: str) -> bool:
        return posting.trait in {"session_ends", "session_ends_kept"} and step == "2" and keeper.ends_now(posting.id)

    async def _upload(self, market: Market, board: str, job_id: str, request: Request) -> JSONResponse:
        if self._member(market, request) is None:
            return _said(401, SIGNED_OUT)
        return await super()._upload(market, board, job_id, request)

    async def _submit(self, market: Market, board: str, job_id: str, request: Request) -> Response:
        account = self._member(market, request)
        if account is None:
            return _said(401, SIGNED_OUT)
        answer = await self.taken(market, board, job_id, request)
        if answer.status_code == 200:
            account.applied.append(job_id)
            market.gate(self.name).drafts.pop((account.email.casefold(), job_id), None)
        return answer


def _said(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    body: dict[str, Any] = {"errors": {}, "message": message, "signed_out": status == 401}
    return JSONResponse(body, status_code=status, headers=headers)


TENANTS = tuple(Tenant(name, gate) for name, gate in GATES.items())
