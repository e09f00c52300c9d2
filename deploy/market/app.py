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
    greenhouse_embed,
    icims,
    indeed,
    lever,
    linkedin,
    long,
    recruitee,
    smartrecruiters,
    successfactors,
    teamtailor,
    unseen,
    workable,
    workday,
)
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


class DriftRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    seed: int


class OpenRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    posting_ids: list[str] | None


def create_app(seed: int) -> FastAPI:
    """The market of `seed`. While the application lives, every family is served on a free loopback port of its own."""
    market = Market(seed, FAMILIES)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        apps = {family.name: family_app(market, family) for family in FAMILIES}
        async with serving(apps) as origins:
            market.origins.update({name: _known_as(market.families[name].host, origin) for name, origin in origins.items()})
            yield

    app = FastAPI(title="Practice market", lifespan=lifespan)
    app.state.market = market
    app.add_exception_handler(JobHunterError, _problem)
    _control(app, market)
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
    async def sites(all: bool = False) -> list[dict[str, JsonValue]]:
        """A site-import document: one entry per family with a board API; `all`: those that are only applied to as well."""
        return [site for site in market.sites() if all or site["api"]]

    @app.get("/_postings")
    async def postings() -> list[dict[str, JsonValue]]:
        """Every posting with its trait and what a true candidate answers."""
        return market.postings()

    @app.get("/_forms")
    async def forms() -> list[dict[str, JsonValue]]:
        """Every form with what a correct application to it holds, field by field."""
        return [form.model_dump(mode="json") for form in market.forms()]

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
