"""The LinkedIn Easy Apply modal: a dialog over the posting with one step after the other, a review, and a question on leaving."""

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.greenhouse import DIAL_CODES
from deploy.market.person import Person

CODES = tuple(f"{country} (+{code})" for country, code in DIAL_CODES.items())
STEPS = ("Contact info", "Resume", "Additional Questions", "Voluntary self identification")


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """Contact, résumé, the employer's questions; then the box that would follow the company."""
    urn = f"urn-li-jobs-applyformcommon-easyApplyFormElement-{int(posting.id[:7], 16)}"
    code = next(option for option in CODES if option.startswith(person.country))
    own = [
        field.model_copy(update={"name": f"{urn}-{index}-{'multipleChoice' if field.options else 'text'}", "page": 3})
        for index, field in enumerate(posting.questions)
    ]
    return (
        Field(
            name=f"{urn}-email-multipleChoice",
            label="Email address",
            kind="choice",
            required=True,
            options=("old.address@example.org", person.email),
            answer=person.email,
        ),
        Field(
            name=f"{urn}-phoneNumber-country",
            label="Phone country code",
            kind="choice",
            required=True,
            options=CODES,
            answer=code,
        ),
        Field(
            name=f"{urn}-phoneNumber-nationalNumber",
            label="Mobile phone number",
            kind="phone",
            required=True,
            match="phone",
            answer=person.phone_national,
        ),
        Field(
            name=f"{urn}-location-GEO-LOCATION",
            label="Location (city)",
            kind="choice",
            required=True,
            source="places",
            answer=person.place,
        ),
        Field(name="resume", label="Resume", kind="file", required=True, match="file", page=2),
        *own,
        Field(
            name="follow-company-checkbox",
            label=f"Follow {posting.company.name} to stay up to date with their page.",
            kind="consent",
            answer=person.marketing,
            page=4,
        ),
    )


DOUBLE = Double("linkedin", fields, suffix="/easy-apply")
