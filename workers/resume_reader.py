"""A résumé file of any kind as JSON Resume: by rules, and where a model is set up, what they left open by that.

Commands that talk to a gateway find it by the entry points `jobhunter.resume_readers`, the gateway by
`jobhunter.resume_importers`.
"""

import asyncio
from pathlib import Path
from typing import Any

from brain.ports import Model
from brain.resume.by_model import filled, leaves_open
from brain.resume.importing import ImportedResume, import_candidate
from workers.hands.resume_files import read_resume_file
from workers.metered_model import MeteredModel, Prices
from workers.models import configured_model
from workers.settings import WorkerSettings

MOST_USD = 0.05


def read(path: Path) -> dict[str, Any]:
    """Raises what `read_resume_file` and `import_candidate` raise. Not for use inside an event loop."""
    return asyncio.run(imported(path, path.name)).resume


async def imported(path: Path, name: str) -> ImportedResume:
    """The file at `path` with what was not understood; `name` is what its facts call their source. Raises as `read` does."""
    found = await read_resume_file(path)
    by_rules = import_candidate(found.content, name, found.links)
    if not found.lines or not leaves_open(by_rules):
        return by_rules
    settings = WorkerSettings()
    model = configured_model(settings)
    if model is None:
        return by_rules
    prices = Prices(settings.openai_price_read, settings.openai_price_written)
    return await filled(by_rules, found.lines, name, _within_its_money(model, prices))


def _within_its_money(model: Model, prices: Prices) -> Model:
    """An import is no task: it has a small sum of its own."""
    spent = 0.0

    async def money() -> tuple[float, float]:
        return spent, MOST_USD

    async def emit(_type: str, _message: str, /, **said: Any) -> None:
        nonlocal spent
        spent += float(said.get("cost_usd", 0.0))

    return MeteredModel(model, prices, money, emit)
