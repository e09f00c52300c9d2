"""The home folder: where it is, what it keeps private, what makes it unusable."""

import os
import stat
from pathlib import Path

import pytest

from jobhunter.home import LONGEST_SOCKET_PATH, SYSTEM_FOLDER, Home, HomeUnusable, default_home, fits_socket, private_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_setting_names_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JOBHUNTER_HOME", str(tmp_path / "mine"))
    assert Home.resolve().folder == tmp_path / "mine"
    assert not (tmp_path / "mine").exists(), "naming a home must not make it"


def test_root_and_others_have_different_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_home() == SYSTEM_FOLDER
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert default_home() != SYSTEM_FOLDER
    assert default_home().name == "jobhunter"


def test_a_new_home_is_private_and_an_existing_one_keeps_its_mode(tmp_path: Path) -> None:
    assert mode(Home(tmp_path / "new").create().folder) == 0o700
    existing = tmp_path / "existing"
    existing.mkdir(mode=0o755)
    Home(existing).create()
    assert mode(existing) == 0o755


def test_parents_are_made_and_keep_their_modes(tmp_path: Path) -> None:
    before = mode(tmp_path)
    Home(tmp_path / "a" / "b").create()
    assert mode(tmp_path) == before


def test_a_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    home = Home(tmp_path).create()
    first = home.secret("redis")
    assert home.secret("redis") == first
    assert home.secret("qdrant") != first
    assert mode(tmp_path / "secrets" / "redis") == 0o600
    assert len(first) >= 32
    assert sorted(path.name for path in (tmp_path / "secrets").iterdir()) == ["qdrant", "redis"], "no draft stays behind"


def test_a_file_where_the_home_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusable) as caught:
        Home(tmp_path / "file" / "home").create()
    assert caught.value.code == "home_not_writable"
    assert "JOBHUNTER_HOME" in caught.value.fix
    assert caught.value.exit_code == 6


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(HomeUnusable, match="Permission denied"):
            Home(tmp_path).create()
    finally:
        tmp_path.chmod(0o700)


def test_more_room_is_needed_than_there_is(tmp_path: Path) -> None:
    with pytest.raises(HomeUnusable) as caught:
        Home(tmp_path).create(free_bytes=2**60)
    assert caught.value.code == "no_space"


def test_a_home_too_long_for_a_socket_gets_a_short_run_folder(tmp_path: Path) -> None:
    long = tmp_path / ("d" * 60) / ("e" * 60)
    home = Home(long).create()
    run = home.run_folder()
    try:
        assert fits_socket(run)
        assert len(os.fsencode(run)) < LONGEST_SOCKET_PATH
        assert mode(run) == 0o700
        assert run == home.run_folder(), "the same one each time"
    finally:
        run.rmdir()


def test_a_short_home_keeps_its_sockets_inside(tmp_path: Path) -> None:
    home = Home(tmp_path).create()
    assert fits_socket(tmp_path / "run")
    assert home.run_folder() == tmp_path / "run"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another user's folder")
def test_a_run_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    os.chown(foreign, 4242, 4242)
    with pytest.raises(HomeUnusable, match="belongs to another user"):
        private_folder(foreign)


def test_a_link_in_place_of_a_run_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(HomeUnusable):
        private_folder(tmp_path / "link")
