"""Makes the cluster, and in it the database `jobhunter` with its owner. The superuser is used for this and nothing else."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from jobhunter.home import write_private
from world_model.embedded.errors import PostgresNotStarted
from world_model.embedded.layout import DATABASE, ROLE, SUPERUSER, PostgresLayout


def initialise_cluster(layout: PostgresLayout, binaries: Path) -> None:
    """Runs `initdb` beside the final place and moves the result there, so a cluster is complete or absent."""
    if layout.data.exists():
        _require_same_version(layout, binaries)
        return
    draft = layout.folder / "data.draft"
    password = layout.folder / "password.draft"
    shutil.rmtree(draft, ignore_errors=True)
    write_private(password, layout.home.secret("postgres-superuser"))
    try:
        if layout.owner:
            os.chown(password, *layout.owner)
        _run_initdb(layout, binaries, draft, password)
        draft.replace(layout.data)
    finally:
        password.unlink()
        shutil.rmtree(draft, ignore_errors=True)


def _run_initdb(layout: PostgresLayout, binaries: Path, data: Path, password: Path) -> None:
    options = ["--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={password}", "--encoding=UTF8"]
    options += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
    uid, gid = layout.owner or (None, None)
    done = subprocess.run(  # noqa: S603 -- our own binary and options
        [str(binaries / "initdb"), "-D", str(data), *options],
        user=uid,
        group=gid,
        extra_groups=None if uid is None else [],
        env={"PATH": os.defpath, "LC_ALL": "C"},
        cwd=layout.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        detail = "\n".join(done.stderr.splitlines()[-5:])
        fix = "Make room on the disk or set JOBHUNTER_HOME to another folder, then try again."
        raise PostgresNotStarted("postgres_failed", "The database could not be made.", detail, fix)


def _require_same_version(layout: PostgresLayout, binaries: Path) -> None:
    kept = (layout.data / "PG_VERSION").read_text().strip()
    sample = (binaries.parent / "share").rglob("postgres.bki")
    mine = next(sample).open().readline().split()[-1]
    if kept != mine:
        detail = f"{layout.data} was made by PostgreSQL {kept}; this is PostgreSQL {mine}."
        fix = "Export with the version that made it and import here, or begin anew with `jobhunter reset --yes`."
        raise PostgresNotStarted("postgres_version", "The database is of another version.", detail, fix)


async def ensure_database(layout: PostgresLayout) -> None:
    """Makes the role and its database where they are not there yet; proves that they can be used."""
    try:
        await _connect_once(layout.url())
    except psycopg.OperationalError:
        await _create_database(layout)
        await _connect_once(layout.url())


async def _connect_once(url: str) -> None:
    async with asyncio.timeout(10), await psycopg.AsyncConnection.connect(url):
        pass


async def _create_database(layout: PostgresLayout) -> None:
    password = layout.home.secret("postgres")
    async with await psycopg.AsyncConnection.connect(layout.superuser_url(), autocommit=True) as connection:
        exists = await connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        verb = "ALTER" if await exists.fetchone() else "CREATE"
        statement = sql.SQL(verb + " ROLE {} LOGIN CREATEROLE NOSUPERUSER PASSWORD {}")
        await connection.execute(statement.format(sql.Identifier(ROLE), sql.Literal(password)))
        exists = await connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not await exists.fetchone():
            create = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
            await connection.execute(create)
