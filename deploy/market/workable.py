"""The Workable-shaped family: sections, checkboxes drawn by hand, a country picker, repeaters, a cookie banner over it all."""

import zlib

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.person import Person

RIGHT = (
    "Yes - I DO have the legal documents and current residency to work within the advertised region (do not need sponsorship)",
    "No - I DO NOT have the legal documents and current residency to work within the advertised region (need sponsorship)",
)
FORGOTTEN = ("city", "postcode", "country")


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """Personal information, profile with its repeaters, details, consent."""
    return (*_personal(posting, person), *_profile(person), *_details(posting, person), _consent(posting, person))


def _personal(posting: Posting, person: Person) -> tuple[Field, ...]:
    made = (
        Field(name="firstname", label="First name", required=True, answer=person.first_name, prefill="Zoe"),
        Field(name="lastname", label="Last name", required=True, answer=person.last_name, prefill="Lindstroem"),
        Field(name="email", label="Email", kind="email", required=True, answer=person.email, prefill=person.email),
        Field(name="headline", label="Headline", match="any"),
        Field(
            name="phone", label="Phone", kind="phone", answer=person.phone, match="dialled", widget="country",
            required=posting.company.phone_required,
            help="The hiring team may use this number to contact you about this job.",
        ),
        Field(
            name="address", label="Address", answer=person.city, match="contains", prefill="Sawtry, United Kingdom",
            help="Include your city, region, and country, so that employers can easily manage your application.",
        ),
        *(Field(name=name, label="", match="blank", widget="unseen") for name in FORGOTTEN),
        Field(name="avatar", label="Photo", kind="file", match="blank"),
    )  # fmt: skip
    return tuple(field.model_copy(update={"section": "Personal information"}) for field in made)


def _profile(person: Person) -> tuple[Field, ...]:
    made = (
        Field(name="education[school]", label="School", required=True, answer=person.school, widget="education"),
        Field(name="education[field]", label="Field of study", answer=person.study, widget="education"),
        Field(name="education[degree]", label="Degree", answer=person.degree, match="contains", widget="education"),
        _month("education[start]", "Start date", "2009-09-01", "education"),
        _month("education[end]", "End date", "2014-06-01", "education"),
        Field(name="experience[title]", label="Title", required=True, answer=person.position, widget="experience"),
        Field(name="experience[company]", label="Company", answer=person.employer, widget="experience"),
        _month("experience[start]", "Start date", person.employed_since, "experience"),
        Field(name="summary", label="Summary", kind="textarea", match="any"),
        Field(name="resume", label="Resume", kind="file", required=True, match="file"),
    )
    return tuple(field.model_copy(update={"section": "Profile"}) for field in made)


def _month(name: str, label: str, day: str, widget: str) -> Field:
    return Field(
        name=name, label=label, kind="date", answer=day, match="date", date_format="%m/%Y", widget=widget, placeholder="MM/YYYY"
    )


def _details(posting: Posting, person: Person) -> tuple[Field, ...]:
    allowed = person.work_authorization[posting.role.country or person.country_code]
    made = (
        Field(name="cover_letter", label="Cover letter", kind="textarea", match="any"),
        Field(
            name="right", label="Right to work", kind="multi", required=True, options=RIGHT, answer=(RIGHT[0 if allowed else 1],),
            widget="checks",
        ),
        Field(name="salary", label="Desired salary before deductions", required=True, answer=str(person.salary), match="number"),
        *(
            field.model_copy(update={"name": f"CA_{_number(posting, index)}", "widget": _widget(field)})
            for index, field in enumerate(posting.questions)
        ),
    )  # fmt: skip
    return tuple(field.model_copy(update={"section": "Details"}) for field in made)


def _consent(posting: Posting, person: Person) -> Field:
    label = (
        "I have read, understand and accept the content of the Privacy Notice and consent to the processing of my data "
        "as part of this application."
    )
    return Field(
        name="gdpr",
        label=label,
        kind="consent",
        required=posting.company.privacy,
        answer=person.privacy_notice,
        section="consent",
    )


def _widget(field: Field) -> str:
    if field.kind != "choice":
        return ""
    return "radios" if len(field.options) <= 4 else "dropdown"


def _number(posting: Posting, index: int) -> int:
    return 10_000 + zlib.crc32(f"{posting.id}:{index}".encode()) % 90_000


DOUBLE = Double("workable", fields, suffix="/apply")
