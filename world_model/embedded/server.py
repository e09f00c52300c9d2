"""Starts, joins and leaves the embedded PostgreSQL server of a home."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from jobhunter.home import Home, require_space
from jobhunter.locks import FileLock, locked
from jobhunter.process import Child, Orders, ProcessFailed
from world_model.embedded.errors import PostgresNotStarted
from world_model.embedded.layout import PostgresLayout
from world_model.embedded.postmaster import Postmaster, find_postmaster, remove_dead_locks
from world_model.embedded.provision import ensure_database, initialise_cluster

SPACE_NEEDED = 200 * 2**20  # bytes: an empty cluster is 40 MB, its write-ahead log grows beside it
START_TIMEOUT_S = 60.0  # crash recovery of a large cluster takes its time
STOP_TIMEOUT_S = 40.0
OTHERS_HOLD_IT_S = 0.5
POLL_S = 0.02
LAPTOP = {"shared_buffers": "128MB", "max_connections": "100", "listen_addresses": "", "timezone": "UTC", "log_timezone": "UTC"}
STILL_ATTACHED = "pre-existing shared memory block"


class EmbeddedPostgres:
    """One user of a home's server. `extra`: server settings beyond the defaults (they count for whoever starts it)."""

    def __init__(self, home: Home, extra: Mapping[str, str] | None = None) -> None:
        self.layout = PostgresLayout.of(home)
        self._settings = LAPTOP | dict(extra or {})
        self._hold: FileLock | None = None

    @property
    def url(self) -> str:
        return self.layout.url()

    @property
    def pid(self) -> int | None:
        found = find_postmaster(self.layout.data)
        return found.pid if found else None

    async def start(self) -> str:
        """Starts the server or joins the living one; returns the URL of the database. Raises `PostgresNotStarted`."""
        async with locked(self.layout.start_lock, timeout_s=START_TIMEOUT_S * 2):
            self._hold = await FileLock.acquire(self.layout.users_lock, shared=True, timeout_s=STOP_TIMEOUT_S)
            try:
                await self._start_or_join()
                await ensure_database(self.layout)
            except BaseException as error:
                await self.stop()
                raise _translated(error) from error
        return self.url

    async def stop(self) -> None:
        """Lets go. Waits for the server's end, except where others still use it."""
        if self._hold is None:
            return
        self._hold.release()
        self._hold = None
        began = time.monotonic()
        while (found := find_postmaster(self.layout.data)) and time.monotonic() - began < STOP_TIMEOUT_S:
            if found.status != "stopping" and time.monotonic() - began > OTHERS_HOLD_IT_S:
                return
            await asyncio.sleep(POLL_S)
        self._discard_sockets()

    def _discard_sockets(self) -> None:
        # A socket folder outside the home is of no use to anybody once the server is gone, unless the next user is at the door.
        nobody = FileLock.try_acquire(self.layout.users_lock)
        if nobody and self.layout.folder not in self.layout.sockets.parents:
            with suppress(OSError):
                self.layout.sockets.rmdir()
        if nobody:
            nobody.release()

    async def _start_or_join(self) -> None:
        self._set_aside_strangers()
        living = find_postmaster(self.layout.data)
        if living and living.kept and await self._becomes_ready(living):
            return
        if living:
            await _end(living)
        self.layout.create()
        require_space(self.layout.folder, SPACE_NEEDED)
        binaries = await self.layout.binaries()
        await asyncio.to_thread(initialise_cluster, self.layout, binaries)
        remove_dead_locks(self.layout.data, self.layout.sockets)
        await self._launch(binaries)

    async def _launch(self, binaries: Path) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            child = await self._spawn(binaries)
            if await self._is_up(child, deadline):
                return
            # The last backends of a killed server hold its shared memory for an instant longer.
            if STILL_ATTACHED not in child.output() or time.monotonic() > deadline:
                await child.stop()
                raise child.failed("ended or did not get ready")

    async def _spawn(self, binaries: Path) -> Child:
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        options += ["-c", f"unix_socket_directories={self.layout.sockets}", "-c", "unix_socket_permissions=0770"]
        uid, gid = self.layout.owner or (None, None)
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients.
        orders = Orders(signal.SIGINT, lock=self.layout.users_lock, shared=True, uid=uid, gid=gid)
        argv = [str(binaries / "postgres"), "-D", str(self.layout.data), *options]
        env = {"PATH": os.defpath, "LC_ALL": "C"}
        return await Child.start("PostgreSQL", argv, log=self.layout.log, env=env, orders=orders, cwd=Path("/"))

    async def _is_up(self, child: Child, deadline: float) -> bool:
        while child.alive and time.monotonic() < deadline:
            found = find_postmaster(self.layout.data)
            if found and found.status == "ready":
                return True
            await asyncio.sleep(POLL_S)
        return False

    async def _becomes_ready(self, living: Postmaster) -> bool:
        deadline = time.monotonic() + START_TIMEOUT_S
        found: Postmaster | None = living
        while found and found.status == "starting" and time.monotonic() < deadline:
            await asyncio.sleep(POLL_S)
            found = find_postmaster(self.layout.data)
        return found is not None and found.status == "ready"

    def _set_aside_strangers(self) -> None:
        # Data outside the home whose home was deleted: its passwords and keys are gone with it. The latest is kept beside.
        outside = self.layout.home.folder not in self.layout.folder.parents
        lost = not (self.layout.home.folder / "secrets" / "postgres-superuser").exists()
        if outside and lost and self.layout.data.exists() and find_postmaster(self.layout.data) is None:
            aside = self.layout.folder.with_name(f"{self.layout.folder.name}.before")
            shutil.rmtree(aside, ignore_errors=True)
            self.layout.folder.replace(aside)


@asynccontextmanager
async def running_postgres(home: Home | None = None, extra: Mapping[str, str] | None = None) -> AsyncIterator[str]:
    """The URL of this home's database for the duration of the block; the server is started if nobody has."""
    server = EmbeddedPostgres((home or Home.resolve()).create(free_bytes=SPACE_NEEDED), extra)
    url = await server.start()
    try:
        yield url
    finally:
        await server.stop()


async def _end(living: Postmaster) -> None:
    # A server that is ending, or one whose keeper was killed: nobody would ever end it.
    try:
        process = psutil.Process(living.pid)
        process.send_signal(signal.SIGINT)
        await asyncio.to_thread(process.wait, STOP_TIMEOUT_S)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired as error:
        fix = f"End process {living.pid}, then try again."
        raise PostgresNotStarted("postgres_failed", "An old server does not end.", str(error), fix) from error


def _translated(error: BaseException) -> BaseException:
    if isinstance(error, ProcessFailed):
        fix = "Read the log named above; `jobhunter doctor` checks this machine."
        return PostgresNotStarted("postgres_failed", "PostgreSQL did not start.", error.detail, fix)
    if isinstance(error, psycopg.OperationalError):
        fix = "If its password files were deleted, begin anew with `jobhunter reset --yes`."
        return PostgresNotStarted("postgres_failed", "PostgreSQL does not let us in.", str(error).strip(), fix)
    return error
