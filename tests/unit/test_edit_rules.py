"""What a form itself would say about a value a person gives it."""

from typing import Any

import pytest

from brain.edit_rules import check_constraints
from brain.errors import InvalidInput
from brain.exploring import manifest_field
from brain.form import MONTH_PATTERN, Constraints, Field
from brain.manifest import Answer, Manifest, Provenance
from brain.manifest_edits import edited, with_given, without


def held(kind: str, *, required: bool = False, **limits: Any) -> Any:
    field = Field(key="p1.f", label="The field", kind=kind, required=required, constraints=Constraints(**limits))  # type: ignore[arg-type]
    return manifest_field(Answer(field=field, value="x", provenance=Provenance(kind="fact", ids=(1,))), 1)


@pytest.mark.parametrize(
    ("kind", "limits", "value", "code"),
    [
        ("text", {"max_length": 3}, "abcd", "too_long"),
        ("textarea", {"max_length": 3}, "😀😀", "too_long"),
        ("text", {"pattern": r"\d{5}"}, "1234", "wrong_pattern"),
        ("text", {"pattern": r"(?:\d{3}-){2}\d{4}"}, "555-1234", "wrong_pattern"),
        ("phone", {"pattern": r"[0-9+ ]+"}, "call me", "wrong_pattern"),
        ("number", {}, "four", "not_a_number"),
        ("number", {}, "NaN", "not_a_number"),
        ("number", {"min": "1"}, 0, "out_of_range"),
        ("number", {"max": "10"}, "10.5", "out_of_range"),
        ("number", {"step": "5"}, 7, "out_of_range"),
        ("slider", {"min": "0", "max": "5"}, 6, "out_of_range"),
        ("date", {}, "31.12.2026", "not_a_date"),
        ("date", {}, "2026-13-01", "not_a_date"),
        ("date", {}, "2026-12", "not_a_date"),
        ("date", {"pattern": MONTH_PATTERN}, "2026-12-01x", "not_a_date"),
        ("date", {"min": "2026-01-01", "max": "2026-12-31"}, "2027-01-01", "out_of_range"),
        ("email", {}, "ada", "not_an_address"),
        ("email", {}, "ada@", "not_an_address"),
        ("url", {}, "example.org", "not_an_address"),
        ("url", {}, "https://[", "not_an_address"),
        ("file", {}, "cv.pdf", "not_a_file"),
    ],
)
def test_what_the_form_would_not_take_is_named(kind: str, limits: dict[str, Any], value: Any, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_constraints(held(kind, **limits), value)
    assert (refused.value.code, refused.value.extra["field"]) == (code, "p1.f")
    assert "The field" in refused.value.title
    assert refused.value.fix


@pytest.mark.parametrize(
    ("kind", "limits", "value"),
    [
        ("text", {"max_length": 3}, "abc"),
        ("textarea", {"max_length": 3}, "a\r\nb"),
        ("text", {"max_length": -1}, "abc"),
        ("text", {"pattern": r"(a+)+$"}, "a" * 60 + "b"),
        ("text", {"pattern": r"a*a*a*a*a*b"}, "a" * 200),
        ("text", {"pattern": r"[\p{L}]+"}, "Ada"),
        ("text", {"pattern": "("}, "Ada"),
        ("number", {"min": "1", "step": "2"}, 3),
        ("number", {"min": "one"}, 3),
        ("date", {}, "2026-02-28"),
        ("date", {"pattern": MONTH_PATTERN}, "2026-12"),
        ("date", {"min": "now"}, "2026-12-01"),
        ("email", {}, "ada@example.org"),
        ("email", {}, "ada@localhost"),
        ("url", {}, "https://example.org/a?b=c"),
        ("boolean", {}, True),
        ("text", {"pattern": r"\d+"}, ""),
    ],
)
def test_what_the_form_takes_or_only_it_can_judge_passes(kind: str, limits: dict[str, Any], value: Any) -> None:
    check_constraints(held(kind, **limits), value)


def test_a_question_that_must_be_answered_is_not_emptied() -> None:
    for empty in ("", "  ", None, ()):
        with pytest.raises(InvalidInput, match="must be answered"):
            check_constraints(held("text", required=True), empty)
        check_constraints(held("text"), empty)


def test_limits_are_no_part_of_the_hash_and_survive_being_opened_again() -> None:
    bare = Manifest(url="https://a.example", pages=1, fields=(held("text"),))
    limited = Manifest(url="https://a.example", pages=1, fields=(held("text", max_length=3),))
    assert bare.hash == limited.hash
    opened = without(limited, ["p1.f"])
    assert opened.unanswered[0].field.constraints.max_length == 3
    with pytest.raises(InvalidInput, match="3 characters"):
        edited(opened, {"p1.f": "abcd"}, strict=True)
    assert edited(opened, {"p1.f": "abc"}, strict=True).value_of("p1.f") == "abc"
    assert Manifest.model_validate(limited.model_dump(mode="json")) == limited


def test_a_manifest_of_an_earlier_release_has_no_limits() -> None:
    document = Manifest(url="https://a.example", pages=1, fields=(held("text", max_length=3),)).model_dump(mode="json")
    del document["fields"][0]["constraints"]
    for key in ("answer", "digest"):
        del document["fields"][0]["provenance"][key]
    old = Manifest.model_validate(document)
    assert edited(old, {"p1.f": "abcd"}, strict=True).value_of("p1.f") == "abcd"


def test_what_is_answered_to_a_question_is_left_to_the_page() -> None:
    from brain.answers import GivenAnswers, parse_given

    given: GivenAnswers = parse_given({"fields": {"p1.f": "abcd"}})
    limited = Manifest(url="https://a.example", pages=1, fields=(held("text", max_length=3),))
    assert with_given(limited, given).value_of("p1.f") == "abcd"
