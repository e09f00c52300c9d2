"""A goal: the task's line, compiled into a typed value.

`Goal.model_dump(mode="json")` is exactly the document that `run --plan-only`, `POST /agent/tasks` and the table
`tasks` show. Nothing stands in a goal that has no word in the prompt; what was not understood is listed, never guessed.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Verb = Literal[
    "search",
    "analyse",
    "prepare",
    "apply",
    "track",
    "prepare_interview",
    "research_company",
    "benchmark_salary",
    "find_contacts",
]
Seniority = Literal["intern", "junior", "mid", "senior", "staff", "principal", "lead", "head", "director", "vp", "executive"]
EmploymentType = Literal["full_time", "part_time", "contract", "internship", "freelance", "temporary"]
Workplace = Literal["remote", "hybrid", "onsite"]
SalaryPeriod = Literal["year", "month", "week", "day", "hour"]

MAX_COUNT = 100
DEFAULT_COUNTS: dict[Verb, int] = {"search": 20, "track": 20, "find_contacts": 20, "apply": 5, "prepare": 5}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Location(_Frozen):
    """A place as people name it, with its ISO 3166 alpha-2 country where it lies in exactly one."""

    text: str
    country: str | None = None


class SalaryFloor(_Frozen):
    """The least a person wants, in units of `currency` (ISO 4217, null when neither named nor given by the place)."""

    min: int | float
    currency: str | None = None
    period: SalaryPeriod = "year"


class Companies(_Frozen):
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Goal(_Frozen):
    """What a person asked for.

    `count` is how many postings, applications or contacts are wanted, `posted_within_days` counts today as one day,
    `languages` are English names, `schedule` is a five-field cron line, `review` means a person approves each
    manifest before it is sent.
    """

    verb: Verb
    count: int = Field(ge=1, le=MAX_COUNT)
    roles: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    seniority: tuple[Seniority, ...] = ()
    employment_types: tuple[EmploymentType, ...] = ()
    locations: tuple[Location, ...] = ()
    workplace: tuple[Workplace, ...] = ()
    salary: SalaryFloor | None = None
    posted_within_days: int | None = Field(default=None, ge=1)
    companies: Companies = Companies()
    sources: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    review: bool = True
    schedule: str | None = None
    not_understood: tuple[str, ...] = ()
