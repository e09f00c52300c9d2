"""`jobhunter worker`: a worker that claims straight from PostgreSQL, for a machine without Redis or while Redis is away."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workers.celery_app import Assemble

HELP = """Run a worker. With --no-broker it claims steps straight from PostgreSQL and needs no Redis; else it is a Celery worker.

Example:  JOBHUNTER_DATABASE_URL=postgresql://… jobhunter worker --no-broker --role executor
"""
IDLE_S = 0.2


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("worker", help=HELP)(worker)


def worker(
    no_broker: Annotated[bool, typer.Option("--no-broker", help="Claim from PostgreSQL, without Redis.")] = False,
    role: Annotated[list[str] | None, typer.Option("--role", help="Only this role; may be repeated.")] = None,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when nothing is ready.")] = False,
) -> None:
    from brain.action import ROLES
    from brain.errors import InvalidInput

    unknown = sorted(set(role or ()) - set(ROLES))
    if unknown:
        raise InvalidInput("unknown_role", "There is no such role.", ", ".join(unknown), f"Choose of: {', '.join(ROLES)}")
    if no_broker:
        from workers.app import assemble

        asyncio.run(claim_and_run(assemble, tuple(role or ROLES), until_idle))
        return
    queues = ",".join(role or ROLES)
    celery = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "workers.app:celery",
        "worker",
        "-Q",
        queues,
        "--pool",
        "prefork",
        "-l",
        "INFO",
    ]
    os.execv(sys.executable, celery)  # noqa: S606 - our own program, without a shell


async def claim_and_run(assemble: "Assemble", roles: Sequence[str], until_idle: bool) -> None:
    """Claims and runs what is ready for these roles, and sweeps, until it is told to stop or, `until_idle`, has nothing to do."""
    from workers.celery_app import worker_name
    from world_model.steps import Hint
    from world_model.sweeper import Sweeper

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    def found_anyway(_hints: Sequence[Hint]) -> None:
        """What is ready is found by looking; a hint would say nothing new."""

    async with AsyncExitStack() as exits:
        runner = await assemble(exits, worker_name())
        sweeper = asyncio.create_task(Sweeper(runner.steps, found_anyway).run())
        while not stop.is_set():
            if await runner.run(None, roles):
                continue
            if until_idle:
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), IDLE_S)
        sweeper.cancel()
