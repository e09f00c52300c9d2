"""Which questions are one question: an answer is used again for these, and asked anew for look-alikes. Real local embedding."""

from typing import Any

import pytest

from brain.answering.sameness import meaning_of
from brain.facts import RememberedAnswer
from brain.manifest import Answer
from memory.embedding import default_embedder
from tests.support.candidates import ask, candidate, field, posting

YES_NO = ("Yes", "No")
SAME = [
    ("What is your favourite code editor?", "Which code editor is your favourite?"),
    ("Do you have a valid driving licence?", "Do you hold a valid driver's license?"),
    ("What is your T-shirt size?", "T-shirt size"),
    ("What was your score in our public coding challenge?", "Your score in our public coding challenge"),
    ("Are you willing to work weekends?", "Would you be willing to work on weekends?"),
    ("How many direct reports have you had?", "How many direct reports did you have?"),
    ("Which shift do you prefer?", "What shift would you prefer?"),
    ("Do you own a car?", "Do you have a car?"),
    ("Salary expectation (EUR)", "Desired salary in EUR"),
    (
        "Do you need sponsorship to work in Germany?",
        "Will you now or in the future require sponsorship for employment in Germany?",
    ),
    ("How many years of experience do you have with Rust?", "Years of experience with Rust"),
    ("Do you have children?", "Do you have kids?"),
    ("What is your membership number at the chamber of nurses?", "Membership number at the chamber of nurses (required)"),
    ("Which of these dialects do you speak at home?", "Which of these dialects do you speak at home? *"),
]
ANOTHER = [
    ("Do you require a visa for Germany?", "Do you require a visa for France?"),
    ("Are you allowed to work in Canada?", "Are you allowed to work in Brazil?"),
    ("Expected salary in EUR", "Expected salary in USD"),
    ("Salary expectation (EUR)", "Salary expectation (USD)"),
    ("Expected annual salary in EUR", "Expected monthly salary in EUR"),
    ("How many years of Rust experience do you have?", "How many years of Zig experience do you have?"),
    ("Years of experience with forklifts", "Years of experience with cranes"),
    ("How many years of nursing?", "How many months of nursing?"),
    ("Do you have a car?", "Do you not have a car?"),
    ("Can you work without supervision?", "Can you work with supervision?"),
    ("Have you worked at Acme before?", "Have you worked at Beta before?"),
    ("Have you ever worked night shifts?", "Are you willing to work night shifts?"),
    ("How long is your commute?", "How often do you commute?"),
    ("When can you start?", "When did you start?"),
    ("Do you have a dog?", "Do you have a cat?"),
    ("Do you handle inbound calls?", "Do you handle outbound calls?"),
    ("Do you prefer tea over coffee?", "Do you prefer coffee over tea?"),
    ("Can you translate from German to English?", "Can you translate from English to German?"),
    ("Do you know anyone who is an employee?", "Do you know anyone who is an employer?"),
    ("How many hours per week can you work?", "How many days per week can you work?"),
    ("Did you finish school in 2019?", "Did you finish school in 2020?"),
    ("What is your first choice of team?", "What is your second choice of team?"),
    ("Can you lift 20 kg?", "Can you lift 40 kg?"),
    ("Are you available on mornings?", "Are you available on evenings?"),
    ("Name of your son", "Name of your daughter"),
    ("Smallest team you led", "Largest team you led"),
    ("Do you hold a licence for forklifts?", "Do you hold a licence for buses?"),
    ("Wie viele Kinder haben Sie?", "Wie viele Hunde haben Sie?"),
    ("How many people did you manage?", "How many people manage you?"),
]
LEAVES_OPEN = [
    "If yes, please explain", "Other (please specify)", "Comments", "Question 3", "Please elaborate", "I agree", "Details", "",
    "If you answered no, why?", "Wenn ja, bitte angeben",
]  # fmt: skip


def similar(one: str, other: str) -> float:
    first, second = default_embedder().embed([one, other])
    return sum(a * b for a, b in zip(first, second, strict=True))


def reused(known: str, label: str, said: Any = "seven", **more: Any) -> bool:
    """Whether an answer to `known` is put into a text field called `label`."""
    held = RememberedAnswer(id=7, question=known, value=said, **{"scope": "everywhere", **more})
    found = ask(field(label), who=candidate({"basics": {}}, remembered=(held,)), similar=similar)[0]
    return isinstance(found, Answer) and found.provenance.kind == "remembered"


@pytest.mark.parametrize(("known", "label"), SAME)
def test_an_answer_is_used_for_the_same_question_in_other_words(known: str, label: str) -> None:
    assert reused(known, label, "70000 EUR" if "alary" in known else "7")
    assert reused(label, known, "70000 EUR" if "alary" in known else "7")


@pytest.mark.parametrize(("known", "label"), ANOTHER)
def test_a_look_alike_is_asked(known: str, label: str) -> None:
    assert not reused(known, label)
    assert not reused(label, known)


@pytest.mark.parametrize("label", LEAVES_OPEN)
def test_a_label_that_leaves_its_question_to_what_stands_before_has_no_meaning(label: str) -> None:
    assert meaning_of(label) is None
    assert not reused(label, label)


@pytest.mark.parametrize(
    "label",
    [
        "Have you ever worked here before?",
        "Why do you want to join us?",
        "Do you know anybody at this company?",
        "Are you willing to commute to our office?",
        "I confirm that everything above is true and complete",
    ],
)
def test_what_was_said_to_one_employer_is_not_said_to_another(label: str) -> None:
    assert not reused(label, label)
    assert not reused(label, label, scope="company", company="Somebody else")
    assert reused(label, label, scope="company", company=posting().company)


def test_a_field_about_another_person_is_never_filled_from_what_was_said_elsewhere() -> None:
    held = RememberedAnswer(id=7, question="Relationship", value="single")
    who = candidate({"basics": {}}, remembered=(held,))
    assert isinstance(ask(field("Relationship"), who=who)[0], Answer)
    assert not isinstance(ask(field("Relationship", section="Emergency contact"), who=who)[0], Answer)


def test_a_first_day_that_has_passed_is_asked_again() -> None:
    assert reused("Earliest start date", "When could you start?", "2027-01-01")
    assert not reused("Earliest start date", "When could you start?", "2025-01-01")


def test_an_amount_without_a_currency_is_used_only_where_one_is_named() -> None:
    assert not reused("Salary expectation", "Desired salary", "70000")
    assert reused("Salary expectation", "Desired salary", "70000 EUR")
    assert not reused("Salary expectation", "Desired salary in USD", "70000 EUR")


def test_the_same_words_with_other_choices_are_asked() -> None:
    held = RememberedAnswer(id=7, question="Which office do you prefer?", value="London")
    who = candidate({"basics": {}}, remembered=(held,))
    assert isinstance(ask(field("Which office do you prefer?", "select", ("Paris", "London")), who=who)[0], Answer)
    assert not isinstance(ask(field("Which office do you prefer?", "select", ("Rome", "Oslo")), who=who)[0], Answer)
