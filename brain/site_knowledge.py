"""What is known of the site an application form is on, gathered before it is opened."""

from dataclasses import dataclass

from brain.context import Context
from brain.ports import KnownSelector
from brain.posting import Posting
from brain.sites import domain_of


@dataclass(frozen=True, slots=True)
class SiteKnowledge:
    """`registered`: the family this very site was registered for; `family`: that, else the one whose host it is on, else the one
    its board says."""

    domain: str
    registered: str | None
    family: str | None
    selectors: tuple[KnownSelector, ...]


async def known_of(ctx: Context, posting: Posting) -> SiteKnowledge:
    """What is known of where this posting is applied to."""
    domain = domain_of(posting.apply_url)
    registered = await ctx.sites.family_of(domain)
    family = registered or ctx.browser.family_of(posting.apply_url) or posting.family
    return SiteKnowledge(domain, registered, family, tuple(await ctx.sites.selectors(domain, family)))
