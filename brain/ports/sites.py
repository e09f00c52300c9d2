"""What is known of sites, and what their controls were found to be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from pydantic import Field as pyfield

from brain.browsing import Browsing
from brain.posting import Frozen


class SiteApi(Frozen):
    """How a board's API is reached: kind = source name, base URL, board names, and each board's company where known."""

    kind: str
    base_url: str
    boards: tuple[str, ...] = ()
    companies: dict[str, str] = pyfield(default_factory=dict)


class Site(Frozen):
    """What is known of a domain. `private` marks a site on this machine or network (allowed only by exact origin)."""

    domain: str
    family: str | None = None
    api: SiteApi | None = None
    login_config: dict[str, Any] = pyfield(default_factory=dict)
    private: bool = False
    browsing: Browsing = Browsing()


class KnownSelector(Frozen):
    """A selector that was tried for a purpose: `wins`, `losses` and when it was last used.

    `recent`: 0 to 1, half of it the last use, a quarter the one before, and so on; below one half the last use was a loss.
    """

    purpose: str
    selector: str
    wins: int = 0
    losses: int = 0
    recent: float = 0.5
    last_used: datetime | None = None


class SelectorEvidence(Frozen):
    """What one use of a selector showed. `hit`: it was known before and used; `won`: label and role fitted and it worked.

    `family`: whose host the control's page is, or what its site is registered for: other sites of it may be told. None for a page
    that only looks like a family's.
    """

    purpose: str
    selector: str
    won: bool
    hit: bool
    family: str | None = None


class Sites(Protocol):
    async def list(self) -> Sequence[Site]: ...
    async def at(self, domain: str) -> Site | None:
        """What this domain is registered as; what was learned of a domain registers it for no family."""
        ...

    async def selectors(self, domain: str, family: str | None) -> Sequence[KnownSelector]:
        """Best first: what won when last used before what did not, the site's own before its family's."""
        ...

    async def record(self, domain: str, evidence: Sequence[SelectorEvidence]) -> int:
        """Writes back what worked and demotes what did not, for the domain and for each use's `family`; returns how many
        selectors are now known. What may not be remembered (`brain.selectors`) is left out."""
        ...

    async def met_block(self, domain: str, wait_s: float | None = None) -> datetime:
        """The site let nobody in, or was asked too often: nobody goes there until then, and all more slowly after. `wait_s`: how
        long it said that it wants to be left alone."""
        ...

    async def met_no_block(self, domain: str) -> None:
        """It took an application: one that was slowed down is visited faster again."""
        ...
