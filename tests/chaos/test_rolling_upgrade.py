"""A rolling upgrade: workers of the previous commit and of this one share a database, and a task, while it is migrated.

Each tree migrates by itself and runs its own `jobhunter worker --no-broker`, with this interpreter. The previous commit is
`HEAD~1`, or the one `JOBHUNTER_PREVIOUS_COMMIT` names.
"""

import asyncio
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from brain.context import Options
from brain.plan import StepSpec
from jobhunter.process import LAUNCHER, Orders, inherited_environment
from migrations.upgrade import upgrade
from tests.support.protocol import MASTER_KEY, Bench, bench, step
from tests.support.waiting import until, wait_until
from workers.context import Desk
from world_model.settings import sqlalchemy_url

HERE = Path(__file__).parents[2]
PREVIOUS = os.environ.get("JOBHUNTER_PREVIOUS_COMMIT", "HEAD~1")
OLD, NEW, BOTH = "learner", "critic", "planner"
CHAIN, WIDE = 12, 24
PREPARE = """
import asyncio, json, os, sys
import world_model
assert world_model.__file__.startswith(sys.argv[1]), world_model.__file__
from brain.plan import StepSpec
from migrations.upgrade import upgrade
from tests.support.protocol import bench
from world_model.settings import WorldModelSettings
async def main():
    async with bench(os.environ["JOBHUNTER_DATABASE_URL"]) as here:
        print(await here.task([StepSpec.model_validate(s) for s in json.loads(sys.argv[2])]))
upgrade(WorldModelSettings().url())
asyncio.run(main())
"""

pytestmark = pytest.mark.stack


class Tree:
    """One version of the product, at work on one database."""

    def __init__(self, folder: Path, database_url: str, home: Path) -> None:
        self.folder = folder
        # What is installed is found behind it, so nothing but this tree's rooms are imported.
        self._env = inherited_environment(
            {
                "PYTHONPATH": str(folder),
                "JOBHUNTER_DATABASE_URL": database_url,
                "JOBHUNTER_MASTER_KEY": MASTER_KEY,
                "JOBHUNTER_HOME": str(home),
                "JOBHUNTER_LEASE_S": "10",
            }
        )
        self._log = home / "worker.log"
        self._worker: subprocess.Popen[bytes] | None = None
        home.mkdir()

    def prepare(self, plan: Sequence[StepSpec]) -> str:
        """Migrates the database, as this tree does, and makes a task in it; the task's id."""
        argv = [sys.executable, "-c", PREPARE, str(self.folder), json.dumps([s.model_dump(exclude_defaults=True) for s in plan])]
        done = subprocess.run(argv, env=self._env, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def work(self, *roles: str) -> None:
        options = [part for role in roles for part in ("--role", role)]
        argv = [sys.executable, "-I", "-S", str(LAUNCHER), Orders().text(), sys.executable, "-m", "jobhunter", "worker"]
        with self._log.open("wb") as log:
            self._worker = subprocess.Popen(
                [*argv, "--no-broker", *options], env=self._env, cwd=self.folder, stdout=log, stderr=log
            )

    @property
    def worker_pid(self) -> int:
        """The worker's, which lives. Fails with what it said when it does not."""
        assert self._worker is not None
        assert self._worker.poll() is None, self._log.read_text()
        return self._worker.pid

    def stop(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait()


@pytest.fixture
def old_and_new(tmp_path: Path, empty_database_url: str) -> Iterator[tuple[Tree, Tree]]:
    trees = tuple(
        Tree(folder, empty_database_url, tmp_path / name)
        for name, folder in (("old-home", extracted(tmp_path / "old")), ("new-home", HERE))
    )
    yield trees  # type: ignore[misc]
    for tree in trees:
        tree.stop()


def extracted(folder: Path) -> Path:
    """The tree of the previous commit, unpacked."""
    git = shutil.which("git")
    assert git, "this is a checkout, but there is no git to ask for the previous commit"
    archive = subprocess.run([git, "-C", str(HERE), "archive", PREVIOUS], capture_output=True)
    assert archive.returncode == 0, (
        f"the previous commit {PREVIOUS} cannot be had (a shallow clone?): {archive.stderr.decode().strip()}\n"
        "Fetch it, or name another in JOBHUNTER_PREVIOUS_COMMIT."
    )
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder


@pytest.mark.skipif(not (HERE / ".git").exists(), reason="no checkout: nothing here knows of a previous commit")
async def test_workers_of_the_previous_commit_and_of_this_one_share_a_task(
    old_and_new: tuple[Tree, Tree], empty_database_url: str
) -> None:
    """The task was made and begun by the previous commit; the tables and functions change under its worker."""
    old, new = old_and_new
    task = old.prepare(a_plan())
    old.work(OLD, BOTH)
    wait_until(lambda: old.worker_pid and tries_in(empty_database_url) == 1, "the first step, by the old worker")
    await asyncio.to_thread(upgrade, sqlalchemy_url(empty_database_url))
    new.work(NEW, BOTH)
    async with bench(empty_database_url) as here:
        await until(lambda: ended(here, task, old, new))
        steps = await here.rows("SELECT id, role, status, error FROM task_steps WHERE task_id = CAST(:t AS uuid)", t=task)
        tries = await here.rows("SELECT step_id, worker, outcome FROM attempts")
    assert {s["status"] for s in steps} == {"succeeded"}, [s["error"] for s in steps if s["error"]]
    assert [t["outcome"] for t in tries] == ["done"] * len(steps), "each at once, by one"
    role_of = {s["id"]: s["role"] for s in steps}
    ran = {role: {int(t["worker"].rpartition(":")[2]) for t in tries if role_of[t["step_id"]] == role} for role in (OLD, NEW)}
    assert ran == {OLD: {old.worker_pid}, NEW: {new.worker_pid}}


async def test_a_task_that_a_newer_gateway_has_made_is_worked_on(migrated_database_url: str) -> None:
    """What it says beyond what this release knows is left to those who know it."""
    async with bench(migrated_database_url) as here:
        task = await here.task([step("a")], options={"of_the_next_release": 1}, of_the_next_release=1)
        claim = await here.claim(task, "a")
        unused: Any = None
        desk = Desk(here.database, here.vault, here.steps, unused, unused, unused, unused, unused, unused)
        context = await desk.context(claim)
    assert (context.step.options, context.step.goal.count) == (Options(), 2)


def a_plan() -> list[StepSpec]:
    """A chain of harmless steps in which old and new take turns, and in its middle a layer for whoever is quicker."""
    kinds = ("notify", "recall_plans")
    keys = [f"c{n}" for n in range(CHAIN)]
    chain = [step(k, *keys[max(n - 1, 0) : n], role=(OLD, NEW)[n % 2], action=kinds[n // 2 % 2]) for n, k in enumerate(keys)]
    wide = [step(f"w{n}", keys[CHAIN // 2], role=BOTH, action=kinds[n % 2]) for n in range(WIDE)]
    return [*chain, *wide, step("end", keys[-1], *(w.key for w in wide), role=BOTH, action="notify")]


async def ended(here: Bench, task: str, *trees: Tree) -> bool:
    """Whether the task has ended; fails as soon as a worker has."""
    return all(tree.worker_pid for tree in trees) and await here.task_status(task) in ("completed", "failed", "cancelled")


def tries_in(url: str) -> int:
    """How many attempts have ended well."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM attempts WHERE outcome = 'done'").fetchone()
    return int(row[0]) if row else 0
