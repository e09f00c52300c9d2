"""Which Chromium to run: the one named, else one of this machine, else Playwright's own."""

import shutil
from pathlib import Path

from playwright.async_api import Playwright

from brain.errors import Missing

ON_PATH = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge-stable")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
FIX = "Install Chromium or Chrome, or run `playwright install chromium`, or name one in JOBHUNTER_BROWSER."


def find_on_machine(named: str | None = None) -> str | None:
    """The path of a Chromium: `named` when it exists, else one found on this machine, else None.

    Raises `Missing` (`no_browser`) when `named` is given and is not there.
    """
    if named:
        found = shutil.which(named) or (named if Path(named).is_file() else None)
        if found is None:
            raise Missing("no_browser", "The browser named in the settings is not there.", f"Looked for {named}.", FIX)
        return found
    by_path = next((path for name in ON_PATH if (path := shutil.which(name))), None)
    return by_path or next((app for app in MAC_APPS if Path(app).is_file()), None)


def find_browser(playwright: Playwright, named: str | None = None) -> str:
    """The executable to launch. Raises `Missing` (`no_browser`) when there is none anywhere."""
    found = find_on_machine(named)
    if found:
        return found
    bundled = playwright.chromium.executable_path
    if bundled and Path(bundled).is_file():
        return bundled
    raise Missing(
        "no_browser",
        "No Chromium was found on this machine.",
        f"Looked for {', '.join(ON_PATH)} on PATH and for Playwright's own.",
        FIX,
    )
