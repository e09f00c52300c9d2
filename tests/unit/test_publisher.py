"""Hints go out beside the request, or not at all."""

import threading
from typing import Any

from gateway.publisher import Publisher
from tests.support.waiting import wait_until
from world_model.broker import broker_url, sending_app, task_name
from world_model.steps import Hint


class Broker:
    """Stands for a Celery app: keeps what was sent, fails or hangs when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, list[int], str]] = []
        self.fails = False
        self.free = threading.Event()
        self.free.set()

    def connection_for_write(self) -> "Broker":
        return self

    def __enter__(self) -> "Broker":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def close(self) -> None:
        return None

    def send_task(self, name: str, args: list[int], queue: str, **_: Any) -> None:
        self.free.wait(10)
        if self.fails:
            raise OSError("no broker")
        self.sent.append((name, args, queue))


def started(broker: Any, size: int = 100) -> Publisher:
    publisher = Publisher(broker, size)
    publisher.start()
    return publisher


def test_a_hint_is_a_step_id_in_the_queue_of_its_role() -> None:
    broker = Broker()
    publisher = started(broker)
    publisher.offer([Hint(7, "planner"), Hint(8, "executor")])
    publisher.close()
    assert broker.sent == [("jobhunter.planner", [7], "planner"), ("jobhunter.executor", [8], "executor")]


def test_offering_never_waits_and_drops_when_full() -> None:
    broker = Broker()
    broker.free.clear()
    publisher = started(broker, size=3)
    publisher.offer([Hint(n, "critic") for n in range(50)])
    assert publisher.dropped >= 46
    broker.free.set()
    publisher.close()


def test_a_broker_that_fails_costs_the_line_and_nothing_else() -> None:
    broker = Broker()
    broker.fails = True
    publisher = started(broker)
    publisher.offer([Hint(n, "critic") for n in range(5)])
    wait_until(lambda: publisher.dropped == 5, "the hints are dropped")
    broker.fails = False
    publisher.offer([Hint(9, "learner")])
    publisher.close()
    assert broker.sent == [("jobhunter.learner", [9], "learner")]


def test_closing_one_that_never_started() -> None:
    Publisher(Broker()).close()  # type: ignore[arg-type]


def test_broker_addresses() -> None:
    assert broker_url("redis://:pw@host:6379/1") == "redis://:pw@host:6379/1"
    assert broker_url("rediss://host/0") == "rediss://host/0"
    assert broker_url("unix://:pw@/run/redis.sock?db=2") == "redis+socket://:pw@/run/redis.sock?virtual_host=2"
    assert task_name("learner") == "jobhunter.learner"


def test_the_sending_app_gives_up_quickly() -> None:
    conf = sending_app("unix:///run/redis.sock?db=0").conf
    assert conf.broker_transport_options["socket_timeout"] == 0.5
    assert conf.broker_transport_options["global_keyprefix"] == "jobhunter:"
    assert conf.task_publish_retry is False
    assert list(conf.accept_content) == ["json"]
