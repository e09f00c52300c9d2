"""What an answer means, before it is put into the words or the format of one field."""

from dataclasses import dataclass, field
from typing import Literal

from brain.dates import PartialDate
from brain.facts import Fact
from brain.form import FilePath
from brain.manifest import UnansweredReason

Topic = Literal[
    "plain", "country", "place", "region", "gender", "race", "veteran", "disability", "hispanic", "pronouns", "source",
    "degree", "fluency", "duration", "link", "phone", "phone_country", "name",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """A text. `also` are other wordings of the same, best first; `decline`: the person has said they decline to answer."""

    text: str
    also: tuple[str, ...] = ()
    topic: Topic = "plain"
    decline: bool = False


@dataclass(frozen=True, slots=True)
class YesNo:
    """`states` says what an option may also speak of (`authorised`, `sponsorship`),
    so that one that contradicts it is not taken."""

    value: bool
    states: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in `unit`: `years` may have a fraction and is shown whole; `money` has a currency and a period."""

    value: float
    unit: Literal["years", "money", "days", "plain"] = "plain"
    currency: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """A stretch of time in the person's words; `days` where they can be counted (a month is 30)."""

    text: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Day:
    date: PartialDate


@dataclass(frozen=True, slots=True)
class Several:
    """Any of these that the field offers (skills, languages)."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    file: FilePath


@dataclass(frozen=True, slots=True)
class LongText:
    """Text written before, put in whole or not at all."""

    text: str


Meaning = Words | YesNo | Amount | Duration | Day | Several | Paper | LongText


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer's meaning, the facts it rests on, the rule in words, and how sure it is (0 to 1)."""

    meaning: Meaning
    facts: tuple[Fact, ...]
    rule: str
    sure: float = 1.0
    exact: bool = True
    letter_facts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Why there is no answer."""

    reason: UnansweredReason
    detail: str = ""
