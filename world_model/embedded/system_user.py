"""Whom PostgreSQL runs as: it refuses root, so root lends it a system user; anybody else runs it as themselves."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from world_model.embedded.errors import PostgresNotStarted

NAME = "jobhunter"
OTHERS = ("postgres", "nobody")


@dataclass(frozen=True)
class SystemUser:
    uid: int
    gid: int

    def reaches(self, folder: Path) -> bool:
        """Whether this user may walk down to `folder` and into it, by the modes of the folders on the way.

        A folder that does not exist yet counts as reachable where its nearest existing parent is.
        """
        while not folder.exists():
            folder = folder.parent
        return all(self._may_enter(part) for part in (folder, *folder.parents))

    def _may_enter(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def server_user() -> SystemUser | None:
    """None where this process may run the server itself; for root the system user `jobhunter`, made if absent."""
    if os.geteuid() != 0:
        return None
    found = _find(NAME) or _create() or next(filter(None, map(_find, OTHERS)), None)
    if found is None:
        fix = f"Create a system user named {NAME} (useradd --system {NAME}), or start as an ordinary user."
        raise PostgresNotStarted("postgres_user", "PostgreSQL does not run as root.", "No system user is there for it.", fix)
    return found


def _find(name: str) -> SystemUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return SystemUser(entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def _create() -> SystemUser | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    arguments = [
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
        NAME,
    ]
    subprocess.run([useradd, *arguments], capture_output=True, check=False)  # noqa: S603 -- what counts is what is found next
    return _find(NAME)
