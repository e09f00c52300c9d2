"""The Ashby-shaped family: one page built by script, without a form element; Yes and No are buttons, places load as one types."""

from uuid import UUID, uuid5

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.person import Person

SPACE = UUID("5f0c8a1e-3b1a-4c53-8a58-0d5e0d5cf2a1")
TEXTS = ("Yes - I consent to receiving text messages", "No - I do not consent to receiving text messages")
PLACE = "Where do you plan on working from (for payroll tax purposes)?"


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """The system fields, the employer's own, then the voluntary survey."""
    return (*_system(posting, person), *_own(posting, person), *_survey(posting))


def _system(posting: Posting, person: Person) -> tuple[Field, ...]:
    phone = _id(posting, "phone")
    return (
        Field(
            name="_systemfield_name", label="Legal Name", required=True, answer=person.full_name, placeholder="Type here...",
            prefill="Zoe Lindstroem",
        ),
        Field(
            name="_systemfield_email", label="Email", kind="email", required=True, answer=person.email, prefill=person.email,
            placeholder="hello@example.com...",
        ),
        Field(
            name=phone, label="Phone", kind="phone", required=posting.company.phone_required, answer=person.phone, match="phone",
            placeholder="1-415-555-1234...", prefill="+49 30 9018204",
        ),
        Field(
            name="communicationConsent", label="Text message updates", kind="choice", options=TEXTS, widget="texting",
            answer=TEXTS[0] if person.marketing else TEXTS[1],
        ),
        Field(
            name="_systemfield_location", label=PLACE, kind="choice", required=True, source="places", answer=person.place,
            placeholder="Start typing...",
        ),
        Field(name="_systemfield_resume", label="Resume", kind="file", required=True, match="file"),
        Field(
            name=_id(posting, "linkedin"), label="LinkedIn Profile", required=True, answer=person.linkedin, match="url",
            placeholder="Type here...",
        ),
    )  # fmt: skip


def _own(posting: Posting, person: Person) -> tuple[Field, ...]:
    local = Field(
        name=_id(posting, "local"), label=f"Are you currently based in {person.city}?", kind="choice", widget="yesno",
        required=True, options=("Yes", "No"), answer="Yes",
    )  # fmt: skip
    days = Field(
        name=_id(posting, "days"), label="How many days a week would you like to come to the office?", kind="choice",
        options=("0", "1", "2", "3", "4", "5"), match="blank", when=(local.name, ("Yes",)), widget="radio",
    )  # fmt: skip
    asked = [
        field.model_copy(
            update={"name": _id(posting, str(index)), "widget": _widget(field), "placeholder": "Type here..."}
        )
        for index, field in enumerate(posting.questions)
    ]  # fmt: skip
    return (local, days, *asked)


def _survey(posting: Posting) -> tuple[Field, ...]:
    if not posting.company.eeo:
        return ()
    decline = "Decline to self-identify"
    return (
        Field(
            name="_systemfield_eeoc_gender", label="Gender", kind="choice", options=("Male", "Female", decline), answer=decline,
            section="survey", widget="radio",
        ),
        Field(
            name="_systemfield_eeoc_veteran_status", label="Veteran Status", kind="choice", section="survey", widget="radio",
            options=("I am a veteran", "I am not a veteran", decline), answer=decline,
        ),
    )  # fmt: skip


def _widget(field: Field) -> str:
    if field.kind != "choice":
        return ""
    if field.options == ("Yes", "No"):
        return "yesno"
    return "radio" if len(field.options) <= 6 else "list"


def _id(posting: Posting, what: str) -> str:
    return str(uuid5(SPACE, f"{posting.id}:{what}"))


DOUBLE = Double("ashby", fields, suffix="/application")
