"""What can keep the local stack from starting.

JobHunterError
├── Conflict ───── AlreadyRunning `already_running`, PortInUse `port_in_use`
├── Unavailable ── GivenPartUnreachable `database_unreachable`, `redis_unreachable`, `qdrant_unreachable`
└── Missing ────── NoBrowser `no_browser`
"""

from brain.errors import Conflict, Missing, Unavailable


class AlreadyRunning(Conflict):
    def __init__(self, home: str, url: str | None) -> None:
        detail = f"The stack of {home} is up" + (f" at {url}." if url else ".")
        super().__init__("already_running", "It is running already.", detail, "Use it, or end it with `jobhunter down`.")


class PortInUse(Conflict):
    def __init__(self, what: str, port: int, setting: str) -> None:
        fix = f"End the program that uses it, or choose another: {setting}=0 takes any free one."
        super().__init__("port_in_use", f"Port {port} is taken.", f"The {what} needs port {port} on 127.0.0.1.", fix, port=port)


class GivenPartUnreachable(Unavailable):
    """A part that was given by URL does not answer. The detail never holds the URL, which may hold a password."""

    def __init__(self, what: str, setting: str, reason: str) -> None:
        title = f"The {what} given by {setting} does not answer."
        super().__init__(f"{what}_unreachable", title, reason, f"Correct {setting}, or unset it to use the embedded one.")


class NoBrowser(Missing):
    def __init__(self, detail: str) -> None:
        fix = "Install Chromium or Chrome, or run `python -m deploy.browser_setup`, or set JOBHUNTER_BROWSER to its path."
        super().__init__("no_browser", "There is no browser on this machine.", detail, fix)
