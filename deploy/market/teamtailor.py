"""The Teamtailor-shaped family: a classic form with nested names, a hidden file control, switches, a list that is typed into."""

import zlib

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.person import Person


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """The employer's questions stand between the candidate's data and the consents."""
    return (
        Field(name="candidate[first_name]", label="First name", required=True, answer=person.first_name, prefill="Zoë"),
        Field(name="candidate[last_name]", label="Last name", required=True, answer=person.last_name, prefill="Linström"),
        Field(name="candidate[email]", label="Email", kind="email", required=True, answer=person.email),
        Field(
            name="candidate[phone]", label="Phone", kind="phone", required=posting.company.phone_required, answer=person.phone,
            match="phone",
        ),
        Field(name="candidate[phone_verified]", label="Phone again", match="blank", trap=True),
        Field(name="candidate[resume_remote_url]", label="Upload your CV", kind="file", required=True, match="file"),
        Field(name="candidate[additional_files]", label="Additional files", kind="file", match="blank"),
        Field(name="candidate[pitch]", label="Personal pitch", kind="textarea", match="any"),
        *_own(posting),
        Field(
            name="candidate[consent_given]", label="I agree that my personal data is processed for this application.",
            kind="consent", required=True, answer=person.privacy_notice,
        ),
        Field(
            name="candidate[consent_given_future_jobs]", label="You may contact me about other jobs in the future.",
            kind="consent", answer=person.future_contact,
        ),
    )  # fmt: skip


def _own(posting: Posting) -> list[Field]:
    made = []
    for index, field in enumerate(posting.questions):
        answer = f"candidate[job_applications_attributes][0][answers_attributes][{zlib.crc32(f'{posting.id}{index}'.encode())}]"
        part = "boolean" if field.options == ("Yes", "No") else "choices" if field.options else "text"
        update: dict[str, object] = {"name": f"{answer}[{part}]"}
        if field.match == "date":
            update |= {"kind": "date", "date_format": "%Y-%m-%d", "help": None}
        made.append(field.model_copy(update=update))
    return made


DOUBLE = Double("teamtailor", fields, suffix="/applications/new")
