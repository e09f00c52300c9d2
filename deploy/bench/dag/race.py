"""The whole benchmark: servers, contenders, rounds, rows."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any

from deploy.bench.dag.celery_canvas import CeleryCanvas, CeleryPieces
from deploy.bench.dag.contender import Contender
from deploy.bench.dag.dbos_peer import DbosSteps
from deploy.bench.dag.report import rows
from deploy.bench.dag.rounds import ROUNDS, measure
from deploy.bench.dag.servers import Servers
from deploy.bench.dag.shapes import NAMES, shape_named

CELERY_DATABASES = (1, 2)  # of the Redis; the first is ours

MakeContender = Callable[[Servers], Awaitable[Contender]]


async def race(
    ours: MakeContender | None,
    names: Sequence[str] = NAMES,
    rounds: int = ROUNDS,
    on_progress: Callable[[str], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """One row per shape; `ours` makes our side on these servers. Must run in the main thread.

    Raises `InvalidInput`, `PeerMissing`, `RunFailed` and what keeps a server from starting.
    """
    shapes = [shape_named(name) for name in names]
    shapes += [shape_named(shape.plain) for shape in shapes if shape.plain and shape.plain not in names]
    for kind in (CeleryCanvas, DbosSteps):
        kind.require_installed()
    async with AsyncExitStack() as exits:
        on_progress("starting PostgreSQL and Redis")
        servers = await exits.enter_async_context(Servers())
        folder = servers.home.folder
        contenders: list[Contender] = [await ours(servers)] if ours else []
        for peer, number in zip((CeleryCanvas, CeleryPieces), CELERY_DATABASES, strict=True):
            contenders.append(peer(folder, {"redis_url": servers.redis_url(number)}))
        contenders.append(DbosSteps(folder, {"database_url": await servers.create_database("dbos")}))
        for contender in contenders:
            on_progress(f"starting {contender.name}")
            await exits.enter_async_context(contender)
        return rows(await measure(contenders, shapes, rounds, on_progress))
