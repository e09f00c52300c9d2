"""Job boards, one file per source: a module here that names its client class `SOURCE` is a source, and its name is the file's.

`BoardClients` is the brain's port `Boards` over all of them.
"""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from brain.errors import InvalidInput, Unavailable
from brain.ports import BoardRef, SearchResult, Site
from brain.posting import Posting
from brain.posting_address import board_address
from workers.hands.boards.parsing.json_board import JsonBoard, SkillsIn, no_skills
from workers.hands.boards.parsing.posting_page import posting_of_page
from workers.hands.fetch import Fetch

GONE = (404, 410)
SERVER_FAULT = 500


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
        self._fetch = fetch
        self._skills_in = skills_in
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

    async def at(self, url: str, sites: Sequence[Site] = ()) -> Posting | None:
        """The posting an address leads to: from its board's API where it is a board's, else by what its page says.

        None when it is closed. Raises `Unavailable`, `InvalidInput` `url_not_allowed`.
        """
        known = board_address(url, sites)
        if known is not None:
            try:
                found = await self.read(known.board, known.external_id)
            except Unavailable:
                pass  # the page itself says enough to go on
            else:
                return None if found is None else found.model_copy(update={"apply_url": url})
        page = await self._fetch(url, accept="text/html,application/xhtml+xml")
        if page.status in GONE:
            return None
        if page.status >= SERVER_FAULT:
            detail = f"{url}: it answered {page.status}"
            raise Unavailable("page_not_reached", "The page could not be opened.", detail, "Try again later.")
        return posting_of_page(url, page.text(), known, self._skills_in)
