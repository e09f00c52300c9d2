"""The browser behind the brain's port: one fresh context and one session for each form."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from types import MappingProxyType

from brain.browsing import Browsing
from brain.ports import KnownSelector, Resume, Site
from workers.hands.browser import opening
from workers.hands.browser.families import Families, RegisteredSites, default_families
from workers.hands.browser.gate import AddressPolicy
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.session import PlaywrightSession
from workers.hands.browser.site_state import put_back
from workers.hands.browser.windows import Windows


class PlaywrightBrowser:
    """`brain.ports.Browser` on a warm Chromium."""

    def __init__(self, options: BrowserOptions, policy: AddressPolicy, families: Families | None = None) -> None:
        self._options, self._policy = options, policy
        self._families = families or default_families()
        self._windows = Windows(options, policy)

    def family_of(self, url: str) -> str | None:
        """The family whose host this address is on."""
        return self._families.of_address(url)

    @contextlib.asynccontextmanager
    async def open(
        self, url: str, known: Sequence[KnownSelector] = (), label: str = "", site: Site | None = None,
        registered: Mapping[str, str] = MappingProxyType({}), resume: Resume | None = None,
    ) -> AsyncIterator[PlaywrightSession]:  # fmt: skip
        """Opens the application form behind `url` in a fresh context. `site`: as what the site of `url` is registered;
        `registered`: family by domain of all sites that are. `resume`: as whom, and where, if not there.

        Raises `Refused` (`url_not_allowed`), `Unavailable` (`page_not_reached`), `Missing` (`no_browser`).
        """
        at = resume.url if resume and resume.url else url
        if not await asyncio.to_thread(self._policy.allows, at):
            raise opening.refuse(at)
        async with self._windows.one(site.browsing if site else Browsing()) as window:
            await window.gate.judge_unseen_of(window.context)
            own = {site.domain: site.family} if site and site.family else {}
            families = RegisteredSites(self._families, {**registered, **own})
            session = PlaywrightSession(window.context, window.page, window.gate, self._options, families, known, label)
            if resume is not None:
                await put_back(window.context, resume.state)
            await session.start(at, self._policy, url)
            yield session

    async def close(self) -> None:
        await self._windows.close()
