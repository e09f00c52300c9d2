"""Sends hints from one background thread: never inside a request, best effort; what is dropped the sweeper sends."""

import queue
import threading
from collections.abc import Sequence
from typing import Any

import structlog
from celery import Celery

from world_model.broker import task_name
from world_model.steps import Hint

log = structlog.get_logger()
QUEUE_SIZE = 10_000


class Publisher:
    """A bounded queue and the thread that empties it. `offer` returns at once, whatever Redis does."""

    def __init__(self, app: Celery, size: int = QUEUE_SIZE) -> None:
        self._app = app
        self._waiting: queue.Queue[Hint] = queue.Queue(size)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hint-publisher", daemon=True)
        self.sent = 0
        self.dropped = 0

    def start(self) -> None:
        self._thread.start()

    def close(self, timeout_s: float = 2.0) -> None:
        """Sends what is waiting if it can be done quickly, and ends the thread."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def offer(self, hints: Sequence[Hint]) -> None:
        """Puts hints in line; drops those that find it full."""
        for hint in hints:
            try:
                self._waiting.put_nowait(hint)
            except queue.Full:
                self.dropped += 1

    def _run(self) -> None:
        with self._app.connection_for_write() as connection:
            while not (self._ending.is_set() and self._waiting.empty()):
                try:
                    hint = self._waiting.get(timeout=0.2)
                except queue.Empty:
                    continue
                self._send(hint, connection)

    def _send(self, hint: Hint, connection: Any) -> None:
        try:
            self._app.send_task(
                task_name(hint.role), args=[hint.step_id], queue=hint.role, connection=connection, retry=False, ignore_result=True
            )
            self.sent += 1
        except Exception as error:  # whatever it was, the next hint gets its try
            connection.close()  # it opens again with the next hint
            self._drop_the_rest(error)

    def _drop_the_rest(self, error: Exception) -> None:
        # Each of them would wait for the same dead socket; the sweeper sends them when Redis is back.
        lost = 1
        while not self._waiting.empty():
            self._waiting.get_nowait()
            lost += 1
        self.dropped += lost
        log.warning("hints_dropped", count=lost, error=str(error))
