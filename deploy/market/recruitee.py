"""The Recruitee-shaped family: a short page with a country picker, searchable lists, a calendar, and consents."""

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.person import Person

DATES = {"en": "%d/%m/%Y", "de": "%d.%m.%Y", "fr": "%d/%m/%Y"}


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """The candidate, the documents, the employer's own questions, the consents."""
    answers = "candidate[openQuestionAnswersAttributes]"
    own = [
        field.model_copy(update={"name": f"{answers}[{index}][{_kind(field)}]"}) for index, field in enumerate(posting.questions)
    ]
    return (
        Field(name="candidate[name]", label="Full name", required=True, answer=person.full_name),
        Field(name="candidate[email]", label="Email address", kind="email", required=True, answer=person.email),
        Field(
            name="candidate[phone]", label="Phone number", kind="phone", required=True, answer=person.phone, match="dialled",
            widget="country",
        ),
        Field(name="candidate[homepage]", label="Homepage", match="blank", trap=True),
        Field(name="candidate[cv]", label="CV or resume", kind="file", required=True, match="file"),
        Field(name="candidate[coverLetter]", label="Cover letter", kind="textarea", match="any"),
        *(_dated(field, posting) for field in own),
        Field(
            name="candidate[gdprConsent]", label="I agree that my personal data is processed for this application.",
            kind="consent", required=True, answer=person.privacy_notice,
        ),
        Field(
            name="candidate[talentPool]", label="You may contact me about other jobs in the future.", kind="consent",
            answer=person.future_contact,
        ),
    )  # fmt: skip


def _kind(field: Field) -> str:
    return "content" if field.kind != "choice" else "multiContent"


def _dated(field: Field, posting: Posting) -> Field:
    if field.match != "date":
        return field
    return field.model_copy(update={"kind": "date", "date_format": DATES[posting.language], "help": None})


DOUBLE = Double("recruitee", fields, suffix="/c/new")
