"""The Celery peer's own processes: a client that takes the orders, and below it one worker with two pool processes.

`python -m deploy.bench.dag.celery_program CONFIG [worker]`. See `celery_canvas` for what was tried and why.
"""

import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import takewhile
from pathlib import Path
from typing import Any
from uuid import uuid4

from celery import Celery, Signature, chain, chord, group
from redis import Redis

from deploy.bench.dag.celery_canvas import CONTINUED, NO_RESULTS, WORKERS
from deploy.bench.dag.peer_program import Order, answers_on_stdout, read_config, serve, start_below
from deploy.bench.dag.step_log import StepLog
from world_model.broker import broker_url

MODULE = "deploy.bench.dag.celery_program"
READY_TIMEOUT_S = 60
PIECE = 20  # steps of a chain in one message
RESULT_TIMEOUT_S = 120
ARGUMENTS = ["worker", f"--concurrency={WORKERS}", "--loglevel=WARNING"]
ARGUMENTS += ["--pool=prefork", "--without-gossip", "--without-mingle", "--without-heartbeat"]


class Canvas:
    """The app with its tasks, the same in the client and in the worker."""

    def __init__(self, redis_url: str, notes: Path) -> None:
        self.app = make_app(redis_url)
        log = StepLog(notes)

        def step(run: int, number: int) -> None:
            log.note(run, number)

        def ended() -> None:
            """The end of a graph whose last layer has many steps."""

        def carry_on(order: dict[str, Any], number: int, end: str) -> None:
            self._some_and_next(Order(**order), number, end).apply_async()

        self.step = self.app.task(name="step")(step)
        self.ended = self.app.task(name="ended")(ended)
        self.carry_on = self.app.task(name="carry_on", ignore_result=True)(carry_on)

    def prepare(self, order: Order) -> Callable[[], object]:
        """The order's canvas, ready to be sent; the call waits for its end."""
        if order.form == CONTINUED:
            end = str(uuid4())
            first = self._some_and_next(order, 0, end)

            def piece_by_piece() -> object:
                first.apply_async()
                return self.app.AsyncResult(end).get(timeout=RESULT_TIMEOUT_S)

            return piece_by_piece
        canvas = chain(*(self._layer(order, layer) for layer in order.layers()))
        return lambda: canvas.apply_async().get(timeout=RESULT_TIMEOUT_S)

    def _layer(self, order: Order, layer: range) -> Signature:
        if len(layer) > 1:
            return group(self._header(order, layer))
        step = self.step.si(order.run, layer[0])
        return step.set(ignore_result=True) if order.form == NO_RESULTS and layer.stop < order.steps else step

    def _header(self, order: Order, layer: range) -> list[Signature]:
        if order.chunk > 1:
            return list(self.step.chunks([(order.run, i) for i in layer], order.chunk).group().tasks)
        return [self.step.si(order.run, i) for i in layer]

    def _some_and_next(self, order: Order, number: int, end: str) -> Signature:
        """A wide layer, or a few narrow ones, then the task that sends what follows: no message carries the whole graph."""
        layers = order.layers()
        if len(layers[number]) > 1:
            return chord(self._header(order, layers[number]), self._rest(order, number + 1, end))
        narrow = list(takewhile(lambda layer: len(layer) == 1, layers[number : number + PIECE]))
        steps = [self.step.si(order.run, layer[0]).set(ignore_result=True) for layer in narrow]
        return chain(*steps, self._rest(order, number + len(narrow), end))

    def _rest(self, order: Order, number: int, end: str) -> Signature:
        if number == len(order.widths):
            return self.ended.si().set(task_id=end)
        if number + 1 == len(order.widths) and order.widths[number] == 1:
            return self.step.si(order.run, order.steps - 1).set(task_id=end)
        return self.carry_on.si(asdict(replace(order, parents=())), number, end)


def make_app(redis_url: str) -> Celery:
    """Late acks and a prefetch of one, as for steps that must not be lost; everything that is not needed is off."""
    url = broker_url(redis_url)
    app = Celery("peer", broker=url, backend=url, set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        worker_prefetch_multiplier=1,
        task_serializer="json",
        result_serializer="json",
        accept_content=["json"],
        task_track_started=False,
        worker_send_task_events=False,
        task_send_sent_event=False,
        result_expires=3600,
        result_backend_transport_options={"result_chord_ordered": False},
        broker_connection_retry_on_startup=True,
        worker_hijack_root_logger=False,
        task_default_queue="peer",
    )
    return app


def main() -> None:
    config = read_config(sys.argv[1])
    answers = answers_on_stdout()
    canvas = Canvas(config["redis_url"], Path(config["notes"]))
    if sys.argv[2:] == ["worker"]:
        canvas.app.worker_main(ARGUMENTS)
        return
    with Redis.from_url(config["redis_url"]) as redis:
        redis.flushdb()  # what a run that was given up has left
    worker = start_below(MODULE, sys.argv[1], "worker")
    try:
        canvas.ended.delay().get(timeout=READY_TIMEOUT_S)
        serve(canvas.prepare, answers)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait()


if __name__ == "__main__":
    main()
