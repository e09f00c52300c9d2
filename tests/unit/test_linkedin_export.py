"""The tables of LinkedIn's data export as JSON Resume."""

from typing import Any

from brain.resume import candidate_from, import_candidate
from brain.resume.linkedin import KEY

TABLES: dict[str, list[dict[str, str]]] = {
    "Profile": [
        {
            "First Name": "Rosa", "Last Name": "Delgado", "Maiden Name": "", "Address": "", "Birth Date": "Mar 3, 1990",
            "Headline": "Senior Accountant", "Summary": "I close books quickly.", "Industry": "Accounting", "Zip Code": "97201",
            "Geo Location": "Portland, Oregon, United States", "Websites": "[COMPANY:https://delgadobooks.example]",
        }
    ],
    "Email Addresses": [
        {"Email Address": "old@example.com", "Confirmed": "Yes", "Primary": "No"},
        {"Email Address": "rosa@example.com", "Confirmed": "Yes", "Primary": "Yes"},
    ],
    "PhoneNumbers": [{"Extension": "", "Number": "+1 503 555 0148", "Type": "Mobile"}],
    "Positions": [
        {
            "Company Name": "Cascadia Timber", "Title": "Senior Accountant", "Location": "Portland",
            "Started On": "Jan 2022", "Finished On": "",
            "Description": "Owns the close.\n- Cut it from nine to four days\n- Trains two juniors",
        },
        {"Company Name": "Bluebird Bakery", "Title": "Bookkeeper", "Started On": "Jun 2016", "Finished On": "Dec 2021",
        "Description": ""},
    ],
    "Education": [
        {"School Name": "Portland State University", "Start Date": "2012", "End Date": "2016",
        "Degree Name": "Bachelor of Science, Accounting"}
    ],
    "Skills": [{"Name": "NetSuite"}, {"Name": "Month-End Close"}],
    "Languages": [{"Name": "Spanish", "Proficiency": "Native or bilingual proficiency"}],
    "Certifications": [{"Name": "CPA", "Authority": "Oregon Board", "Started On": "May 2018", "License Number": "12345"}],
    "Projects": [{"Title": "Ledger clean-up", "Description": "Matched ten years of entries.", "Started On": "Feb 2020"}],
    "Courses": [{"Name": "Tax law", "Number": ""}],
}  # fmt: skip


def read(tables: dict[str, Any] = TABLES) -> Any:
    return import_candidate({KEY: tables}, "export.zip")


def test_every_table_finds_its_section() -> None:
    resume = read().resume
    assert resume["basics"] == {
        "name": "Rosa Delgado", "label": "Senior Accountant", "summary": "I close books quickly.",
        "location": {"city": "Portland", "region": "Oregon", "countryCode": "US", "postalCode": "97201"},
        "url": "https://delgadobooks.example", "email": "rosa@example.com", "phone": "+1 503 555 0148",
    }  # fmt: skip
    assert resume["work"] == [
        {
            "name": "Cascadia Timber", "position": "Senior Accountant", "location": "Portland", "startDate": "2022-01",
            "summary": "Owns the close.", "highlights": ["Cut it from nine to four days", "Trains two juniors"],
        },
        {"name": "Bluebird Bakery", "position": "Bookkeeper", "startDate": "2016-06", "endDate": "2021-12"},
    ]  # fmt: skip
    school = {"institution": "Portland State University", "studyType": "Bachelor of Science", "area": "Accounting"}
    assert resume["education"] == [school | {"startDate": "2012", "endDate": "2016"}]
    assert [skill["name"] for skill in resume["skills"]] == ["NetSuite", "Month-End Close"]
    assert resume["certificates"] == [{"name": "CPA", "issuer": "Oregon Board", "date": "2018-05"}]
    assert resume["projects"][0]["name"] == "Ledger clean-up"


def test_facts_name_the_table_and_its_row() -> None:
    held, _ = candidate_from(read(), "export.zip", "c")
    fact = next(fact for fact in held.facts if fact.path == "work[1]")
    assert (fact.source.file, fact.source.line) == ("export.zip/Positions.csv", 3)
    assert "Bluebird Bakery" in fact.source.quote


def test_what_has_no_place_is_listed_and_secrets_stay_out() -> None:
    left = read().not_understood
    assert "line 2: courses: Tax law" in left
    assert "line 2: industry: Accounting" in left
    assert "line 3: old@example.com" in left
    assert "line 2: birth date: kept out, it is never used in a form" in left
    assert "line 2: license number: kept out, it is never used in a form" in left
    assert not any("1990" in line or "12345" in line for line in left)
