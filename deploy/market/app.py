"""The practice market as one application: the control pages here, and each family on an origin of its own beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Body, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, JsonValue

from brain.errors import JobHunterError
from deploy.market import (
    ashby,
    bamboohr,
    breezy,
    control_sign_in,
    greenhouse_embed,
    icims,
    indeed,
    lever,
    linkedin,
    long,
    members,
    recruitee,
    smartrecruiters,
    successfactors,
    teamtailor,
    unseen,
    workable,
    workday,
    workday_tenants,
)
from deploy.market.mailing.servers import mail_servers
from deploy.market.market import Family, Market
from deploy.market.received import Recorder
from deploy.market.serve import HOST, serving

DOUBLES = (
    ashby.DOUBLE,
    workable.DOUBLE,
    smartrecruiters.DOUBLE,
    recruitee.DOUBLE,
    teamtailor.DOUBLE,
    linkedin.DOUBLE,
    workday.DOUBLE,
    icims.DOUBLE,
    successfactors.DOUBLE,
    bamboohr.DOUBLE,
    breezy.DOUBLE,
    long.DOUBLE,
    indeed.DOUBLE,
    unseen.DOUBLE,
)
FAMILIES: tuple[Family, ...] = (
    greenhouse_embed.HOST,
    lever.FAMILY,
    greenhouse_embed.FAMILY,
    *(double.family for double in DOUBLES),
)
# They demand a sign-in, and are listed only where they are asked for.
BEHIND_SIGN_IN: tuple[Family, ...] = (*members.FAMILIES, *(tenant.family for tenant in workday_tenants.TENANTS))


class DriftRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    seed: int


class OpenRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    posting_ids: list[str] | None


def create_app(seed: int) -> FastAPI:
    """The market of `seed`. While the application lives, every family is served on a free loopback port of its own."""
    market = Market(seed, FAMILIES + BEHIND_SIGN_IN)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        apps = {name: family_app(market, family) for name, family in market.families.items()}
        async with mail_servers(market.mailboxes) as market.mail, serving(apps) as origins:
            market.origins.update({name: _known_as(market.families[name].host, origin) for name, origin in origins.items()})
            yield

    app = FastAPI(title="Practice market", lifespan=lifespan)
    app.state.market = market
    app.add_exception_handler(JobHunterError, _problem)
    _control(app, market)
    control_sign_in.add(app, market)
    return app


def family_app(market: Market, family: Family) -> FastAPI:
    """What one family's origin serves, with every request recorded."""
    app = FastAPI(title=f"Practice market: {family.name}", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/favicon.ico", _no_icon)
    app.mount("/_static", StaticFiles(packages=[("deploy.market", "static")]))
    app.include_router(family.router(market))
    app.add_middleware(Recorder, market=market, family=family.name)
    return app


def _control(app: FastAPI, market: Market) -> None:
    @app.get("/_sites")
    async def sites(all: bool = False, login: bool = False, family: str = "") -> list[dict[str, JsonValue]]:
        """A site-import document: one entry per family with a board API; `all`: those that are only applied to as well.

        `login`: those that demand a sign-in instead. `family`: only this one.
        """
        found = [site for site in market.sites(behind_sign_in=login) if all or site["api"]]
        return [site for site in found if family in {"", site["family"]}]

    @app.get("/_postings")
    async def postings(login: bool = False) -> list[dict[str, JsonValue]]:
        """Every posting with its trait and what a true candidate answers; `login`: those behind a sign-in, with the account."""
        return market.postings(behind_sign_in=login)

    @app.get("/_forms")
    async def forms(login: bool = False) -> list[dict[str, JsonValue]]:
        """Every form with what a correct application to it holds, field by field; `login`: those behind a sign-in."""
        return [form.model_dump(mode="json") for form in market.forms(behind_sign_in=login)]

    @app.get("/_received")
    async def received(since: int = 0) -> dict[str, JsonValue]:
        """What reached the employers; `since` leaves out the submissions up to that number."""
        return market.ledger.document(since)

    @app.get("/_mail")
    async def mail(since: int = 0) -> list[dict[str, Any]]:
        """What the sites have sent by mail; `since` leaves out the messages up to that number."""
        return [entry.model_dump(mode="json") for entry in market.mailroom.sent if entry.n > since]

    @app.get("/_requests")
    async def requests(since: int = 0) -> list[dict[str, Any]]:
        """The last 20,000 requests to the employers' sites."""
        return [entry.model_dump(mode="json") for entry in market.ledger.requests if entry.n > since]

    @app.post("/_reset")
    async def reset() -> dict[str, JsonValue]:
        """Forgets what was received, the drift and what was opened."""
        market.reset()
        if market.mail:
            market.mail.imap.drop()
        await control_sign_in.set_down(market, down=False)
        return {"status": "reset"}

    @app.post("/_drift")
    async def drift(wanted: Annotated[DriftRequest, Body()]) -> dict[str, JsonValue]:
        """Rebuilds the sites' markup; seed 0 is the original."""
        market.set_drift(wanted.seed)
        return {"status": "drifted", "seed": wanted.seed}

    @app.post("/_open")
    async def open_postings(wanted: Annotated[OpenRequest, Body()]) -> dict[str, JsonValue]:
        """From now on exactly these postings are open and listed; null: as they were at first."""
        market.open_only(wanted.posting_ids)
        return {"open": [posting.id for posting in market.catalogue.postings if market.is_open(posting)]}


def _known_as(host: str, origin: str) -> str:
    return origin.replace(HOST, host) if host else origin


async def _no_icon() -> Response:
    return Response(status_code=204)


async def _problem(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, JobHunterError):
        raise error
    return JSONResponse(error.document(), status_code=error.status, media_type="application/problem+json")
