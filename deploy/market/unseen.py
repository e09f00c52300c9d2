"""Forms nobody has seen: layouts drawn by seed from label places, widgets, wrappers, orders, names and languages."""

from random import Random
from typing import Any, Literal

from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.market import Market
from deploy.market.person import Person
from deploy.market.questions import COUNTRIES

LabelPlace = Literal["for", "wrapped", "before", "cell", "placeholder", "heading", "labelledby", "floating"]
ListWidget = Literal["select", "select2", "choices", "tom", "radio"]
FileWidget = Literal["input", "button", "drop"]
Naming = Literal["plain", "number", "nested", "noise"]
LABELS: tuple[LabelPlace, ...] = ("for", "wrapped", "before", "cell", "placeholder", "heading", "labelledby", "floating")
LISTS: tuple[ListWidget, ...] = ("select", "select2", "choices", "tom", "radio")
FILES: tuple[FileWidget, ...] = ("input", "button", "drop")
NAMINGS: tuple[Naming, ...] = ("plain", "number", "nested", "noise")


class Layout(BaseModel):
    """How one form is drawn. `mark`: what says that an answer is required; `depth`: wrappers around each question."""

    model_config = ConfigDict(frozen=True)

    labels: LabelPlace
    lists: ListWidget
    files: FileWidget
    naming: Naming
    mark: Literal["*", "(required)", "aria", "legend"]
    one_name: bool
    address: bool
    groups: bool
    trap: bool
    help_first: bool
    depth: int
    shuffle: int


def layout_of(posting: Posting) -> Layout:
    """The same for the same posting; consecutive layouts never share their way of labelling."""
    rng = Random(f"{posting.id}:{posting.layout}")
    return Layout(
        labels=LABELS[posting.layout % len(LABELS)],
        lists=LISTS[(posting.layout * 3) % len(LISTS)],
        files=rng.choice(FILES),
        naming=rng.choice(NAMINGS),
        mark=rng.choice(("*", "(required)", "aria", "legend")),
        one_name=rng.random() < 0.4,
        address=rng.random() < 0.5,
        groups=rng.random() < 0.5,
        trap=rng.random() < 0.5,
        help_first=rng.random() < 0.5,
        depth=rng.randrange(4),
        shuffle=rng.randrange(1, 10_000),
    )


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    layout = layout_of(posting)
    asked = [*_who(layout, person), *_place(layout, person), *_asked(posting)]
    Random(layout.shuffle).shuffle(asked)
    if layout.trap:
        asked.insert(2, Field(name="company_fax", label="Fax", match="blank", trap=True))
    last = Field(
        name="consent", label="I agree that my personal data is processed for this application.", kind="consent", required=True,
        answer=person.privacy_notice,
    )  # fmt: skip
    named = [field.model_copy(update={"name": _name(layout, field.name, at)}) for at, field in enumerate([*asked, last])]
    return tuple(named)


def _who(layout: Layout, person: Person) -> list[Field]:
    names = [
        Field(name="first_name", label="First name", required=True, answer=person.first_name),
        Field(name="last_name", label="Last name", required=True, answer=person.last_name),
    ]
    if layout.one_name:
        names = [Field(name="full_name", label="Full name", required=True, answer=person.full_name)]
    return [
        *names,
        Field(name="email", label="Email address", kind="email", required=True, answer=person.email),
        Field(name="phone", label="Phone number", kind="phone", required=True, answer=person.phone, match="phone"),
        Field(name="cv", label="CV or resume", kind="file", required=True, match="file"),
        Field(name="letter", label="Cover letter", kind="textarea", match="any"),
        Field(name="linkedin", label="LinkedIn profile", answer=person.linkedin, match="url"),
    ]


def _place(layout: Layout, person: Person) -> list[Field]:
    country = Field(name="country", label="Country", kind="choice", required=True, options=COUNTRIES, answer=person.country)
    city = Field(name="city", label="City", required=True, answer=person.city)
    if not layout.address:
        return [city, country]
    return [
        Field(name="street", label="Street and number", answer=person.address_line),
        Field(name="postal_code", label="Postal code", required=True, answer=person.postal_code),
        city,
        country,
    ]


def _asked(posting: Posting) -> list[Field]:
    made = []
    for index, field in enumerate(posting.questions):
        change: dict[str, object] = {"name": f"question_{index}"}
        if field.match == "date":
            change |= {"kind": "date", "date_format": "%Y-%m-%d", "help": None}
        made.append(field.model_copy(update=change))
    return made


def _name(layout: Layout, name: str, at: int) -> str:
    noise = Random(f"{layout.shuffle}:{name}").getrandbits(32)
    return {"plain": name, "number": f"field_{at + 1}", "nested": f"application[{name}]", "noise": f"x{noise:08x}"}[layout.naming]


class _Unseen(Double):
    def form_page(self, market: Market, posting: Posting, template: str = "form.html", **context: Any) -> HTMLResponse:
        return super().form_page(market, posting, template, layout=layout_of(posting), **context)


DOUBLE = _Unseen("unseen", fields)
