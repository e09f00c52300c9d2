"""A practice market met as a stranger meets it, over HTTP."""

from collections.abc import AsyncIterator

import pytest

from tests.support.served_market import ServedMarket, served_market


@pytest.fixture
async def market() -> AsyncIterator[ServedMarket]:
    async with served_market() as market:
        yield market
