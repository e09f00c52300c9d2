"""Who is asking. The local stack has one user, whose token is a file only that user can read."""

import hmac
import secrets
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from brain.errors import Missing, SignInRequired
from world_model.users import LOCAL_USER

TICKET_S = 30.0
MAX_TICKETS = 1000


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request; `name` is what records say about who did something."""

    user_id: str
    name: str


LOCAL = SignedIn(LOCAL_USER, "local")


class Authenticator:
    """Checks bearer tokens against the local user's token."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @classmethod
    def from_file(cls, path: Path) -> "Authenticator":
        """Raises `Missing` `no_token` or `token_not_private`."""
        try:
            mode, token = path.stat().st_mode, path.read_text().strip()
        except OSError as error:
            raise Missing(
                "no_token", "The local user has no token.", f"{path}: {error.strerror}", "Run `jobhunter up`."
            ) from error
        if stat.S_IMODE(mode) & 0o077:
            fix = f"Run: chmod 600 {path}"
            raise Missing("token_not_private", "Other users of this machine can read the token.", str(path), fix)
        if not token:
            raise Missing(
                "no_token", "The local user has no token.", f"{path} is empty.", "Remove the file and run `jobhunter up`."
            )
        return cls(token)

    def by_token(self, token: str) -> SignedIn:
        """Raises `SignInRequired`, the same whatever was wrong."""
        if not hmac.compare_digest(token.encode("utf-8", "surrogateescape"), self._token):
            raise sign_in_required()
        return LOCAL

    def by_header(self, authorization: str | None) -> SignedIn:
        """`Authorization: Bearer TOKEN`. Raises `SignInRequired`."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise sign_in_required()
        return self.by_token(token.strip())


class Tickets:
    """One-use keys to one task's stream, for clients that can set no header."""

    def __init__(self, valid_s: float = TICKET_S) -> None:
        self._valid_s = valid_s
        self._held: dict[str, tuple[SignedIn, str, float]] = {}

    def issue(self, who: SignedIn, task_id: str) -> str:
        now = time.monotonic()
        self._held = {t: held for t, held in self._held.items() if held[2] > now}
        while len(self._held) >= MAX_TICKETS:
            del self._held[next(iter(self._held))]
        ticket = secrets.token_urlsafe(32)
        self._held[ticket] = (who, task_id, now + self._valid_s)
        return ticket

    def redeem(self, ticket: str, task_id: str) -> SignedIn:
        """Raises `SignInRequired` for a ticket that is unknown, used, too old or another task's."""
        who, held_for, until = self._held.pop(ticket, (None, "", 0.0))
        if who is None or held_for != task_id or until < time.monotonic():
            raise sign_in_required()
        return who


def sign_in_required() -> SignInRequired:
    fix = "Send `Authorization: Bearer TOKEN`; the token is in the file `token` of JOBHUNTER_HOME."
    return SignInRequired("sign_in_required", "Sign in first.", "", fix)
