"""A small employer whose form stands behind an account: sign-up, sign-in, cookies, codes, a lock after wrong ones."""

import secrets
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Literal
from urllib.parse import parse_qsl

import pyotp

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
CODE = """<title>Enter the code</title><h1>Verify it's you</h1>{said}<p>{how}</p><form method=post action=/code>{field}
<label><input type=checkbox name=trust> Remember this device</label><button>Verify</button></form>
<a href=/again>Send a new code</a>"""
ONE_FIELD = "<label>Verification code <input name=code autocomplete=one-time-code maxlength=6 inputmode=numeric></label>"
SIX_BOXES = """<fieldset><legend>Verification code</legend>{boxes}<input type=hidden name=code id=whole></fieldset><script>
const all = [...document.querySelectorAll('.box')]; window.typed = [];
all.forEach((box, n) => box.addEventListener('input', () => {{ typed.push(performance.now());
  if (box.value && all[n + 1]) all[n + 1].focus(); whole.value = all.map((one) => one.value).join('');
  if (whole.value.length === 6) box.form.submit(); }}));</script>"""
BOX = '<input class=box maxlength=1 inputmode=numeric aria-label="Digit {n} of 6" style="width:2em">'
SEND = """<title>Verify it's you</title><h1>Verify it's you</h1><p>This is a new device.</p>
<form method=post action=/send-code><button>Send me a code</button></form>"""
FIRST = """<title>Miller at Petit Four</title><h1>Miller</h1><p>Step 1 of 2</p><form method=post action=/step>
<label>First name* <input name=first required></label><button>Next</button></form>"""
SECOND = FORM.replace("<label>First name* <input name=first required></label>", "<p>Step 2 of 2</p>")
SENT = "We have sent a code to your e-mail address."
BY_APP = "Open your authenticator app and enter the code it shows."


@dataclass
class Desk:
    """What the employer knows and what it was sent, in order: `register`, `sign-in`, `wrong`, `code-sent`, `code`, `wrong-code`,
    `forgot`, `send`. `second`: what it wants after the password; `forgets`: how often it forgets who it is in mid-form.
    """

    shows: Literal["sign_up", "sign_in", "sign_in_only"] = "sign_up"
    locks_after: int = 99
    confirms_by_mail: bool = False
    second: Literal["", "code", "boxes", "send", "totp"] = ""
    steps: Literal[1, 2] = 1
    forgets: int = 0
    totp_secret: str = ""
    codes: list[str] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)
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
        return self.form()

    def enter(self, form: dict[str, str], visitor: str) -> str:
        if self.log.count("wrong") >= self.locks_after:
            self.log.append("locked")
            return self.sign_in("Your account is locked. Try again tomorrow.")
        if self.accounts.get(form["login"]) != form["current"]:
            self.log.append("wrong")
            return self.sign_in("Wrong e-mail address or password.")
        self.log.append("sign-in")
        if not self.second:
            self.members.add(visitor)
            return self.form()
        self.pending.add(visitor)
        return SEND if self.second == "send" else self.send_code()

    def form(self) -> str:
        return FIRST if self.steps == 2 else FORM

    def send_code(self) -> str:
        if self.second != "totp":
            self.codes.append(f"{secrets.randbelow(1_000_000):06d}")
            self.log.append("code-sent")
        return self.ask_code()

    def ask_code(self, said: str = "") -> str:
        boxes = SIX_BOXES.format(boxes="".join(BOX.format(n=n) for n in range(1, 7)))
        field = boxes if self.second == "boxes" else ONE_FIELD
        return CODE.format(said=said and f"<p role=alert>{said}</p>", how=BY_APP if self.second == "totp" else SENT, field=field)

    def check(self, form: dict[str, str], visitor: str) -> str:
        if visitor not in self.pending:
            return self.sign_in("Your session has ended.")
        if self.log.count("wrong-code") >= self.locks_after:
            self.log.append("locked")
            return self.sign_in("Your account is locked. Try again tomorrow.")
        right = pyotp.TOTP(self.totp_secret).verify(form["code"]) if self.second == "totp" else form["code"] == self.codes[-1]
        self.log.append("code" if right else "wrong-code")
        if not right:
            return self.ask_code("That code is not right.")
        self.pending.discard(visitor)
        self.members.add(visitor)
        return self.form()

    def step(self, visitor: str) -> str:
        if self.forgets:
            self.forgets -= 1
            self.members.discard(visitor)
            self.log.append("forgot")
        return SECOND if visitor in self.members else self.sign_in("Your session has ended. Please sign in again.")


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
                return desk.form()
            if self._visitor() in desk.pending and self.path == "/session":
                return desk.ask_code()
            return {"/register": desk.sign_up, "/sign-in": desk.sign_in}.get(self.path, desk.page)()

        def _taken(self, form: dict[str, str]) -> str:
            if self.path in ("/code", "/send-code", "/step"):
                return self._further(form)
            if self.path != "/send":
                return (desk.register if self.path == "/register" else desk.enter)(form, self._visitor())
            if self._visitor() not in desk.members:
                return desk.sign_in("Your session has ended.")
            desk.log.append("send")
            desk.sent.append(form)
            return DONE

        def _further(self, form: dict[str, str]) -> str:
            if self.path == "/step":
                return desk.step(self._visitor())
            return desk.check(form, self._visitor()) if self.path == "/code" else desk.send_code()

        def _visitor(self) -> str:
            held = SimpleCookie(self.headers.get("cookie", "")).get("visitor")
            self.visitor = held.value if held else getattr(self, "visitor", "") or secrets.token_hex(8)
            return self.visitor

    return Handler
