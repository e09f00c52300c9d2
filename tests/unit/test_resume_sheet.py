"""A JSON Resume as the sheet a template draws: nothing added, nothing mangled, odd values left out."""

import pytest

from workers.hands.resume_sheet import Entry, Line, Link, date_text, sheet

RESUME = {
    "basics": {
        "name": "Ada  Lovelace",
        "label": "Engineer",
        "email": "ada@example.org",
        "phone": "+44 20 7946 0000",
        "url": "https://www.ada.example.org/",
        "summary": "Builds engines.",
        "location": {"city": "London", "region": "London", "countryCode": "GB"},
        "profiles": [{"network": "GitHub", "username": "ada"}, {"network": "X", "url": "javascript:alert(1)"}],
    },
    "work": [
        {
            "name": "Analytical Engines",
            "position": "Lead",
            "startDate": "2020-03-01",
            "highlights": ["Wrote note G", ""],
            "location": "London",
        },
        {"name": "Babbage & Co", "position": "Analyst", "startDate": "2018-01", "endDate": "2020-02"},
    ],
    "education": [
        {"institution": "UCL", "studyType": "BSc", "area": "Mathematics", "startDate": "2014", "endDate": "2017", "score": 1.1}
    ],
    "skills": [{"name": "Languages", "keywords": ["Python", "C"], "level": "Expert"}, {"name": "Git"}, {"name": "SQL"}],
    "languages": [{"language": "English", "fluency": "Native"}, {"language": "French"}],
    "certificates": [{"name": "CKA", "issuer": "CNCF", "date": "2023-05-20"}],
}


def test_the_whole_sheet_in_order() -> None:
    made = sheet(RESUME)
    assert (made.name, made.title, made.label) == ("Ada Lovelace", "Ada Lovelace – Résumé", "Engineer")
    assert made.contacts == (
        Link(text="ada@example.org", url="mailto:ada@example.org"), Link(text="+44 20 7946 0000"), Link(text="London, GB")
    )  # fmt: skip
    page = Link(text="ada.example.org", url="https://www.ada.example.org/")
    assert made.links == (page, Link(text="GitHub: ada"), Link(text="javascript:alert(1)"))
    titles = [section.title for section in made.sections]
    assert titles == ["Summary", "Experience", "Education", "Skills", "Certificates", "Languages"]
    assert made.sections[1].entries[0] == Entry(
        title="Lead", organisation="Analytical Engines", place="London", dates="Mar 2020 – Present", bullets=("Wrote note G",)
    )
    assert made.sections[1].entries[1].dates == "Jan 2018 – Feb 2020"
    assert made.sections[2].entries[0] == Entry(
        title="BSc, Mathematics", organisation="UCL", dates="2014 – 2017", text="Grade: 1.1"
    )
    assert made.sections[3].lines == (Line(name="Languages", text="Python, C (Expert)"), Line(text="Git, SQL"))
    assert made.sections[5].text == "English (Native), French"


def test_an_open_end_of_studies_is_not_called_present() -> None:
    made = sheet({"education": [{"institution": "UCL", "startDate": "2014"}]})
    assert made.sections[0].entries[0].dates == "since 2014"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2021-03-01", "Mar 2021"),
        ("2021-3", "Mar 2021"),
        ("2021", "2021"),
        ("2021-13", "2021"),
        ("Spring 2021", "Spring 2021"),
        ("", ""),
    ],
)
def test_dates(value: str, shown: str) -> None:
    assert date_text(value) == shown


@pytest.mark.parametrize("odd", [None, 7, "text", [], {}, [None], [[]], ["text"], True])
def test_odd_values_are_left_out(odd: object) -> None:
    keys = [
        "basics",
        "work",
        "education",
        "skills",
        "projects",
        "languages",
        "volunteer",
        "awards",
        "publications",
        "certificates",
        "interests",
    ]
    assert sheet(dict.fromkeys(keys, odd)).sections == ()
    assert sheet({"basics": {"name": odd, "profiles": odd, "location": odd}}).contacts == ()
    sheet({"work": [{"name": "A", "highlights": odd, "startDate": odd}], "skills": [{"name": "S", "keywords": odd}]})
