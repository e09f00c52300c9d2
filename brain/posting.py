"""A job as published, as one typed shape whatever board it came from (the document of `jobhunter search`)."""

import hashlib
import unicodedata
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Workplace = Literal["remote", "hybrid", "onsite"]
PayPeriod = Literal["hour", "day", "week", "month", "year"]
WEB = "web"
"""The source of a posting that was found by its address alone."""


class Frozen(BaseModel):
    """Base of all values that cross a border: parsed at the door, then never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Pay(Frozen):
    """Money as offered; `currency` is ISO 4217, `period` what the amounts are for. A stipend or a bonus is not a salary."""

    min: float | None = None
    max: float | None = None
    currency: str | None = None
    period: PayPeriod | None = None


class Skills(Frozen):
    required: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()


class Posting(Frozen):
    """One posting. `source` and `board` and `external_id` name it at its source; text fields are untrusted page text.

    `posting_key` is the canonical identity of the job (RELIABILITY.md: `ats:greenhouse:<board>:<job id>`, else `url:` and the
    canonical address, which a posting of the source `web` has as its `external_id`).
    """

    source: str
    board: str
    external_id: str
    url: str
    apply_url: str
    title: str
    company: str
    locations: tuple[str, ...] = ()
    workplace: Workplace | None = None
    employment_type: str | None = None
    seniority: str | None = None
    salary: Pay | None = None
    skills: Skills = Field(default_factory=Skills)
    languages: tuple[str, ...] = ()
    department: str | None = None
    posted_at: datetime | None = None
    closes_at: datetime | None = None
    updated_at: datetime | None = None
    family: str | None = None
    description_text: str = ""
    description_html: str = ""

    @property
    def posting_key(self) -> str:
        if self.source == WEB:
            return f"url:{self.external_id}"
        return f"ats:{self.source}:{self.board.lower()}:{self.external_id}"

    @property
    def fingerprint(self) -> str:
        """The same for the same job on two boards: over company, title and place, written in whatever case or punctuation."""
        places = sorted(_words(place) for place in self.locations)
        text = "|".join([_words(self.company), _words(self.title), *places])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
