"""The part of a board client that is the same for every source with a JSON API: asking, paging, judging the answer."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import ValidationError

from brain.errors import JobHunterError, Unavailable
from brain.ports import BoardRef, SearchResult
from brain.posting import Posting, Skills
from workers.hands.boards.parsing.words import humanised
from workers.hands.fetch import BOARD_LIMITS, Fetch, Fetched, read_json, retry_after

SkillsIn = Callable[[str], Skills]
MAX_PAGES = 200
MAX_WARNINGS = 20


def no_skills(_: str) -> Skills:
    return Skills()


class NotAnAnswer(Exception):
    """What a board said is no list of postings; the message is a sentence for the person."""


class JsonBoard(ABC):
    """A source whose boards answer JSON. A subclass says where to ask, where the items are and how one becomes a posting.

    `skills_in(description)` names the skills a description asks for.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    page_size: ClassVar[int | None] = None

    def __init__(self, fetch: Fetch, skills_in: SkillsIn = no_skills) -> None:
        self._fetch = fetch
        self._skills_in = skills_in

    @abstractmethod
    def list_url(self, base: str, board: str, skip: int) -> str: ...

    @abstractmethod
    def item_url(self, base: str, board: str, external_id: str) -> str: ...

    @abstractmethod
    def items(self, document: Any) -> Sequence[Any] | None:
        """The postings in a list answer or a single answer, or None when the document is neither."""

    @abstractmethod
    def posting(self, ref: BoardRef, item: Any) -> Posting:
        """One item as a posting. Raises `ValidationError` when it lacks what a posting needs."""

    async def search(self, ref: BoardRef) -> SearchResult:
        """Every open posting of the board; `error` says in a sentence why there is none."""
        found: dict[str, Posting] = {}
        warnings: list[str] = []
        for page in range(MAX_PAGES):
            url = self.list_url(self._base(ref), quote(ref.board, safe=""), page * (self.page_size or 0))
            try:
                items = await asyncio.to_thread(self._read_items, ref, await self._ask(url))
            except (JobHunterError, NotAnAnswer) as error:
                if not found:
                    return SearchResult(board=ref, error=_sentence(error))
                warnings.append(f"The list broke off after {len(found)} postings: {_sentence(error)}")
                break
            before = len(found)
            # A large board takes seconds to parse; the event loop has heartbeats to send meanwhile.
            for posting in await asyncio.to_thread(self._parse, ref, items, warnings):
                found.setdefault(posting.external_id, posting)
            # A short page is the last one; so is one that brings nothing new, when a server does not know paging.
            if self.page_size is None or len(items) < self.page_size or len(found) == before:
                break
        return SearchResult(board=ref, postings=tuple(found.values()), warnings=_shortened(warnings))

    async def read(self, ref: BoardRef, external_id: str) -> Posting | None:
        """One posting in full, or None when it is closed. Raises `Unavailable` `source_unavailable` or `source_changed`."""
        answer = await self._ask(self.item_url(self._base(ref), quote(ref.board, safe=""), quote(external_id, safe="")))
        if answer.status in {404, 410}:
            return None
        try:
            return self.posting(ref, self._read_items(ref, answer)[0])
        except NotAnAnswer as error:
            raise _unavailable(ref, "source_unavailable", str(error), answer) from error
        except (ValidationError, IndexError) as error:
            raise _unavailable(ref, "source_changed", _what_lacks(error), answer) from error

    def parse(self, ref: BoardRef, text: str) -> SearchResult:
        """The postings of one recorded answer, a list or a single posting."""
        warnings: list[str] = []
        try:
            items = self._items_of(text)
        except NotAnAnswer as error:
            return SearchResult(board=ref, error=str(error))
        return SearchResult(board=ref, postings=tuple(self._parse(ref, items, warnings)), warnings=_shortened(warnings))

    def _base(self, ref: BoardRef) -> str:
        base = ref.base_url.rstrip("/")
        return base if base.rpartition("/")[2] == self.version else f"{base}/{self.version}"

    async def _ask(self, url: str) -> Fetched:
        return await self._fetch(url, limits=BOARD_LIMITS, accept="application/json")

    def _read_items(self, ref: BoardRef, answer: Fetched) -> Sequence[Any]:
        if answer.status == 404:
            raise NotAnAnswer(f"{self.name} knows no board “{ref.board}” (404).")
        if answer.status in {401, 403}:
            raise NotAnAnswer(f"{self.name} refuses to show the board “{ref.board}” ({answer.status}).")
        if answer.status == 429:
            raise NotAnAnswer(f"{self.name} asks to slow down (429).")
        if answer.status != 200:
            raise NotAnAnswer(f"{self.name} answered with status {answer.status}.")
        return self._items_of(answer.text())

    def _items_of(self, text: str) -> Sequence[Any]:
        if not text.strip():
            raise NotAnAnswer(f"{self.name} answered with nothing.")
        if text.lstrip()[:1] == "<":
            raise NotAnAnswer(f"{self.name} answered with a web page instead of data, perhaps a sign-in page.")
        try:
            items = self.items(read_json(text))
        except ValueError as error:
            raise NotAnAnswer(f"{self.name} answered with damaged data: {str(error)[:120]}.") from error
        if items is None:
            raise NotAnAnswer(f"{self.name} answered in a shape that is no list of postings.")
        return items

    def _parse(self, ref: BoardRef, items: Sequence[Any], warnings: list[str]) -> list[Posting]:
        made = []
        for number, item in enumerate(items, start=1):
            try:
                made.append(self.posting(ref, item))
            except ValidationError as error:
                warnings.append(f"Item {number} was skipped: {_what_lacks(error)}.")
        return made


def company_of(ref: BoardRef) -> str:
    """The company's name as the site document gives it, else made from the board's name."""
    return ref.company or humanised(ref.board)


def _sentence(error: Exception) -> str:
    return f"{error.title} {error.detail}".strip() if isinstance(error, JobHunterError) else str(error)


def _what_lacks(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "it is empty"
    return "; ".join(f"{'.'.join(str(part) for part in one['loc']) or 'it'}: {one['msg'].lower()}" for one in error.errors()[:3])


def _shortened(warnings: list[str]) -> tuple[str, ...]:
    rest = len(warnings) - MAX_WARNINGS
    return (*warnings[:MAX_WARNINGS], *((f"{rest} more were skipped.",) if rest > 0 else ()))


def _unavailable(ref: BoardRef, code: str, detail: str, answer: Fetched) -> Unavailable:
    wait = retry_after(answer.headers)
    extra = {"retry_after": wait} if wait is not None else {}
    return Unavailable(code, f"{ref.source} does not show this posting now.", detail, "Try again later.", **extra)
