"""`/health/live` and `/health/ready`: for whoever starts and watches this process; without sign-in."""

import asyncio
from typing import Any

import redis.asyncio
import structlog
from fastapi import APIRouter
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

from gateway.services import Services, ServicesHere
from world_model.users import workers_seen

router = APIRouter(prefix="/health", tags=["health"])
log = structlog.get_logger()
CHECK_S = 1.0
WORKER_LIVES_S = 60.0


@router.get("/live")
async def live() -> dict[str, str]:
    """This process runs."""
    return {"status": "ok"}


@router.get("/ready")
async def ready(services: ServicesHere) -> JSONResponse:
    """200 while requests can be served: the database answers. Without Redis work goes on, only slower."""
    database, broker = await asyncio.gather(_database(services), _redis(services))
    workers = await workers_seen(services.database, WORKER_LIVES_S) if database else 0
    document: dict[str, Any] = {
        "status": "ok" if database and broker else "degraded" if database else "unavailable",
        "database": "ok" if database else "unreachable",
        "redis": "ok" if broker else "unreachable",
        "workers": workers,
    }
    return JSONResponse(document, status_code=200 if database else 503)


async def _database(services: Services) -> bool:
    try:
        async with asyncio.timeout(CHECK_S), services.database.users.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        log.warning("database_not_ready", error=str(error))
        return False
    return True


async def _redis(services: Services) -> bool:
    try:
        async with asyncio.timeout(CHECK_S), redis.asyncio.Redis.from_url(services.settings.broker()) as client:
            await client.ping()
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("redis_not_ready", error=str(error))
        return False
    return True
