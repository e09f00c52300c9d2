import pytest

from brain.errors import InvalidInput
from brain.resume import ImportedResume, TextLine, candidate_from, import_candidate


def read(text: str) -> ImportedResume:
    return import_candidate([TextLine(text=line, line=number) for number, line in enumerate(text.splitlines(), 1)], "cv.txt")


ENGLISH = """\
Noor Haddad
noor@example.org | +44 20 7946 0958 | Leeds, United Kingdom | linkedin.com/in/noor-h

WORK EXPERIENCE

Ward Manager, Leeds General Infirmary                               Mar 2020 - Present
- Ran a ward of 24 beds with a team
  of eleven nurses.
- Cut falls by 18 %.

Leeds Children's Hospital
Staff Nurse    Sep 2015 – Feb 2020
- Looked after children after surgery.

EDUCATION
BSc Nursing, University of Leeds, 2015

SKILLS
Clinical: Triage, Wound care
Rostering, Teaching

LANGUAGES
English (Native), Arabic (Fluent)

CERTIFICATIONS
- Advanced Life Support (2023)

PATENTS
Something nobody expected
"""

GERMAN = """\
Lebenslauf
Jörg Müller-Lüdenscheid
joerg@example.org
Hamburg, Deutschland

BERUFSERFAHRUNG
Softwareentwickler bei Elbwerk GmbH | 03/2018 – heute
• Entwicklung einer Lagerverwaltung in Java.

AUSBILDUNG
Universität Hamburg
Master of Science Informatik    10/2012 – 09/2017

KENNTNISSE
Java, SQL, Docker
"""


def test_an_english_resume() -> None:
    resume = read(ENGLISH).resume
    assert resume["basics"]["name"] == "Noor Haddad"
    assert resume["basics"]["phone"] == "+44 20 7946 0958"
    assert resume["basics"]["location"] == {"countryCode": "GB", "city": "Leeds"}
    first, second = resume["work"]
    assert (first["name"], first["position"], first["startDate"], first.get("endDate")) == (
        "Leeds General Infirmary",
        "Ward Manager",
        "2020-03",
        None,
    )
    assert first["highlights"] == ["Ran a ward of 24 beds with a team of eleven nurses.", "Cut falls by 18 %."]
    assert (second["name"], second["position"], second["endDate"]) == ("Leeds Children's Hospital", "Staff Nurse", "2020-02")
    assert resume["education"] == [
        {"institution": "University of Leeds", "studyType": "BSc", "area": "Nursing", "endDate": "2015"}
    ]
    assert resume["skills"][0] == {"name": "Clinical", "keywords": ["Triage", "Wound care"]}
    assert resume["languages"][1] == {"language": "Arabic", "fluency": "Fluent"}
    assert resume["certificates"] == [{"name": "Advanced Life Support", "date": "2023"}]


def test_what_is_not_understood_is_listed_with_its_line() -> None:
    assert read(ENGLISH).not_understood == ("line 29: Something nobody expected",)


def test_facts_know_their_line() -> None:
    held, _ = candidate_from(read(ENGLISH), "cv.txt", "c")
    fact = next(fact for fact in held.facts if "18 %" in fact.text)
    assert (fact.source.line, fact.source.quote) == (9, "- Cut falls by 18 %.")


def test_a_german_resume() -> None:
    resume = read(GERMAN).resume
    assert resume["basics"]["name"] == "Jörg Müller-Lüdenscheid"
    assert resume["work"][0]["name"] == "Elbwerk GmbH"
    assert resume["work"][0]["position"] == "Softwareentwickler"
    assert resume["work"][0]["startDate"] == "2018-03"
    assert "endDate" not in resume["work"][0]
    assert resume["education"][0]["institution"] == "Universität Hamburg"
    assert [skill["name"] for skill in resume["skills"]] == ["Java", "SQL", "Docker"]


def test_nothing_is_invented() -> None:
    text = " ".join(ENGLISH.split())
    held, _ = candidate_from(read(ENGLISH), "cv.txt", "c")
    for fact in held.facts:
        for key in ("employer", "title", "school", "area", "degree", "name", "text"):
            if key in fact.value:
                assert str(fact.value[key]) in text


@pytest.mark.parametrize("text", ["", "\n \n\t\n"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(text)
    assert caught.value.code == "resume_empty"


def test_a_text_that_is_no_resume_gives_a_warning_and_no_facts_of_work() -> None:
    found = read("the quick brown fox\njumps over it\n")
    assert found.warnings == ("no_name: No name was found.",)
    assert "work" not in found.resume
