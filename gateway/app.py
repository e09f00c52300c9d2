"""The gateway's composition root: everything is built here, once per process, and handed to the routes."""

import asyncio
import importlib
import os
import pkgutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from brain.action import load_catalogue
from gateway import routes
from gateway.auth import Authenticator
from gateway.errors import register_errors
from gateway.guard import Guard
from gateway.live import LiveRelay
from gateway.planning import Planning
from gateway.publisher import Publisher
from gateway.services import KnownSources, Services
from gateway.settings import GatewaySettings
from gateway.stream import Hub, listen_for_nudges
from world_model.answer_links import AnswerLinks
from world_model.application_story import ApplicationStories
from world_model.applications import ApplicationStore
from world_model.broker import sending_app
from world_model.candidates import CandidateStore
from world_model.dead_letters import DeadLetters
from world_model.events import EventLog
from world_model.interventions import Interventions
from world_model.notification_targets import NotificationTargets
from world_model.outbox import OutboxStore
from world_model.own_credentials import OwnCredentials
from world_model.personal_data import PersonalData
from world_model.profiles import Profiles
from world_model.rejections import Rejections
from world_model.remembered import RememberedAnswers
from world_model.reviews import Drafts
from world_model.session import Database
from world_model.settings import WorldModelSettings
from world_model.sites import SiteStore
from world_model.step_moves import StepMoves
from world_model.steps import Steps
from world_model.sweeper import Sweeper
from world_model.tasks import TaskStore
from world_model.users import Users
from world_model.vault import Vault


def create_app(settings: GatewaySettings | None = None, world: WorldModelSettings | None = None) -> FastAPI:
    """The ASGI application. Settings come from the environment unless given; nothing is opened before it starts."""
    settings = settings or GatewaySettings()
    world = world or WorldModelSettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(settings, world) as services:
            app.state.services = services
            yield

    limit = settings.max_body_bytes
    app = FastAPI(title="JobHunter", version=_version(), lifespan=lifespan, docs_url=None, redoc_url=None)
    register_errors(app)
    for info in sorted(pkgutil.iter_modules(routes.__path__), key=lambda i: i.name):
        app.include_router(importlib.import_module(f"{routes.__name__}.{info.name}").router)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=limit)
    app.add_middleware(Guard, hosts=settings.hosts(), max_body_bytes=limit)
    return app


@asynccontextmanager
async def running(settings: GatewaySettings, world: WorldModelSettings) -> AsyncIterator[Services]:
    """The services with everything that runs beside the requests: publisher, sweeper, hub and the listener for nudges."""
    async with AsyncExitStack() as stack:
        authenticator = Authenticator.from_file(settings.token_path())
        vault = Vault(world.key(), world.key)
        database = await stack.enter_async_context(Database(world.url(), engine_connections=2, user_connections=10))
        services = _build(settings, authenticator, database, vault)
        await services.users.ensure_local()
        services.publisher.start()
        stack.push_async_callback(asyncio.to_thread, services.publisher.close)
        stack.push_async_callback(services.hub.close)
        sweeper = Sweeper(Steps(database, _process_name()), services.publisher.offer, settings.sweep_every_s)
        beside = [asyncio.create_task(sweeper.run()), asyncio.create_task(listen_for_nudges(settings.broker(), services.hub))]
        stack.push_async_callback(_end, beside)
        yield services


def _build(settings: GatewaySettings, authenticator: Authenticator, database: Database, vault: Vault) -> Services:
    events, sites = EventLog(database), SiteStore(database)
    return Services(
        settings=settings,
        authenticator=authenticator,
        database=database,
        users=Users(database, vault),
        tasks=TaskStore(database),
        events=events,
        interventions=Interventions(database, vault),
        moves=StepMoves(database),
        drafts=Drafts(database, vault),
        dead_letters=DeadLetters(database),
        applications=ApplicationStore(database, vault),
        stories=ApplicationStories(database, vault),
        candidates=CandidateStore(database, vault),
        profiles=Profiles(database, vault),
        remembered=RememberedAnswers(database, vault),
        rejections=Rejections(database, vault),
        credentials=OwnCredentials(database, vault),
        personal_data=PersonalData(database, vault, settings.files()),
        sites=sites,
        sources=KnownSources(sites),
        planning=Planning(load_catalogue(), addresses=settings.addresses()),
        publisher=Publisher(sending_app(settings.broker())),
        hub=Hub(events, poll_s=settings.poll_every_s, queue_size=settings.watcher_queue),
        live=LiveRelay(settings.broker(), database, vault),
        outbox=OutboxStore(database),
        targets=NotificationTargets(database, vault),
        links=AnswerLinks(database, Interventions(database, vault)),
    )


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _process_name() -> str:
    return f"gateway@{socket.gethostname()}:{os.getpid()}"


def _version() -> str:
    try:
        return version("jobhunter-agent")
    except PackageNotFoundError:
        return "0"
