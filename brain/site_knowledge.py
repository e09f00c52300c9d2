"""What is known of the site an application form is on, gathered before it is opened."""

from dataclasses import dataclass

from brain.context import Context
from brain.ports import KnownSelector, Site
from brain.posting import Posting
from brain.sites import domain_of


@dataclass(frozen=True, slots=True)
class SiteKnowledge:
    """`registered`: as what this very site is; `family`: the one it is registered for, else the one whose host it is on, else the
    one its board says."""

    domain: str
    registered: Site | None
    family: str | None
    selectors: tuple[KnownSelector, ...]


async def known_of(ctx: Context, posting: Posting) -> SiteKnowledge:
    """What is known of where this posting is applied to."""
    domain = domain_of(posting.apply_url)
    registered = await ctx.sites.at(domain)
    family = (registered and registered.family) or ctx.browser.family_of(posting.apply_url) or posting.family
    return SiteKnowledge(domain, registered, family, tuple(await ctx.sites.selectors(domain, family)))
