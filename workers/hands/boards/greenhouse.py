"""Greenhouse job boards. Source: https://developers.greenhouse.io/job-board.html

`GET {base}/boards/{board}/jobs?content=true` answers all open jobs at once; descriptions are HTML escaped once more.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field

from brain.ports import BoardRef
from brain.posting import Pay, Posting, Workplace
from workers.hands.boards.parsing import words
from workers.hands.boards.parsing.json_board import JsonBoard, company_of
from workers.hands.boards.parsing.pay import pay_in, pay_of, period_in
from workers.hands.boards.parsing.shapes import FORGIVING, LISTED, Identifier, Label, Link, Moment, Name, Number, Shape, Text
from workers.hands.boards.parsing.text import description

# Employers name their own fields; these are the words they use.
WORKPLACE_FIELD = re.compile(
    r"location type|work ?place|work(ing)? (type|model|mode|arrangement|style|environment)|remote|hybrid", re.IGNORECASE
)
EMPLOYMENT_FIELD = re.compile(
    r"employment|commitment|(job|contract|time|position|worker) type|work schedule|(full|part)[- ]time", re.IGNORECASE
)
SALARY_FIELD = re.compile(r"salary|pay range|compensation", re.IGNORECASE)


class _Place(Shape):
    name: Label = None


class _Named(Shape):
    name: Label = None
    location: Label = None


class _Custom(Shape):
    """A field of the employer's own; its value is text, a list of texts, a flag, or an amount with unit."""

    name: Label = None
    value: Any = None

    def words(self) -> str:
        values = self.value if isinstance(self.value, list) else [self.name if self.value is True else self.value]
        return ", ".join(value.strip() for value in values if isinstance(value, str) and value.strip())


class _PayRange(Shape):
    min_cents: Number = None
    max_cents: Number = None
    currency_type: Label = None
    title: Label = None


class _Job(Shape):
    id: Identifier
    title: Name
    absolute_url: Link
    location: Annotated[_Place | None, FORGIVING] = None
    company_name: Label = None
    content: Text = None
    updated_at: Moment = None
    first_published: Moment = None
    application_deadline: Moment = None
    language: Label = None
    departments: Annotated[tuple[Annotated[_Named | None, FORGIVING], ...], LISTED] = ()
    offices: Annotated[tuple[Annotated[_Named | None, FORGIVING], ...], LISTED] = ()
    metadata: Annotated[tuple[Annotated[_Custom | None, FORGIVING], ...], LISTED] = ()
    pay_input_ranges: Annotated[tuple[Annotated[_PayRange | None, FORGIVING], ...], LISTED] = Field(default=())

    def custom(self, field: re.Pattern[str]) -> str:
        said = (made.words() for made in self.metadata if made and made.name and field.search(made.name))
        return next((text for text in said if text), "")

    def places(self) -> tuple[str, ...]:
        named = words.places_in(self.location.name or "") if self.location else ()
        offices = (office.location or office.name for office in self.offices if office)
        return named or tuple(dict.fromkeys(place for place in offices if place))

    def workplace(self) -> Workplace | None:
        return words.workplace_of(self.custom(WORKPLACE_FIELD)) or words.workplace_in(self.places(), self.title)

    def languages(self) -> tuple[str, ...]:
        published = words.language_named(self.language or "")
        return tuple(dict.fromkeys((*([published] if published else []), *words.languages_in(self.title))))

    def pay(self, text: str) -> Pay | None:
        for entry in self.pay_input_ranges:
            if entry is not None:
                made = pay_of(_units(entry.min_cents), _units(entry.max_cents), entry.currency_type, period_in(entry.title or ""))
                if made:
                    return made
        country = words.dollar_country(" | ".join(self.places()))
        return pay_in(f"Salary: {self.custom(SALARY_FIELD)}", country) or pay_in(text, country)


class Greenhouse(JsonBoard):
    """Boards of `boards-api.greenhouse.io` and of servers that speak like it."""

    name = "greenhouse"
    version = "v1"

    def list_url(self, base: str, board: str, skip: int) -> str:
        return f"{base}/boards/{board}/jobs?content=true&pay_transparency=true"

    def item_url(self, base: str, board: str, external_id: str) -> str:
        return f"{base}/boards/{board}/jobs/{external_id}?pay_transparency=true"

    def items(self, document: Any) -> Sequence[Any] | None:
        if not isinstance(document, dict):
            return None
        jobs = document.get("jobs")
        if isinstance(jobs, list):
            return jobs
        return [document] if "absolute_url" in document else None

    def posting(self, ref: BoardRef, item: Any) -> Posting:
        job = _Job.model_validate(item)
        board = ref.board or _board_in(job)
        text, html = description(job.content or "")
        return Posting(
            source=self.name,
            board=board,
            external_id=job.id,
            url=job.absolute_url,
            apply_url=job.absolute_url,
            title=job.title,
            company=job.company_name or company_of(ref.model_copy(update={"board": board})),
            locations=job.places(),
            workplace=job.workplace(),
            employment_type=words.employment_type_of(job.custom(EMPLOYMENT_FIELD)) or words.employment_type_in(job.title),
            seniority=words.seniority_in(job.title),
            salary=job.pay(text),
            skills=self._skills_in(text),
            languages=job.languages(),
            department=", ".join(dict.fromkeys(entry.name for entry in job.departments if entry and entry.name)) or None,
            posted_at=job.first_published,
            updated_at=job.updated_at,
            closes_at=job.application_deadline,
            family=self.name,
            description_text=text,
            description_html=html,
        )


SOURCE = Greenhouse


def _units(cents: float | None) -> float | None:
    return None if cents is None else cents / 100


def _board_in(job: _Job) -> str:
    # A recorded answer does not say which board it came from; the posting's own address often does.
    split = urlsplit(job.absolute_url)
    first = split.path.strip("/").partition("/")[0]
    if (split.hostname or "").endswith("greenhouse.io") and first:
        return first
    return re.sub(r"\W+", "", (job.company_name or "").lower()) or "unknown"
