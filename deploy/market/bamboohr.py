"""The BambooHR-shaped family: a page built by script, real react-select lists, typed dates."""

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.person import Person
from deploy.market.questions import COUNTRIES


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    own = []
    for index, field in enumerate(posting.questions):
        change: dict[str, object] = {"name": f"customQuestions[{200 + index}]"}
        if field.match == "date":
            change |= {"kind": "date", "date_format": "%m/%d/%Y", "help": None, "placeholder": "mm/dd/yyyy"}
        own.append(field.model_copy(update=change))
    return (
        Field(name="firstName", label="First Name", required=True, answer=person.first_name),
        Field(name="lastName", label="Last Name", required=True, answer=person.last_name),
        Field(name="email", label="Email", kind="email", required=True, answer=person.email),
        Field(name="phone", label="Phone", kind="phone", required=True, answer=person.phone, match="phone"),
        Field(name="address.street1", label="Address", answer=person.address_line),
        Field(name="address.city", label="City", required=True, answer=person.city),
        Field(name="address.zip", label="Postal Code", answer=person.postal_code),
        Field(name="address.country", label="Country", kind="choice", required=True, options=COUNTRIES, answer=person.country),
        Field(name="resumeFileId", label="Resume", kind="file", required=True, match="file"),
        Field(
            name="dateAvailable", label="Date Available", kind="date", required=True, answer=person.available_from, match="date",
            date_format="%m/%d/%Y", placeholder="mm/dd/yyyy",
        ),
        Field(name="desiredPay", label="Desired Pay", required=True, answer=str(person.salary), match="number"),
        Field(name="websiteUrl", label="Website, Blog, or Portfolio", kind="url", answer=person.website, match="url"),
        Field(name="linkedinUrl", label="LinkedIn Profile URL", kind="url", answer=person.linkedin, match="url"),
        *own,
    )  # fmt: skip


DOUBLE = Double("bamboohr", fields)
