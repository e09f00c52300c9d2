"""Three roles: each is refused the others' work, and a user sees their own rows only."""

import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, ProgrammingError

from tests.support.protocol import OTHER, USER, Bench, step
from world_model.tables import USER_OWNED

pytestmark = [pytest.mark.stack, pytest.mark.security]


async def test_s63_without_a_user_no_row_is_seen(here: Bench) -> None:
    await here.task([step("a")])
    async with here.database.users.connect() as connection:
        for table in USER_OWNED:
            count = (await connection.exec_driver_sql(f"SELECT count(*) FROM {table}")).scalar()
            assert count == 0, table


async def test_s63_a_pooled_connection_forgets_its_user(here: Bench) -> None:
    await here.task([step("a")])
    assert await here.ask_as(USER, "SELECT count(*) FROM tasks") == 1
    assert await here.ask_as(OTHER, "SELECT count(*) FROM tasks") == 0


async def test_s64_a_row_for_another_user_is_refused(here: Bench) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        await here.task([step("a")], user=USER) and await here.ask_as(
            OTHER,
            "INSERT INTO outbox (user_id, topic, dedupe_key, payload) VALUES (CAST(:u AS uuid), 't', 'k', '{}') RETURNING id",
            u=USER,
        )


async def test_the_app_may_not_run_the_engines_functions(here: Bench) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await here.ask_as(USER, "SELECT sweep(1)")


@pytest.mark.parametrize("query", ["SELECT * FROM tasks", "DELETE FROM submissions", "SELECT create_task('{}', '[]')"])
async def test_the_engine_may_run_nothing_else(here: Bench, query: str) -> None:
    async with here.database.engine() as connection:
        with pytest.raises(errors.InsufficientPrivilege):
            await connection.execute(query)  # type: ignore[arg-type]
