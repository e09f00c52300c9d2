"""The SuccessFactors-shaped family: UI5 web components, whose native controls sit in shadow roots, in panels of one long page."""

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.person import Person
from deploy.market.questions import COUNTRIES


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    own = []
    for index, field in enumerate(posting.questions):
        change: dict[str, object] = {"name": f"jobQuestion_{index}", "section": "Job-Specific Information"}
        if field.match == "date":
            change |= {"kind": "date", "date_format": "%m/%d/%Y", "help": None, "placeholder": "MM/DD/YYYY"}
        own.append(field.model_copy(update=change))
    start = Field(
        name="availableDate",
        label="Available From",
        kind="date",
        required=True,
        answer=person.available_from,
        match="date",
        date_format="%m/%d/%Y",
        placeholder="MM/DD/YYYY",
        section="Job-Specific Information",
    )
    return (*_profile(person), start, *(field for field in own if field.kind != "date"))


def _profile(person: Person) -> tuple[Field, ...]:
    made = (
        Field(name="resume", label="Resume", kind="file", required=True, match="file"),
        Field(name="firstName", label="First Name", required=True, answer=person.first_name),
        Field(name="lastName", label="Last Name", required=True, answer=person.last_name),
        Field(name="contactEmail", label="Email", kind="email", required=True, answer=person.email),
        Field(name="cellPhone", label="Phone", kind="phone", required=True, answer=person.phone, match="phone"),
        Field(
            name="country",
            label="Country/Region of Residence",
            kind="choice",
            required=True,
            options=COUNTRIES,
            answer=person.country,
        ),
        Field(name="city", label="City", answer=person.city),
        Field(
            name="dataPrivacy",
            label="I have read and accepted the data privacy statement",
            kind="consent",
            required=True,
            answer=True,
        ),
    )
    return tuple(field.model_copy(update={"section": "Profile Information"}) for field in made)


DOUBLE = Double("successfactors", fields, suffix="/careers/apply")
