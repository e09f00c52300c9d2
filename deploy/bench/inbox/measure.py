"""The measurement: ask, look, wait, approve all, count."""

import asyncio
import base64
import secrets
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import psutil
from sqlalchemy import text

from brain.errors import Unavailable
from deploy.bench.dag.servers import Servers
from deploy.bench.inbox.reviews import prepare
from deploy.stack.ports import choose_port
from jobhunter.process import Child, inherited_environment
from world_model.session import Database
from world_model.settings import sqlalchemy_url
from world_model.users import LOCAL_USER, Users
from world_model.vault import Vault

REVIEWS = 500
PAGES = 100
SETTLE_S = 60.0  # the first minute, in which pools, caches and arenas fill
HOLD_S = 120.0
LOOK_EVERY_S = 0.5
GIVEN_UP_S = 300.0
PAGE_LIMIT_MS, GROWTH_LIMIT_PERCENT = 200.0, 2.0
APP = "deploy.bench.inbox.our_worker:celery"
Say = Callable[[str], None]

_OPEN = text("SELECT count(*) FROM interventions WHERE status = 'open'")
_SENT = text("SELECT count(*) FROM submissions WHERE state = 'confirmed'")
_LEDGER = text(
    "SELECT count(*) AS rows, count(DISTINCT posting_key) AS postings, coalesce(max(arms), 0) AS most_arms,"
    " count(*) FILTER (WHERE state = 'confirmed') AS confirmed FROM submissions"
)
_REQUESTS = text("SELECT count(*) FROM execution_logs WHERE data->>'event' = 'submit_request'")


async def measure(on_progress: Say, reviews: int = REVIEWS, hold_s: float = HOLD_S) -> dict[str, Any]:
    """One row. Raises `Unavailable` `bench_failed` where the reviews are not asked or sent at all."""
    async with Servers() as servers, AsyncExitStack() as exits:
        await servers.migrate()
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        database = await exits.enter_async_context(Database(sqlalchemy_url(servers.database_url)))
        vault = Vault(key)
        await Users(database, vault).ensure_local()
        on_progress(f"writing {reviews} applications")
        await prepare(database, vault, reviews)
        http, processes = await exits.enter_async_context(_running(servers, key))
        on_progress("asking")
        await _until(database, _OPEN, reviews, "not all reviews were asked")
        return await _measured(database, http, processes, reviews, hold_s, on_progress)


async def _measured(
    database: Database, http: httpx.AsyncClient, processes: dict[str, psutil.Process], reviews: int, hold_s: float, say: Say
) -> dict[str, Any]:
    say("asking for the first page")
    await _looked_at(http, SETTLE_S)
    times = [await _page(http) for _ in range(PAGES)]
    before = _memory(processes)
    say(f"waiting for {hold_s:.0f} s")
    await _looked_at(http, hold_s)
    growth = {name: round((now / before[name] - 1) * 100, 2) for name, now in _memory(processes).items() if name in before}
    say("approving all")
    began = time.perf_counter()
    approved = (await http.post("/agent/interventions/approve", json={"all": True})).raise_for_status().json()
    approve_s = time.perf_counter() - began
    await _until(database, _SENT, reviews, "not all were sent")
    ledger = (await _ask(database, _LEDGER)).mappings().one()
    requests = (await _ask(database, _REQUESTS)).scalar_one()
    once = (ledger["rows"], ledger["postings"], ledger["confirmed"], ledger["most_arms"], requests) == (
        *[reviews] * 3,
        1,
        reviews,
    )
    p50, p99 = statistics.median(times), sorted(times)[int(len(times) * 0.99) - 1]
    most = max(growth.values())
    return {
        "what": f"an inbox of {reviews} open reviews",
        "reviews": reviews,
        "page_p50_ms": round(p50, 1),
        "page_p99_ms": round(p99, 1),
        "page_limit_ms": PAGE_LIMIT_MS,
        "held_s": hold_s,
        "memory_mb": {name: round(size / 1e6, 1) for name, size in before.items()},
        "growth_percent": growth,
        "most_growth_percent": most,
        "growth_limit_percent": GROWTH_LIMIT_PERCENT,
        "approved": len(approved["approved"]),
        "refused": len(approved["refused"]),
        "approve_all_s": round(approve_s, 2),
        "submitted": ledger["confirmed"],
        "submit_requests": requests,
        "each_once": once,
        "kept": once and p99 < PAGE_LIMIT_MS and most < GROWTH_LIMIT_PERCENT,
    }


async def _looked_at(http: httpx.AsyncClient, seconds: float) -> None:
    """Time passes, and somebody has the inbox open."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await _page(http)
        await asyncio.sleep(LOOK_EVERY_S * 2)


async def _page(http: httpx.AsyncClient) -> float:
    began = time.perf_counter()
    answer = await http.get("/agent/interventions?limit=100")
    took = (time.perf_counter() - began) * 1000
    assert len(answer.raise_for_status().json()["items"]) == 100
    return took


@asynccontextmanager
async def _running(servers: Servers, key: str) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, psutil.Process]]]:
    """The gateway and one worker for each kind; a client that is signed in, and every process with its name."""
    token, port = secrets.token_urlsafe(32), choose_port(0, what="gateway", setting="JOBHUNTER_PORT")
    file = servers.home.folder / "token"
    file.touch(mode=0o600)
    file.write_text(token)
    told = {
        "HOME": str(servers.home.folder),
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url(),
        "MASTER_KEY": key,
        "TOKEN_FILE": str(file),
        "PORT": str(port),
        "LOG_LEVEL": "warning",
    }
    env = inherited_environment({f"JOBHUNTER_{name}": value for name, value in told.items()})
    serve = [sys.executable, "-m", "uvicorn", "gateway.app:create_app", "--factory", "--host", "127.0.0.1"]
    serve += ["--port", str(port), "--no-access-log"]
    work = [sys.executable, "-m", "celery", "-A", APP, "worker", "-Q", "critic,executor", "--pool", "prefork", "-c", "2"]
    work += ["-l", "WARNING", "--without-gossip", "--without-mingle"]
    async with AsyncExitStack() as exits:
        parts: dict[str, psutil.Process] = {}
        for name, argv in (("gateway", serve), ("worker", work)):
            child = await Child.start(name, argv, log=servers.home.logs / f"{name}.log", env=env)
            exits.push_async_callback(child.stop)
            parts[name] = psutil.Process(child.pid)
        headers = {"Authorization": f"Bearer {token}"}
        url = f"http://127.0.0.1:{port}"
        http = await exits.enter_async_context(httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=120))
        await _serves(http)
        yield http, parts


async def _serves(http: httpx.AsyncClient) -> None:
    end = time.monotonic() + GIVEN_UP_S
    while time.monotonic() < end:
        try:
            if (await http.get("/health/live")).is_success:
                return
        except httpx.TransportError:
            await asyncio.sleep(LOOK_EVERY_S)
    raise _failed("the gateway does not answer")


def _memory(parts: dict[str, psutil.Process]) -> dict[str, float]:
    """What each process has for itself, in bytes: its own and those below it, by their place."""
    held: dict[str, float] = {}
    for name, process in parts.items():
        for number, one in enumerate([process, *sorted(process.children(recursive=True), key=lambda p: p.pid)]):
            held[name if not number else f"{name}.{number}"] = float(one.memory_full_info().uss)
    return held


async def _until(database: Database, query: Any, wanted: int, what: str) -> None:
    end = time.monotonic() + GIVEN_UP_S
    while (found := (await _ask(database, query)).scalar_one()) < wanted:
        if time.monotonic() > end:
            raise _failed(f"{what}: {found} of {wanted}")
        await asyncio.sleep(LOOK_EVERY_S)


async def _ask(database: Database, query: Any) -> Any:
    async with database.as_user(LOCAL_USER) as session:
        return await session.execute(query)


def _failed(what: str) -> Unavailable:
    return Unavailable("bench_failed", "The benchmark did not come to its end.", what, "Try again on an idle machine.")
