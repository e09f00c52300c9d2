"""What is known of the site an application form is on, gathered before it is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from brain.context import Context
from brain.ports import KnownSelector, Site
from brain.posting import Posting
from brain.sites import domain_of


@dataclass(frozen=True, slots=True)
class SiteKnowledge:
    """`registered`: as what this very site is; `family`: the one it is registered for, else the one whose host it is on, else the
    one its board says. `others`: family by domain of all registered sites."""

    domain: str
    registered: Site | None
    family: str | None
    selectors: tuple[KnownSelector, ...]
    others: Mapping[str, str] = field(default_factory=dict)


async def known_of(ctx: Context, posting: Posting) -> SiteKnowledge:
    """What is known of where this posting is applied to."""
    domain = domain_of(posting.apply_url)
    registered = await ctx.sites.at(domain)
    family = (registered and registered.family) or ctx.browser.family_of(posting.apply_url) or posting.family
    others = {site.domain: site.family for site in await ctx.sites.list() if site.family}
    return SiteKnowledge(domain, registered, family, tuple(await ctx.sites.selectors(domain, family)), others)
