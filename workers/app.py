"""The workers' composition root, and the one bridge from Celery to async code.

A worker's main process runs the sweeper and says that it lives. Each of its pool processes keeps one event loop, the
connections and, where it is asked to, one browser; a hint's step id becomes a coroutine on that loop.
"""

import asyncio
import os
import socket
from contextlib import AsyncExitStack
from importlib.metadata import version
from typing import Any

import structlog
from celery import Celery, signals

from brain.action import ROLES, Action, load_catalogue
from brain.matching import requirements_in
from jobhunter.address import AddressPolicy
from jobhunter.logs import set_up_logs
from memory.embedding import default_embedder
from memory.settings import MemorySettings
from memory.store import VectorStore
from memory.task_history import TaskHistory
from workers.context import Desk
from workers.hands.boards import BoardClients
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.session import PlaywrightBrowser
from workers.hands.documents import TypstDocuments
from workers.hands.fetch import Fetcher
from workers.hands.notify import LogNotifier
from workers.main_process import MainProcess
from workers.models import configured_model
from workers.publishing import HintPublisher
from workers.recall import MemoryRecall
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.broker import broker_url, task_name, transport_options
from world_model.session import Database
from world_model.settings import WorldModelSettings
from world_model.steps import Steps
from world_model.vault import Vault

log = structlog.get_logger()
TASK_LIMIT_S = 900
SPARE_S = 60


def make_celery(settings: WorkerSettings | None = None) -> Celery:
    """The Celery app: messages are hints, so late acks, no results, no prefetch, no soft time limit."""
    settings = settings or WorkerSettings()
    set_up_logs()
    app = Celery("jobhunter", broker=broker_url(settings.redis_url.get_secret_value()), set_as_current=False)
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
        worker_max_tasks_per_child=50,
        worker_send_task_events=True,
        worker_soft_shutdown_timeout=30,
        worker_enable_soft_shutdown_on_idle=True,
        worker_hijack_root_logger=False,
    )
    for role in ROLES:
        app.task(name=task_name(role), shared=False)(_run)
    return app


def check_timeouts(actions: dict[str, Action]) -> None:
    """Every action must be able to end by itself before Celery ends its process."""
    late = [a.name for a in actions.values() if a.timeout_s + SPARE_S > TASK_LIMIT_S]
    if late:
        raise ValueError(f"these actions may run longer than the hard limit allows: {', '.join(late)}")


class Process:
    """One pool process: its loop and everything a step needs, opened at its first step."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self._exits = AsyncExitStack()
        self._steps: StepRunner | None = None

    def run(self, step_id: int) -> None:
        self.runner.run(self._run(step_id))

    async def _run(self, step_id: int) -> None:
        if self._steps is None:
            self._steps = await assemble(self._exits, worker_name())
        await self._steps.run(step_id)

    def close(self) -> None:
        self.runner.run(self._exits.aclose())
        self.runner.close()


async def assemble(exits: AsyncExitStack, name: str) -> StepRunner:
    """Everything a step needs, wired in one place; closed when `exits` is."""
    settings, world = WorkerSettings(), WorldModelSettings()
    catalogue = load_catalogue()
    check_timeouts(dict(catalogue))
    database = await exits.enter_async_context(Database(world.url()))
    steps = Steps(database, name, world.lease_s, list(catalogue))
    publisher = HintPublisher(settings.redis_url.get_secret_value())
    exits.push_async_callback(publisher.close)
    policy = AddressPolicy(settings.origins)
    fetcher = Fetcher(policy)
    exits.push_async_callback(fetcher.aclose)
    documents = TypstDocuments(settings.files)
    exits.push_async_callback(documents.aclose)
    browser = PlaywrightBrowser(browser_options(settings), policy)
    exits.push_async_callback(browser.close)
    embedder = default_embedder()
    memory = await exits.enter_async_context(VectorStore.connect(MemorySettings()))
    desk = Desk(
        database=database,
        vault=Vault(world.key()),
        steps=steps,
        boards=BoardClients(fetcher.get, skills_in=requirements_in),
        browser=browser,
        documents=documents,
        recall=MemoryRecall(TaskHistory(memory, embedder), embedder),
        notifier=LogNotifier(),
        nudge=publisher.nudge,
        model=configured_model(settings),
    )
    return StepRunner(steps, catalogue, desk.context, publisher.publish)


def browser_options(settings: WorkerSettings) -> BrowserOptions:
    """The browser as the settings want it."""
    return BrowserOptions(
        files_dir=settings.files,
        executable=settings.browser,
        headless=settings.headless,
        stealth=settings.stealth,
        human_pauses=settings.human_pauses,
    )


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


_process: Process | None = None
_main: MainProcess | None = None


def _run(step_id: int) -> None:
    """Runs the steps of one role: its argument is the step's id."""
    global _process
    if _process is None:
        _process = Process()
    _process.run(step_id)


def _close_process(**_: Any) -> None:
    if _process is not None:
        _process.close()


def _begin_main(sender: str, instance: Any, **_: Any) -> None:
    global _main
    queues = ",".join(sorted(instance.app.amqp.queues.consume_from))
    _main = MainProcess(sender, queues, version("jobhunter-agent"))
    _main.start()


def _end_main(**_: Any) -> None:
    if _main is not None:
        _main.stop()


signals.worker_process_shutdown.connect(_close_process)
signals.celeryd_after_setup.connect(_begin_main)
signals.worker_shutting_down.connect(_end_main)
celery = make_celery()
