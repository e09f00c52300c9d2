"""Which parts a stack is made of, and what each waits for."""

from collections.abc import Collection
from functools import partial
from pathlib import Path

from brain.errors import InvalidInput
from deploy.stack import postgres, redis, vectors
from deploy.stack.environment import Environment
from deploy.stack.part import GivenPart, Part, PartName
from deploy.stack.postgres import PostgresPart
from deploy.stack.programs import Flower, Gateway, Hands, Migrations, Mind
from deploy.stack.redis import RedisServer
from deploy.stack.vectors import VectorsPart

P = PartName
EVERYTHING = frozenset(PartName)
SERVERS = frozenset({P.POSTGRES, P.REDIS, P.VECTORS})

NEEDS: dict[PartName, frozenset[PartName]] = {
    P.POSTGRES: frozenset(),
    P.REDIS: frozenset(),
    P.VECTORS: frozenset(),
    P.MIGRATIONS: frozenset({P.POSTGRES}),
    P.GATEWAY: SERVERS | {P.MIGRATIONS},
    P.MIND: SERVERS | {P.MIGRATIONS},
    P.HANDS: SERVERS | {P.MIGRATIONS},
    P.FLOWER: SERVERS,
}

# Those who work end before those who store.
STOP_ORDER = ({P.FLOWER, P.GATEWAY, P.MIND, P.HANDS, P.MIGRATIONS}, {P.REDIS, P.VECTORS}, {P.POSTGRES})


def parts_named(names: Collection[str]) -> frozenset[PartName]:
    """The parts a person named; all of them for none. Raises `InvalidInput`."""
    unknown = set(names) - set(PartName)
    if unknown:
        detail = f"Unknown: {', '.join(sorted(unknown))}."
        raise InvalidInput("unknown_part", "There is no such part.", detail, f"The parts are {', '.join(PartName)}.")
    return frozenset(map(PartName, names)) or EVERYTHING


def with_needs(parts: Collection[PartName]) -> frozenset[PartName]:
    """The parts with everything they wait for."""
    found = frozenset(parts)
    while more := frozenset[PartName]().union(*(NEEDS[name] for name in found)) - found:
        found |= more
    return found


def assemble(environment: Environment, names: Collection[PartName], lock: Path) -> dict[PartName, Part]:
    """The parts by name: embedded, or given by URL where the settings say so. Starts nothing."""
    built: dict[PartName, Part] = _servers(environment, lock)
    for kind in (Migrations, Gateway, Mind, Hands, Flower):
        built[kind.name] = kind(environment, lock)
    return {name: built[name] for name in PartName if name in names}


def _servers(environment: Environment, lock: Path) -> dict[PartName, Part]:
    home, settings = environment.home, environment.settings
    database_url, redis_url, qdrant_url = settings.database_url, settings.redis_url, settings.qdrant_url
    check_qdrant = partial(vectors.check_given, api_key=environment.qdrant_api_key)
    return {
        P.POSTGRES: GivenPart(P.POSTGRES, database_url.get_secret_value(), postgres.check_given)
        if database_url
        else PostgresPart(home),
        P.REDIS: GivenPart(P.REDIS, redis_url.get_secret_value(), redis.check_given) if redis_url else RedisServer(home, lock),
        P.VECTORS: GivenPart(P.VECTORS, qdrant_url, check_qdrant) if qdrant_url else VectorsPart(home, lock),
    }
