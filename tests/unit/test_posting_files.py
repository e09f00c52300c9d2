"""Postings as files and pasted text, written the way boards, mails and people write them: title, employer and place are found."""

import json
from pathlib import Path

import pytest

from brain.errors import InvalidInput
from workers.hands.posting_files import posting_of, read_posting_file

NURSE_ON_A_BOARD = """Registered Nurse – Emergency Department
St. Mary's Hospital · Leeds, UK (On-site)
Posted 3 days ago

We are looking for a caring nurse to join our team.

Requirements:
- NMC registration
"""
IN_MARKDOWN = """# Senior Data Engineer

**Company:** Blue Heron Analytics
**Location:** Remote (EU)

## Requirements
- Python, SQL
"""
GERMAN_SENTENCE = """Die Müller & Söhne GmbH sucht zum nächsten Termin eine Elektronikerin (m/w/d) für Betriebstechnik in Kassel.

Ihr Profil:
- Abgeschlossene Ausbildung
"""
ENGLISH_SENTENCE = """Greenfield Primary School is looking for a Year 4 Teacher to start in September 2027.
You will teach a class of 28. We need QTS and experience in a primary school. Based in Bristol.
"""
UNDER_A_HEADING = """About the job
Acme Robotics is a leader in warehouse robots. We are seeking a talented and driven Warehouse Operations Manager to lead our
site in Memphis, TN.

Qualifications
- 5 years in logistics
"""
FRENCH_SENTENCE = """Nous recherchons un comptable confirmé pour notre cabinet à Lyon.
Profil recherché :
- 3 ans d'expérience en cabinet
"""
LABELLED = """Job Title: Forklift Driver
Employer: Parcelforce Depot 9
Place: Hamburg

Night shifts, licence needed, 38 hours a week.
"""
TITLE_AT_COMPANY = """Software Engineer, Payments at Lindqvist Bank
San Francisco, CA | Full-time
Come build with us. Must know Ruby and SQL and care.
"""
A_MESSAGE = (
    "We're hiring an electrician in Austin. Must have a journeyman license and own tools. Sparks Electric LLC pays weekly."
)
SPANISH = """Buscamos una enfermera para nuestra clínica en Valencia. Clínica San Rafael ofrece contrato indefinido.
Requisitos:
- Título de enfermería
"""


@pytest.mark.parametrize(
    ("text", "title", "company", "place"),
    [
        (NURSE_ON_A_BOARD, "Registered Nurse – Emergency Department", "St. Mary's Hospital", "Leeds, UK (On-site)"),
        (IN_MARKDOWN, "Senior Data Engineer", "Blue Heron Analytics", "Remote (EU)"),
        (GERMAN_SENTENCE, "Elektronikerin (m/w/d)", "Müller & Söhne GmbH", "Kassel"),
        (ENGLISH_SENTENCE, "Year 4 Teacher", "Greenfield Primary School", "Bristol"),
        (UNDER_A_HEADING, "Warehouse Operations Manager", "Acme Robotics", "Memphis, TN"),
        (FRENCH_SENTENCE, "comptable confirmé", "", "Lyon"),
        (LABELLED, "Forklift Driver", "Parcelforce Depot 9", "Hamburg"),
        (TITLE_AT_COMPANY, "Software Engineer, Payments", "Lindqvist Bank", "San Francisco, CA"),
        (A_MESSAGE, "electrician", "Sparks Electric LLC", "Austin"),
        (SPANISH, "enfermera", "Clínica San Rafael", "Valencia"),
    ],
)
def test_pasted_text_tells_its_job(text: str, title: str, company: str, place: str) -> None:
    found = posting_of(text)
    assert (found.title, found.company, found.locations) == (title, company, (place,))
    assert found.description_text == "\n".join(line.rstrip() for line in text.splitlines()).strip()


def test_what_the_person_says_comes_first() -> None:
    found = posting_of(A_MESSAGE, title="Journeyman Electrician", company="Sparks")
    assert (found.title, found.company) == ("Journeyman Electrician", "Sparks")


def test_skills_and_the_way_of_working_are_read() -> None:
    found = posting_of(IN_MARKDOWN)
    assert found.skills.required == ("python", "sql")
    assert (found.workplace, found.seniority) == ("remote", "senior")


def test_a_saved_page_tells_by_its_linked_data() -> None:
    data = {
        "@type": "JobPosting", "title": "Midwife", "hiringOrganization": {"name": "Lakeside Trust"},
        "jobLocation": {"address": {"addressLocality": "Bath", "addressCountry": "GB"}},
        "description": "<p>Care for families.</p><h3>Requirements</h3><ul><li>Registered midwife with two years</li></ul>",
    }  # fmt: skip
    page = (
        '<html><head><link rel="canonical" href="https://jobs.example.org/77">'
        f'<script type="application/ld+json">{json.dumps(data)}</script></head><body><h1>Search</h1></body></html>'
    )
    found = posting_of(page)
    assert (found.title, found.company, found.locations) == ("Midwife", "Lakeside Trust", ("Bath, GB",))
    assert found.url == "https://jobs.example.org/77"


def test_a_saved_page_without_linked_data_tells_by_its_headline() -> None:
    page = (
        "<html><head><title>Chef de Partie - The Copper Pot</title></head><body><nav>Home</nav><main><h1>Chef de Partie</h1>"
        "<p>Edinburgh, UK</p><ul><li>Two years in a busy kitchen</li></ul></main></body></html>"
    )
    found = posting_of(page)
    assert (found.title, found.company, found.locations) == ("Chef de Partie", "The Copper Pot", ("Edinburgh, UK",))
    assert found.url == ""
    assert "invalid" not in found.model_dump_json()


@pytest.mark.parametrize(
    "document",
    [
        {"title": "UX Designer", "company": {"name": "Lume"}, "location": {"city": "Porto", "countryCode": "PT"},
         "requirements": ["Figma", "3 years of product design"], "description": "Design things with us."},
        [{"job_title": "UX Designer", "company_name": "Lume", "city": "Porto, PT",
          "description": "Design with Figma in our team."}],
        {"postings": [{"title": "UX Designer", "company": "Lume", "locations": ["Porto, PT"],
                       "description_text": "Figma and much care, daily."}]},
        {"@type": "JobPosting", "title": "UX Designer", "hiringOrganization": {"name": "Lume"},
         "jobLocation": {"address": {"addressLocality": "Porto", "addressCountry": "PT"}},
         "description": "<p>Figma, and much care.</p>"},
    ],
)  # fmt: skip
def test_json_of_several_shapes(document: object) -> None:
    found = posting_of(json.dumps(document))
    assert (found.title, found.company, found.locations) == ("UX Designer", "Lume", ("Porto, PT",))
    assert "Figma" in found.description_text


def test_a_posting_of_ours_comes_back_as_it_was() -> None:
    skills = {"required": ["figma"], "preferred": ["css"]}
    document = {"title": "UX Designer", "company": "Lume", "skills": skills, "description_text": "We design things here, daily."}
    assert posting_of(json.dumps(document)).skills.model_dump(mode="json") == skills


def test_of_several_postings_one_is_chosen() -> None:
    text = json.dumps([{"title": f"Cook {n}", "description": "Cook for many people every day."} for n in (1, 2)])
    assert code_of(text) == "posting_ambiguous"
    assert posting_of(text, number=2).title == "Cook 2"
    with pytest.raises(InvalidInput) as caught:
        posting_of(text, number=3)
    assert caught.value.code == "posting_not_found"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "posting_empty"), (" \n ", "posting_empty"), ("Nurse", "posting_empty"), ("{}", "posting_empty"),
        ("[]", "posting_empty"), ("<html></html>", "posting_empty"), ("<p></p>", "posting_empty"),
        ('{"title": "Cook"}', "posting_empty"),
        ("we would like somebody to come and help us with the many small things of a day.", "posting_title_unknown"),
    ],
)  # fmt: skip
def test_what_is_no_posting_is_told(text: str, code: str) -> None:
    assert code_of(text) == code


async def test_files_of_other_kinds(tmp_path: Path) -> None:
    (tmp_path / "p.md").write_text(IN_MARKDOWN, encoding="utf-8")
    assert (await read_posting_file(tmp_path / "p.md")).title == "Senior Data Engineer"
    (tmp_path / "p.txt").write_bytes(GERMAN_SENTENCE.encode("cp1252"))
    assert (await read_posting_file(tmp_path / "p.txt")).company == "Müller & Söhne GmbH"
    (tmp_path / "p.bin").write_bytes(bytes(range(256)) * 20)
    assert await code_of_file(tmp_path / "p.bin") == "posting_unreadable"
    (tmp_path / "p.pdf").write_bytes(b"%PDF-1.7 broken")
    assert await code_of_file(tmp_path / "p.pdf") == "posting_unreadable"
    (tmp_path / "large.txt").write_bytes(b"a " * (3 * 1024 * 1024))
    assert await code_of_file(tmp_path / "large.txt") == "posting_too_large"
    assert await code_of_file(tmp_path / "none.txt") == "posting_not_found"
    assert await code_of_file(tmp_path) == "posting_not_found"


def code_of(text: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        posting_of(text)
    assert caught.value.fix
    return caught.value.code


async def code_of_file(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        await read_posting_file(path)
    assert caught.value.fix
    return caught.value.code
