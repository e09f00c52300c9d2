"""A migrated database is what the models describe, and migrating twice changes nothing."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from migrations.upgrade import upgrade
from world_model.settings import sqlalchemy_url
from world_model.tables import Base

pytestmark = pytest.mark.stack


def test_the_models_describe_the_migrated_database(migrated_database_url: str) -> None:
    engine = create_engine(sqlalchemy_url(migrated_database_url))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert differences == []


def test_migrating_twice_is_migrating_once(empty_database_url: str) -> None:
    for _ in range(2):
        upgrade(sqlalchemy_url(empty_database_url))
