"""Boards: where postings come from."""

from collections.abc import Sequence
from typing import Protocol

from brain.ports.sites import Site
from brain.posting import Frozen, Posting


class BoardRef(Frozen):
    """One board at one source: `source` is the board client's name, `board` the company's name there."""

    source: str
    board: str
    base_url: str
    domain: str
    company: str = ""
    private: bool = False


class SearchResult(Frozen):
    """What one board answered. `warnings` are plain sentences (skipped items, changed shape); `error` set = no answer."""

    board: BoardRef
    postings: tuple[Posting, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None


class Boards(Protocol):
    async def search(self, ref: BoardRef) -> SearchResult:
        """Every open posting of one board. Transient trouble is in `error`, never an exception."""
        ...

    async def read(self, ref: BoardRef, external_id: str) -> Posting | None:
        """One posting in full, or None when it is closed. Raises `Unavailable` when the source does not answer."""
        ...

    async def at(self, url: str, sites: Sequence[Site] = ()) -> Posting | None:
        """The posting an address leads to, or None when it is closed; `sites` tell which addresses are boards'. What cannot
        be read there is left open. Raises `Unavailable` when the address does not answer, `InvalidInput` `url_not_allowed`."""
        ...
