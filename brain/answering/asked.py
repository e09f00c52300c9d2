"""One field in its surroundings: what a rule may look at."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from brain.answering.profile import Profile
from brain.answering.questions import Question, classify, plain_label
from brain.form import Field, FormPage
from brain.places import area, members, place_country, places_in
from brain.posting import Posting
from brain.words import fold


@dataclass(frozen=True, slots=True)
class Asked:
    """A field, the question it asks, its page and number among fields of the same question, the posting and the profile."""

    field: Field
    question: Question
    page: "PageView"
    posting: Posting
    profile: Profile
    letter: tuple[str, tuple[int, ...]] | None = None

    @property
    def turn(self) -> int:
        """Which job or school an entry field is about: the n-th field of its question on the page, from 0."""
        return self.field.entry.number - 1 if self.field.entry else self.page.turn(self.field)


class PageView:
    """A page with every field's question, found once."""

    def __init__(self, page: FormPage) -> None:
        self.page = page
        self.questions: dict[str, Question] = {field.key: classify(field) for field in page.fields}

    def question(self, field: Field) -> Question:
        return self.questions[field.key]

    def has(self, *ids: str) -> bool:
        return any(question.id in ids for question in self.questions.values())

    def fields_of(self, question_id: str) -> list[Field]:
        return [field for field in self.page.fields if self.questions[field.key].id == question_id]

    def turn(self, field: Field) -> int:
        """Among the fields outside of lists, which are numbered by their entries."""
        alike = [
            other for other in self.fields_of(self.question(field).id) if not other.entry and _called(other) == _called(field)
        ]
        return next((number for number, other in enumerate(alike) if other.key == field.key), 0)


def _called(field: Field) -> str:
    """A field's label without its number: `Company 2` is called `company`."""
    return " ".join(re.sub(r"\d+|#", " ", plain_label(field.label)).split())


_OWN_COUNTRY = re.compile(
    r"current (?:location|country)|country of residence|you (?:would|will|plan to) work from|you (?:currently )?(?:reside|live)\b"
    r"|von dem aus|in dem sie (?:leben|wohnen|arbeiten)|wohnsitz|depuis lequel|d'ou vous travaill|pays de residence|ou vous "
    r"(?:residez|vivez|habitez)|desde el que|desde donde|pais de residencia|donde (?:reside|vive)\b"
)


def posting_places(posting: Posting) -> tuple[str, ...]:
    """The countries or regions a posting is in; none where it says so little."""
    found: list[str] = []
    for location in posting.locations:
        parts = [location, *location.replace(" - ", ",").split(",")]
        named = next((place for part in reversed(parts) if (place := area(part.strip()))), None)
        place = place_country(location) or named or next(iter(places_in(location)), None)
        if place and place not in found:
            found.append(place)
    return tuple(found)


def is_remote(posting: Posting) -> bool:
    return posting.workplace == "remote" or (
        posting.workplace is None and any("remote" in text.lower() for text in (*posting.locations, posting.title))
    )


def work_places(asked: Asked) -> tuple[Sequence[str], float]:
    """Where a question about the law of work means: the country it names, else the posting's,
    else (remote) one's own; and how sure."""
    if asked.question.places:
        return asked.question.places, 1.0
    places = posting_places(asked.posting)
    home = asked.profile.country()
    if home and _OWN_COUNTRY.search(fold(asked.field.label)):
        return (str(home.value),), 0.9
    if is_remote(asked.posting) and home:
        open_to_home = not places or any(str(home.value) in members(place) for place in places)
        if open_to_home:
            return (str(home.value),), 0.8
    return places, 0.9 if len(places) == 1 else 0.7
