"""Titles, places and fields of postings → workplace, level, kind of employment, languages."""

import pytest

from workers.hands.boards.parsing import words


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Senior Python Engineer (Remote)", "remote"), ("Engineer - Remote", "remote"), ("Remote - Staff Engineer", "remote"),
        ("Engineer (Hybrid, Berlin)", "hybrid"), ("Remote Sensing Scientist", None), ("Remote Support Technician", None),
        ("Engineer (non-remote)", None), ("Nurse", None), ("Engineer, On-site", "onsite"),
    ],
)  # fmt: skip
def test_workplace_of_a_title(title: str, expected: str | None) -> None:
    assert words.workplace_in((), title) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Remote - US", "remote"),
        ("Hybrid - Berlin", "hybrid"),
        ("Berlin", None),
        ("Portland, OR", None),
        ("Home Office, Germany", "remote"),
    ],
)
def test_workplace_of_a_place(place: str, expected: str | None) -> None:
    assert words.workplace_in((place,), "Engineer") == expected


def test_workplace_of_a_field() -> None:
    said = ["On-Site", "Remote", "Hybrid", "unspecified", "", "Not remote", "In-Office", "remote"]
    assert [words.workplace_of(text) for text in said] == ["onsite", "remote", "hybrid", None, None, "onsite", "onsite", "remote"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Staff Software Engineer", "staff"), ("Staff Nurse", None), ("Chief of Staff", None), ("Country Lead, Security", "lead"),
        ("Lead Generation Specialist", None), ("Audit Analytics Lead", "lead"), ("Lead Engineer", "lead"),
        ("Engineer I - Payments", "junior"),
        ("Analytics Engineer II", "mid"), ("Engineer III", "senior"), ("VP of Engineering", "vp"), ("CTO", "executive"),
        ("Head of Marketing", "head"), ("Sr. Backend Engineer", "senior"), ("Junior Java Dev", "junior"),
        ("Graduate Analyst", "junior"),
        ("Software Engineering Intern", "intern"), ("Internal Auditor", None), ("International Sales Manager", None),
        ("Director, Sales", "director"),
        ("Principal Engineer", "principal"), ("Chief Financial Officer", "executive"), ("Mid-level Engineer", "mid"),
    ],
)  # fmt: skip
def test_level_of_a_title(title: str, expected: str | None) -> None:
    assert words.seniority_in(title) == expected


def test_kind_of_employment() -> None:
    said = [
        "Permanent",
        "Full-time",
        "Regular Full Time (Salary)",
        "Intern",
        "Contract - 6 months",
        "FullTime",
        "Teilzeit",
        "Fixed Term",
        "?",
    ]
    kinds = ["permanent", "full_time", "full_time", "internship", "contract", "full_time", "part_time", "contract", None]
    assert [words.employment_type_of(text) for text in said] == kinds
    titles = ["Data Intern", "Engineer (Contract)", "Contracts Manager", "Part-time Barista", "Engineer"]
    assert [words.employment_type_in(text) for text in titles] == ["internship", "contract", None, "part_time", None]


def test_places_of_one_field() -> None:
    assert words.places_in("San Francisco, CA | New York City, NY") == ("San Francisco, CA", "New York City, NY")
    assert words.places_in("London, UK; Remote-Friendly, US") == ("London, UK", "Remote-Friendly, US")
    assert words.places_in("New York or Remote") == ("New York", "Remote")
    assert words.places_in("Toronto, New York") == ("Toronto, New York",)
    assert words.places_in(" ") == ()


def test_languages() -> None:
    assert [words.language_named(text) for text in ("en", "de-AT", "German", "xx-none", "")] == [
        "English",
        "German",
        "German",
        None,
        None,
    ]
    assert words.languages_in("Support Agent (German-speaking)") == ("German",)
    assert words.languages_in("Public speaking coach") == ()


def test_the_dollar_of_a_place() -> None:
    assert words.dollar_country("Toronto, Canada") == "CA"
    assert words.dollar_country("Sydney, Australia") == "AU"
    assert words.dollar_country("Toronto | New York") is None
    assert words.dollar_country("Berlin") is None


def test_a_company_from_its_board() -> None:
    assert [words.humanised(name) for name in ("spotify", "acme-robotics", "BTSE", "-")] == [
        "Spotify",
        "Acme Robotics",
        "BTSE",
        "-",
    ]
