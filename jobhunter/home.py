"""`JOBHUNTER_HOME`: the one folder that holds an installation's data, and the files every room finds there.

JobHunterError
└── Missing ── HomeUnusable   `home_not_writable`, `no_space`
"""

import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import platformdirs

from brain.errors import Missing
from jobhunter.settings import InstallationSettings

SYSTEM_FOLDER = Path("/var/lib/jobhunter")
LONGEST_SOCKET_PATH = 103  # bytes, of the shortest `sun_path` in use (macOS: 104 with its end mark; Linux: 108)
LONGEST_SOCKET_NAME = 24


class HomeUnusable(Missing):
    """The home folder cannot hold an installation."""


def default_home() -> Path:
    """`/var/lib/jobhunter` for root, else the user's data folder as the platform names it."""
    return SYSTEM_FOLDER if os.geteuid() == 0 else Path(platformdirs.user_data_dir("jobhunter", appauthor=False))


class Home:
    """The home folder by its files. Making one creates nothing; `create()` does.

    Everything in it is the owner's alone (0600, folders 0700). The system-wide folder of root is 0711, since the database server
    must reach its own folder inside. The mode of a folder that exists already is never changed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100 -- resolve() would follow the user's links

    @classmethod
    def resolve(cls) -> "Home":
        """The home of this installation: `JOBHUNTER_HOME` or the default."""
        return cls(InstallationSettings().home or default_home())

    @property
    def key(self) -> str:
        """Ten characters that name this home where its path cannot be used."""
        return hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:10]

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def stack_file(self) -> Path:
        return self.folder / "stack.json"

    @property
    def token_file(self) -> Path:
        return self.folder / "token"

    @property
    def master_key_file(self) -> Path:
        return self.folder / "master.key"

    def create(self, *, free_bytes: int = 0) -> "Home":
        """Makes the folder and proves that it can be written and has `free_bytes` left. Raises `HomeUnusable`."""
        try:
            if not self.folder.exists():
                self.folder.parent.mkdir(parents=True, exist_ok=True)
                self.folder.mkdir(mode=0o711 if self.folder == SYSTEM_FOLDER else 0o700)
            probe = self.folder / f".writable-{secrets.token_hex(4)}"
            probe.touch(mode=0o600)
            probe.unlink()
            self.logs.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise _not_writable(self.folder, error) from error
        require_space(self.folder, free_bytes)
        return self

    def secret(self, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
        """The secret of that name, made on first use in a file only the owner can read."""
        path = self.folder / "secrets" / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        return read_or_create(path, make)

    @property
    def run(self) -> Path:
        """Where the sockets are: in the home, or where its path is too long for a socket in a short folder elsewhere."""
        inside = self.folder / "run"
        return inside if fits_socket(inside) else short_folder(self.key, os.geteuid())

    def run_folder(self) -> Path:
        """The folder `run`, made private. Raises `HomeUnusable` where it is somebody else's."""
        return private_folder(self.run)

    def discard_run_folder(self) -> None:
        """Removes a run folder outside the home, if it is empty: nobody would ever look for it there."""
        if self.folder not in self.run.parents:
            with suppress(OSError):
                self.run.rmdir()


def read_or_create(path: Path, make: Callable[[], str]) -> str:
    """The text of a private file; where it is absent it is made, complete from the first instant it can be seen."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        write_private(draft, make())
        try:
            os.link(draft, path)  # fails where somebody else was faster, whose file is then the one
        except OSError:
            if not path.exists():  # a file system without hard links
                write_private(path, draft.read_text())
        finally:
            draft.unlink()
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Writes a file that is 0600 from its first instant."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def fits_socket(folder: Path) -> bool:
    """Whether a unix socket may live in this folder: the system limits the length of its path."""
    return len(os.fsencode(folder)) + 1 + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH


def short_folder(key: str, uid: int) -> Path:
    """The short stand-in for a folder whose path is too long for a socket."""
    return Path(f"/tmp/jobhunter-{uid}-{key}")  # noqa: S108 -- `private_folder` refuses one that is not ours


def private_folder(path: Path, *, owner: tuple[int, int] | None = None, mode: int = 0o700) -> Path:
    """Makes the folder for its owner (uid, gid; the caller by default). Raises `HomeUnusable` if it is somebody else's."""
    uid = owner[0] if owner else os.geteuid()
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()):
            fix = f"Remove {path} or set JOBHUNTER_HOME to another folder."
            detail = f"{path} exists and belongs to another user."
            raise HomeUnusable("home_not_writable", "A folder that must be private is not.", detail, fix) from None
    except OSError as error:
        raise _not_writable(path, error) from error
    if owner and path.lstat().st_uid != uid:
        os.chown(path, *owner, follow_symlinks=False)
        path.chmod(mode)
    return path


def require_space(folder: Path, free_bytes: int) -> None:
    """Raises `HomeUnusable` with the code `no_space` where less than `free_bytes` are left for this folder."""
    free = shutil.disk_usage(folder).free
    if free < free_bytes:
        detail = f"{folder} is on a file system with {free // 2**20} MB left; {free_bytes // 2**20} MB are needed."
        fix = "Free some space, or set JOBHUNTER_HOME to a folder on a larger disk."
        raise HomeUnusable("no_space", "There is not enough room on the disk.", detail, fix)


def _not_writable(folder: Path, error: OSError) -> HomeUnusable:
    fix = "Set JOBHUNTER_HOME to a folder you may write to."
    return HomeUnusable("home_not_writable", "The home folder cannot be written.", f"{folder}: {error.strerror}", fix)
