"""What the facts answer, question by question, and what has to be asked."""

from typing import Any

import pytest

from brain.answers import Release, may_ask_model
from brain.facts import Document
from brain.form import Constraints, FilePath
from brain.manifest import Answer, Unanswered
from tests.support.candidates import MIRA, NURSE, ask, candidate, extra, field, posting, value
from tests.support.question_rows import IDENTITY, LAW, SECRETS, TERMS, TRICKY, WORK, YES_NO


@pytest.mark.parametrize(("label", "kind", "options", "expected"), IDENTITY + LAW + TERMS + WORK)
def test_question_bank(label: str, kind: str, options: tuple[str, ...] | None, expected: Any) -> None:
    assert value(field(label, kind, options)) == expected


@pytest.mark.parametrize(("label", "kind", "options", "expected"), TRICKY)
def test_questions_that_are_not_what_they_look_like(
    label: str, kind: str, options: tuple[str, ...] | None, expected: Any
) -> None:
    assert value(field(label, kind, options)) == expected


def test_among_jobs_a_place_or_a_name_is_theirs() -> None:
    assert value(field("Location", section="Work experience")) is None
    assert value(field("Phone", "phone", section="Employment history")) is None
    assert value(field("Name", section="Education")) is None
    assert value(field("Email", "email", section="Job application")) == "mira@example.org"


@pytest.mark.parametrize("label", SECRETS)
def test_secrets_are_never_filled_even_when_the_person_knows_them(label: str) -> None:
    who = candidate(extra(date_of_birth="1990-05-01", ssn="123-45-6789", password="hunter2", passport="X123"))
    found = ask(field(label, required=True), who=who)[0]
    assert isinstance(found, Unanswered)
    assert found.reason == "only_the_person"
    assert not may_ask_model(field(label))


@pytest.mark.parametrize(
    "trap",
    [
        field("Email", honeypot=True, required=True),
        field("Email", "hidden"),
        field("Email", visible=False),
        field("ssn", name="ssn", visible=False),
        field("Your e-mail", name="website2", honeypot=True),
    ],
)
def test_traps_stay_empty(trap: Any) -> None:
    found = ask(trap)[0]
    assert isinstance(found, Unanswered)
    assert not (trap.honeypot and found.field.required)


def test_a_machine_name_is_evidence_only_where_the_label_says_nothing() -> None:
    assert value(field("", name="candidate[first_name]")) == "Mira"
    assert value(field("", name="first_name")) == "Mira"
    assert value(field("", autocomplete="family-name")) == "Okafor-Lindqvist"
    assert value(field("What is your favourite colour and why do you like it?", name="city")) is None


def test_documents_go_where_they_belong() -> None:
    resume, letter, attach, other, autofill = ask(
        field("Resume/CV", "file"),
        field("Anschreiben", "file"),
        field("Attach", "file", section="Cover Letter"),
        field("Transcript", "file"),
        field("Autofill from resume", "file"),
    )
    assert isinstance(resume, Answer)
    assert isinstance(resume.value, FilePath)
    assert resume.value.name == "mira.pdf"
    assert isinstance(letter, Answer)
    assert isinstance(attach, Answer)
    assert letter.value == attach.value
    assert isinstance(other, Unanswered)
    assert isinstance(autofill, Unanswered)


def test_a_file_of_the_wrong_kind_is_not_sent() -> None:
    assert value(field("Resume", "file", constraints=Constraints(accept=".docx"))) is None
    assert value(field("Resume", "file", constraints=Constraints(accept=".doc,.pdf"))) is not None


def test_a_written_letter_goes_into_a_text_field_whole_or_not_at_all() -> None:
    text = "Dear team,\n\nI build services."
    assert value(field("Cover letter", "textarea"), letter=(text, (1,))) == text
    assert value(field("Cover letter", "textarea", constraints=Constraints(max_length=10)), letter=(text, (1,))) is None


def test_with_a_country_picker_a_phone_number_is_national() -> None:
    picker = field("Country", "combobox", ("Norway +47", "Sweden +46"))
    country, phone = ask(picker, field("Phone", "phone"))
    assert isinstance(country, Answer)
    assert isinstance(phone, Answer)
    assert (country.value, phone.value) == ("Sweden +46", "08-123 456 78")


def test_limits_of_a_field_are_kept_and_nothing_is_cut() -> None:
    assert value(field("City", constraints=Constraints(max_length=5))) is None
    assert value(field("Phone", "phone", constraints=Constraints(pattern="[0-9]+"))) == "0812345678"
    assert value(field("Zip code", constraints=Constraints(pattern="[A-Z]{2}"))) is None
    assert value(field("Total years of experience", "number", constraints=Constraints(max="5"))) is None


def test_a_hostile_pattern_is_not_run() -> None:
    assert value(field("City", constraints=Constraints(pattern="(a+)+$"))) == "Stockholm"


def test_jobs_and_schools_in_repeated_fields() -> None:
    found = ask(
        field("Company", section="Employment 1"),
        field("Title", section="Employment 1"),
        field("Company", section="Employment 2"),
        field("Start date", section="Employment 1"),
        field("End date", section="Employment 1"),
        field("Company", section="Employment 3"),
        field("Company", section="Employment 4"),
        field("School", section="Education"),
        field("End year", section="Education"),
    )
    values = [item.value if isinstance(item, Answer) else None for item in found]
    assert values == [
        "Fjordbank",
        "Senior Backend Engineer",
        "Tallkotte AB",
        "2021-01",
        None,
        "Kvist Konsult",
        None,
        MIRA["education"][0]["institution"],
        "2015",
    ]


def test_a_day_nobody_stated_is_not_made_up() -> None:
    assert value(field("Start date", "date", section="Employment")) is None


def test_remote_and_open_to_home_means_home() -> None:
    label = "Are you authorized to work in the country you would work from?"
    assert value(field(label, "radio", YES_NO), job=posting(locations=("Remote - Worldwide",), workplace="remote")) == "Yes"


def test_several_countries_with_different_answers_are_asked() -> None:
    job = posting(locations=("Berlin, Germany", "London, UK"), workplace="onsite")
    found = ask(field("Are you legally authorized to work where this job is?", "radio", YES_NO), job=job)[0]
    assert isinstance(found, Unanswered)
    assert found.reason == "ambiguous"


def test_an_answer_names_its_facts_and_is_less_sure_where_a_rule_read_it() -> None:
    stated, split = ask(field("First name"))[0], ask(field("Last name"), who=candidate(NURSE))[0]
    assert isinstance(stated, Answer)
    assert isinstance(split, Answer)
    cited = {fact.id: fact for fact in candidate().facts}
    assert [cited[number].path for number in stated.provenance.ids] == ["x-jobhunter.name.first"]
    assert (split.value, stated.confidence) == ("Duarte", 1.0)


@pytest.mark.parametrize("label", ["Desired salary", "Gender", "Street address", "Are you authorized to work in Sweden?"])
def test_sensitive_facts_need_consent(label: str) -> None:
    options = YES_NO if "authorized" in label else ("Woman", "Man") if label == "Gender" else None
    found = ask(field(label, "select" if options else "text", options), release=Release(sensitive=False))[0]
    assert isinstance(found, Unanswered)
    assert found.reason == "not_allowed"


def test_a_frame_of_another_origin_is_not_filled() -> None:
    release = Release(origins=frozenset({"https://acme.example"}))
    inside, outside = ask(
        field("Email", origin="https://acme.example"), field("Email", origin="https://evil.example"), release=release
    )
    assert isinstance(inside, Answer)
    assert isinstance(outside, Unanswered)


def test_a_refused_consent_that_is_required_is_asked() -> None:
    found = ask(field("You may contact me about future job opportunities", "consent", required=True))[0]
    assert isinstance(found, Unanswered)
    assert found.reason == "not_allowed"


def test_a_value_of_ones_own_answers_a_field_of_that_name() -> None:
    who = candidate(extra(driving_licence="B", t_shirt_size="M"))
    assert value(field("Driving licence"), who=who) == "B"
    assert value(field("T-shirt size"), who=who) == "M"
    assert value(field("Driving licence category"), who=who) is None


def test_without_facts_everything_is_asked() -> None:
    who = candidate({"basics": {"name": "Jo Berg"}})
    labels = [
        "Email",
        "Phone",
        "Desired salary",
        "Notice period",
        "Gender",
        "Are you authorized to work in Sweden?",
        "Years of experience",
    ]
    assert not [item for item in ask(*map(field, labels), who=who) if isinstance(item, Answer)]


@pytest.mark.parametrize(
    "label",
    [
        "Are you authorized to work in Sweden?",
        "Gender",
        "Desired salary",
        "Signature",
        "Have you been convicted of a crime?",
        "I agree to the privacy policy",
    ],
)
def test_what_no_model_may_answer(label: str) -> None:
    assert not may_ask_model(field(label))


def test_what_a_model_may_propose() -> None:
    assert may_ask_model(field("Why do you want to work with us?", "textarea"))


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        (("Upload a resume", "Build an Indeed Resume"), "Upload a resume"),
        (("Lebenslauf hochladen", "Profil ohne Lebenslauf ausfüllen"), "Lebenslauf hochladen"),
        (("Build a resume here", "Use my profile"), None),
    ],
)
def test_of_several_ways_to_give_the_resume_the_file_is_taken(options: tuple[str, ...], taken: str | None) -> None:
    asked = field("Resume options", "radio", options)
    papers = (Document(id="d", kind="resume", name="mira.pdf", path="/x/mira.pdf", sha256="0"),)
    assert value(asked, who=candidate().model_copy(update={"documents": papers})) == taken
    assert value(asked, who=candidate().model_copy(update={"documents": ()})) is None
