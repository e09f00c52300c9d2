"""The DBOS peer's own processes: one that takes the orders, and below it a second one that only works on the queue.

`python -m deploy.bench.dag.dbos_program CONFIG [worker]`. See `dbos_peer` for what was tried and why.
"""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from pathlib import Path
from typing import Any
from uuid import uuid4

from dbos import DBOS, DBOSConfig, StepReservation, WorkflowHandle

from deploy.bench.dag.dbos_peer import ASYNC, CHILDREN, GATHER, QUEUE, SYNC, THREADS
from deploy.bench.dag.peer_program import Order, answers_on_stdout, read_config, say_ready, serve, start_below
from deploy.bench.dag.shapes import layers_of
from deploy.bench.dag.step_log import StepLog

MODULE = "deploy.bench.dag.dbos_program"
THREAD_COUNT = 4
CHILD_COUNT = 6
QUEUED = 8
QUEUE_NAME = "steps"
IDLE_POLL_S, BUSY_POLL_S = 1.0, 0.01
RESULT_POLL_S = 0.005

StartPart = Callable[[int, int, int], "WorkflowHandle[None]"]


class Workflows:
    """One workflow per form, each of (run, sizes of the layers), registered with DBOS, which is launched afterwards."""

    def __init__(self, log: StepLog) -> None:
        def note(run: int, number: int) -> None:
            log.note(run, number)

        async def note_async(run: int, number: int) -> None:
            log.note(run, number)

        self._note = note
        self._step = DBOS.step(name="step")(note)
        self._async_step = DBOS.step(name="async_step")(note_async)
        self._pool = ThreadPoolExecutor(THREAD_COUNT)

        def part(run: int, first: int, end: int) -> None:
            for number in range(first, end):
                self._step(run, number)

        part_of_layer = DBOS.workflow(name="part")(part)

        def child(run: int, first: int, end: int) -> "WorkflowHandle[None]":
            return DBOS.start_workflow(part_of_layer, run, first, end)

        def queued(run: int, first: int, end: int) -> "WorkflowHandle[None]":
            return DBOS.enqueue_workflow(QUEUE_NAME, part_of_layer, run, first, end)

        steps = DBOS.workflow(name="steps")(lambda run, widths: part(run, 0, sum(widths)))
        gathered = DBOS.workflow(name="gathered")(self._gathered())
        self._forms: dict[str, Callable[..., Any]] = {
            SYNC: steps,
            ASYNC: gathered,
            GATHER: gathered,
            THREADS: DBOS.workflow(name="threads")(self._wide(self._in_threads)),
            CHILDREN: DBOS.workflow(name="children")(self._wide(lambda run, layer: _in_parts(child, CHILD_COUNT, run, layer))),
            QUEUE: DBOS.workflow(name="queued")(self._wide(lambda run, layer: _in_parts(queued, QUEUED, run, layer))),
        }

    def prepare(self, order: Order) -> Callable[[], object]:
        form = self._forms[order.form]

        def go() -> None:
            DBOS.start_workflow(form, order.run, list(order.widths)).get_result()

        return self._with_busy_queue(go) if order.form == QUEUE else go

    def _with_busy_queue(self, go: Callable[[], None]) -> Callable[[], None]:
        # Only while it is needed: polling a hundred times a second would cost the other contenders their CPU.
        queue = DBOS.retrieve_queue(QUEUE_NAME)
        assert queue is not None
        queue.set_polling_interval_sec(BUSY_POLL_S)
        time.sleep(IDLE_POLL_S * 1.2)  # until both processes have read it

        def busy() -> None:
            try:
                go()
            finally:
                queue.set_polling_interval_sec(IDLE_POLL_S)

        return busy

    def _gathered(self) -> Callable[[int, list[int]], Any]:
        async def gathered(run: int, widths: list[int]) -> None:
            for layer in layers_of(widths):
                if len(layer) == 1:
                    await self._async_step(run, layer[0])
                else:
                    await asyncio.gather(*(self._async_step(run, number) for number in layer))

        return gathered

    def _wide(self, at_once: Callable[[int, range], None]) -> Callable[[int, list[int]], None]:
        def layer_by_layer(run: int, widths: list[int]) -> None:
            for layer in layers_of(widths):
                if len(layer) == 1:
                    self._step(run, layer[0])
                else:
                    at_once(run, layer)

        return layer_by_layer

    def _in_threads(self, run: int, layer: range) -> None:
        # Reserved in order, so that a replay meets the same step numbers.
        reserved = [DBOS.reserve_step() for _ in layer]
        running = [self._pool.submit(self._run, copy_context(), one, run, i) for one, i in zip(reserved, layer, strict=True)]
        for future in running:
            future.result()

    def _run(self, context: Context, reserved: StepReservation, run: int, number: int) -> None:
        context.run(lambda: reserved.run({"name": "step"}, self._note, run, number))


def _in_parts(start: StartPart, count: int, run: int, layer: range) -> None:
    handles = [start(run, part.start, part.stop) for part in _split(layer, min(count, len(layer)))]
    for handle in handles:
        handle.get_result(polling_interval_sec=RESULT_POLL_S)


def _split(layer: range, count: int) -> Iterator[range]:
    for i in range(count):
        yield layer[len(layer) * i // count : len(layer) * (i + 1) // count]


def settings(config: dict[str, Any], version: str, name: str) -> DBOSConfig:
    """`version`: new with each start, so that nothing is recovered of a run that was given up."""
    return {
        "name": "peer",
        "system_database_url": config["database_url"],
        "application_version": version,
        "executor_id": name,
        "log_level": "ERROR",
        "db_engine_kwargs": {"pool_pre_ping": False},
    }


def main() -> None:
    config, arguments = read_config(sys.argv[1]), sys.argv[2:]
    answers = answers_on_stdout()
    if arguments:
        work(config, arguments[1])
        say_ready(answers)
        signal.pause()
    version = str(uuid4())
    DBOS(config=settings(config, version, "main"))
    workflows = Workflows(StepLog(Path(config["notes"])))
    launch()
    worker = start_below(MODULE, sys.argv[1], "worker", version)
    try:
        wait_until_ready(worker)
        serve(workflows.prepare, answers)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait()
        DBOS.destroy()


def wait_until_ready(worker: "subprocess.Popen[bytes]") -> None:
    """Whoever started this process bounds the wait."""
    assert worker.stdout is not None
    if not worker.stdout.readline():
        raise RuntimeError("the second process ended")


def work(config: dict[str, Any], version: str) -> None:
    """Makes this the second process, which takes its share of the queue until it is ended."""
    DBOS(config=settings(config, version, "worker"))
    Workflows(StepLog(Path(config["notes"])))
    launch()


def launch() -> None:
    """Starts DBOS with its queue, half of which each of the two processes takes."""
    DBOS.launch()
    DBOS.register_queue(QUEUE_NAME, worker_concurrency=QUEUED // 2, polling_interval_sec=IDLE_POLL_S)


if __name__ == "__main__":
    main()
