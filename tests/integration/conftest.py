"""A running gateway for those tests that ask for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.gateway import RunningGateway, running_gateway


@pytest.fixture
async def gateway(
    tmp_path: Path, migrated_database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RunningGateway]:
    monkeypatch.setenv("JOBHUNTER_HOME", str(tmp_path))
    async with running_gateway(tmp_path, migrated_database_url, redis_url, poll_every_s=0.05) as running:
        yield running
