"""`doctor`, `home` and `reset`, the browser step, and the Makefile's help."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import browser_setup
from deploy.doctor import Doctor
from deploy.errors import NoBrowser
from deploy.reset import delete_everything
from deploy.settings import StackSettings
from jobhunter.home import Home
from world_model.embedded import PostgresLayout, running_postgres

pytestmark = pytest.mark.stack

ROOT = Path(__file__).parents[2]
FREE = StackSettings(port=0, flower_port=0)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("JOBHUNTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JOBHUNTER_PORT", "0")
    monkeypatch.setenv("JOBHUNTER_FLOWER_PORT", "0")
    home = Home.resolve()
    yield home
    shutil.rmtree(PostgresLayout.of(home).folder, ignore_errors=True)


def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-m", "jobhunter", *arguments]
    return subprocess.run(argv, capture_output=True, text=True, timeout=240, check=False)


def test_home_prints_the_folder(home: Home) -> None:
    assert command("home").stdout.strip() == str(home.folder)
    assert json.loads(command("home", "--json").stdout) == {"schema": "jobhunter/home/1", "home": str(home.folder)}


def test_doctor_finds_this_machine_fit(home: Home) -> None:
    done = command("doctor", "--json")
    document = json.loads(done.stdout)
    assert document["schema"] == "jobhunter/doctor/1"
    assert document["ok"] is True, document
    assert done.returncode == 0
    names = {check["name"] for check in document["checks"]}
    assert names >= {"python", "home", "postgres", "redis", "browser", "embedding model", "ports", "stealth", "stack"}
    assert all(set(check) == {"name", "ok", "detail", "fix"} for check in document["checks"])


def test_doctor_names_what_is_missing_and_the_fix(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBHUNTER_BROWSER", "/no/such/browser")
    done = command("doctor", "--json")
    document = json.loads(done.stdout)
    browser = next(check for check in document["checks"] if check["name"] == "browser")
    assert (done.returncode, document["ok"], browser["ok"]) == (6, False, False)
    assert "JOBHUNTER_BROWSER" in browser["fix"]
    assert "→" in command("doctor").stdout


def test_doctor_goes_on_after_a_failed_check(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    checks = Doctor(Home(tmp_path / "file" / "home"), FREE).checks()
    assert [check.name for check in checks if not check.ok] == ["home"]
    assert len(checks) == 10


def test_doctor_says_what_stealth_does(tmp_path: Path) -> None:
    def stealth(on: bool) -> str:
        checks = Doctor(Home(tmp_path), FREE.model_copy(update={"stealth": on})).checks()
        return next(check.detail for check in checks if check.name == "stealth")

    assert stealth(True).startswith("on: ")
    assert stealth(False).startswith("off: ")


def test_reset_asks_first(home: Home) -> None:
    home.create()
    (home.folder / "documents").mkdir()
    done = command("reset", "--json")
    assert (done.returncode, json.loads(done.stdout)["code"]) == (2, "not_confirmed")
    assert (home.folder / "documents").is_dir()


async def test_reset_deletes_what_is_ours_and_nothing_else(home: Home) -> None:
    async with running_postgres(home):
        pass
    layout = PostgresLayout.of(home)
    (home.folder / "holiday.jpg").write_text("not ours")
    (home.folder / "screenshots").mkdir()
    deleted = delete_everything(home)
    assert layout.folder in deleted
    assert not layout.folder.exists()
    assert [path.name for path in home.folder.iterdir()] == ["holiday.jpg"]
    assert delete_everything(home) == []


def test_a_browser_that_cannot_be_installed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_setup, "find_browser", lambda: None)
    ran: list[list[str]] = []
    monkeypatch.setattr(browser_setup, "_run", ran.append)
    with pytest.raises(NoBrowser) as caught:
        browser_setup.ensure_browser()
    assert caught.value.code == "no_browser"
    assert ran[0][-3:] == ["playwright", "install", "chromium"]
    assert browser_setup.main() == 6


def test_a_browser_whose_libraries_are_missing_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setattr(browser_setup, "find_browser", lambda: broken)
    assert browser_setup.working_browser() is None
    broken.write_text("#!/bin/sh\necho Chromium 1\n")
    assert browser_setup.working_browser() == broken
    assert browser_setup.main() == 0


def test_make_help_lists_every_target_with_a_comment() -> None:
    shown = subprocess.run(["make", "-C", ROOT, "help"], capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "test-unit", "test-acceptance", "check", "fix", "setup", "clean"):
        assert f"make {target} " in shown


def test_setup_says_what_to_do_without_a_fit_python(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "printf"):
        (tools / name).symlink_to(shutil.which(name) or "/bin/sh")
    done = subprocess.run(
        ["/bin/sh", ROOT / "deploy" / "setup.sh"],
        cwd=tmp_path,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6
    assert "3.11" in done.stderr
    assert not (tmp_path / ".venv").exists()
