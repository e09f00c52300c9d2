from typing import Any

import pytest

from brain.errors import InvalidInput
from brain.facts import Fact
from brain.resume import facts_from_resume, import_candidate
from tests.support.candidates import MIRA, candidate


def by_path(document: dict[str, Any]) -> dict[str, Fact]:
    facts, _ = facts_from_resume(document, "resume.json")
    return {fact.path: fact for fact in facts}


def test_facts_are_numbered_in_document_order() -> None:
    facts, left = facts_from_resume(MIRA, "resume.json")
    assert [fact.id for fact in facts] == list(range(1, len(facts) + 1))
    assert facts[0].path == "basics.name"
    assert left == ()


@pytest.mark.parametrize(
    ("path", "kind", "sensitivity"),
    [
        ("basics.name", "name", "public"),
        ("basics.email", "contact", "contact"),
        ("basics.location.address", "contact", "sensitive"),
        ("basics.profiles[1]", "link", "public"),
        ("work[0]", "employment", "public"),
        ("work[0].highlights[1]", "bullet", "public"),
        ("education[0]", "education", "public"),
        ("skills[0].keywords[1]", "skill", "public"),
        ("languages[2]", "language", "public"),
        ("certificates[0]", "certificate", "public"),
        ("x-jobhunter.work_authorization.EU", "authorisation", "sensitive"),
        ("x-jobhunter.sponsorship.US", "authorisation", "sensitive"),
        ("x-jobhunter.salary", "preference", "sensitive"),
        ("x-jobhunter.demographics.gender", "preference", "sensitive"),
        ("x-jobhunter.consents.privacy_notice", "preference", "public"),
    ],
)
def test_every_value_is_a_fact_of_its_class(path: str, kind: str, sensitivity: str) -> None:
    fact = by_path(MIRA)[path]
    assert (fact.kind, fact.sensitivity) == (kind, sensitivity)


def test_a_job_without_end_runs_on_and_one_with_an_unreadable_end_does_not() -> None:
    running, unread = {"name": "A", "startDate": "2020-01"}, {"name": "B", "startDate": "2020-01", "endDate": "when it closed"}
    facts, left = facts_from_resume({"work": [running, unread]}, "r.json")
    assert [fact.value["current"] for fact in facts] == [True, False]
    assert "work[1].endDate" in left


def test_unknown_keys_are_kept_and_listed() -> None:
    facts, left = facts_from_resume({"x-jobhunter": {"driving_licence": "B", "boat": {"size": 3}}, "hobby": 1}, "r.json")
    assert {fact.path for fact in facts} == {"x-jobhunter.driving_licence", "x-jobhunter.boat.size"}
    assert set(left) == {"x-jobhunter.driving_licence", "x-jobhunter.boat", "hobby"}


@pytest.mark.parametrize(
    "key", ["date_of_birth", "ssn", "passportNumber", "iban", "mothers_maiden_name", "password", "national_id"]
)
def test_secrets_are_marked_and_their_words_stay_out(key: str) -> None:
    facts, _ = facts_from_resume({"x-jobhunter": {key: "THE-SECRET"}}, "r.json")
    assert [fact.sensitivity for fact in facts] == ["secret"]
    assert "THE-SECRET" not in facts[0].model_dump_json()


@pytest.mark.parametrize("value", [{"US": "maybe"}, {"Atlantis": True}])
def test_an_authorisation_that_is_no_yes_or_no_for_a_country_is_listed(value: dict[str, Any]) -> None:
    facts, left = facts_from_resume({"x-jobhunter": {"work_authorization": value}}, "r.json")
    assert facts == ()
    assert len(left) == 1


def test_malformed_parts_become_no_facts() -> None:
    facts, left = facts_from_resume(
        {"work": "lots", "skills": [3, "Python"], "basics": {"profiles": ["x"]}, "languages": None}, "r.json"
    )
    assert [fact.text for fact in facts] == ["Skill: Python"]
    assert set(left) == {"work", "skills[0]", "basics.profiles[0]"}


def test_consents_go_with_the_candidate() -> None:
    assert candidate().consents == {"privacy_notice": True, "future_contact": False}


def test_a_foreign_object_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        import_candidate({"openapi": "3.1", "paths": {}}, "api.json")
    assert caught.value.code == "resume_not_understood"


def test_another_tools_json_is_read_by_its_own_names() -> None:
    document = {
        "header": {"name": "Jo Berg", "email": "jo@example.org", "location": "Toronto, ON, Canada"},
        "experience": [
            {"title": "Nurse", "company": "St. Mary", "dates": "Mar 2019 – Present", "bullets": ["Ran the night shift."]}
        ],
        "education": [{"degree": "B.Sc. in Nursing", "institution": "McGill University", "dates": "2012 - 2016"}],
        "skills": {"clinical": ["Triage"]},
        "government_ids": {"passport": "X1"},
        "identity": {"date_of_birth": "1990-01-01"},
    }
    read = import_candidate(document, "jo.json")
    assert read.resume["basics"]["location"] == {"city": "Toronto", "region": "ON", "countryCode": "CA"}
    assert read.resume["work"][0] == {
        "position": "Nurse",
        "name": "St. Mary",
        "startDate": "2019-03",
        "highlights": ["Ran the night shift."],
    }
    assert read.resume["education"][0]["area"] == "Nursing"
    assert "government_ids" in read.not_understood
    assert not [fact for fact in facts_from_resume(read.resume, "jo.json")[0] if "1990" in fact.text or "X1" in fact.text]


def test_rendercv_yaml() -> None:
    cv = {
        "name": "Jo Berg",
        "email": "jo@example.org",
        "location": "Oslo, Norway",
        "social_networks": [{"network": "GitHub", "username": "jo"}],
        "sections": {
            "experience": [
                {
                    "company": "Acme",
                    "position": "Chef",
                    "start_date": "2020-01",
                    "end_date": "present",
                    "highlights": ["Cooked **well**."],
                }
            ],
            "education": [
                {"institution": "NTNU", "degree": "BS", "area": "Food", "start_date": "2015-09", "end_date": "2018-06"}
            ],
            "skills": [{"label": "Kitchen", "details": "Sauces, Bread"}],
            "Odd things": ["A line nobody knows."],
        },
    }
    read = import_candidate({"cv": cv, "design": {}}, "jo.yaml")
    assert read.resume["basics"]["profiles"][0]["url"] == "https://github.com/jo"
    assert read.resume["work"][0] == {"name": "Acme", "position": "Chef", "startDate": "2020-01", "highlights": ["Cooked well."]}
    assert read.resume["skills"][0]["keywords"] == ["Sauces", "Bread"]
    assert read.not_understood == ("cv.sections.Odd things[0]: A line nobody knows.",)
