"""The control pages of what needs a sign-in: accounts, sessions, doors, and the mailbox."""

from typing import Annotated, Any

from fastapi import Body, FastAPI
from pydantic import BaseModel, ConfigDict, JsonValue

from deploy.market.gate import SecondFactor, password_of
from deploy.market.mailing.mailboxes import SEEN, Stored
from deploy.market.market import Market


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AccountRequest(_Wish):
    board: str
    email: str
    password: str | None = None
    second_factor: SecondFactor | None = None
    verified: bool = True


class ExpireRequest(_Wish):
    board: str | None = None


class GateRequest(_Wish):
    """What is left out stays. `refuse_next`: so many requests from now on are answered 429."""

    board: str
    code_seconds: float | None = None
    captcha: bool | None = None
    refuse_next: int | None = None
    retry_after: int | None = None


class DownRequest(_Wish):
    down: bool


def add(app: FastAPI, market: Market) -> None:
    """Adds the pages."""

    @app.get("/_accounts")
    async def accounts() -> list[dict[str, JsonValue]]:
        """Every account of the sites that demand a sign-in, and what became of it."""
        return market.accounts()

    @app.post("/_accounts")
    async def open_account(wanted: Annotated[AccountRequest, Body()]) -> dict[str, JsonValue]:
        """Makes an account, in place of the one this address has there."""
        keeper = market.gate(wanted.board)
        password = wanted.password or password_of(wanted.board, market.seed)
        factor = wanted.second_factor or keeper.gate.second_factor
        keeper.open_account(wanted.email, password, factor, verified=wanted.verified)
        return next(row for row in market.accounts(wanted.email) if row["board"] == wanted.board)

    @app.post("/_sessions/expire")
    async def expire(wanted: Annotated[ExpireRequest, Body()]) -> dict[str, JsonValue]:
        """Signs everybody out of one site, or of all."""
        keepers = market.gates.values() if wanted.board is None else [market.gate(wanted.board)]
        return {"ended": sum(keeper.end_sessions() for keeper in keepers)}

    @app.post("/_gates")
    async def change(wanted: Annotated[GateRequest, Body()]) -> dict[str, JsonValue]:
        """Changes how one site's door behaves, until the next reset."""
        keeper = market.gate(wanted.board)
        for name, value in wanted.model_dump(exclude={"board"}, exclude_none=True).items():
            setattr(keeper, name, value)
        return {"board": keeper.board, "code_seconds": keeper.code_seconds, "captcha": keeper.captcha}

    @app.get("/_mail_account")
    async def mail_account() -> dict[str, JsonValue]:
        """Where the candidate's mailbox is; any other address opens its own with the same password."""
        return mail_address(market)

    @app.get("/_mailbox")
    async def mailbox(address: str) -> list[dict[str, Any]]:
        """What lies in one address's mailbox, whoever sent it."""
        return [_shown(stored) for stored in market.mailboxes.of(address).messages]

    @app.post("/_mail/down")
    async def down(wanted: Annotated[DownRequest, Body()]) -> dict[str, JsonValue]:
        """Makes IMAP refuse connections, or take them again. Mail is delivered all the same."""
        await set_down(market, down=wanted.down)
        return {"down": wanted.down}


async def set_down(market: Market, *, down: bool) -> None:
    """Takes the IMAP server down or up; open connections end when it goes down."""
    if market.mail is None:
        return
    if down:
        market.mail.imap.down()
    else:
        await market.mail.imap.up()


def mail_address(market: Market) -> dict[str, JsonValue]:
    """The `mail` object of the market's address: both null while it has no servers."""
    servers = market.mail
    return {
        "smtp": servers.smtp if servers else None,
        "imap": servers.imap.url if servers else None,
        "user": market.person.email,
        "password": market.mailboxes.password,
    }


def _shown(stored: Stored) -> dict[str, Any]:
    message = stored.parsed
    body = message.get_body(("plain", "html"))
    headers = {name: str(message.get(name, "")) for name in ("From", "To", "Subject", "Date", "Message-ID")}
    return {
        "uid": stored.uid,
        "at": stored.received.isoformat(),
        "seen": SEEN in stored.flags,
        **{name.lower().replace("-", "_"): value for name, value in headers.items()},
        "text": str(body.get_content()) if body else "",
    }
