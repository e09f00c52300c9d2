"""`jobhunter scoreboard` on a few forms: its document, its page, and that a second pass knows what the first has learned."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from jobhunter.home import Home
from world_model.embedded import PostgresLayout

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow]
FIGURES = {
    "forms", "fields", "field_accuracy", "complete_forms", "left_open", "wrong_answers", "asked", "seconds_median", "llm_calls",
    "selector_hits",
}  # fmt: skip


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="jh-score-"))
    folder.chmod(0o711)
    yield folder
    for made in (folder, folder / "scoreboard"):
        rmtree(PostgresLayout.of(Home(made)).folder, ignore_errors=True)
    rmtree(folder, ignore_errors=True)


async def scoreboard(home: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    environment = {**os.environ, "JOBHUNTER_HOME": str(home)}
    argv = [sys.executable, "-m", "jobhunter", "scoreboard", "--json", *arguments]
    process = await asyncio.create_subprocess_exec(
        *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, env=environment
    )
    said, _ = await process.communicate()
    return process.returncode or 0, json.loads(said)


async def test_passes_of_one_family_and_the_page(home: Path) -> None:
    page = home / "scoreboard.md"
    code, made = await scoreboard(home, "--family", "breezy", "--pass", "cold", "--pass", "warm", "--page", str(page))
    assert (code, made["schema"]) == (0, "jobhunter/scoreboard/1")
    assert set(made["cold"]) == FIGURES
    assert set(made) >= {"cold", "warm", "families"}
    assert made["cold"]["wrong_answers"] == made["warm"]["wrong_answers"] == 0
    assert made["cold"]["complete_forms"] == made["warm"]["complete_forms"] == 1.0
    assert made["cold"]["selector_hits"] == 0 < made["warm"]["selector_hits"]
    assert made["warm"]["llm_calls"] == 0
    assert set(made["families"]) == {"breezy"}
    assert page.read_text("utf-8").startswith("# Scoreboard")


async def test_a_family_and_a_pass_nobody_knows_are_named(home: Path) -> None:
    for option, value, wanted in (("--family", "nobody", "unknown_family"), ("--pass", "hot", "unknown_pass")):
        code, said = await scoreboard(home, option, value)
        assert (code, said["code"]) == (2, wanted)
        assert "Known:" in said["fix"]
