"""Pieces of text with places become lines in reading order."""

from collections.abc import Sequence

from brain.resume import import_candidate
from brain.resume.layout import Piece, lines_of


def column(texts: Sequence[str], x: float, top: float = 800, step: float = 14, page: int = 1) -> list[Piece]:
    return [
        Piece(text=text, x0=x, x1=x + 5 * len(text), y=top - step * index, size=10, page=page)
        for index, text in enumerate(texts)
        if text
    ]


def shown(pieces: Sequence[Piece]) -> list[str]:
    return [line.text.strip() for line in lines_of(pieces) if line.text.strip()]


MAIN = ["Noor Haddad", "Experience", "Nurse, City Hospital", "2019 - 2021", "Education", "BSc Nursing, Leeds University"]
SIDE = ["Contact", "noor@example.org", "Skills", "Triage", "Rostering"]


def test_a_side_bar_is_read_after_the_text_beside_it() -> None:
    assert shown([*column(SIDE, 20), *column(MAIN, 220)]) == [*MAIN, *SIDE]
    assert shown([*column(MAIN, 20), *column(SIDE, 420)]) == [*MAIN, *SIDE]


def test_a_section_that_runs_on_over_the_page_stays_whole() -> None:
    more = ["Projects", "A bridge", "A tunnel"]
    pieces = [*column(SIDE, 20), *column(MAIN, 220), *column(more, 220, page=2)]
    assert shown(pieces) == [*MAIN, *more, *SIDE]


def test_dates_beside_jobs_are_rows_and_no_column() -> None:
    dates = ["", "2019 - 2021", "2015 - 2018", "2012 - 2015", "2010 - 2012"]
    jobs = ["Experience", "Nurse, City Hospital", "Nurse, Town Clinic", "Nurse, Village Practice", "Carer, Home"]
    assert [line.split()[0] for line in shown([*column(jobs, 20), *column(dates, 400)])] == [
        "Experience", "Nurse,", "Nurse,", "Nurse,", "Carer,",
    ]  # fmt: skip
    assert shown([*column(jobs, 150), *column(dates, 20)])[1].startswith("2019 - 2021    ")


def test_what_stands_across_the_page_comes_before_the_columns_below_it() -> None:
    head = Piece(text="Noor Haddad, nurse and teacher in Leeds since the year 2010", x0=20, x1=500, y=830, size=14)
    assert shown([head, *column(SIDE, 20), *column(MAIN[1:], 220)])[0] == head.text


def test_dates_in_a_narrow_column_belong_to_the_job_beside_them() -> None:
    left = ["Noor Haddad", "", "Work experience", "Since 2021", "", "2018-", "2020", "", "Skills", "Trade"]
    right = ["", "", "", "City Hospital", "Nurse", "Town Clinic", "Carer", "", "", "Triage, Rostering"]
    resume = import_candidate(lines_of([*column(left, 20), *column(right, 150)]), "cv.pdf").resume
    assert [(job["name"], job["position"], job["startDate"], job.get("endDate")) for job in resume["work"]] == [
        ("City Hospital", "Nurse", "2021", None),
        ("Town Clinic", "Carer", "2018", "2020"),
    ]
    assert resume["skills"] == [{"name": "Trade", "keywords": ["Triage", "Rostering"]}]
