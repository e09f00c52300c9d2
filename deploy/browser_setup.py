"""Makes sure that there is a browser: one found on the machine, else Playwright's, else Debian's; else says what to do.

python -m deploy.browser_setup
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from brain.errors import Missing
from deploy.errors import NoBrowser
from deploy.settings import StackSettings
from jobhunter.console import err, print_error
from workers.hands.browser.find_browser import find_on_machine

INSTALL_TIMEOUT_S = 900
RUN_TIMEOUT_S = 30


def find_browser() -> Path | None:
    """The browser that the hands will use, or None where there is none. Raises `Missing` where the setting names none."""
    on_machine = find_on_machine(StackSettings.load().browser)
    found = Path(on_machine) if on_machine else _playwrights()
    return found if found.is_file() else None


def _playwrights() -> Path:
    from playwright.sync_api import sync_playwright  # slow to import, and most machines have a browser

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def working_browser() -> Path | None:
    """A browser of this machine that starts; one whose libraries are missing does not count."""
    found = find_browser()
    return found if found and _starts(found) else None


def require_browser() -> Path:
    """Raises `NoBrowser`."""
    found = find_browser()
    if found is None:
        raise NoBrowser("No Chromium or Chrome was found, and Playwright has not installed one.")
    return found


def ensure_browser() -> Path:
    """A working browser, installed if need be. Raises `Missing` with the code `no_browser`."""
    for install in (_nothing, _install_playwright, _install_debian):
        install()
        if found := working_browser():
            return found
    raise NoBrowser("None was found, and none could be installed from here.")


def _nothing() -> None:
    """What is there already comes first."""


def _install_playwright() -> None:
    err.print("no browser found: installing Playwright's Chromium", highlight=False)
    _run([sys.executable, "-m", "playwright", "install", "chromium"])


def _install_debian() -> None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return
    err.print("installing Debian's chromium", highlight=False)
    _run([apt, "update", "-q"])
    _run([apt, "install", "-q", "-y", "--no-install-recommends", "chromium"])


def _run(command: list[str]) -> None:
    # Whether it worked is seen by looking for a browser again; its output is for the person who waits.
    try:
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, check=False, timeout=INSTALL_TIMEOUT_S, stdout=sys.stderr, env=env)  # noqa: S603
    except subprocess.TimeoutExpired:
        err.print(f"gave up after {INSTALL_TIMEOUT_S} s: {' '.join(command)}", highlight=False)


def _starts(browser: Path) -> bool:
    try:
        done = subprocess.run([browser, "--version"], capture_output=True, timeout=RUN_TIMEOUT_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    try:
        err.print(f"browser: {ensure_browser()}", highlight=False)
    except Missing as error:
        print_error(error, as_json=False)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
