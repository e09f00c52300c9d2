"""A small employer whose form stands behind an account: sign-up, sign-in, cookies, a lock after wrong passwords."""

import secrets
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Literal
from urllib.parse import parse_qsl

from tests.support.small_server import SmallHandler, SmallServer

SIGN_UP = """<title>Create account</title><h1>Create your account</h1>{said}<form method=post action=/register>
<label>Email* <input type=email name=login required></label><label>Password* <input type=password name=new required></label>
<label>Repeat password* <input type=password name=again required></label>
<label><input type=checkbox name=privacy required> I agree to the privacy policy*</label><button>Create account</button></form>
<p>Been here before? <a href=/sign-in>Sign in</a></p>"""
SIGN_IN = """<title>Sign in</title><h1>Sign in</h1>{said}<form method=post action=/session>
<label>Email <input type=email name=login></label><label>Password <input type=password name=current></label>
<button>Sign in</button></form><a href="https://accounts.elsewhere.example/">Sign in with Google</a> {other}"""
NEW_HERE = "<a href=/register>Create an account</a>"
FORM = """<title>Miller at Petit Four</title><h1>Miller</h1><form method=post action=/send>
<label>First name* <input name=first required></label><label>Email* <input type=email name=mail required></label>
<button>Submit application</button></form>"""
DONE = "<title>Thank you</title><h1>Thank you for applying!</h1>"
CONFIRM = "<title>Almost there</title><h1>Almost there</h1><p>We have sent you a link. Please verify your e-mail address.</p>"


@dataclass
class Desk:
    """What the employer knows and what it was sent, in order: `register`, `sign-in`, `wrong`, `send`."""

    shows: Literal["sign_up", "sign_in", "sign_in_only"] = "sign_up"
    locks_after: int = 99
    confirms_by_mail: bool = False
    accounts: dict[str, str] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)

    def page(self) -> str:
        return self.sign_up() if self.shows == "sign_up" else self.sign_in()

    def sign_up(self, said: str = "") -> str:
        return SIGN_UP.format(said=said and f"<p role=alert>{said}</p>")

    def sign_in(self, said: str = "") -> str:
        return SIGN_IN.format(said=said and f"<p role=alert>{said}</p>", other="" if self.shows == "sign_in_only" else NEW_HERE)

    def register(self, form: dict[str, str], visitor: str) -> str:
        if form["login"] in self.accounts:
            self.log.append("exists")
            return self.sign_up("An account with this e-mail address already exists.")
        if form["new"] != form["again"] or "privacy" not in form:
            return self.sign_up("The passwords do not match.")
        self.accounts[form["login"]] = form["new"]
        self.log.append("register")
        if self.confirms_by_mail:
            return CONFIRM
        self.members.add(visitor)
        return FORM

    def enter(self, form: dict[str, str], visitor: str) -> str:
        if self.log.count("wrong") >= self.locks_after:
            self.log.append("locked")
            return self.sign_in("Your account is locked. Try again tomorrow.")
        if self.accounts.get(form["login"]) != form["current"]:
            self.log.append("wrong")
            return self.sign_in("Wrong e-mail address or password.")
        self.log.append("sign-in")
        self.members.add(visitor)
        return FORM


class AccountSite(SmallServer):
    """`with AccountSite(desk) as site:` serves the form of every posting at `/jobs/<n>`."""

    def __init__(self, desk: Desk | None = None) -> None:
        self.desk = desk or Desk()
        super().__init__(_handler(self.desk))

    def url(self, path: str = "/jobs/1") -> str:
        return self.origin + path


def _handler(desk: Desk) -> type[SmallHandler]:
    class Handler(SmallHandler):
        def serve(self, body: str) -> None:
            page = self._taken(dict(parse_qsl(body))) if self.command == "POST" else self._shown()
            self.answer(page, headers={"set-cookie": f"visitor={self._visitor()}; path=/"})

        def _shown(self) -> str:
            if self._visitor() in desk.members:
                return FORM
            return {"/register": desk.sign_up, "/sign-in": desk.sign_in}.get(self.path, desk.page)()

        def _taken(self, form: dict[str, str]) -> str:
            if self.path != "/send":
                return (desk.register if self.path == "/register" else desk.enter)(form, self._visitor())
            if self._visitor() not in desk.members:
                return desk.sign_in("Your session has ended.")
            desk.log.append("send")
            desk.sent.append(form)
            return DONE

        def _visitor(self) -> str:
            held = SimpleCookie(self.headers.get("cookie", "")).get("visitor")
            self.visitor = held.value if held else getattr(self, "visitor", "") or secrets.token_hex(8)
            return self.visitor

    return Handler
