"""What the routes work with: built once per process in `gateway/app.py`, handed to each route."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from gateway.auth import Authenticator, SignedIn, Tickets
from gateway.live import LiveRelay
from gateway.misses import Misses
from gateway.planning import Planning
from gateway.publisher import Publisher
from gateway.settings import GatewaySettings
from gateway.stream import Hub
from world_model.answer_links import AnswerLinks
from world_model.application_story import ApplicationStories
from world_model.applications import ApplicationStore
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
from world_model.sites import SiteStore
from world_model.step_moves import StepMoves
from world_model.tasks import TaskStore
from world_model.users import Users

SOURCES_KEPT_S = 3.0


class KnownSources:
    """The kinds of boards the world model has sites for; asked again after a few seconds, or when sites were imported."""

    def __init__(self, sites: SiteStore) -> None:
        self._sites = sites
        self._held: tuple[str, ...] = ()
        self._until = 0.0
        self._lock = asyncio.Lock()

    async def list(self) -> tuple[str, ...]:
        async with self._lock:
            if time.monotonic() >= self._until:
                kinds = (site.api.kind for site in await self._sites.list() if site.api and site.api.boards)
                self._held = tuple(dict.fromkeys(kinds))
                self._until = time.monotonic() + SOURCES_KEPT_S
        return self._held

    def forget(self) -> None:
        self._until = 0.0


@dataclass(frozen=True)
class Services:
    settings: GatewaySettings
    authenticator: Authenticator
    database: Database
    users: Users
    tasks: TaskStore
    events: EventLog
    interventions: Interventions
    moves: StepMoves
    drafts: Drafts
    dead_letters: DeadLetters
    applications: ApplicationStore
    stories: ApplicationStories
    candidates: CandidateStore
    profiles: Profiles
    remembered: RememberedAnswers
    rejections: Rejections
    credentials: OwnCredentials
    personal_data: PersonalData
    sites: SiteStore
    sources: KnownSources
    planning: Planning
    publisher: Publisher
    hub: Hub
    live: LiveRelay
    outbox: OutboxStore
    targets: NotificationTargets
    links: AnswerLinks
    tickets: Tickets = field(default_factory=Tickets)
    misses: Misses = field(default_factory=Misses)


def _services(connection: HTTPConnection) -> Services:
    services = connection.app.state.services
    assert isinstance(services, Services)
    return services


ServicesHere = Annotated[Services, Depends(_services)]


def _signed_in(connection: HTTPConnection, services: ServicesHere) -> SignedIn:
    return services.authenticator.by_header(connection.headers.get("authorization"))


Who = Annotated[SignedIn, Depends(_signed_in)]
