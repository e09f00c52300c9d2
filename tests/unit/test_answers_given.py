from typing import Any

import pytest

from brain.answers import parse_given
from brain.errors import InvalidInput
from brain.facts import RememberedAnswer
from brain.form import Field, FilePath
from brain.manifest import Answer, Unanswered
from tests.support.candidates import ask, candidate, field, page, posting, value

YES_NO = ("Yes", "No")


def test_both_shapes_say_the_same() -> None:
    plain = parse_given({"Why us?": "Because."})
    full = parse_given({"answers": [{"question": "Why us?", "value": "Because."}], "fields": {}})
    assert plain == full


@pytest.mark.parametrize(
    "content",
    [
        [],
        "x",
        {"answers": [{"question": "x"}]},
        {"answers": [{"value": 1}]},
        {"answers": [{"question": "x", "value": 1, "scope": "galaxy"}]},
        {"answers": [], "field": {}},
        {"question": {"deep": 1}},
        {"question": None},
        {"question": [1, 2]},
        {"cv": {"file": "x.pdf"}},
    ],
)
def test_malformed_answers_are_refused_with_the_place(content: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_given(content)
    assert caught.value.code == "answers_invalid"
    assert caught.value.detail


def test_a_given_file_is_opened_by_the_caller() -> None:
    made = FilePath(file="/x/own.pdf", name="own.pdf", sha256="c" * 64)
    given = parse_given(
        {"fields": {"resume": {"file": "own.pdf"}}}, lambda path: made if path == "own.pdf" else pytest.fail(path)
    )
    assert value(field("Resume", "file", name="resume"), given=given) == made


def test_key_goes_before_name_and_name_before_label() -> None:
    asked = field("Team", key="p1.team", name="team_name")
    everything = {"fields": {"p1.team": "by key", "team_name": "by name"}, "answers": [{"question": "Team", "value": "by label"}]}
    assert value(asked, given=parse_given(everything)) == "by key"
    del everything["fields"]["p1.team"]  # type: ignore[attr-defined]
    assert value(asked, given=parse_given(everything)) == "by name"
    assert value(asked, given=parse_given({"team": "by label"})) == "by label"


@pytest.mark.parametrize(
    ("question", "given", "asked", "expected"),
    [
        ("Salary expectation", "700000", field("Desired salary before deductions"), "700000"),
        (
            "Sponsorship in the US?",
            False,
            field("Will you now or in future require sponsorship in the United States?", "radio", YES_NO),
            "No",
        ),
        ("Have you worked at Acme before?", "no", field("Have you previously worked for Acme?", "radio", YES_NO), None),
        ("Have you previously worked for Acme", "no", field("Have you previously worked for Acme?*", "radio", YES_NO), "No"),
        ("How many years with Rust?", 3, field("How many years of experience do you have with Rust?", "number"), 3.0),
        ("Gender", "female", field("Gender", "select", ("Man", "Woman")), "Woman"),
        ("Race", "decline", field("Race/Ethnicity", "select", ("White", "I'd rather not say")), "I'd rather not say"),
        ("Country", "Deutschland", field("Country of residence", "select", ("Germany", "France")), "Germany"),
        ("Start date", "1 March 2027", field("Earliest start date", "date"), "2027-03-01"),
        ("Signature", "Mira Okafor", field("Signature"), "Mira Okafor"),
        ("Do you agree to the terms and conditions?", True, field("I accept the terms and conditions", "consent"), True),
        (
            "Which teams interest you?",
            ["Data", "Web"],
            field("Which teams interest you?", "multiselect", ("Data", "Web", "Ops")),
            ("Data", "Web"),
        ),
        ("Shift", "Night", field("Shift", "select", ("Day", "Late")), None),
    ],
)
def test_given_answers_by_meaning(question: str, given: Any, asked: Field, expected: Any) -> None:
    found = ask(asked, given=parse_given({question: given}))[0]
    if expected is None:
        assert isinstance(found, Unanswered)
    else:
        assert isinstance(found, Answer)
        assert (found.value, found.provenance.kind) == (expected, "given")


def test_an_answer_for_another_place_or_skill_is_another_answer() -> None:
    given = parse_given({"Are you authorized to work in Japan?": True, "How many years of experience do you have with Rust?": 3})
    assert value(field("Are you authorized to work in Brazil?", "radio", YES_NO), given=given) is None
    assert value(field("How many years of experience do you have with Zig?", "number"), given=given) is None


def test_what_was_given_goes_before_facts_and_never_into_secrets() -> None:
    given = parse_given({"City": "Uppsala", "Date of birth": "1990-05-01"})
    assert value(field("City"), given=given) == "Uppsala"
    assert value(field("Date of birth", "date"), given=given) is None


def test_unused_answers_are_named() -> None:
    given = parse_given({"City": "Uppsala", "Favourite fish": "pike"})
    assert given.unused([page(field("City"), field("Email"))]) == ("Favourite fish",)


def remembered(question: str, value: Any, scope: Any = "everywhere", **more: Any) -> RememberedAnswer:
    return RememberedAnswer(id=7, question=question, value=value, scope=scope, **more)


@pytest.mark.parametrize(
    ("answer", "reused"),
    [
        (remembered("Do you have a security clearance?", "No"), True),
        (remembered("Do you have a security clearance?", "No", "company", company="acme"), True),
        (remembered("Do you have a security clearance?", "No", "company", company="Other"), False),
        (remembered("Do you have a security clearance?", "No", "family", family="greenhouse"), True),
        (remembered("Do you have a security clearance?", "No", "family", family="lever"), False),
        (remembered("Do you have a security clearance?", "No", "once"), False),
    ],
)
def test_remembered_answers_keep_their_scope(answer: RememberedAnswer, reused: bool) -> None:
    asked = field("Do you have a security clearance?", "radio", YES_NO)
    found = ask(asked, who=candidate(remembered=(answer,)), job=posting(family="greenhouse"))[0]
    assert isinstance(found, Answer) is reused
    if isinstance(found, Answer):
        assert (found.provenance.kind, found.provenance.ids) == ("remembered", (7,))


def test_sponsorship_remembered_for_one_country_is_not_used_for_another() -> None:
    who = candidate({"basics": {"name": "Jo Berg"}}, remembered=(remembered("Will you require sponsorship?", "No"),))
    assert value(field("Will you require sponsorship?", "radio", YES_NO), who=who, job=posting(locations=("Austin, TX",))) is None


def near(one: str, other: str) -> float:
    return 0.95


@pytest.mark.parametrize(
    ("known", "label", "reused"),
    [
        ("What is your favourite text editor?", "Which text editor is your favourite?", True),
        ("Do you have a car?", "Do you have no car?", False),
        ("How many direct reports did you have in 2023?", "How many direct reports did you have in 2024?", False),
        ("Tell us about a Java project", "Tell us about a Python project", False),
        ("What is your favourite text editor?", "First name", False),
        ("Father's occupation", "Favourite season of the year", False),
    ],
)
def test_a_near_question_is_used_only_where_nothing_tells_them_apart(known: str, label: str, reused: bool) -> None:
    who = candidate({"basics": {}}, remembered=(remembered(known, "vim"),))
    found = ask(field(label), who=who, similar=near)[0]
    assert isinstance(found, Answer) is reused
