"""What `postmaster.pid` says, and whether it is true."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from jobhunter.process import LAUNCHER


@dataclass(frozen=True)
class Postmaster:
    """A living server of a data folder. `status`: `starting`, `ready`, `stopping`, `standby`."""

    pid: int
    status: str

    @property
    def kept(self) -> bool:
        """Whether its keeper lives, so that it will end with its last user."""
        try:
            keeper = psutil.Process(self.pid).parent()
            return keeper is not None and str(LAUNCHER) in keeper.cmdline()
        except psutil.Error:
            return False


def find_postmaster(data: Path) -> Postmaster | None:
    """The living server of this data folder, or None. Its lock file may outlive it, and its number may be another's by now."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _serves(pid, data):
        return None
    return Postmaster(pid, lines[7].strip() if len(lines) > 7 else "starting")


def remove_dead_locks(data: Path, sockets: Path) -> None:
    """Removes what a killed server left behind. Only for a folder that has no living one."""
    (data / "postmaster.pid").unlink(missing_ok=True)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (sockets / name).unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == data.resolve()
    except psutil.Error:
        return False
