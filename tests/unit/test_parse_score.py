"""How the import's benchmark counts: what is found, what is missed, and what nobody said."""

from deploy.bench.parse.claims import Truth, score

TRUTH = Truth(
    name="Noor Haddad",
    phone="+44 20 7946 0958",
    work=(("City Hospital", "Nurse", "2019-03", ""),),
    education=(("Leeds University", "BSc in Nursing", "", "2015"),),
    skills=("Triage",),
)
RIGHT = {
    "basics": {"name": "NOOR HADDAD", "phone": "020 7946 0958"},
    "work": [{"name": "City Hospital", "position": "Nurse", "startDate": "2019-03"}],
    "education": [{"institution": "Leeds University", "studyType": "BSc", "area": "Nursing", "endDate": "2015"}],
    "skills": [{"name": "Clinical", "keywords": ["Triage"]}],
}


def test_what_is_said_in_other_spelling_is_found() -> None:
    found = score(RIGHT, TRUTH)
    assert (found.recovered, len(found.expected), found.invented, found.share) == (9, 9, [], 1.0)


def test_what_is_missing_counts_against_the_share_alone() -> None:
    found = score({"basics": {"name": "Noor Haddad"}}, TRUTH)
    assert (found.recovered, found.invented) == (1, [])
    assert ("employer", "City Hospital") in found.missed


def test_what_nobody_said_is_named() -> None:
    job = {"name": "City Hospital", "position": "Head Nurse", "startDate": "2019-03", "endDate": "2021"}
    more = {"name": "Town Clinic"}
    found = score(RIGHT | {"work": [job, more], "skills": [{"name": "Surgery"}]}, TRUTH)
    assert set(found.invented) == {("title", "Head Nurse"), ("end", "2021"), ("employer", "Town Clinic"), ("skill", "Surgery")}


def test_a_part_without_truth_is_not_judged() -> None:
    assert score({"basics": {}, "languages": [{"language": "Welsh"}]}, TRUTH).invented == []
