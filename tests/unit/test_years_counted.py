"""Years of experience come from dated facts alone: overlaps count once, open ends run to today, and no date is no year."""

from typing import Any

import pytest

from brain.facts import Candidate
from tests.support.candidates import candidate, field, value


def worked(*jobs: tuple[str | None, str | None], **more: Any) -> Candidate:
    work = [
        {"name": f"Firm {number}", "position": "Baker", **_dates(start, end), **more} for number, (start, end) in enumerate(jobs)
    ]
    return candidate({"basics": {"name": "Jo Berg"}, "work": work})


def _dates(start: str | None, end: str | None) -> dict[str, str]:
    return {key: day for key, day in (("startDate", start), ("endDate", end)) if day}


def years(who: Candidate, label: str = "Total years of experience") -> Any:
    return value(field(label, "number"), who=who)


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        ([("2020-01", "2024-12")], 5.0),
        ([("2020-01", "2022-12"), ("2023-01", "2024-12")], 5.0),
        ([("2020-01", "2022-12"), ("2021-01", "2024-12")], 5.0),
        ([("2020-01", "2024-12"), ("2021-01", "2022-12")], 5.0),
        ([("2020-01", "2024-12"), ("2020-01", "2024-12")], 5.0),
        ([("2020-01", "2021-12"), ("2023-01", "2024-12")], 4.0),
        ([("2021-11", None)], 5.0),
        ([("2021-12", None)], 4.0),
        ([("2021-11", "present")], 5.0),
        ([("2018", "2020")], 2.0),
        ([("2024-03", "2024-08")], 0.0),
        ([("2020-01", "2020-06"), ("2021-01", "2021-06")], 1.0),
        ([("2026-01-15", "2026-02-01")], 0.0),
    ],
)
def test_the_months_worked_make_the_years(jobs: list[tuple[str, str | None]], expected: float) -> None:
    assert years(worked(*jobs)) == expected


@pytest.mark.parametrize(
    "jobs",
    [
        [],
        [(None, None)],
        [(None, "2024-12")],
        [("2024-12", "2020-01")],
        [("2029-01", None)],
        [("2020-01", "a while ago")],
    ],
)
def test_without_a_dated_job_nothing_is_counted_and_zero_is_no_answer(jobs: list[tuple[str | None, str | None]]) -> None:
    assert years(worked(*jobs)) is None


def test_an_end_in_the_future_counts_to_today() -> None:
    assert years(worked(("2024-11", "2030-01"))) == 2.0


def test_volunteer_work_and_studies_are_no_jobs() -> None:
    who = candidate(
        {
            "basics": {"name": "Jo Berg"},
            "volunteer": [{"organization": "Food bank", "position": "Cook", "startDate": "2010-01", "endDate": "2020-01"}],
            "education": [{"institution": "School", "startDate": "2010-01", "endDate": "2020-01"}],
        }
    )
    assert years(who) is None


PYTHON = "How many years of experience do you have with Python?"


def test_a_skill_counts_in_the_jobs_that_name_it_overlaps_once() -> None:
    work = [
        {"name": "A", "position": "Developer", "startDate": "2018-01", "endDate": "2020-12", "summary": "Python services."},
        {"name": "B", "position": "Python tutor", "startDate": "2020-01", "endDate": "2021-12"},
        {"name": "C", "position": "Developer", "startDate": "2022-01", "endDate": "2025-12", "summary": "Java services."},
    ]
    assert years(candidate({"basics": {"name": "Jo"}, "work": work}), PYTHON) == 4.0


def test_a_skill_that_no_dated_job_names_is_asked() -> None:
    work = [{"name": "A", "position": "Developer", "startDate": "2018-01", "endDate": "2020-12"}]
    listed = {"basics": {"name": "Jo"}, "work": work, "skills": [{"name": "Python"}]}
    assert years(candidate(listed), PYTHON) is None
    undated = {"basics": {"name": "Jo"}, "work": [{"name": "A", "position": "Python developer"}]}
    assert years(candidate(undated), PYTHON) is None


def test_a_relative_of_the_skill_does_not_count() -> None:
    work = [{"name": "A", "position": "Java developer", "startDate": "2018-01", "endDate": "2020-12"}]
    who = candidate({"basics": {"name": "Jo"}, "work": work})
    assert years(who, "How many years of experience do you have with JavaScript?") is None
    assert years(who, "How many years of experience do you have with Java?") == 3.0
