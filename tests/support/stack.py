"""Fixtures of real servers: one PostgreSQL and one Redis per test process, in a temporary home, gone with it.

- `postgres_url`: the database of the session, empty at first and shared by its tests.
- `empty_database_url`: a database of its own for each test, empty, owned by the role `jobhunter`.
- `migrated_database_url`: the same, migrated (a copy of a template that was migrated once).
- `redis_url`: the Redis of the session, in redis-py's form; empty at the start of each test that asks for it.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import redis
from psycopg import sql

from deploy.stack.redis import RedisServer
from jobhunter.home import Home
from jobhunter.process import inherited_environment
from world_model.embedded import EmbeddedPostgres

UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@pytest.fixture(scope="session")
def stack_home() -> Iterator[Home]:
    """A home folder with a short path, which a server's own user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="jh-"))
    folder.chmod(0o711)
    yield Home(folder).create()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(stack_home: Home) -> Iterator[EmbeddedPostgres]:
    """The running server; `superuser_url()` of its layout is there for tests that need more than the application may."""
    server = EmbeddedPostgres(stack_home, UNSAFE_BUT_FAST)
    with asyncio.Runner() as runner:
        runner.run(server.start())
        yield server
        runner.run(server.stop())
    if stack_home.folder not in server.layout.folder.parents:
        shutil.rmtree(server.layout.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: EmbeddedPostgres) -> str:
    return postgres_server.url


@pytest.fixture
def empty_database_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    name = f"test_{uuid4().hex[:12]}"
    _create_database(postgres_server, name, "template1")
    yield _url_of(postgres_server, name)
    _drop_database(postgres_server, name)


@pytest.fixture(scope="session")
def migrated_template(postgres_server: EmbeddedPostgres) -> str:
    """The name of a database that has been migrated and is only copied from."""
    name = "migrated_template"
    _create_database(postgres_server, name, "template1")
    env = inherited_environment({"JOBHUNTER_DATABASE_URL": _url_of(postgres_server, name)})
    done = subprocess.run([sys.executable, "-m", "migrations"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return name


@pytest.fixture
def migrated_database_url(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[str]:
    with another_database(postgres_server, migrated_template) as url:
        yield url


@contextmanager
def another_database(server: EmbeddedPostgres, template: str) -> Iterator[str]:
    """The URL of a database of its own, a copy of `template`, for the duration of the block."""
    name = f"test_{uuid4().hex[:12]}"
    _create_database(server, name, template)
    yield _url_of(server, name)
    _drop_database(server, name)


@pytest.fixture(scope="session")
def redis_server(stack_home: Home) -> Iterator[RedisServer]:
    server = RedisServer(stack_home)
    with asyncio.Runner() as runner:
        runner.run(server.start())
        yield server
        runner.run(server.stop())


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


def _url_of(server: EmbeddedPostgres, database: str) -> str:
    return server.url.replace("/jobhunter?", f"/{database}?")


def _create_database(server: EmbeddedPostgres, name: str, template: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} OWNER jobhunter TEMPLATE {}")
    _as_superuser(server, statement.format(sql.Identifier(name), sql.Identifier(template)))


def _drop_database(server: EmbeddedPostgres, name: str) -> None:
    _as_superuser(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _as_superuser(server: EmbeddedPostgres, statement: sql.Composed) -> None:
    with psycopg.connect(server.layout.superuser_url(), autocommit=True) as connection:
        connection.execute(statement)
