"""The one bridge from Celery to async code: a Celery app whose messages are hints.

A worker's main process runs the sweeper and says that it lives. Each of its pool processes keeps one event loop and what
`assemble` opened on it; a hint's step id becomes a coroutine on that loop.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from importlib.metadata import version
from typing import Any

from celery import Celery, signals

from brain.action import ROLES, Action
from brain.ports import LONGEST_HANDS_S
from brain.signing_in.waiting import LONGEST_WARM_S
from jobhunter.logs import set_up_logs
from workers.main_process import MainProcess
from workers.run_step import CARRY_ON_S, StepRunner
from workers.settings import WorkerSettings
from world_model.broker import broker_url, task_name, transport_options

TASK_LIMIT_S = 1200
SPARE_S = 60
MOST_MEMORY_KIB = 1_500_000

Assemble = Callable[[AsyncExitStack, str], Awaitable[StepRunner]]


def make_celery(assemble: Assemble, module: str, settings: WorkerSettings | None = None) -> Celery:
    """The Celery app: late acks, no results, no prefetch, no soft time limit. `assemble` is called in each pool process, once.

    `module`: the one that calls this; a pool process starts empty and finds the tasks by importing it.
    """
    settings = settings or WorkerSettings()
    set_up_logs()
    app = Celery("jobhunter", broker=broker_url(settings.redis_url.get_secret_value()), include=[module], set_as_current=False)
    app.conf.update(
        broker_transport_options=transport_options(),
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_acks_late=True,
        task_acks_on_failure=True,
        task_reject_on_worker_lost=False,
        task_ignore_result=True,
        task_time_limit=TASK_LIMIT_S,
        task_send_sent_event=True,
        task_serializer="json",
        result_serializer="json",
        accept_content=["json"],
        task_routes={task_name(role): {"queue": role} for role in ROLES},
        task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1},
        worker_disable_prefetch=True,
        worker_prefetch_multiplier=1,
        worker_pool_start_method="spawn",
        # A fresh interpreter with all imports takes its time on a busy machine; killed for it, it would start again for ever.
        worker_proc_alive_timeout=120.0,
        # Most messages are short and many find nothing to do: what a process has grown to counts, not how often it was woken.
        worker_max_memory_per_child=MOST_MEMORY_KIB,
        worker_send_task_events=True,
        worker_soft_shutdown_timeout=30,
        worker_enable_soft_shutdown_on_idle=True,
        worker_hijack_root_logger=False,
    )
    process = Process(assemble)
    for role in ROLES:
        app.task(name=task_name(role), shared=False)(process.task(role))
    signals.worker_process_shutdown.connect(process.close, weak=False)
    return app


def check_timeouts(actions: dict[str, Action]) -> None:
    """Every action must be able to end by itself before Celery ends its process, also as the last one a message goes on with."""
    others = CARRY_ON_S + LONGEST_WARM_S + LONGEST_HANDS_S + SPARE_S
    late = [a.name for a in actions.values() if others + a.timeout_s > TASK_LIMIT_S]
    if late:
        raise ValueError(f"these actions may run longer than the hard limit allows: {', '.join(late)}")


class Process:
    """One pool process: its loop and everything a step needs, opened at its first step."""

    def __init__(self, assemble: Assemble) -> None:
        self._assemble = assemble
        self._runner: asyncio.Runner | None = None
        self._exits = AsyncExitStack()
        self._steps: StepRunner | None = None

    def task(self, role: str) -> Callable[[int], None]:
        """The Celery task of one role."""

        def run(step_id: int) -> None:
            """Runs what a hint wakes: its argument is a step's id."""
            if self._runner is None:
                self._runner = asyncio.Runner()
            self._runner.run(self._run(step_id, role))

        return run

    async def _run(self, step_id: int, role: str) -> None:
        if self._steps is None:
            self._steps = await self._assemble(self._exits, worker_name())
        await self._steps.run(step_id, (role,))

    def close(self, **_: Any) -> None:
        if self._runner is not None:
            self._runner.run(self._exits.aclose())
            self._runner.close()


def worker_name() -> str:
    """This process, among all workers."""
    return f"{socket.gethostname()}:{os.getpid()}"


_main: MainProcess | None = None


def _begin_main(sender: str, instance: Any, **_: Any) -> None:
    global _main
    queues = ",".join(sorted(instance.app.amqp.queues.consume_from))
    _main = MainProcess(sender, queues, version("jobhunter-agent"))
    _main.start()


def _end_main(**_: Any) -> None:
    if _main is not None:
        _main.stop()


signals.celeryd_after_setup.connect(_begin_main)
signals.worker_shutting_down.connect(_end_main)
