"""A practice market inside the test's own process, a client and a browser's page to meet it with."""

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Page

from deploy.market.app import create_app
from deploy.market.market import Market
from deploy.market.serve import running
from tests.support.market_by_hand import page_by_hand


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    app = create_app(7)
    async with running(app):
        yield app.state.market


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with page_by_hand() as page:
        yield page
