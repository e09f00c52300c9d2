"""Who may come in to a site that demands a sign-in: accounts, their second factors, codes, sessions, and when it says no."""

import base64
import secrets
import time
from dataclasses import dataclass, field
from random import Random
from typing import Literal

import pyotp
from pydantic import BaseModel, ConfigDict

from deploy.market.mail import DIGITS, Mailroom

SecondFactor = Literal["none", "mail", "totp", "verify"]
TRIES = 5
CODE_LENGTH = 6
CODE_SECONDS = 300.0
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"


class Gate(BaseModel):
    """How one site lets people in.

    `second_factor`: what follows the password; `verify` is a page that asks whether it is you, and mails a code at a button's
    press. `sign_up`: nobody has an account before they make one, and its address is proven by `proof`. `identifier_first`: the
    password has a page of its own. `boxes`: a box for each character of a code. `captcha`: a box to tick before the password.
    """

    model_config = ConfigDict(frozen=True)

    second_factor: SecondFactor = "none"
    sign_up: bool = False
    proof: Literal["code", "link"] = "code"
    identifier_first: bool = False
    boxes: bool = False
    captcha: bool = False
    language: str = "en"
    sender: str = ""


@dataclass
class Account:
    """One person's account. `tries`: wrong passwords and codes since they last came in; the fifth locks it. `wrong`: in all."""

    email: str
    password: str
    second_factor: SecondFactor
    totp_secret: str | None
    verified: bool = True
    tries: int = 0
    wrong: int = 0
    locked: bool = False
    codes_sent: int = 0
    signed_in: int = 0
    applied: list[str] = field(default_factory=list)

    def failed(self) -> None:
        self.tries += 1
        self.wrong += 1
        self.locked = self.tries >= TRIES


@dataclass
class Session:
    """One browser. `stage`: how far its account has come in; `target`: the page it wanted; `human`: it ticked the box."""

    account: Account | None = None
    stage: Literal["nobody", "name", "password", "code", "unproven", "in"] = "nobody"
    target: str = "/"
    human: bool = False


@dataclass
class _Code:
    text: str
    made: float


Told = Literal["right", "wrong", "late", "locked"]


class Gatekeeper:
    """One site's door. Everything here is in memory until the market is reset."""

    def __init__(self, board: str, gate: Gate, mailroom: Mailroom) -> None:
        self.board, self.gate, self.mailroom = board, gate, mailroom
        self.accounts: dict[str, Account] = {}
        self.sessions: dict[str, Session] = {}
        self.code_seconds, self.captcha = CODE_SECONDS, gate.captcha
        self.refuse_next, self.retry_after = 0, 1
        self.ended: set[str] = set()
        self.drafts: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._codes: dict[str, _Code] = {}
        self._links: dict[str, str] = {}
        self._used: set[tuple[str, str]] = set()

    def open_account(self, email: str, password: str, second_factor: SecondFactor, *, verified: bool = True) -> Account:
        """Makes an account, in place of the one of this address."""
        secret = pyotp.random_base32() if second_factor == "totp" else None
        made = Account(email.strip(), password, second_factor, secret, verified)
        self.accounts[email.strip().casefold()] = made
        return made

    def find(self, email: str) -> Account | None:
        return self.accounts.get(email.strip().casefold())

    def enter(self, account: Account, password: str) -> Told:
        """Whether the password is right; a wrong one counts."""
        if account.locked:
            return "locked"
        if secrets.compare_digest(account.password.encode(), password.encode()):
            return "right"
        account.failed()
        return "locked" if account.locked else "wrong"

    def send_code(self, account: Account, origin: str, subject: str, words: str) -> None:
        """Mails a fresh code, which ends the one before."""
        code = "".join(secrets.choice(DIGITS) for _ in range(CODE_LENGTH))
        self._codes[account.email.casefold()] = _Code(code, time.monotonic())
        account.codes_sent += 1
        self._send(account, subject.format(code=code), words.format(code=code, origin=origin))

    def send_link(self, account: Account, origin: str, subject: str, words: str) -> None:
        """Mails a link that proves the address."""
        token = secrets.token_urlsafe(24)
        self._links[token] = account.email
        account.codes_sent += 1
        self._send(account, subject, words.format(link=f"{origin}/signup/link?token={token}"))

    def _send(self, account: Account, subject: str, text: str) -> None:
        self.mailroom.send(self.board, self.gate.sender, account.email, subject, text, html=self.gate.language != "en")

    def take_code(self, account: Account, typed: str) -> Told:
        """Whether `typed` is the code that counts now. The right one is good once; a wrong or late one counts as a try."""
        if account.locked:
            return "locked"
        right = (
            self._totp(account, typed) if account.second_factor == "totp" and account.verified else self._mailed(account, typed)
        )
        if right != "right":
            account.failed()
        return "locked" if account.locked else right

    def take_link(self, token: str) -> bool:
        """Whether this is a link that was mailed and not yet followed; then the address is proven."""
        account = self.find(self._links.pop(token, ""))
        if account is None:
            return False
        account.verified = True
        return True

    def _totp(self, account: Account, typed: str) -> Told:
        key = (account.email, typed)
        if key in self._used or not pyotp.TOTP(account.totp_secret or "").verify(typed, valid_window=1):
            return "wrong"
        self._used.add(key)
        return "right"

    def _mailed(self, account: Account, typed: str) -> Told:
        code = self._codes.get(account.email.casefold())
        if code is None or not secrets.compare_digest(code.text.encode(), typed.encode()):
            return "wrong"
        del self._codes[account.email.casefold()]
        return "right" if time.monotonic() - code.made <= self.code_seconds else "late"

    def session(self, token: str | None) -> Session | None:
        return self.sessions.get(token or "")

    def start(self, session: Session) -> str:
        """A token of its own for this session: what was handed out before a sign-in is worth nothing after it."""
        token = secrets.token_urlsafe(18)
        self.sessions = {known: other for known, other in self.sessions.items() if other is not session}
        self.sessions[token] = session
        return token

    def admit(self, session: Session, account: Account) -> None:
        session.account, session.stage = account, "in"
        account.tries = 0
        account.signed_in += 1

    def end_sessions(self) -> int:
        """Signs everybody out; answers how many were signed in."""
        ended = sum(session.stage == "in" for session in self.sessions.values())
        self.sessions.clear()
        return ended

    def ends_now(self, key: str) -> bool:
        """True the first time only: what ends a session in the midst of a form does so once."""
        if key in self.ended:
            return False
        self.ended.add(key)
        return True

    def refuses(self) -> bool:
        """Whether this request is one too many."""
        if self.refuse_next <= 0:
            return False
        self.refuse_next -= 1
        return True


def password_of(board: str, seed: int) -> str:
    """The password a person's account has on a site: the same for the same seed."""
    rng = Random(f"{seed}:{board}:password")
    return "".join(rng.choice(LETTERS) for _ in range(14)) + "-7"


def totp_secret_of(board: str, seed: int) -> str:
    """Its TOTP secret (RFC 6238, base32)."""
    rng = Random(f"{seed}:{board}:totp")
    return base64.b32encode(rng.randbytes(20)).decode()
