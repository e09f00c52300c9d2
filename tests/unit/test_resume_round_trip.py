"""What was exported as JSON Resume comes back as it was, and no word of a text is dropped without being listed."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from brain.resume import TextLine, facts_from_resume, import_candidate
from tests.support.accounted import unaccounted

WORDS = st.text(st.characters(categories=["Ll", "Lu", "Nd"], include_characters=" -.,'"), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)
DAYS = st.dates().map(lambda day: day.isoformat()) | st.integers(1950, 2030).map(str) | st.just("2019-03")


def entries(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries({}, optional=parts).filter(bool), max_size=3)


TEXTS = st.lists(WORDS, min_size=1, max_size=3)
RESUMES = st.fixed_dictionaries(
    {
        "basics": st.fixed_dictionaries(
            {"name": WORDS}, optional={"label": WORDS, "email": WORDS, "phone": WORDS, "summary": WORDS}
        )
    },
    optional={
        "work": entries(
            name=WORDS, position=WORDS, startDate=DAYS, endDate=DAYS, summary=WORDS, highlights=TEXTS, location=WORDS
        ),
        "education": entries(institution=WORDS, studyType=WORDS, area=WORDS, endDate=DAYS, score=WORDS, courses=TEXTS),
        "skills": entries(name=WORDS, keywords=TEXTS, level=WORDS),
        "languages": entries(language=WORDS, fluency=WORDS),
        "certificates": entries(name=WORDS, issuer=WORDS, date=DAYS),
        "projects": entries(name=WORDS, description=WORDS, highlights=TEXTS, startDate=DAYS),
        "x-jobhunter": st.fixed_dictionaries({}, optional={"pronouns": WORDS, "notice_period": WORDS}),
        "x-else": st.dictionaries(WORDS, WORDS, max_size=2),
    },
)


@given(RESUMES)
def test_an_exported_resume_is_imported_as_it_was(resume: dict[str, Any]) -> None:
    exported = json.loads(json.dumps(resume, ensure_ascii=False))
    assert import_candidate(exported, "me.json").resume == resume


@given(RESUMES)
def test_every_statement_is_a_fact_or_listed(resume: dict[str, Any]) -> None:
    facts, left = facts_from_resume(resume, "me.json")
    paths = {fact.path for fact in facts}
    for section in ("work", "projects"):
        for index, entry in enumerate(resume.get(section, ())):
            for number in range(len(entry.get("highlights", ()))):
                assert f"{section}[{index}].highlights[{number}]" in paths
    assert ("x-else" in left) == ("x-else" in resume)


LINES = st.sampled_from(
    [
        "", "", "Noor Haddad", "noor@example.org", "Experience", "EDUCATION", "Skills:", "Languages", "Kenntnisse",
        "Formation", "Idiomas",
        "Nurse, City Hospital  2019 - 2021", "Mar 2020 – heute    Pflegerin, Klinikum Nord",
        "BSc Nursing, Leeds University, 2015",
        "- Ran the night shift", "• Taught eleven pupils how to read a", "  chart of their own.", "Triage, Wound care",
        "Trade        Welding, Cutting",
        "French: B1", "English (native), German (A2)", "Something nobody expected", "Leeds, United Kingdom",
        "Employer: Harbour Board",
        "Position: Deck hand", "Dates: 2011 to 2013",
        "A longer sentence that says what this person did in all those years.", "2014-2016",
        "CAPITALS ALONE", "# A heading of its own", "**Bold words** and plain ones", "Project Alpha (2021)",
        "Forklift licence (2014)",
    ]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(LINES, min_size=1, max_size=25).filter(any))
def test_no_word_is_dropped_without_being_listed(texts: list[str]) -> None:
    lines = [TextLine(text=text, line=number) for number, text in enumerate(texts, 1)]
    assert unaccounted(lines, import_candidate(lines, "cv.txt")) == []
