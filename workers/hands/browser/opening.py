"""From an address to the application form behind it."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response

from brain.errors import Refused, Unavailable
from workers.hands.browser.acts import apply_actions
from workers.hands.browser.gate import AddressPolicy
from workers.hands.browser.gate_rules import site_of
from workers.hands.browser.raw import RawAction
from workers.hands.browser.reader import Reading

HOPS = 3


def refuse(url: str) -> Refused:
    host = urlsplit(url).hostname or "this address"
    return Refused(
        "url_not_allowed",
        "This address may not be opened.",
        f"{host} is not on the public web or not on the list.",
        "Give a public http(s) address; for one of your own machine add --allow-private.",
    )


def not_reached(url: str, detail: str) -> Unavailable:
    return Unavailable(
        "page_not_reached",
        "The page could not be opened.",
        f"{urlsplit(url).hostname}: {detail}",
        "Check the address and try again.",
    )


async def go(page: Page, url: str, policy: AddressPolicy) -> int:
    """Opens `url` and returns the answer's status. Raises `Refused` (`url_not_allowed`), `Unavailable` (`page_not_reached`)."""
    if not await asyncio.to_thread(policy.allows, url):
        raise refuse(url)
    try:
        response: Response | None = await page.goto(url, wait_until="domcontentloaded")
    except PlaywrightError as error:
        said = error.message.splitlines()[0]
        if "ERR_BLOCKED_BY_CLIENT" in said:
            raise refuse(url) from error
        raise not_reached(url, said) from error
    if not await asyncio.to_thread(policy.allows, page.url):
        raise refuse(page.url)
    status = response.status if response else 200
    if status >= 500:
        raise not_reached(url, f"the site answered {status}")
    return status


def ways_to_apply(reading: Reading, may_go: Sequence[str]) -> list[tuple[str, RawAction]]:
    """Apply buttons and links with their frame's path, those of the page's own site or of a host in `may_go` only."""
    home = site_of(reading.page.url)
    found: list[tuple[str, RawAction]] = []
    for path, raw in reading.raws.items():
        for action in apply_actions(raw.actions):
            if not action.href or action.href.startswith("javascript:") or _may(action.href, home, may_go):
                found.append((path, action))
    return found


def _may(href: str, home: str, may_go: Sequence[str]) -> bool:
    parts = urlsplit(href)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https", "file"):
        return False
    return site_of(href) == home or any(host == known or host.endswith(f".{known}") for known in may_go)


def leads_elsewhere(action: RawAction, here: str) -> bool:
    """Whether a link leads to another document, so that it is opened by its address and never by a click on a new tab."""
    bare = action.href.split("#")[0]
    return action.tag == "a" and bare.startswith(("http", "file")) and bare != here.split("#")[0]
