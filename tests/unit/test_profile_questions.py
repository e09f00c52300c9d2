"""What applications ask and résumés lack: what is missing, what an answer must be, and where it is kept."""

from typing import Any

import pytest

from brain.errors import InvalidInput, NotFound
from brain.profile_questions import answered, classes, find, merged, missing, questions
from brain.resume.facts import facts_from_resume
from tests.support.candidates import MIRA, ask, candidate, field, posting, value

NOBODY: dict[str, Any] = {
    "basics": {"name": "Noor Haddad", "location": {"countryCode": "NL"}},
    "languages": [{"language": "Dutch"}],
}
AGREED = {**NOBODY, "x-jobhunter": {"consents": {"sensitive": True}}}
YES_NO = ("Yes", "No")


def said(name: str, text: Any, resume: dict[str, Any] | None = None) -> dict[str, Any]:
    held = AGREED if resume is None else resume
    return answered(held, find(held, name), text)


def kept(name: str, text: Any) -> Any:
    return find(said(name, text), name).value


def ids(resume: dict[str, Any]) -> list[str]:
    return [one.id for one in missing(resume)]


def test_only_what_is_missing_is_asked_and_what_is_asked_most_comes_first() -> None:
    open_for_nobody = ids(NOBODY)
    assert open_for_nobody[:2] == ["phone", "links.linkedin"]
    assert {"work_authorization.NL", "sponsorship.NL", "salary", "languages.Dutch", "demographics.gender"} <= set(open_for_nobody)
    assert "address.country" not in open_for_nobody
    assert not {"phone", "links.linkedin", "links.github", "pronouns", "salary"} & set(ids(MIRA))


def test_every_question_has_a_class_that_is_told() -> None:
    listed = questions(NOBODY)
    assert {one.sensitivity for one in listed} <= set(classes())
    assert all(one.document()["missing"] is one.missing for one in listed)
    assert len({one.id for one in listed}) == len(listed)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("phone", "+31 20 794 0958", {"country": "NL", "dial_code": "+31", "national": "20 794 0958"}),
        ("phone", "020 794 0958", {"country": "NL", "dial_code": "+31", "national": "20 794 0958"}),
        ("links.linkedin", "linkedin.com/in/noor", "https://linkedin.com/in/noor"),
        ("links.website", "https://noor.example", "https://noor.example"),
        ("address.country", "Deutschland", "DE"),
        ("work_authorization.NL", "yes", True),
        ("work_authorization.United States", "no", False),
        ("sponsorship.NL", "nein", False),
        ("salary", "65,000 EUR a year", {"expectation": 65000, "currency": "EUR", "period": "year"}),
        ("salary", "€ 30 per hour", {"expectation": 30, "currency": "EUR", "period": "hour"}),
        (
            "salary",
            "65000 EUR a year; 70000 USD a year",
            [
                {"expectation": 65000, "currency": "EUR", "period": "year"},
                {"expectation": 70000, "currency": "USD", "period": "year"},
            ],
        ),
        ("notice_period", "3 months", "3 months"),
        ("notice_period", "none", "none"),
        ("available_from", "1 March 2027", "2027-03-01"),
        ("demographics.gender", "DECLINE", "decline"),
        ("demographics.gender", "agender", "agender"),
        ("demographics.veteran", "no", "no"),
        ("pronouns", "they/them", "they/them"),
        ("languages.Dutch", "native", "Native"),
        ("languages.English", "c1", "C1"),
        ("citizenship", "Netherlands, Lebanon", ["NL", "LB"]),
        ("relocation", True, True),
    ],
)
def test_an_answer_is_kept_as_forms_need_it(name: str, text: Any, expected: Any) -> None:
    assert kept(name, text) == expected
    assert find(said(name, text), name).id not in ids(said(name, text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("phone", "call me"), ("phone", "+31 1"), ("links.linkedin", "https://evil.example/in/noor"),
        ("links.website", "my site"),
        ("links.website", "javascript:alert(1)"), ("address.country", "Atlantis"), ("work_authorization.NL", "perhaps"),
        ("salary", "a lot"), ("salary", "65000"), ("salary", "60000 or 70000 EUR"), ("salary", "60000 EUR; 65000 EUR"),
        ("salary", "-5 EUR"), ("available_from", "soonish"), ("notice_period", "a while"), ("demographics.veteran", "maybe"),
        ("languages.Dutch", "quite good"), ("pronouns", ""), ("pronouns", "x" * 2000), ("pronouns", "a\0b"),
        ("citizenship", "Narnia"), ("relocation", 7), ("heard_from", {"a": 1}),
        ("salary", {"expectation": True, "currency": "EUR"}), ("salary", {"expectation": 5, "currency": "EUR", "bonus": 1}),
    ],
)  # fmt: skip
def test_what_does_not_answer_is_refused_with_what_would(name: str, text: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        said(name, text)
    assert caught.value.code == "invalid_answer"
    assert caught.value.detail
    assert caught.value.fix


def test_a_question_that_is_none_is_not_found() -> None:
    for name in ("shoe_size", "", "work_authorization", "address.planet"):
        with pytest.raises(NotFound):
            find(NOBODY, name)


def test_what_is_sensitive_wants_consent_first_and_is_not_asked_of_those_who_refuse() -> None:
    with pytest.raises(InvalidInput) as caught:
        said("salary", "65000 EUR", NOBODY)
    assert caught.value.code == "consent_needed"
    refused = said("consents.sensitive", "no", NOBODY)
    assert not [one for one in missing(refused) if one.sensitivity == "sensitive"]
    assert (
        said("salary", "65000 EUR", said("consents.sensitive", "yes", refused))["x-jobhunter"]["salary"]["expectation"] == 65000
    )


def test_nothing_to_say_is_an_answer_where_there_may_be_nothing() -> None:
    none = said("links.github", "none")
    assert "links.github" not in ids(none)
    assert find(none, "links.github").nothing
    again = said("links.github", "github.com/noor", none)
    assert find(again, "links.github").value == "https://github.com/noor"
    assert "not_applicable" not in again["x-jobhunter"]
    assert facts_from_resume(none, "noor.json")[1] == ()


def test_the_resume_stays_as_it_is_and_the_old_document_too() -> None:
    before = {**AGREED, "work": [{"name": "Acme", "position": "Baker", "startDate": "2020-01"}]}
    after = said("phone", "+31 20 794 0958", before)
    assert after["work"] == before["work"]
    assert "phone" not in before["x-jobhunter"]
    assert answered(after, find(after, "phone"), None)["x-jobhunter"] == before["x-jobhunter"]


def test_answers_become_facts_that_fill_forms() -> None:
    held = AGREED
    for name, text in {
        "phone": "+31 20 794 0958", "work_authorization.NL": "yes", "sponsorship.NL": "no", "notice_period": "1 month",
        "salary": "65000 EUR a year; 70000 USD a year", "demographics.gender": "decline", "languages.Dutch": "native",
        "links.github": "github.com/noor", "consents.privacy_notice": "yes",
    }.items():  # fmt: skip
        held = said(name, text, held)
    who, job = candidate(held), posting(locations=("Utrecht, Netherlands",), workplace="onsite")
    assert value(field("Phone", "phone"), who=who) == "+31 20 794 0958"
    assert value(field("Are you legally authorized to work in the Netherlands?", "radio", YES_NO), who=who, job=job) == "Yes"
    assert value(field("Expected salary in USD"), who=who) == "70000"
    assert value(field("Expected salary in EUR"), who=who) == "65000"
    assert value(field("Expected salary in GBP"), who=who) is None
    assert value(field("Expected salary"), who=who) is None
    assert value(field("Gender", "select", ("Man", "Woman", "Decline to self-identify")), who=who) == "Decline to self-identify"
    assert value(field("GitHub URL", "url"), who=who) == "https://github.com/noor"
    assert value(field("I have read the privacy notice and agree", "consent"), who=who) is True
    assert all(one.source.file for one in who.facts)
    assert ask(field("Dutch level", "select", ("Basic", "Native")), who=who)


def test_a_patch_checks_what_it_knows_keeps_what_it_does_not_and_is_taken_whole() -> None:
    patch: dict[str, Any] = {
        "consents": {"sensitive": True, "marketing": False},
        "salary": {"expectation": 5000, "currency": "eur", "period": "month"},
        "work_authorization": {"US": False, "Netherlands": True}, "links": {"linkedin": "linkedin.com/in/noor"},
        "languages": {"Dutch": "native", "English": "C1"}, "driving_licence": "B",
        "name": {"first": "Noor", "preferred": "Noortje"},
        "address": {"city": "Utrecht", "line": "Oudegracht 1"},
    }  # fmt: skip
    made = merged(NOBODY, patch)
    extra = made["x-jobhunter"]
    assert extra["work_authorization"] == {"US": False, "NL": True}
    assert extra["salary"]["currency"] == "EUR"
    assert (extra["driving_licence"], extra["name"]["first"]) == ("B", "Noor")
    assert made["languages"] == [{"language": "Dutch", "fluency": "Native"}, {"language": "English", "fluency": "C1"}]
    assert merged(made, {"salary": None, "driving_licence": None, "address": {"line": None}})["x-jobhunter"].keys() == (
        extra.keys() - {"salary", "driving_licence"}
    )
    for wrong in ({"salary": "lots"}, {"address": "Utrecht"}, {"work_authorization": {"Narnia": True}}, {"phone": [1]}):
        with pytest.raises(InvalidInput):
            merged(made, wrong)
    with pytest.raises(InvalidInput):
        merged(NOBODY, {"salary": {"expectation": 5000, "currency": "EUR"}})
