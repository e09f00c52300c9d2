"""What the critic lets pass and what it names, with the name of the check."""

import re
from typing import Any

import pytest

from brain.critic import audit, audit_text
from brain.facts import RememberedAnswer
from brain.form import Field, FilePath
from brain.manifest import Answer, Provenance
from tests.support.candidates import LETTER_FILE, RESUME_FILE, TODAY, ask, candidate, field, manifest, posting
from tests.support.question_rows import IDENTITY, LAW, TERMS, WORK

TRUE_SENTENCES = [
    "Cut settlement time by 38 percent with asynchronous workers.",
    "I cut settlement time by 38 %.",
    "At Fjordbank I introduced Kubernetes for 14 services.",
    "I mentored three engineers.",
    "My stock service answers 2,500 requests a second.",
    "I have 9 years of experience with Python.",
    "I have worked for more than ten years.",
    "I hold a Master of Science in Computer Science from KTH.",
    "I was a Backend Engineer at Tallkotte AB.",
    "I am a Certified Kubernetes Application Developer.",
    "I speak Swedish, English and German.",
    "Payment services in Python and PostgreSQL are what I build.",
    "The shop has 1,200,000 customers.",
    "I would be glad to join Acme as Senior Python Developer.",
    "I've built services in Django.",
]
TRUE_SENTENCES += [
    "Swedish is my native language, my English is fluent, and I speak some B1 German.",
    "I have more than five years of experience with Python.",
]
FALSE_SENTENCES = [
    ("language_level", "My English is fluent and I speak fluent German."),
    ("language_level", "I am a native English speaker."),
    ("name_not_in_facts", "I am a Certified Kubernetes Administrator."),
    ("certificate_not_in_facts", "I am a PMP and ITIL holder."),
    ("scope_not_in_facts", "I single-handedly introduced Kubernetes."),
    ("number_of_something_else", "I have more than twelve years of experience with Python."),
    ("title_not_in_facts", "As head of engineering I introduced Kubernetes for 14 services."),
    ("number_not_in_facts", "Cut settlement time by 83 %."),
    ("number_not_in_facts", "Managed 800 people."),
    ("number_not_in_facts", "Grew revenue by 2,500 %."),
    ("number_not_in_facts", "I have 15 years of experience with Python."),
    ("number_of_something_else", "I have 9 years of experience with Kubernetes."),
    ("number_not_in_facts", "Saved $2M a year."),
    ("number_of_something_else", "Hired 14 people."),
    ("name_not_in_facts", "At Spotify I built services."),
    ("name_not_in_facts", "I studied at Stanford."),
    ("name_not_in_facts", "I hold the CISSP."),
    ("skill_not_in_facts", "I use Rust every day."),
    ("skill_not_in_facts", "Deployed with Terraform."),
    ("skill_not_in_facts", "I know JavaScript well."),
    ("verb_of_rank", "Led a platform team."),
    ("verb_of_rank", "Managed the department."),
    ("verb_of_rank", "Founded a startup."),
    ("verb_of_rank", "I was promoted twice."),
    ("title_not_in_facts", "As principal engineer I design systems."),
    ("title_of_another_job", "I was Senior Backend Engineer at Tallkotte AB."),
    ("degree_not_in_facts", "I hold a doctorate in physics."),
    ("degree_not_in_facts", "I graduated with honours."),
]


@pytest.mark.parametrize("text", TRUE_SENTENCES)
def test_true_sentences_pass(text: str) -> None:
    who = candidate()
    assert audit_text(text, who.facts, posting(), who, today=TODAY).doubts == ()


@pytest.mark.parametrize(("check", "text"), FALSE_SENTENCES)
def test_false_sentences_are_named(check: str, text: str) -> None:
    who = candidate()
    assert check in {doubt.check for doubt in audit_text(text, who.facts, posting(), who, today=TODAY).doubts}


def test_a_claim_is_held_against_the_facts_it_cites_and_no_others() -> None:
    who = candidate()
    cited = [fact for fact in who.facts if fact.path == "work[1]"]
    assert not audit_text("Cut settlement time by 38 %.", cited, posting(), who, today=TODAY).clean


BANK = [field(label, kind, options) for label, kind, options, expected in IDENTITY + LAW + TERMS + WORK if expected is not None]


def answered(asked: Field) -> Answer:
    found = ask(asked)[0]
    assert isinstance(found, Answer)
    return found


@pytest.mark.parametrize("asked", BANK, ids=lambda one: one.label[:50])
def test_what_the_rules_answer_passes(asked: Field) -> None:
    assert audit(manifest([answered(asked)]), candidate(), posting(), today=TODAY).doubts == ()


def changes(answer: Answer) -> list[Any]:
    value, options = answer.value, [option.label for option in answer.field.options or ()]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, float):
        return [value + 1, value * 10]
    if isinstance(value, tuple):
        return [(label,) for label in options if label not in value]
    if options:
        return [label for label in options if label != value]
    changed = re.sub(r"\d", lambda match: str((int(match.group()) + 1) % 10), str(value), count=1)
    return [f"{value}x", "Spotify", *([changed] if changed != value else [])]


@pytest.mark.parametrize("asked", BANK, ids=lambda one: one.label[:50])
def test_no_changed_value_passes(asked: Field) -> None:
    answer = answered(asked)
    for value in changes(answer):
        verdict = audit(manifest([answer.model_copy(update={"value": value})]), candidate(), posting(), today=TODAY)
        assert [doubt.key for doubt in verdict.doubts] == [asked.key], value


def claimed(asked: Field, value: Any, kind: Any, ids: tuple[int, ...] = ()) -> set[str]:
    answer = Answer(field=asked, value=value, provenance=Provenance(kind=kind, ids=ids, detail="x"))
    return {doubt.check for doubt in audit(manifest([answer]), candidate(), posting(), today=TODAY).doubts}


def fact_id(path: str) -> int:
    return next(fact.id for fact in candidate().facts if fact.path == path)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Are you authorized to work in Sweden?", "Yes"),
        ("Gender", "Woman"),
        ("Desired salary", "720000"),
        ("Signature", "Mira"),
        ("Have you been convicted of a crime?", "No"),
        ("Will you require sponsorship?", "No"),
        ("I agree to the privacy notice", "Yes"),
    ],
)
def test_what_only_the_person_may_say_never_comes_from_a_model(label: str, value: str) -> None:
    assert claimed(field(label), value, "model", (1,)) == {"not_from_a_model"}


def test_a_model_must_cite_and_be_borne_out() -> None:
    asked = field("Describe a project you are proud of", "textarea")
    true, false = (
        "I cut settlement time at Fjordbank by 38 % with asynchronous workers, and I liked it.",
        "I led 40 people at Google and raised revenue by 300 %, as everybody there knows.",
    )
    cited = (fact_id("work[0].highlights[0]"), fact_id("work[0]"))
    assert claimed(asked, true, "model", cited) == set()
    assert claimed(asked, true, "model") == {"no_provenance"}
    assert {"number_not_in_facts", "name_not_in_facts", "verb_of_rank"} <= claimed(asked, false, "model", cited)


@pytest.mark.parametrize(
    ("label", "kind", "value", "path", "check"),
    [
        ("How many years of experience do you have with Rust?", "number", 14.0, "work[0].highlights[1]", "not_from_a_model"),
        ("How many years have you worked in banking?", "text", "5", "work[0]", "not_from_a_model"),
        ("Do you have at least 3 years of experience with Go?", "radio", "Yes", "work[0]", "not_from_a_model"),
        ("How many engineers have you managed?", "number", 3.0, "work[0].highlights[2]", "verb_of_rank"),
        ("How many children have you taught to swim?", "number", 14.0, "work[0].highlights[1]", "number_of_something_else"),
        ("What is your desired salary?", "number", 38.0, "work[0].highlights[0]", "not_from_a_model"),
        ("Do you hold a security clearance?", "text", "Kubernetes", "work[0].highlights[1]", "not_from_a_model"),
        ("Which framework do you know best?", "text", "Ruby on Rails", "work[1].summary", "not_in_facts"),
        ("Are you a team player?", "radio", "Yes", "work[0].highlights[2]", "not_in_facts"),
    ],
)
def test_a_number_or_choice_of_a_model_is_no_answer_to_another_question(
    label: str, kind: str, value: Any, path: str, check: str
) -> None:
    options = ("Yes", "No") if kind == "radio" else None
    assert check in claimed(field(label, kind, options), value, "model", (fact_id(path),))


def test_a_number_of_a_model_that_its_fact_says_of_the_same_passes() -> None:
    asked = field("How many engineers have you mentored?", "number")
    assert claimed(asked, 3.0, "model", (fact_id("work[0].highlights[2]"),)) == set()


def test_unknown_facts_and_answers() -> None:
    assert claimed(field("City"), "Stockholm", "fact", (99999,)) == {"unknown_fact"}
    assert claimed(field("City"), "Stockholm", "fact") == {"no_provenance"}
    assert claimed(field("City"), "Stockholm", "remembered", (5,)) == {"unknown_answer"}
    assert claimed(field("City"), "Stockholm", "fact", (fact_id("basics.email"),)) == {"wrong_fact"}


@pytest.mark.parametrize("kind", ["given", "fact", "remembered", "model"])
def test_a_filled_secret_is_named_whoever_filled_it(kind: Any) -> None:
    assert claimed(field("Date of birth"), "1990-05-01", kind, (1,)) == {"secret_filled"}


def test_a_value_beside_the_options() -> None:
    assert claimed(field("Shift", "select", ("Day", "Night")), "Dawn", "given") == {"not_an_option"}


def test_files_are_known_and_of_the_right_kind() -> None:
    resume = FilePath(file=RESUME_FILE.path, name=RESUME_FILE.name, sha256=RESUME_FILE.sha256)
    letter = FilePath(file=LETTER_FILE.path, name=LETTER_FILE.name, sha256=LETTER_FILE.sha256)
    foreign = FilePath(file="/etc/passwd", name="passwd", sha256="f" * 64)
    assert claimed(field("Resume", "file"), resume, "rule") == set()
    assert claimed(field("Resume", "file"), letter, "rule") == {"wrong_file"}
    assert claimed(field("Resume", "file"), foreign, "rule") == {"unknown_file"}


def test_a_remembered_answer_to_another_question_is_named() -> None:
    held = RememberedAnswer(id=3, question="Do you own a car?", value="Yes")
    asked = field("Do you have a security clearance?", "radio", ("Yes", "No"))
    answer = Answer(field=asked, value="Yes", provenance=Provenance(kind="remembered", ids=(3,)))
    verdict = audit(manifest([answer]), candidate(remembered=(held,)), posting(), today=TODAY)
    assert [doubt.check for doubt in verdict.doubts] == ["wrong_fact"]


def test_empty_fields_are_no_claims() -> None:
    assert claimed(field("City"), "", "fact") == set()
