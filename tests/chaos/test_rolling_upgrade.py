"""A rolling upgrade: workers of the previous commit and of this one share a database, and a task, while it is migrated.

Each tree runs as it is: its own `python -m migrations` and its own `jobhunter worker --no-broker`, with this interpreter. The
previous commit is `HEAD~1`, or the one `JOBHUNTER_PREVIOUS_COMMIT` names.
"""

import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from brain.plan import StepSpec
from jobhunter.process import LAUNCHER, Orders, inherited_environment
from tests.support.protocol import MASTER_KEY, Bench, bench, step
from tests.support.waiting import until, wait_until

HERE = Path(__file__).parents[2]
PREVIOUS = os.environ.get("JOBHUNTER_PREVIOUS_COMMIT", "HEAD~1")
OLD, NEW, BOTH = "learner", "critic", "planner"
CHAIN, WIDE = 12, 24

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(not (HERE / ".git").exists(), reason="no checkout: nothing here knows of a previous commit"),
]


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

    def migrate(self) -> None:
        self._run("-c", f"import world_model; assert world_model.__file__.startswith({str(self.folder)!r}), world_model.__file__")
        self._run("-m", "migrations")

    def _run(self, *arguments: str) -> None:
        done = subprocess.run([sys.executable, *arguments], env=self._env, cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

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


async def test_workers_of_the_previous_commit_and_of_this_one_share_a_task(
    old_and_new: tuple[Tree, Tree], empty_database_url: str
) -> None:
    old, new = old_and_new
    old.migrate()
    old.work(OLD, BOTH)
    wait_until(lambda: old.worker_pid and is_looked_for_work(empty_database_url), "the old worker")
    new.migrate()
    new.work(NEW, BOTH)
    async with bench(empty_database_url) as here:
        task = await here.task(a_plan())
        await until(lambda: ended(here, task, old, new))
        steps = await here.rows("SELECT id, role, status, error FROM task_steps WHERE task_id = CAST(:t AS uuid)", t=task)
        tries = await here.rows("SELECT step_id, worker, outcome FROM attempts")
    assert {s["status"] for s in steps} == {"succeeded"}, [s["error"] for s in steps if s["error"]]
    assert [t["outcome"] for t in tries] == ["done"] * len(steps), "each at once, by one"
    role_of = {s["id"]: s["role"] for s in steps}
    ran = {role: {int(t["worker"].rpartition(":")[2]) for t in tries if role_of[t["step_id"]] == role} for role in (OLD, NEW)}
    assert ran == {OLD: {old.worker_pid}, NEW: {new.worker_pid}}


def a_plan() -> list[StepSpec]:
    """Two strands of harmless steps: a chain in which old and new take turns, and a wide layer for whoever is quicker."""
    kinds = ("notify", "recall_plans")
    keys = [f"c{n}" for n in range(CHAIN)]
    chain = [step(k, *keys[max(n - 1, 0) : n], role=(OLD, NEW)[n % 2], action=kinds[n // 2 % 2]) for n, k in enumerate(keys)]
    wide = [step(f"w{n}", role=BOTH, action=kinds[n % 2]) for n in range(WIDE)]
    return [*chain, *wide, step("end", keys[-1], *(w.key for w in wide), role=BOTH, action="notify")]


async def ended(here: Bench, task: str, *trees: Tree) -> bool:
    """Whether the task has ended; fails as soon as a worker has."""
    return all(tree.worker_pid for tree in trees) and await here.task_status(task) in ("completed", "failed", "cancelled")


def is_looked_for_work(url: str) -> bool:
    """Whether somebody has asked this database for something to do."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT claim\\_next(%'"
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return bool(row and row[0])
