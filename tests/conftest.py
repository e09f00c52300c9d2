"""What every test has: the real servers as fixtures, and closed sockets in unit tests."""

from collections.abc import Iterator

import pytest
import pytest_socket
import structlog
from hypothesis import settings

from tests.support.stack import (
    empty_database_url,
    migrated_database_url,
    migrated_template,
    postgres_server,
    postgres_url,
    redis_server,
    redis_url,
    stack_home,
)

settings.register_profile("suite", deadline=None)  # a busy machine is no failure
settings.load_profile("suite")

__all__ = [
    "empty_database_url",
    "migrated_database_url",
    "migrated_template",
    "postgres_server",
    "postgres_url",
    "redis_server",
    "redis_url",
    "stack_home",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that drives a browser gets a second try: on a busy machine a page misses a beat. Both are reported.

    One about what may leave the browser gets none: a leak that comes now and then is a leak.
    """
    for item in items:
        if item.get_closest_marker("browser") and not {"hostile", "test_gate.py", "test_accounts.py"} & {*item.path.parts}:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def _closed_sockets(request: pytest.FixtureRequest) -> Iterator[None]:
    """A unit test reaches no network and no server; event loops need their own unix socket pair."""
    if "unit" not in request.path.parts:
        yield
        return
    pytest_socket.disable_socket(allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command run inside a test sets the logs up for its own stderr, which ends with the test."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
