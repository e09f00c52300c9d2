"""Lists of jobs and schools without a browser: keys of entries, and what their questions are answered from."""

from datetime import date
from typing import Any

import pytest

from brain.answering.given import GivenAnswer
from brain.answers import GivenAnswers, answer_form
from brain.facts import Candidate, RememberedAnswer
from brain.form import EntryPlace, Field, FormPage, Repeater, entry_of
from brain.known_fields import with_known_keys
from brain.repeaters import as_known_entries, names_of, shows
from tests.support.candidates import candidate, posting

WORK: list[dict[str, Any]] = [
    {"name": "First & Co", "position": "Clerk", "startDate": "2011-01", "endDate": "2014-05"},
    {"name": "Third Ltd", "position": "Head", "location": "Leeds", "startDate": "2019-03", "highlights": ["Led.", "Built."]},
    {"name": "Second plc", "position": "Senior Clerk", "startDate": "2014-06", "endDate": "2019-02"},
    {"name": "Undated", "position": "Helper"},
]
SCHOOLS = [{"institution": "Old College", "studyType": "Bachelor of Science", "area": "Physics", "endDate": "2010-06"}]
PERSON = candidate(
    {"basics": {"name": "Ann Lee"}, "work": WORK, "education": SCHOOLS,
     "volunteer": [{"organization": "Library", "position": "Reader", "startDate": "2020-01"}]}, documents=()
)  # fmt: skip


def page(*fields: Field, text: str = "") -> FormPage:
    return FormPage(
        number=1, kind="form_step", url="https://a.example/", fields=fields, repeaters=(Repeater(topic="work", text=text),)
    )


def entry(number: int, *labels: str, topic: str = "work", kind: str = "text", **more: Any) -> tuple[Field, ...]:
    made: dict[str, Any] = {"kind": kind, **more}
    return tuple(Field(key=f"p1.{topic}-{number}.{label.lower()}", label=label, **made) for label in labels)


def said(shown: FormPage, person: Candidate = PERSON, given: GivenAnswers | None = None) -> dict[str, Any]:
    found, _ = answer_form(shown, person, posting(), given, today=date(2026, 11, 21))
    return {one.field.key: one.value for one in found}


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("p1.work-2.company", EntryPlace("work", 2)),
        ("p12.education-10.school", EntryPlace("education", 10)),
        ("p1.work", None),
        ("p1.homework-1.title", None),
        ("p1.work-x.title", None),
    ],
)
def test_a_key_names_its_entry(key: str, place: EntryPlace | None) -> None:
    assert entry_of(key) == place


def test_each_entry_is_answered_from_its_own_job() -> None:
    shown = page(*entry(1, "Company", "Title", "From", "To", "Location"), *entry(2, "Company", "Title", "From", "To", "Location"))
    assert said(shown) == {
        "p1.work-1.company": "Third Ltd", "p1.work-1.title": "Head", "p1.work-1.from": "2019-03", "p1.work-1.location": "Leeds",
        "p1.work-2.company": "Second plc", "p1.work-2.title": "Senior Clerk", "p1.work-2.from": "2014-06",
        "p1.work-2.to": "2019-02",
    }  # fmt: skip


def test_the_dates_of_a_school_are_not_those_of_a_job() -> None:
    shown = page(*entry(1, "Start date", "End date"), *entry(1, "School", "Start date", "End date", topic="education"))
    assert said(shown)["p1.education-1.end date"] == "2010-06"
    assert "p1.education-1.start date" not in said(shown)


def test_an_entry_beyond_the_facts_stays_empty() -> None:
    assert said(page(*entry(5, "Company", "Title", "From", "I currently work here", "Description"))) == {}


def test_a_job_that_goes_on_has_no_end_and_never_today() -> None:
    ends = page(*entry(1, "To", required=True, help="MM/YYYY"), *entry(1, "I currently work here", kind="checkbox"))
    assert said(ends) == {"p1.work-1.i currently work here": True}
    assert said(page(*entry(1, "To", required=True))) == {"p1.work-1.to": "Present"}
    assert said(page(*entry(1, "To", required=True, kind="date"))) == {}


def test_a_past_job_is_not_current() -> None:
    assert said(page(*entry(2, "I currently work here", kind="checkbox"))) == {"p1.work-2.i currently work here": False}


def test_nobody_is_said_to_study_still() -> None:
    assert said(page(*entry(1, "I currently study here", topic="education", kind="checkbox"))) == {}


@pytest.mark.parametrize("label", ["Description", "Responsibilities", "Beschreibung", "Aufgaben", "Missions", "Funciones"])
def test_what_was_done_in_a_job(label: str) -> None:
    assert list(said(page(*entry(1, label, kind="textarea"))).values()) == ["Led.\nBuilt."]


def test_neither_given_nor_remembered_words_of_another_place_go_into_an_entry() -> None:
    before = RememberedAnswer(id=7, question="Company", value="Elsewhere")
    person = PERSON.model_copy(update={"remembered": (before,)})
    given = GivenAnswers(answers=(GivenAnswer(question="Title", value="Queen"),))
    assert said(page(*entry(2, "Company", "Title")), person, given) == {
        "p1.work-2.company": "Second plc",
        "p1.work-2.title": "Senior Clerk",
    }


def test_what_was_given_for_an_entry_goes_into_it_alone() -> None:
    given = GivenAnswers(answers=(GivenAnswer(question="p1.work-2.reason", value="It closed", exact=True),))
    assert said(page(*entry(1, "Reason"), *entry(2, "Reason")), given=given) == {"p1.work-2.reason": "It closed"}


def test_the_dated_jobs_are_counted_newest_first() -> None:
    def answer(shown: FormPage) -> Any:
        return answer_form(shown, PERSON, posting())

    assert [names_of("work", number, page(), answer) for number in range(1, 6)] == [
        ("Third Ltd", "Head"), ("Second plc", "Senior Clerk"), ("First & Co", "Clerk"), (), (),
    ]  # fmt: skip
    assert names_of("education", 1, page(), answer) == ("Old College", "Bachelor of Science")


def test_a_list_shows_an_entry_when_all_its_names_stand_there() -> None:
    shown = page(text="Work Head, Third Ltd, 2019 Edit Add another")
    assert shows(shown, "work", ("Third Ltd", "Head"))
    assert not shows(shown, "work", ("Second plc", "Head"))
    assert not shows(shown, "work", ())


def test_entries_are_counted_on_from_those_put_away() -> None:
    moved = as_known_entries(page(*entry(1, "Company"), Field(key="p1.email", label="Email", kind="email")), {"work": 2})
    assert [field.key for field in moved.fields] == ["p1.work-3.company", "p1.email"]


def test_an_entry_is_never_taken_for_another_one() -> None:
    known = entry(1, "Company")
    now = page(*entry(2, "Company"))
    assert with_known_keys(now, known).fields[0].key == "p1.work-2.company"
