"""Eight invented employers and their thirty postings, the same for the same seed.

Fourteen postings fit "remote python": ten plain ones, and one each that is closed, doubled on another board, never accepts
an application, or needs a fact the candidate lacks. Sixteen do not fit, some of them only just.
"""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import cycle
from random import Random
from typing import Any, Literal
from uuid import UUID

import yaml
from pydantic import BaseModel, ConfigDict

from deploy.market import questions
from deploy.market.fields import Field
from deploy.market.person import Person

FamilyName = str
Trait = Literal[
    "plain", "closed", "duplicate", "fails", "needs_fact", "other", "captcha", "throttled", "login", "long", "code_by_mail",
    "code_before_end", "session_ends", "session_ends_kept",
]  # fmt: skip
Workplace = Literal["remote", "hybrid", "onsite"]
FAMILIES = ("greenhouse", "lever")
POSTINGS_PER_FAMILY = 15
REMOTE_PLACES: tuple[tuple[str, str | None], ...] = (
    ("Remote - Worldwide", None),
    ("Remote - EU", "EU"),
    ("Remote - Germany", "DE"),
    ("Remote - Europe", "EU"),
    ("Remote - EMEA", None),
)


class Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Company(Value):
    name: str
    about: str
    eeo: bool
    privacy: bool
    phone_required: bool

    @property
    def board(self) -> str:
        return self.name.lower().replace(" ", "")


class Role(Value):
    title: str
    team: str
    mission: str
    duties: tuple[str, ...]
    required: tuple[str, ...]
    preferred: tuple[str, ...]
    place: str = ""
    country: str | None = None
    workplace: Workplace = "remote"


class Salary(Value):
    """Gross per year, in whole units of `currency`."""

    min: int
    max: int
    currency: Literal["EUR", "USD"]


class Posting(Value):
    """A job as its employer publishes it. `language`: of its form (ISO 639-1). `layout`: seed of a drawn form's layout."""

    id: str
    family: FamilyName
    company: Company
    role: Role
    trait: Trait
    published_at: datetime
    questions: tuple[Field, ...]
    salary: Salary | None
    same_as: str | None = None
    language: str = "en"
    layout: int = 0

    @property
    def fits(self) -> bool:
        return self.trait != "other"

    @property
    def listed(self) -> bool:
        """Whether its board shows it; one that is not is reached by who has its address."""
        return self.trait != "code_by_mail"

    @property
    def board(self) -> str:
        return self.company.board


class Catalogue(Value):
    """`postings`: the thirty that can be found by search. `practice`: those of the families that are only applied to.

    `behind_sign_in`: those of the sites that demand one.
    """

    postings: tuple[Posting, ...]
    practice: tuple[Posting, ...] = ()
    behind_sign_in: tuple[Posting, ...] = ()

    @property
    def all(self) -> tuple[Posting, ...]:
        return self.postings + self.practice + self.behind_sign_in

    def find(self, posting_id: str) -> Posting | None:
        return next((posting for posting in self.all if posting.id == posting_id), None)

    def board(self, family: str, board: str) -> list[Posting]:
        return [posting for posting in self.all if (posting.family, posting.board) == (family, board)]

    def companies(self, family: str) -> dict[str, Company]:
        """The employers of one family by board."""
        return {posting.board: posting.company for posting in self.all if posting.family == family}


def build(seed: int, person: Person, now: datetime | None = None) -> Catalogue:
    """The catalogue of `seed`; `now` (UTC) is the moment from which the postings' ages count."""
    builder = _Builder(Random(seed), person, now or datetime.now(UTC))
    return Catalogue(postings=tuple(builder.fitting() + builder.other()))


def load(name: str) -> Any:
    return yaml.safe_load((files("deploy.market") / "data" / name).read_text(encoding="utf-8"))


class _Builder:
    def __init__(self, rng: Random, person: Person, now: datetime) -> None:
        self.rng, self.person = rng, person
        self.today = now.replace(hour=9, minute=0, second=0, microsecond=0)
        chosen = rng.sample([Company.model_validate(row) for row in load("companies.yaml")], 8)
        self.staff = {"greenhouse": chosen[:4], "lever": chosen[4:]}
        self.turn = {"greenhouse": 0, "lever": 0}
        self.count = {"greenhouse": 0, "lever": 0}

    def fitting(self) -> list[Posting]:
        """The fourteen, the duplicate last, since it points at another."""
        roles = [Role.model_validate(row) for row in load("roles.yaml")["fitting"]]
        traits: list[Trait] = [*["plain"] * 10, "closed", "fails", "needs_fact"]  # type: ignore[list-item]
        sides = [FAMILIES[n % 2] for n in range(10)] + self.rng.choices(FAMILIES, k=3)
        places = cycle(self.rng.sample(REMOTE_PLACES, len(REMOTE_PLACES)))
        made = []
        for role, trait, family in zip(self.rng.sample(roles, 13), traits, sides, strict=True):
            place, country = next(places)
            made.append(self._posting(role.model_copy(update={"place": place, "country": country}), trait, family))
        made = self._with_curious(made)
        return [*made, self._twin(made)]

    def other(self) -> list[Posting]:
        roles = [Role.model_validate(row) for row in load("roles.yaml")["other"]]
        self.rng.shuffle(roles)
        made = []
        for role in roles:
            family = FAMILIES[0] if self.count["greenhouse"] < POSTINGS_PER_FAMILY else FAMILIES[1]
            made.append(self._posting(role, "other", family))
        return made

    def _posting(self, role: Role, trait: Trait, family: FamilyName) -> Posting:
        company = self.staff[family][self.turn[family] % 4]
        self.turn[family] += 1
        self.count[family] += 1
        age = self.rng.uniform(0.5, 6) if trait != "other" else self.rng.uniform(1, 28)
        return Posting(
            id=self._id(family),
            family=family,
            company=company,
            role=role,
            trait=trait,
            published_at=self.today - timedelta(days=age),
            questions=self._questions(role, trait, family),
            salary=self._salary(role),
        )

    def _questions(self, role: Role, trait: Trait, family: FamilyName) -> tuple[Field, ...]:
        # Lever asks for these links on every form of its own accord.
        skip = (questions.github, questions.linkedin) if family == "lever" else ()
        asked = questions.choose(self.person, role.country, self.rng, skip=skip)
        if trait == "needs_fact":
            asked = (*asked[:4], self.rng.choice(questions.ONLY_THE_PERSON))
        if role.workplace != "remote":
            asked = (*asked[:5], questions.relocate(self.person, role.country, self.rng))
        return asked

    def _with_curious(self, made: list[Posting]) -> list[Posting]:
        chosen = self.rng.sample(range(10), len(questions.CURIOUS))
        for index, field in zip(chosen, questions.CURIOUS, strict=True):
            asked = (*made[index].questions[:5], field)
            made[index] = made[index].model_copy(update={"questions": asked})
        return made

    def _twin(self, made: list[Posting]) -> Posting:
        # A one-word name reads the same as a board's slug and as a company, so both copies name the same employer.
        single = [posting for posting in made[:10] if " " not in posting.company.name]
        original = self.rng.choice(single)
        family = FAMILIES[1 - FAMILIES.index(original.family)]
        self.count[family] += 1
        return original.model_copy(
            update={
                "id": self._id(family),
                "family": family,
                "trait": "duplicate",
                "same_as": original.id,
                "published_at": original.published_at + timedelta(hours=5),
                "questions": self._questions(original.role, "duplicate", family),
            }
        )

    def _salary(self, role: Role) -> Salary | None:
        if self.rng.random() < 0.5:
            return None
        low = self.rng.randrange(68, 84) * 1000
        width = self.rng.randrange(12, 26) * 1000
        return Salary(min=low, max=low + width, currency="USD" if role.country == "US" else "EUR")

    def _id(self, family: FamilyName) -> str:
        if family == "lever":
            return str(UUID(int=self.rng.getrandbits(128), version=4))
        return str(self.rng.randrange(4_000_000_000, 9_000_000_000))
