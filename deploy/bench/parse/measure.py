"""Reads every résumé with a known truth through the product's own door, and counts."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, SettingsConfigDict

from brain.resume.importing import import_candidate
from deploy.bench.parse.claims import Truth, score
from deploy.bench.parse.drawing import draw, truths
from deploy.bench.parse.recorded import recorded
from workers.hands.resume_files import read_resume_file

GOAL = 0.95


class CorpusSettings(BaseSettings):
    """`JOBHUNTER_CORPUS`: the folder of recorded files, where there is one."""

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", extra="ignore", frozen=True)

    corpus: Path | None = None


async def measure(corpus: Path | None) -> list[dict[str, Any]]:
    """A row per résumé: those drawn here, and those of the corpus where there is one."""
    with tempfile.TemporaryDirectory() as folder:
        return [await _row(path, truth) for path, truth in _all(Path(folder), corpus)]


def _all(folder: Path, corpus: Path | None) -> Iterator[tuple[Path, Truth]]:
    for name, truth in truths().items():
        yield draw(name, folder), truth
    if corpus is not None:
        yield from recorded(corpus)


async def _row(path: Path, truth: Truth) -> dict[str, Any]:
    began = time.perf_counter()
    read = await read_resume_file(path)
    imported = import_candidate(read.content, read.name, read.links)
    found = score(imported.resume, truth)
    return {
        "file": path.name, "expected": len(found.expected), "recovered": found.recovered, "invented": len(found.invented),
        "share": round(found.share, 4), "seconds": round(time.perf_counter() - began, 3),
        "not_understood": len(imported.not_understood),
        "missed": [f"{key}: {text}" for key, text in found.missed],
        "wrong": [f"{key}: {text}" for key, text in found.invented],
        "kept": found.share >= GOAL and not found.invented,
    }  # fmt: skip
