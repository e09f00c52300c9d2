"""How hints travel: one queue and one Celery task name per role, the same for whoever sends and whoever listens."""

from typing import Any

from celery import Celery

from brain.action import ROLES

KEY_PREFIX = "jobhunter:"
EVENTS_CHANNEL = "jobhunter:events"  # Redis pub/sub; the payload is a task id, and only a nudge to look at the table
QUEUES = ROLES


def task_name(role: str) -> str:
    """The Celery task that runs steps of a role; its only argument is the step's id, its queue has the role's name."""
    return f"jobhunter.{role}"


def broker_url(redis_url: str) -> str:
    """A redis-py URL as kombu wants it: a unix socket is another scheme with another name for the database."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return "redis+socket://" + redis_url.removeprefix("unix://").replace("?db=", "?virtual_host=")


def transport_options(*, socket_timeout_s: float = 15.0, connect_timeout_s: float = 5.0) -> dict[str, Any]:
    """Settings of the Redis transport: a frozen Redis is noticed, and a lost message is found again within the hour."""
    return {
        "global_keyprefix": KEY_PREFIX,
        "visibility_timeout": 3600,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": socket_timeout_s,
        "socket_connect_timeout": connect_timeout_s,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }


def sending_app(redis_url: str, *, timeout_s: float = 0.5) -> Celery:
    """A Celery app that only sends, gives up after `timeout_s`, and never tries again: the sweeper does."""
    app = Celery("jobhunter-sender", broker=broker_url(redis_url), set_as_current=False)
    app.conf.update(
        broker_transport_options=transport_options(socket_timeout_s=timeout_s, connect_timeout_s=timeout_s)
        | {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0},
        broker_connection_timeout=timeout_s,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_publish_retry=False,
        task_create_missing_queues=True,
    )
    return app
