"""`jobhunter apply` as its user starts it: a process, with a home of its own and a market beside it."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from jobhunter.home import Home
from tests.support.commands import Said
from tests.support.waiting import PATIENCE_S
from world_model.embedded import EmbeddedPostgres, PostgresLayout

CANDIDATE = Path(__file__).parents[2] / "deploy" / "market" / "candidate.json"
RUN_S = 240.0
# The command with a power cut at the points named before `--`, for the crash tests.
CUT = """
import sys
from jobhunter import faults
from jobhunter.console import main
from tests.support.crash_faults import Faults

at = sys.argv.index("--")
faults.install(Faults(sys.argv[1:at]))
sys.argv[1:] = sys.argv[at + 1:]
main()
"""


class Applying:
    """Runs the command in one home. `answers` are written to a file of that home first."""

    def __init__(self, home: Path) -> None:
        self.home = home

    async def __call__(
        self, url: str, *options: str | Path, candidate: Path | None = CANDIDATE, answers: Any = None, cut: Sequence[str] = ()
    ) -> Said:
        """With `--allow-private` and `--json`. `cut`: the points at which its power is cut."""
        return await self.raw(url, "--allow-private", "--json", *options, candidate=candidate, answers=answers, cut=cut)

    async def raw(
        self, url: str, *options: str | Path, candidate: Path | None = CANDIDATE, answers: Any = None, cut: Sequence[str] = ()
    ) -> Said:
        words = ["apply", url, *map(str, options), *(["--candidate", str(candidate)] if candidate else [])]
        if answers is not None:
            file = self.home.parent / "answers.json"
            file.write_text(answers if isinstance(answers, str) else json.dumps(answers))
            words += ["--answers", str(file)]
        program = ["-c", CUT, *cut, "--"] if cut else ["-m", "jobhunter"]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *program,
            *words,
            env={**os.environ, "JOBHUNTER_HOME": str(self.home), "JOBHUNTER_HUMAN_PAUSES": "false", "COLUMNS": "160"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, noise = await asyncio.wait_for(process.communicate(), RUN_S)
        return Said(process.returncode or 0, said.decode(), noise.decode())


@contextmanager
def applying_in_a_kept_home() -> Iterator[Applying]:
    """The command in a home whose database is kept up between its runs."""
    folder = short_folder()
    home = Home(folder / "home").create()
    server = EmbeddedPostgres(home)
    with asyncio.Runner() as runner:
        runner.run(server.start())
        yield Applying(home.folder)
        runner.run(server.stop())
    remove(folder)


def short_folder() -> Path:
    """A folder for a home: a socket's path is short, and the database's own user must reach it."""
    folder = Path(tempfile.mkdtemp(prefix="jh-apply-", dir="/tmp"))
    folder.chmod(0o711)
    return folder


def remove(folder: Path) -> None:
    """A `short_folder` with all that its home left."""
    shutil.rmtree(PostgresLayout.of(Home(folder / "home")).folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


class Market:
    """A running practice market, asked over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._used: set[str] = set()

    def posting(self, trait: str = "plain", family: str = "") -> dict[str, Any]:
        """A posting of this kind that no test has had yet."""
        for found in httpx.get(f"{self._url}/_postings", timeout=PATIENCE_S).json():
            if found["trait"] == trait and family in ("", found["family"]) and found["id"] not in self._used:
                self._used.add(found["id"])
                return dict(found)
        raise AssertionError(f"the market has no {trait} posting left")

    def received(self, posting: dict[str, Any]) -> list[dict[str, Any]]:
        """The accepted submissions for a posting."""
        sent = httpx.get(f"{self._url}/_received", timeout=PATIENCE_S).json()["submissions"]
        return [one for one in sent if one["posting_id"] == posting["id"]]


@contextmanager
def running_market() -> Iterator[Market]:
    argv = [sys.executable, "-m", "jobhunter", "market", "--port", "0", "--json"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Market(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()
