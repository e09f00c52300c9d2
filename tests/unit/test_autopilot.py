"""Which applications a person's own rule lets go, and what is said of the others."""

from typing import Any

import pytest
from pydantic import ValidationError

from brain.autopilot import Autopilot, judge, stored_rule
from brain.exploring import manifest_field
from brain.form import Field
from brain.manifest import Answer, Manifest, Provenance, Unanswered
from brain.posting import Posting


def a_posting(**changed: Any) -> Posting:
    url = "https://jobs.example.org/1"
    facts = {"title": "Developer", "company": "Northwind", "family": "greenhouse"} | changed
    return Posting(source="greenhouse", board="northwind", external_id="1", url=url, apply_url=url, **facts)


def a_manifest(*answers: tuple[str, str, float], missing: str = "") -> Manifest:
    """`answers`: label, kind of provenance, confidence."""
    held = tuple(
        manifest_field(
            Answer(
                field=Field(key=f"p1.{label}", label=label, kind="text"),
                value="x",
                provenance=Provenance(kind=kind),  # type: ignore[arg-type]
                confidence=sure,
            ),
            1,
        )
        for label, kind, sure in answers
    )
    unanswered = (Unanswered(field=Field(key="p1.m", label=missing, kind="text", required=True), reason="no_fact"),)
    return Manifest(url="https://jobs.example.org/1", pages=1, fields=held, unanswered=unanswered if missing else ())


SURE = a_manifest(("Name", "fact", 1.0), ("City", "rule", 0.95))


def judged(
    manifest: Manifest = SURE, *, score: int | None = 87, new: Any = (), doubted: Any = (), **rule: Any
) -> tuple[str, str]:
    found = judge(Autopilot(**rule), a_posting(), manifest, score=score, new=new, doubted=doubted)
    return found.rule, found.why_not


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"sources": ["greenhouse"]},
        {"sources": ["Northwind"]},
        {"sources": ["lever", "greenhouse:northwind"]},
        {"companies": ["northwind"]},
        {"sources": ["lever"], "companies": ["Northwind"]},
        {"min_confidence": 0.95, "min_score": 87},
    ],
)
def test_what_matches_any_of_the_listed_goes(rule: dict[str, Any]) -> None:
    said, why_not = judged(**rule)
    assert said.startswith("autopilot: ")
    assert "sure by 0.95, score 87" in said
    assert not why_not


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"sources": ["lever"]}, "neither its source nor its company"),
        ({"companies": ["Acme"]}, "neither its source nor its company"),
        ({"companies": ["North"]}, "neither its source nor its company"),
        ({"min_confidence": 0.96}, "“City” is sure by 0.95, less than 0.96"),
        ({"min_score": 88}, "it scores 87, less than 88"),
        ({"score": None}, "scores nothing yet"),
        ({"doubted": ("p1.City",)}, "“City” is in doubt"),
        ({"new": ("p1.Name",)}, "“Name” is answered like this for the first time"),
        ({"manifest": a_manifest(("Why us?", "model", 1.0))}, "“Why us?” was written by a model"),
        ({"manifest": a_manifest(("Name", "fact", 1.0), missing="Visa?")}, "“Visa?” is not answered"),
    ],
)
def test_what_does_not_match_is_asked_and_says_why(changed: dict[str, Any], because: str) -> None:
    said, why_not = judged(**changed)
    assert not said
    assert because in why_not


def test_a_person_may_let_models_and_new_answers_go() -> None:
    written = a_manifest(("Why us?", "model", 0.95))
    assert judged(written, new=("p1.Why us?",), model_answers=True, new_answers=True)[0]
    assert not judged(written, new=("p1.Why us?",), model_answers=True)[0]
    assert not judged(written, new_answers=True)[0]
    assert not judged(written, doubted=("p1.Why us?",), model_answers=True, new_answers=True)[0], "a doubt is never let go"


@pytest.mark.parametrize(
    "rule",
    [
        {"a": 1},
        {"min_confidence": 1.1},
        {"min_confidence": "nan"},
        {"min_confidence": float("nan")},
        {"per_day": 0},
        {"per_day": 101},
        {"min_score": -1},
        {"sources": "greenhouse"},
        {"sources": ["x"] * 51},
    ],
)
def test_a_rule_that_is_none_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Autopilot(**rule)


def test_a_stored_rule_that_is_not_understood_asks() -> None:
    assert stored_rule(None) is None
    assert stored_rule({"colour": "red"}) is None
    assert stored_rule({"per_day": 3}) == Autopilot(per_day=3)
