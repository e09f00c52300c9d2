"""What a site itself says of an application made earlier: that one has applied already, or its own list of applications.

Pages are read and links of the same site followed; nothing is filled in and nothing is sent.
"""

import re
from typing import Protocol

import structlog
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from brain.ports import LookBack
from workers.hands.browser.gate_rules import site_of
from workers.hands.browser.raw import RawAction, RawPage
from workers.hands.browser.reader import Reading, frame_paths
from workers.hands.browser.widgets.spot import Spot
from workers.hands.browser.wording import ALREADY_APPLIED, FURTHER_PAGES, MY_APPLICATIONS, NO_APPLICATIONS, fold

log = structlog.get_logger(__name__)
LONGEST_LINE = 240
# "If you have already applied, …" says nothing of this candidate.
_CONDITION = re.compile(r"^(?:if|when|once|in case|falls|wenn|sollten?|sofern|si|lorsque|cuando|en caso)\b|\?$")
_APART = re.compile(r"[^\w]+")


class Session(Protocol):
    """What looking back needs of a session."""

    async def arrive(self) -> Reading:
        """The page once it has come to rest."""
        ...

    def pages(self) -> list[Page]: ...


async def look_back(session: Session, title: str, company: str) -> LookBack:
    """Reads the page on show, then the site's list of applications where it links to one."""
    here = await session.arrive()
    if said := _says_applied(here):
        return LookBack(state="applied", text=said, url=here.page.url)
    there = await _list_of_applications(session, here)
    if there is None:
        return LookBack(state="silent", url=here.page.url)
    if line := _listed(there, title, company):
        return LookBack(state="applied", text=line, url=there.page.url)
    return LookBack(state="absent" if _is_whole(there) else "silent", url=there.page.url)


def _says_applied(reading: Reading) -> str:
    """The line that says so; empty where none does."""
    for raw in reading.raws.values():
        for line in (*raw.messages, *raw.headings, *raw.text.split("\n")):
            said = fold(line).strip()
            if said and len(said) <= LONGEST_LINE and ALREADY_APPLIED.search(said) and not _CONDITION.search(said):
                return line.strip()
    return ""


async def _list_of_applications(session: Session, here: Reading) -> Reading | None:
    page = session.pages()[0]
    for path, raw in here.raws.items():
        frame = frame_paths(page).get(path)
        for action in raw.actions:
            if frame is None or not _leads_to_list(action, here.page.url):
                continue
            try:
                await Spot(frame, action.handle).click()
                there = await session.arrive()
            except PlaywrightError as error:
                log.info("list_not_opened", error=type(error).__name__)
                return None
            return there if any(_heads_list(raw) for raw in there.raws.values()) else None
    return None


def _leads_to_list(action: RawAction, home: str) -> bool:
    # A page's words may lead to another page of its own site, and nowhere else.
    return bool(action.href) and site_of(action.href) == site_of(home) and bool(MY_APPLICATIONS.fullmatch(_bare(action.label)))


def _heads_list(raw: RawPage) -> bool:
    return any(
        MY_APPLICATIONS.fullmatch(_bare(head)) for head in (*raw.headings, raw.title.split("|")[0], raw.title.split(" - ")[0])
    )


def _listed(there: Reading, title: str, company: str) -> str:
    """The line that names the job. Where its employer has a site of its own, the list names nobody."""
    wanted, of_whom = _bare(title), _bare(company)
    for raw in there.raws.values():
        lines = [_bare(line) for line in raw.text.split("\n")]
        named = not of_whom or any(of_whom in line for line in lines)
        for at, line in enumerate(lines):
            near = " ".join(lines[max(0, at - 3) : at + 4])
            if _has_words(line, wanted) and (of_whom in near or not named or _is_sole(lines, wanted)):
                return raw.text.split("\n")[at].strip()[:500]
    return ""


def _is_sole(lines: list[str], wanted: str) -> bool:
    return sum(_has_words(line, wanted) for line in lines) == 1


def _has_words(line: str, wanted: str) -> bool:
    return bool(wanted) and f" {wanted} " in f" {line} "


def _is_whole(there: Reading) -> bool:
    """Whether everything that was applied to stands on this page, so that what is not there was not received."""
    text = fold(" . ".join(raw.text for raw in there.raws.values()))
    further = any(FURTHER_PAGES.search(fold(action.label)) for raw in there.raws.values() for action in raw.actions)
    return bool(NO_APPLICATIONS.search(text)) or not further


def _bare(text: str) -> str:
    return _APART.sub(" ", fold(text)).strip()
