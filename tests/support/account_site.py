"""A small employer whose form stands behind an account: sign-up, sign-in, cookies, a lock after wrong passwords."""

import secrets
import threading
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal
from urllib.parse import parse_qsl

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


class AccountSite:
    """`with AccountSite(desk) as site:` serves the form of every posting at `/jobs/<n>`."""

    def __init__(self, desk: Desk | None = None) -> None:
        self.desk = desk or Desk()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.desk))
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "AccountSite":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str = "/jobs/1") -> str:
        return self.origin + path


def _handler(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages = {"/register": desk.sign_up, "/sign-in": desk.sign_in}
            inside = self._visitor() in desk.members
            self._write(FORM if inside else pages.get(self.path, desk.page)())

        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers.get("content-length") or 0)).decode()))
            if self.path == "/send" and self._visitor() in desk.members:
                desk.log.append("send")
                desk.sent.append(form)
                self._write(DONE)
            elif self.path == "/send":
                self._write(desk.sign_in("Your session has ended."))
            else:
                self._write((desk.register if self.path == "/register" else desk.enter)(form, self._visitor()))

        def _visitor(self) -> str:
            held = SimpleCookie(self.headers.get("cookie", "")).get("visitor")
            self.visitor = held.value if held else getattr(self, "visitor", "") or secrets.token_hex(8)
            return self.visitor

        def _write(self, page: str) -> None:
            data = page.encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("set-cookie", f"visitor={self._visitor()}; path=/")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler
