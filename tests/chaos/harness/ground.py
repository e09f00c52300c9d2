"""The servers of a chaos run, in a home of their own: PostgreSQL as it is shipped, and a Redis that keeps nothing."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.bench.recovery import restart_immediately
from deploy.stack.redis import RedisServer
from jobhunter.home import Home
from migrations.upgrade import upgrade
from tests.chaos.harness.site import SiteDouble
from world_model.embedded import EmbeddedPostgres
from world_model.settings import sqlalchemy_url


class ForgetfulRedis(RedisServer):
    """What it held is gone with its process."""

    def argv(self) -> list[str]:
        return [*super().argv(), "--appendonly", "no", "--save", ""]

    async def kill(self) -> None:
        """Ends it at once, and starts another, empty one in its place."""
        assert self.child is not None
        os.kill(self.child.pid, signal.SIGKILL)
        await self.child.wait()
        await self.start()


class Ground:
    """Everything around the workers. `home`: its folder; it is gone with the servers."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.postgres = EmbeddedPostgres(home)
        self.redis = ForgetfulRedis(home)
        self.site = SiteDouble(home.folder)

    @property
    def database_url(self) -> str:
        return sqlalchemy_url(self.postgres.url)

    @property
    def superuser_url(self) -> str:
        """The application's database, for one who may look at every user's rows and end every connection."""
        return self.postgres.layout.superuser_url().replace("/postgres?", "/jobhunter?")

    async def restart_postgres(self) -> None:
        await restart_immediately(self.postgres)


@asynccontextmanager
async def solid_ground() -> AsyncIterator[Ground]:
    """The servers, started and migrated."""
    ground = Ground(_new_home())
    parts = (ground.postgres, ground.redis, ground.site)
    try:
        for part in parts:
            await part.start()
        await asyncio.to_thread(upgrade, ground.database_url)
        yield ground
    finally:
        for part in reversed(parts):
            await part.stop()
        for folder in (ground.postgres.layout.folder, ground.home.folder):
            shutil.rmtree(folder, ignore_errors=True)


def _new_home() -> Home:
    folder = Path(tempfile.mkdtemp(prefix="jh-"))
    folder.chmod(0o711)  # the database server's own user must walk through
    return Home(folder).create()
