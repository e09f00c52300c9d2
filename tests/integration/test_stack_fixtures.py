"""The fixtures of the real servers."""

import psycopg
import pytest
import redis.asyncio

pytestmark = pytest.mark.stack


async def test_each_test_can_have_a_database_of_its_own(empty_database_url: str, postgres_url: str) -> None:
    assert empty_database_url != postgres_url
    async with await psycopg.AsyncConnection.connect(empty_database_url) as connection:
        await connection.execute("CREATE TABLE only_here (id int)")
        row = await (await connection.execute("SELECT current_user, current_setting('is_superuser')")).fetchone()
    assert row == ("jobhunter", "off")


async def test_the_redis_of_a_test_is_empty_and_keeps_every_key(redis_url: str) -> None:
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        assert await client.dbsize() == 0
        await client.set("left", "behind")
        assert (await client.config_get("maxmemory-policy"))["maxmemory-policy"] == "noeviction"


async def test_what_the_last_test_left_in_redis_is_gone(redis_url: str) -> None:
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        assert await client.get("left") is None
