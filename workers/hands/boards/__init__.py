"""Job boards, one file per source: a module here that names its client class `SOURCE` is a source, and its name is the file's.

`BoardClients` is the brain's port `Boards` over all of them.
"""

import importlib
import pkgutil
from functools import cache

from brain.errors import InvalidInput
from brain.ports import BoardRef, SearchResult
from brain.posting import Posting
from workers.hands.boards.parsing.json_board import JsonBoard, SkillsIn, no_skills
from workers.hands.fetch import Fetch


@cache
def sources() -> dict[str, type[JsonBoard]]:
    """Every source of this folder by name. A malformed file is refused with `TypeError`, not left out."""
    found: dict[str, type[JsonBoard]] = {}
    for info in pkgutil.iter_modules(__path__):
        if info.ispkg:
            continue
        source = getattr(importlib.import_module(f"{__name__}.{info.name}"), "SOURCE", None)
        if not (isinstance(source, type) and issubclass(source, JsonBoard) and source.name == info.name):
            raise TypeError(f"boards/{info.name}.py must name a board client class SOURCE whose name is {info.name!r}")
        found[info.name] = source
    return found


def unknown_source(name: str) -> InvalidInput:
    known = ", ".join(sorted(sources()))
    return InvalidInput("unknown_source", "No such source.", f"{name!r}", f"Known sources: {known}.", known=sorted(sources()))


class BoardClients:
    """All sources behind one door. `fetch` makes the requests, `skills_in(description)` names the skills asked for."""

    def __init__(self, fetch: Fetch, skills_in: SkillsIn = no_skills) -> None:
        self._clients = {name: source(fetch, skills_in) for name, source in sources().items()}

    def client(self, source: str) -> JsonBoard:
        """Raises `InvalidInput` `unknown_source`."""
        if source not in self._clients:
            raise unknown_source(source)
        return self._clients[source]

    async def search(self, ref: BoardRef) -> SearchResult:
        """Every open posting of one board; trouble is in `error`. Raises `InvalidInput` `unknown_source`."""
        return await self.client(ref.source).search(ref)

    async def read(self, ref: BoardRef, external_id: str) -> Posting | None:
        """One posting in full, None when closed. Raises `Unavailable`, `InvalidInput` `unknown_source`."""
        return await self.client(ref.source).read(ref, external_id)
