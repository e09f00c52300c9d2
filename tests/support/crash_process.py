"""The crash tests' own entry point: runs the real thing in a process of its own that ends, or stops, at a named point.

Faults come as arguments of this module alone (see `crash_faults`): no setting of the product reaches them.
"""

import asyncio
import ctypes
import faulthandler
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg
from pydantic import SecretStr

from jobhunter import faults
from jobhunter.logs import set_up_logs
from tests.support.crash_actions import Wiring
from tests.support.crash_faults import Faults
from tests.support.protocol import MASTER_KEY
from tests.support.waiting import PATIENCE_S
from workers.cli.worker import claim_and_run
from world_model.session import Database
from world_model.settings import WorldModelSettings, sqlalchemy_url
from world_model.steps import Hint, Steps
from world_model.sweeper import Sweeper

PR_SET_PDEATHSIG = 1


def main(kind: str, wiring: Wiring, wanted: Sequence[str], log: Path) -> None:
    """Runs `kind` until it ends by a fault or from outside. What it says goes to `log`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    faulthandler.dump_traceback_later(PATIENCE_S / 2)  # where it hangs, if it does
    set_up_logs()
    faults.install(Faults(wanted))
    asyncio.run(KINDS[kind](wiring))


async def _worker(wiring: Wiring) -> None:
    """The product's loop of a worker that claims straight from PostgreSQL, its sweeper included."""
    await claim_and_run(wiring.assemble, wiring.roles, until_idle=False)


async def _gateway(wiring: Wiring) -> None:
    import uvicorn

    from gateway.app import create_app
    from gateway.settings import GatewaySettings

    settings = GatewaySettings(redis_url=SecretStr(wiring.redis_url), token_file=wiring.token_file)
    world = WorldModelSettings(database_url=SecretStr(wiring.database_url), master_key=SecretStr(MASTER_KEY))
    config = uvicorn.Config(create_app(settings, world), host="127.0.0.1", port=0, log_level="warning")
    listening = config.bind_socket()
    print(f"listening on {listening.getsockname()[1]}", flush=True)
    await uvicorn.Server(config).serve([listening])


async def _sweeper(wiring: Wiring) -> None:
    def lost(hints: Sequence[Hint]) -> None:
        raise AssertionError(f"it ends before its hints: {hints}")

    async with Database(sqlalchemy_url(wiring.database_url)) as database:
        await Sweeper(Steps(database, "sweeper"), lost, every_s=0.1).run()


async def _holding_sweeper(wiring: Wiring) -> None:
    """A sweep that has begun and does not end: its transaction holds the lock."""
    async with await psycopg.AsyncConnection.connect(wiring.database_url) as connection:
        await connection.execute("SET ROLE jobhunter_engine")
        await connection.commit()
        await connection.execute("SELECT sweep(500)")
        print("holding", flush=True)
        await asyncio.Event().wait()


KINDS = {"worker": _worker, "gateway": _gateway, "sweeper": _sweeper, "holding sweeper": _holding_sweeper}
