"""Lever job boards. Source: https://github.com/lever/postings-api

`GET {base}/postings/{board}?mode=json&skip=0&limit=100` answers a page of postings. The company's name is nowhere in it.
"""

import html as markup
import re
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

from brain.ports import BoardRef
from brain.posting import Pay, Posting, Workplace
from workers.hands.boards.parsing import words
from workers.hands.boards.parsing.json_board import JsonBoard, company_of
from workers.hands.boards.parsing.pay import pay_in, pay_of, period_in
from workers.hands.boards.parsing.shapes import (
    FORGIVING,
    LISTED,
    Identifier,
    Label,
    Link,
    Name,
    Number,
    OptionalLink,
    Shape,
    Text,
    from_milliseconds,
)
from workers.hands.boards.parsing.text import description


class _Categories(Shape):
    commitment: Label = None
    department: Label = None
    location: Label = None
    team: Label = None
    allLocations: Annotated[tuple[Label, ...], LISTED] = ()  # noqa: N815, the source's own spelling


class _List(Shape):
    text: Label = None
    content: Text = None


class _SalaryRange(Shape):
    min: Number = None
    max: Number = None
    currency: Label = None
    interval: Label = None


class _Posting(Shape):
    id: Identifier
    text: Name
    hostedUrl: Link  # noqa: N815
    applyUrl: OptionalLink = None  # noqa: N815
    categories: Annotated[_Categories | None, FORGIVING] = None
    workplaceType: Label = None  # noqa: N815
    country: Label = None
    createdAt: Number = None  # noqa: N815
    description: Text = None
    descriptionPlain: Text = None  # noqa: N815
    lists: Annotated[tuple[Annotated[_List | None, FORGIVING], ...], LISTED] = ()
    additional: Text = None
    additionalPlain: Text = None  # noqa: N815
    salaryRange: Annotated[_SalaryRange | None, FORGIVING] = None  # noqa: N815
    salaryDescription: Text = None  # noqa: N815
    salaryDescriptionPlain: Text = None  # noqa: N815

    @property
    def filed(self) -> _Categories:
        return self.categories or _Categories()

    def whole_html(self) -> str:
        """The page in its order: description, the lists with their headings, pay, closing words."""
        kept = [entry for entry in self.lists if entry is not None]
        lists = "".join(f"<h3>{markup.escape(entry.text or '')}</h3><ul>{entry.content or ''}</ul>" for entry in kept)
        opening = self.description or _paragraphs(self.descriptionPlain)
        pay = self.salaryDescription or _paragraphs(self.salaryDescriptionPlain)
        closing = self.additional or _paragraphs(self.additionalPlain)
        return f"<div>{opening}</div>{lists}<div>{pay}</div><div>{closing}</div>"

    def places(self) -> tuple[str, ...]:
        listed = [place for place in (self.filed.location, *self.filed.allLocations) if place]
        return tuple(dict.fromkeys(part for place in listed for part in words.places_in(place)))

    def workplace(self) -> Workplace | None:
        return words.workplace_of(self.workplaceType or "") or words.workplace_in(self.places(), self.text)

    def pay(self, text: str) -> Pay | None:
        stated = self.salaryRange
        if stated is not None and not re.search(r"one[- ]?time|bonus|stipend", stated.interval or "", re.IGNORECASE):
            made = pay_of(stated.min, stated.max, stated.currency, period_in(stated.interval or ""))
            if made:
                return made
        return pay_in(text, self.country)


class Lever(JsonBoard):
    """Boards of `api.lever.co`, `api.eu.lever.co` and of servers that speak like them."""

    name = "lever"
    version = "v0"
    page_size = 100

    def list_url(self, base: str, board: str, skip: int) -> str:
        return f"{base}/postings/{board}?mode=json&skip={skip}&limit={self.page_size}"

    def item_url(self, base: str, board: str, external_id: str) -> str:
        return f"{base}/postings/{board}/{external_id}?mode=json"

    def items(self, document: Any) -> Sequence[Any] | None:
        if isinstance(document, list):
            return document
        return [document] if isinstance(document, dict) and "hostedUrl" in document else None

    def posting(self, ref: BoardRef, item: Any) -> Posting:
        made = _Posting.model_validate(item)
        board = ref.board or _board_in(made)
        text, html = description(made.whole_html())
        return Posting(
            source=self.name,
            board=board,
            external_id=made.id,
            url=made.hostedUrl,
            apply_url=made.applyUrl or f"{made.hostedUrl.rstrip('/')}/apply",
            title=made.text,
            company=company_of(ref.model_copy(update={"board": board})),
            locations=made.places(),
            workplace=made.workplace(),
            employment_type=words.employment_type_of(made.filed.commitment or "") or words.employment_type_in(made.text),
            seniority=words.seniority_in(made.text),
            salary=made.pay(text),
            skills=self._skills_in(text),
            languages=words.languages_in(made.text),
            department=made.filed.department or made.filed.team,
            posted_at=from_milliseconds(made.createdAt),
            family=self.name,
            description_text=text,
            description_html=html,
        )


SOURCE = Lever


def _board_in(made: _Posting) -> str:
    return urlsplit(made.hostedUrl).path.strip("/").partition("/")[0] or "unknown"


def _paragraphs(text: str | None) -> str:
    return "".join(f"<p>{markup.escape(part)}</p>" for part in (text or "").split("\n") if part.strip())
