"""The Breezy-shaped family: short names, placeholders in place of labels, a questionnaire below."""

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.person import Person


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    own = [
        field.model_copy(update={"name": f"section_{1000 + index}_question_{index}"})
        for index, field in enumerate(posting.questions)
    ]
    return (
        Field(name="cName", label="Full Name", required=True, answer=person.full_name),
        Field(name="cEmail", label="Email Address", kind="email", required=True, answer=person.email),
        Field(
            name="cPhoneNumber", label="Phone Number", kind="phone", required=posting.company.phone_required, answer=person.phone,
            match="phone",
        ),
        Field(name="cAddress", label="Desired location or address", answer=person.city, match="contains"),
        Field(name="hpUrl", label="Website", match="blank", trap=True),
        Field(name="cSalary", label="Desired Salary", answer=str(person.salary), match="number"),
        Field(
            name="cSalaryPeriod", label="Salary period", kind="choice", options=("Hourly", "Weekly", "Monthly", "Yearly"),
            answer="Yearly",
        ),
        Field(name="cResume", label="Resume", kind="file", required=True, match="file"),
        Field(name="cSummary", label="Summary", kind="textarea", match="any"),
        *own,
        Field(name="cSms", label="I agree to receive text messages about jobs.", kind="consent", answer=person.marketing),
    )  # fmt: skip


DOUBLE = Double("breezy", fields)
