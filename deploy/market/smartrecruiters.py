"""The SmartRecruiters-shaped family: custom elements with shadow roots, the e-mail typed twice, a second page, drafts."""

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.person import Person


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """Page one: who applies; page two, where the employer asks anything: its questions and the consent."""
    return (*_first(posting, person), *_second(posting, person))


def _first(posting: Posting, person: Person) -> tuple[Field, ...]:
    return (
        Field(name="first-name", label="First name", required=True, answer=person.first_name, prefill="Zoe"),
        Field(name="last-name", label="Last name", required=True, answer=person.last_name, prefill="Developer"),
        Field(name="email", label="Email", kind="email", required=True, answer=person.email, prefill=person.email),
        Field(name="confirm-email", label="Confirm your email", kind="email", required=True, answer=person.email),
        Field(name="location", label="City", kind="choice", required=True, source="places", answer=person.place),
        Field(
            name="phone",
            label="Phone number",
            kind="phone",
            required=posting.company.phone_required,
            answer=person.phone,
            match="phone",
        ),
        Field(name="linkedin", label="LinkedIn", kind="url", answer=person.linkedin, match="url"),
        Field(name="website", label="Website", kind="url", answer=person.website, match="url"),
        Field(name="resume", label="Resume", kind="file", required=True, match="file"),
        Field(name="message", label="Message to the Hiring Team", kind="textarea", match="any"),
    )


def _second(posting: Posting, person: Person) -> tuple[Field, ...]:
    start = Field(
        name="start", label="What is the earliest date you could start?", kind="date", required=True, match="date", page=2,
        answer=person.available_from, date_format="%Y-%m-%d",
    )  # fmt: skip
    label = "I agree that my personal data is processed for this application."
    consent = Field(name="consent", label=label, kind="consent", required=True, answer=person.privacy_notice, page=2)
    asked = [field for field in posting.questions if field.match != "date"]
    own = [field.model_copy(update={"name": f"question-{index}", "page": 2}) for index, field in enumerate(asked)]
    return (start, *own, consent)


DOUBLE = Double("smartrecruiters", fields, suffix="/oneclick")
