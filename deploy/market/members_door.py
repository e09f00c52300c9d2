"""The way into a members' site: sign-in, second factor, the check whether it is you, and how one becomes a member."""

from functools import partial
from typing import Any, ClassVar

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from deploy.market.forms import EMAIL
from deploy.market.gate import Account, Gatekeeper, Session, Told
from deploy.market.languages import say
from deploy.market.market import Market
from deploy.market.pages import page

SUBJECT = "Your verification code is {code}"
CODE_MAIL = (
    "Hello,\n\nyour verification code is:\n\n{code}\n\nEnter it on the page you came from. It is good for five minutes and only "
    "once.\n\nIf it was not you who tried to sign in, change your password at {origin}/."
)
LINK_MAIL = "Hello,\n\nplease confirm that this address is yours:\n\n{link}\n\nIf you did not join, ignore this message."
WRONG_ENTRY = "Wrong email address or password."
LOCKED = "Your account has been locked after too many wrong attempts."
ROBOT = "Please confirm that you are not a robot."
CODES: dict[Told, str] = {
    "wrong": "That is not the right code. Please try again.",
    "late": "This code has expired. Please request a new one.",
    "locked": LOCKED,
}


class Door:
    """One site's way in, as its pages need it."""

    PATHS: ClassVar[dict[str, dict[str, str]]] = {
        "/login": {"GET": "login", "POST": "enter"},
        "/login/password": {"GET": "password", "POST": "enter_password"},
        "/login/check": {"GET": "check", "POST": "check_sends"},
        "/login/code": {"GET": "code", "POST": "enter_code"},
        "/login/code/again": {"POST": "again"},
        "/signup": {"GET": "sign_up", "POST": "join"},
        "/signup/link": {"GET": "follow_link"},
        "/signup/done": {"POST": "confirmed"},
        "/captcha": {"GET": "captcha", "POST": "human"},
        "/logout": {"POST": "leave"},
    }

    def __init__(self, market: Market, name: str) -> None:
        self.market, self.name = market, name
        self.keeper: Gatekeeper = market.gate(name)
        self.cookie = f"{name}_session"

    def session(self, request: Request) -> Session | None:
        return self.keeper.session(request.cookies.get(self.cookie))

    def member(self, request: Request) -> Session | None:
        session = self.session(request)
        return session if session and session.stage == "in" else None

    def ask(self, request: Request, target: str) -> Response:
        """Sends the visitor to the sign-in, to be taken to `target` afterwards."""
        session = self.session(request) or Session()
        session.target = target
        way = "/signup" if self.keeper.gate.sign_up and not self.keeper.accounts else "/login"
        return self._to(way, session)

    async def login(self, request: Request) -> Response:
        return self._to("/", None) if self.member(request) else self._page("login.html")

    async def enter(self, request: Request) -> Response:
        form = await request.form()
        session = self.session(request) or Session()
        email, account = str(form.get("session_key") or ""), self.keeper.find(str(form.get("session_key") or ""))
        if self.keeper.captcha and not session.human:
            return self._kept(session, self._page("login.html", said=ROBOT, email=email, status=400))
        if self.keeper.gate.identifier_first:
            if account is None:
                said = "We could not find an account with this email address."
                return self._page("login.html", said=said, email=email, status=404)
            session.account, session.stage = account, "name"
            return self._to("/login/password", session)
        return self._tried(session, account, str(form.get("session_password") or ""), "login.html")

    async def password(self, request: Request) -> Response:
        session = self.session(request)
        if session is None or session.account is None:
            return self._to("/login", None)
        return self._page("password.html", email=session.account.email)

    async def enter_password(self, request: Request) -> Response:
        session, form = self.session(request), await request.form()
        if session is None or session.account is None:
            return self._to("/login", None)
        return self._tried(session, session.account, str(form.get("password") or ""), "password.html")

    def _tried(self, session: Session, account: Account | None, password: str, again: str) -> Response:
        told = self.keeper.enter(account, password) if account else "wrong"
        email = account.email if account else ""
        if account is None or told != "right":
            said = LOCKED if told == "locked" else WRONG_ENTRY
            return self._page(again, said=said, email=email, status=403 if told == "locked" else 401)
        session.account, session.stage = account, "password"
        return self._second(session, account)

    def _second(self, session: Session, account: Account) -> Response:
        """What follows the password."""
        if not account.verified:
            session.stage = "unproven"
            self._prove(account)
            return self._to("/login/code", session)
        if account.second_factor == "verify":
            return self._to("/login/check", session)
        if account.second_factor == "none":
            return self._in(session, account)
        session.stage = "code"
        if account.second_factor == "mail":
            self._send(account)
        return self._to("/login/code", session)

    async def check(self, request: Request) -> Response:
        session = self.session(request)
        if session is None or session.account is None or session.stage not in {"password", "code"}:
            return self._to("/login", None)
        return self._page("check.html", email=masked(session.account.email))

    async def check_sends(self, request: Request) -> Response:
        session = self.session(request)
        if session is None or session.account is None or session.stage not in {"password", "code"}:
            return self._to("/login", None)
        session.stage = "code"
        self._send(session.account)
        return self._to("/login/code", session)

    async def code(self, request: Request) -> Response:
        session = self.session(request)
        if session is None or session.account is None or session.stage not in {"code", "unproven"}:
            return self._to("/login", None)
        return self._code_page(session, session.account)

    async def enter_code(self, request: Request) -> Response:
        session, form = self.session(request), await request.form()
        if session is None or session.account is None or session.stage not in {"code", "unproven"}:
            return self._to("/login", None)
        account = session.account
        typed = "".join(str(part) for name in ("code", "digit") for part in form.getlist(name)).strip()
        told = self.keeper.take_code(account, typed)
        if told != "right":
            return self._code_page(session, account, said=CODES[told], status=403 if told == "locked" else 422)
        account.verified = True
        return self._in(session, account)

    async def again(self, request: Request) -> Response:
        session = self.session(request)
        if session is None or session.account is None or session.stage not in {"code", "unproven"}:
            return self._to("/login", None)
        account = session.account
        if session.stage == "unproven":
            self._prove(account)
        elif account.second_factor != "totp":
            self._send(account)
        return self._code_page(session, account, note="We have sent you a new message.")

    async def sign_up(self, request: Request) -> Response:
        return self._page("signup.html")

    async def join(self, request: Request) -> Response:
        form = await request.form()
        email, password = str(form.get("email") or "").strip(), str(form.get("password") or "")
        said = self._refused(email, password, str(form.get("password_again") or ""), agreed="terms" in form)
        if said:
            return self._page("signup.html", said=said, email=email, status=422)
        account = self.keeper.open_account(email, password, self.keeper.gate.second_factor, verified=False)
        session = self.session(request) or Session()
        session.account, session.stage = account, "unproven"
        self._prove(account)
        return self._to("/login/code", session)

    def _refused(self, email: str, password: str, again: str, *, agreed: bool) -> str:
        if not EMAIL.fullmatch(email):
            return "Please enter a valid email address"
        if self.keeper.find(email):
            return "There is already an account with this email address. Sign in instead."
        if len(password) < 10 or password.isalpha():
            return "The password needs at least 10 characters, one of them no letter."
        if password != again:
            return "The passwords do not match."
        return "" if agreed else "Please accept the terms of use."

    async def follow_link(self, request: Request) -> Response:
        good = self.keeper.take_link(request.query_params.get("token", ""))
        return self._page("proven.html", good=good, status=200 if good else 410)

    async def confirmed(self, request: Request) -> Response:
        session = self.session(request)
        if session is None or session.account is None:
            return self._to("/login", None)
        if not session.account.verified:
            said = "Your address is not confirmed yet. Please open the link in our message."
            return self._code_page(session, session.account, said=said, status=422)
        return self._in(session, session.account)

    async def captcha(self, request: Request) -> Response:
        session = self.session(request)
        return self._page("captcha.html", human=bool(session and session.human))

    async def human(self, request: Request) -> Response:
        session = self.session(request) or Session()
        session.human = True
        return self._kept(session, JSONResponse({"human": True}))

    async def leave(self, request: Request) -> Response:
        self.keeper.sessions.pop(request.cookies.get(self.cookie, ""), None)
        return self._to("/", None)

    def _in(self, session: Session, account: Account) -> Response:
        self.keeper.admit(session, account)
        return self._to(session.target, session)

    def _send(self, account: Account) -> None:
        words = partial(say, self.keeper.gate.language)
        self.keeper.send_code(account, self.market.origins.get(self.name, ""), words(SUBJECT), words(CODE_MAIL))

    def _prove(self, account: Account) -> None:
        words = partial(say, self.keeper.gate.language)
        origin = self.market.origins.get(self.name, "")
        if self.keeper.gate.proof == "link":
            self.keeper.send_link(account, origin, words("Please confirm your email address"), words(LINK_MAIL))
        else:
            self.keeper.send_code(account, origin, words(SUBJECT), words(CODE_MAIL))

    def _code_page(self, session: Session, account: Account, **context: Any) -> HTMLResponse:
        by_link = session.stage == "unproven" and self.keeper.gate.proof == "link"
        by_app = session.stage == "code" and account.second_factor == "totp"
        template = "unproven.html" if by_link else "code.html"
        return self._page(template, email=masked(account.email), by_app=by_app, proving=session.stage == "unproven", **context)

    def _page(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        gate = self.keeper.gate
        known = {"said": "", "note": "", "email": "", "posting": None, "account": None, "captcha_wanted": self.keeper.captcha}
        return page(
            self.market,
            f"members/{template}",
            status=status,
            **{**known, "gate": gate, "say": partial(say, gate.language), **context},
        )

    def _to(self, path: str, session: Session | None) -> Response:
        answer = RedirectResponse(path, status_code=303)
        return self._kept(session, answer) if session else answer

    def _kept(self, session: Session, answer: Response) -> Response:
        answer.set_cookie(self.cookie, self.keeper.start(session), httponly=True, samesite="lax", path="/")
        return answer


def masked(email: str) -> str:
    """An address as a page shows it to who may not be its owner."""
    name, _, place = email.partition("@")
    return f"{name[:1]}•••••@{place}"
