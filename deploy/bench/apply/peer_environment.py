"""The environment of a peer: its newest release from the package registry, beside our own packages and never among them."""

import asyncio
import shutil
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path

from brain.errors import Unavailable
from jobhunter.process import inherited_environment, last_lines

TIMEOUT_S = 600.0
READY = "ready"  # written last: an environment without it was left half made

Say = Callable[[str], None]


class PeerNotInstalled(Unavailable):
    """`peer_not_installed`: its packages could not be fetched, or do not fit together."""

    def __init__(self, package: str, detail: str) -> None:
        fix = "Check the connection to the package registry, or leave out --peers."
        super().__init__("peer_not_installed", f"{package} could not be installed.", detail, fix, peer=package)


async def environment(package: str, folder: Path, say: Say) -> Path:
    """The Python of an environment in `folder` that holds the newest release of `package`.

    One that is there already is brought up to date; where the registry does not answer it is used as it is. Raises
    `PeerNotInstalled`.
    """
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = folder / READY
    if ready.exists():
        say(f"looking for a newer {package}")
        trouble = await _run(_install(python, package))
        if trouble:
            say(f"{package} stays as it is: {trouble.splitlines()[-1]}")
        return python
    say(f"installing {package} in an environment of its own (about 250 MB, once)")
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if trouble := await _run(_create(folder)) or await _run(_install(python, package)):
        shutil.rmtree(folder, ignore_errors=True)
        raise PeerNotInstalled(package, trouble)
    ready.touch()
    return python


async def version_of(python: Path, package: str) -> str:
    """The release that is installed there."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    process = await asyncio.create_subprocess_exec(str(python), "-I", "-c", code, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return said.decode().strip()


def _create(folder: Path) -> Sequence[str]:
    uv = _uv()
    return (uv, "venv", "--quiet", "--python", sys.executable, str(folder)) if uv else (sys.executable, "-m", "venv", str(folder))


def _install(python: Path, package: str) -> Sequence[str]:
    uv = _uv()
    if uv:
        return (uv, "pip", "install", "--quiet", "--upgrade", "--python", str(python), package)
    return (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", package)


def _uv() -> str | None:
    return shutil.which("uv", path=sysconfig.get_path("scripts")) or shutil.which("uv")


async def _run(command: Sequence[str]) -> str:
    """Empty when it ended well, else the last lines of what it said."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env=inherited_environment({"UV_NO_PROGRESS": "1", "NO_COLOR": "1"}),
    )  # fmt: skip
    try:
        async with asyncio.timeout(TIMEOUT_S):
            said, _ = await process.communicate()
    except TimeoutError:
        return f"it took longer than {TIMEOUT_S:.0f} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return "" if process.returncode == 0 else last_lines(said.decode(errors="replace")) or f"it ended with {process.returncode}"
