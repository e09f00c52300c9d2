"""A running gateway, or a bench for the step protocol, for those tests that ask for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.gateway import RunningGateway, running_gateway
from tests.support.protocol import Bench, bench


@pytest.fixture
async def gateway(
    tmp_path: Path, migrated_database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RunningGateway]:
    monkeypatch.setenv("JOBHUNTER_HOME", str(tmp_path))
    async with running_gateway(tmp_path, migrated_database_url, redis_url, poll_every_s=0.05) as running:
        yield running


@pytest.fixture
async def here(migrated_database_url: str) -> AsyncIterator[Bench]:
    async with bench(migrated_database_url) as made:
        yield made
